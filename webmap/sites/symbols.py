"""Sites of a list as pictures: the symbol that the map shows them by, and their plots as one vessel."""

from collections.abc import Sequence
from datetime import date

from markupsafe import Markup

from geodata.rules.freshness import is_old
from geodata.statements.site_rows import SiteOnDay
from webmap.drawing.site_symbol import hatch, site_symbol
from webmap.layers.layer import nowhere
from webmap.layers.sites.feature import feature
from webmap.layers.sites.state import free

HATCH = "list-hatch"
RADIUS, HALF = 8.0, 16  # px: all of one size, so that their names stand under one another
VESSEL_PX, VESSEL_HIGH = 84, 10


def hatching() -> Markup:
    """The pattern that the symbols refer to, once in a page; a drawing that is not shown would hide it."""
    return Markup(
        '<svg class="hatching" width="0" height="0" aria-hidden="true" focusable="false"><defs>{}</defs></svg>'
    ).format(hatch(HATCH))


def symbol(row: SiteOnDay, at: date) -> Markup:
    """As on the map of the day, but of one size, and without the clock of a late report, which is told in words."""
    drawn = site_symbol({**feature(row, at, nowhere), "radius": RADIUS, "late": None}, HATCH)
    return Markup(
        '<svg class="site-symbol" width="{0}" height="{0}" viewBox="{1} {1} {0} {0}" aria-hidden="true"'
        ' focusable="false">{2}</svg>'
    ).format(2 * HALF, -HALF, drawn)


def vessels(rows: Sequence[SiteOnDay], at: date) -> list[Markup]:
    """For each site its plots ready as an outline, filled as far as they are occupied; all on one scale.

    Nothing where the two are not known of one count.
    """
    most = max((max(row.ready or 0, row.occupied or 0) for row in rows if free(row) is not None), default=0)
    return [_vessel(row, at, VESSEL_PX / most) if free(row) is not None and most else Markup() for row in rows]


def _vessel(row: SiteOnDay, at: date, px_per_plot: float) -> Markup:
    ready, occupied = ((value or 0) * px_per_plot for value in (row.ready, row.occupied))
    old = " old" if is_old(row.counted_as_of, row.counted_precision, at) else ""
    over = max(0.0, occupied - ready)
    parts = [_rect("ready", 0, ready, old), _rect("occupied", 0, min(ready, occupied), old)]
    parts += [_rect("over", ready, over, "")] if over else []
    return Markup(
        '<svg class="bars vessel" width="{0}" height="{1}" viewBox="0 0 {0} {1}" aria-hidden="true" focusable="false">'
        "{2}</svg>"
    ).format(VESSEL_PX + 2, VESSEL_HIGH + 2, Markup("").join(parts))


def _rect(kind: str, x: float, width: float, old: str) -> Markup:
    return Markup('<rect class="{}{}" x="{}" y="1" width="{}" height="{}"/>').format(
        kind, old, round(x + 1, 1), round(width, 1), VESSEL_HIGH
    )
