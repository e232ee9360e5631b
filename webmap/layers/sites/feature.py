"""Sites on a day as symbols of the map, and what the map says of groups of them."""

import math
from collections.abc import Sequence
from datetime import date

from geodata.rules.freshness import is_old
from geodata.rules.tiers import SAID_READY
from geodata.rules.trays import trays
from geodata.statements.site_rows import SiteOnDay
from webmap.answers.data_table import facts
from webmap.layers.layer import AddressOf, Feature
from webmap.layers.sites import known, reports_due, state
from webmap.layers.sites.table import cells, columns
from webmap.words import terms
from webmap.words.i18n import day, language, ngettext, number
from webmap.words.i18n import gettext as _

# The symbol's area grows with the families, by one scale shared by every drawing.
RADIUS_PER_ROOT_FAMILY, SMALLEST_RADIUS, RADIUS_OF_UNKNOWN = 0.27, 5.5, 7.0


def features(rows: Sequence[SiteOnDay], at: date, address_of: AddressOf) -> list[Feature]:
    """The sites that have a position."""
    return [feature(row, at, address_of) for row in rows if row.lon is not None]


def radius(row: SiteOnDay) -> float:
    """Pixels; one fixed size where the families are unknown."""
    if row.families is None:
        return RADIUS_OF_UNKNOWN
    return round(max(SMALLEST_RADIUS, RADIUS_PER_ROOT_FAMILY * math.sqrt(row.families)), 1)


def feature(row: SiteOnDay, at: date, address_of: AddressOf) -> Feature:
    """One site for the map's drawing; the popup shows the same fields as the table row."""
    said_full = row.said_full_on is not None
    shown, tier = state.state(row), known.tier(row, at)
    told, late = _told(row, tier), reports_due.due(row, at).mark
    dated = [(row.newest_as_of, row.newest_precision), (row.families_as_of, row.families_precision)]
    dated += [(row.counted_as_of, row.counted_precision)] if shown == "counted" or row.changed_since else []
    shown_as_of, precision = next((one for one in reversed(dated) if one[0] is not None), (None, None))
    return {
        "id": row.site_id,
        "name": row.shown_name,
        "name_lang": row.shown_lang,
        "lon": row.lon,
        "lat": row.lat,
        "precision": row.precision,
        "type": row.type,
        "families": row.families,
        "radius": radius(row),
        "fill": _fill(row),
        "state": shown,
        "old": is_old(shown_as_of, precision, at),
        "said_full": said_full,
        "over": row.over_capacity_by or 0,
        "free": row.free,
        "detail": told,
        "aria": _(", ").join((row.shown_name, terms.site_type(row.type), told, _free_in_words(row), *_late(late))),
        "url": address_of(row.site_id),
        "facts": [*facts(columns(), cells(row, at, address_of))[1:], *_public_form(row)],
        "area": row.governorate_stated,
        **({"lid": _lid(row, told)} if row.said_full_on else {}),
        **({"tier": tier} if tier else {}),
        **({"late": late} if late else {}),
        **({"withheld": row.withheld} if row.withheld else {}),
    }


def _told(row: SiteOnDay, tier: int | None) -> str:
    """The second line of a label, with what was said to be ready where no count says more."""
    told = state.detail(row)
    if tier != SAID_READY:
        return told
    said = known.in_words(row, tier, short=True)
    return said if told == _("no figure") else f"{told} · {said}"


def _lid(row: SiteOnDay, told: str) -> str:
    """What the lid of a symbol says, where the second line of the label says something else."""
    said = _("said to be full %(day)s", day=day(row.said_full_on, short=True)) if row.said_full_on else ""
    return "" if said in told else said


def _public_form(row: SiteOnDay) -> list[tuple[str, str, str]]:
    told = state.public_form(row)
    return [(_("Public"), told, "")] if told else []


def _fill(row: SiteOnDay) -> float | None:
    """Occupied of ready plots; None where free places are unknown."""
    if row.free is None or row.occupied is None or not row.ready:
        return None
    return round(row.occupied / row.ready, 3)


def _late(late: str | None) -> list[str]:
    return [_("report: %(state)s", state=terms.freshness(late))] if late else []


def _free_in_words(row: SiteOnDay) -> str:
    return _("free places: %(free)s", free=state.free_places(row).text)


def groups(rows: Sequence[SiteOnDay]) -> dict[str, object]:
    """How the map lists sites that lie close together (`trays`) and counts those outside the view (`outside`)."""
    return {"trays": _trays(), "outside": _pointers([row for row in rows if row.lon is not None])}


def _pointers(placed: Sequence[SiteOnDay]) -> dict[str, list[str]]:
    """For each governorate the sentence for 1, 2, … sites of it outside the view."""
    said: dict[str, list[str]] = {}
    for row in placed:
        area = row.governorate_stated
        if area:
            count = len(said.setdefault(area, [])) + 1
            named = {"count": number(count), "area": terms.governorate(area)}
            said[area].append(
                ngettext("%(count)s more site in %(area)s", "%(count)s more sites in %(area)s", count, **named)
            )
    return said


def _trays() -> dict[str, tuple[str, ...]]:
    """By their names in the reader's language."""
    return {tray.name(language()): tray.site_ids for tray in trays()}
