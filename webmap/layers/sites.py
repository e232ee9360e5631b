"""Sites on a day: their state in words, as a table row and as a symbol of the map."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from geodata.rules.freshness import OLD_AFTER, is_old
from webmap.answers.data_table import Cell, Column, DataTable, facts
from webmap.words import terms
from webmap.words.i18n import day, ngettext, number, per_language, qualified
from webmap.words.i18n import gettext as _

# The symbol's area grows with the families; look.md's scale, shared by every drawing.
RADIUS_PER_ROOT_FAMILY, SMALLEST_RADIUS, RADIUS_OF_UNKNOWN = 0.27, 5.5, 7.0
SHUT = ("closed", "no_access")  # what was counted there says nothing of places for anybody
SiteAddress = Callable[[str], str]


@dataclass(frozen=True)
class Dated:
    """One figure with the day it is of."""

    value: int | None
    qualifier: str | None
    as_of: date | None
    precision: str | None

    def text(self) -> str:
        return qualified(self.value, self.qualifier)

    def when(self, *, short: bool = True) -> str:
        return day(self.as_of, self.precision, short=short)


def families(row: Any) -> Dated:
    return Dated(row.families, row.families_qualifier, row.families_as_of, row.families_precision)


def individuals(row: Any) -> Dated:
    return Dated(row.individuals, row.individuals_qualifier, row.individuals_as_of, row.individuals_precision)


def state(row: Any) -> str:
    """`counted`: how full is known · `unknown`: families known, fullness not · `nothing` · `not_open`."""
    if row.status_then in ("not_open", *SHUT):
        return "not_open"
    if row.free is not None:
        return "counted"
    return "unknown" if row.families is not None else "nothing"


def radius(row: Any) -> float:
    """Pixels; one fixed size where the families are unknown."""
    if row.families is None:
        return RADIUS_OF_UNKNOWN
    return round(max(SMALLEST_RADIUS, RADIUS_PER_ROOT_FAMILY * math.sqrt(row.families)), 1)


def free_places(row: Any) -> Cell:
    """Free places, or why they are unknown, with the day of the count; a site that is shut has none to offer."""
    if row.status_then in SHUT:
        return Cell(terms.site_status(row.status_then), None)
    if row.over_capacity_by:
        text = _("0, over capacity by %(number)s", number=number(row.over_capacity_by))
        return Cell(text, row.free, note=_counted_on(row))
    if row.free is not None:
        return Cell(number(row.free), row.free, note=_counted_on(row))
    if row.out_of_date:
        return Cell(_("unknown (out of date)"), None, note=_counted_on(row), unknown=True)
    return Cell(_("unknown"), None, unknown=True)


def _counted_on(row: Any) -> str:
    return day(row.counted_as_of, row.counted_precision, short=True)


def free(row: Any) -> int | None:
    """Free places that families can be sent to: None where they are unknown, and where a site is shut."""
    return None if row.status_then in SHUT else row.free


def reserved_then(row: Any) -> str:
    """The day on which the reserved plots were stated, where it is another one than that of the count; else empty."""
    if not row.reserved or (row.reserved_as_of, row.reserved_precision) == (row.counted_as_of, row.counted_precision):
        return ""
    return day(row.reserved_as_of, row.reserved_precision, short=True)


def reserved_words(row: Any) -> str:
    """The same as a sentence."""
    then = reserved_then(row)
    if not then:
        return ""
    return ngettext(
        "%(count)s reserved plot is taken off, as last stated on %(day)s.",
        "%(count)s reserved plots are taken off, as last stated on %(day)s.",
        row.reserved,
        count=number(row.reserved),
        day=then,
    )


def detail(row: Any) -> str:
    """The second line of a label: the figure that tells most, with its day."""
    if row.status_then in ("not_open", *SHUT):
        return terms.site_status(row.status_then)
    if row.free is not None:
        return f"{_occupancy(row)} · {_counted_on(row)}"
    if row.families is not None:
        found = families(row)
        text = ngettext("%(count)s family", "%(count)s families", row.families, count=found.text())
        return f"{text} · {found.when()}"
    if row.said_full_on is not None:
        return _("said to be full %(day)s", day=day(row.said_full_on, short=True))
    if row.individuals is not None:
        found = individuals(row)
        text = ngettext("%(count)s person", "%(count)s people", row.individuals, count=found.text())
        return f"{text} · {found.when()}"
    return _("people pass, none sleep here") if row.type == "screening_site" else _("no figure")


def _occupancy(row: Any) -> str:
    if row.over_capacity_by:
        return _("%(over)s over %(ready)s plots", over=number(row.over_capacity_by), ready=number(row.ready))
    if row.free == 0:
        return _("%(occupied)s of %(ready)s plots taken", occupied=number(row.occupied), ready=number(row.ready))
    return _("%(free)s free of %(ready)s", free=number(row.free), ready=number(row.ready))


@per_language
def columns() -> list[Column]:
    return [
        Column("name", _("Site"), sort="name"),
        Column("type", _("Type"), sort="type"),
        Column("district", _("District"), sort="district"),
        Column("status", _("Status"), sort="status"),
        Column("families", _("Families"), numeric=True, sort="families"),
        Column("individuals", _("People"), numeric=True, sort="individuals"),
        Column("free_places", _("Free places"), numeric=True, sort="free"),
        Column("plots_ready", _("Plots ready"), numeric=True),
        Column("plots_occupied", _("Plots occupied"), numeric=True),
        Column("said_full_on", _("Said to be full")),
        Column("newest_as_of", _("Newest figure"), sort="newest"),
    ]


def cells(row: Any, at: date, address_of: SiteAddress) -> list[Cell]:
    families_then, people_then, counted_on = families(row), individuals(row), _counted_on(row)
    return [
        Cell(row.shown_name, row.name, href=address_of(row.site_id), lang=row.shown_lang),
        Cell(terms.site_type(row.type), row.type),
        Cell(row.district_shown or _("not stated"), row.district_stated),
        Cell(terms.site_status(row.status_then), row.status_then),
        _figure(families_then),
        _figure(people_then),
        free_places(row),
        Cell(number(row.ready), row.ready, note=counted_on, unknown=row.ready is None),
        Cell(number(row.occupied), row.occupied, note=counted_on, unknown=row.occupied is None),
        Cell(day(row.full_stated_on, short=True) or _("not said"), row.full_stated_on),
        _newest(row, at),
    ]


def _figure(found: Dated) -> Cell:
    return Cell(found.text(), found.value, note=found.when(), unknown=found.value is None)


def _newest(row: Any, at: date) -> Cell:
    if row.newest_as_of is None:
        return Cell(_("no figure"), None, unknown=True)
    age = (at - row.newest_as_of).days
    note = ngettext("%(count)s day old", "%(count)s days old", age, count=number(age)) if age > OLD_AFTER.days else ""
    return Cell(day(row.newest_as_of, row.newest_precision, short=True), row.newest_as_of, note=note)


def table(rows: Sequence[Any], at: date, address_of: SiteAddress, csv_href: str = "") -> DataTable:
    return DataTable(
        caption=_("Sites on %(day)s", day=day(at)),
        columns=columns(),
        rows=[cells(row, at, address_of) for row in rows],
        csv_href=csv_href,
        empty=_("No site is known by this day."),
        file_keys=("site_id",),
        file_values=[(row.site_id,) for row in rows],
    )


def feature(row: Any, at: date, address_of: SiteAddress) -> dict[str, Any]:
    """One site for the map's drawing; the popup shows the same fields as the table row."""
    said_full = row.said_full_on is not None
    shown, told = state(row), detail(row)
    shown_as_of = row.counted_as_of if shown == "counted" else row.families_as_of
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
        "fill": round(row.occupied / row.ready, 3) if row.free is not None and row.ready else None,
        "state": shown,
        "old": is_old(shown_as_of or row.newest_as_of, at),
        "said_full": said_full,
        "over": row.over_capacity_by or 0,
        "free": row.free,
        "detail": told,
        "aria": _(", ").join((row.shown_name, terms.site_type(row.type), told, _free_in_words(row))),
        "url": address_of(row.site_id),
        "facts": facts(columns(), cells(row, at, address_of))[1:],
    }


def _free_in_words(row: Any) -> str:
    return _("free places: %(free)s", free=free_places(row).text)
