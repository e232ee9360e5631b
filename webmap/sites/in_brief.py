"""A site in a few lines, for a phone: the first sentence of its page, and the families there with their day."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from geodata.statements.site_rows import SiteOnDay
from webmap.layers.sites import areas, state
from webmap.sites.answer import is_it_full
from webmap.sites.rows import Said
from webmap.sites.sparkline import Sparkline
from webmap.words.i18n import gettext as _


@dataclass(frozen=True)
class InBrief:
    """`sentence`: how full it is, as its own page says it. `families`: with their day. `symbol`: as on the map.

    `sparkline`: what was known of it lately; None where there are too many sites for that.
    """

    site: SiteOnDay
    sentence: str
    families: str
    symbol: Markup
    sparkline: Sparkline | None


@dataclass(frozen=True)
class Area:
    """Sites of one district, or of the whole list: then without a name."""

    name: str
    sites: list[InBrief]


def in_brief(
    shown: Sequence[SiteOnDay],
    said: Iterable[Said],
    symbols: Mapping[str, Markup],
    lately: Mapping[str, Sparkline],
    at: date,
    *,
    by_area: bool,
) -> list[Area]:
    """The sites in the order given; `by_area`: under their districts by name, those without one last.

    `symbols` and `lately` by site.
    """
    told: dict[str, list[Said]] = defaultdict(list)
    for one in said:
        told[one.site_id].append(one)

    def briefly(rows: Sequence[SiteOnDay]) -> list[InBrief]:
        return [
            InBrief(
                row,
                is_it_full(row, told[row.site_id], (), at).first,
                _families(row),
                symbols[row.site_id],
                lately.get(row.site_id),
            )
            for row in rows
        ]

    if not by_area:
        return [Area("", briefly(shown))] if shown else []
    return [Area(name, briefly(rows)) for name, rows in areas.by_area(shown)]


def _families(row: SiteOnDay) -> str:
    found = state.families(row)
    if found.value is None and not found.withheld:
        return _("Families: unknown")
    return _("Families: %(families)s, %(day)s", families=found.text(), day=found.when())
