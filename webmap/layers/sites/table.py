"""Sites on a day as table rows."""

from collections.abc import Sequence
from datetime import date

from geodata.rules.freshness import is_old
from geodata.rules.tiers import CHANGED
from geodata.statements.site_rows import SiteOnDay
from geodata.statements.site_state import is_withheld
from webmap.answers.data_table import Cell, Column, withheld
from webmap.layers.layer import AddressOf, Listing
from webmap.layers.sites import conflicts, known, reports_due, state
from webmap.words import terms
from webmap.words.ages import days_of_age
from webmap.words.i18n import day, ngettext, number, per_language
from webmap.words.i18n import gettext as _


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
        Column("newest_as_of", _("Newest figure"), sort="newest", dated=True),
        Column("freshness", _("Reports"), sort="freshness"),
    ]


def cells(row: SiteOnDay, at: date, address_of: AddressOf) -> list[Cell]:
    counted, conflicting = state.counted_on(row), conflicts.beside(row)
    return [
        Cell(row.shown_name, row.name, href=address_of(row.site_id), note=state.public_form(row), lang=row.shown_lang),
        Cell(terms.site_type(row.type), row.type),
        _district(row),
        _status(row, at),
        _figure(state.families(row), conflicting["families"]),
        _figure(state.individuals(row), conflicting["individuals"]),
        _free(row, at),
        withheld(counted) if is_withheld(row, "ready") else _plots(row.ready, counted),
        withheld(counted)
        if is_withheld(row, "occupied")
        else _plots(row.occupied, _notes(counted, state.percent_occupied(row), *conflicting["occupied"])),
        Cell(day(row.full_stated_on, short=True) or _("not said"), row.full_stated_on),
        _newest(row, at),
        reports_due.cell(row, at),
    ]


def _status(row: SiteOnDay, at: date) -> Cell:
    return Cell(state.status(row, at), row.status_then)


def _district(row: SiteOnDay) -> Cell:
    """As a source states it, else that of the boundary, which is said."""
    by_boundary = row.district_stated is None and row.district is not None
    return Cell(row.district_shown or _("not stated"), row.district, note=_("by boundary") if by_boundary else "")


def _free(row: SiteOnDay, at: date) -> Cell:
    """With how the places are known; that they changed since stands in the words already."""
    places, how = state.free_places(row), known.tier(row, at)
    told = known.in_words(row, how) if how != CHANGED else ""
    return places._replace(note=_notes(places.note, told, state.reserved_here(row)))


def _plots(value: int | None, counted: str) -> Cell:
    return Cell(number(value), value, note=counted, unknown=value is None)


def _figure(found: state.Dated, conflicting: Sequence[str]) -> Cell:
    if found.withheld:
        return withheld(found.when())
    return Cell(found.text(), found.value, note=_notes(found.when(), *conflicting), unknown=found.value is None)


def _notes(*told: str) -> str:
    return " · ".join(filter(None, told))


def _newest(row: SiteOnDay, at: date) -> Cell:
    if row.newest_as_of is None:
        return Cell(_("no figure"), None, unknown=True)
    note = ""
    if is_old(row.newest_as_of, row.newest_precision, at):
        days, most = days_of_age(row.newest_as_of, row.newest_precision, at)
        note = ngettext("%(count)s day old", "%(count)s days old", most, count=days)
    told = day(row.newest_as_of, row.newest_precision, short=True)
    return Cell(told, row.newest_as_of, note=note, precision=row.newest_precision)


SITES: Listing[SiteOnDay] = Listing(
    caption=lambda at: _("Sites on %(day)s", day=day(at)),
    empty=lambda _at: _("No site is known by this day."),
    columns=columns,
    cells=cells,
    in_files={
        "site_id": lambda row: row.site_id,
        "name_ar": lambda row: row.name_ar,
        "district_stated": lambda row: row.district_stated,
        "governorate_stated": lambda row: row.governorate_stated,
        "lat": lambda row: row.lat,
        "lon": lambda row: row.lon,
        "precision": lambda row: row.precision,
        "families_as_of": lambda row: row.families_as_of,
        "families_precision": lambda row: row.families_precision,
        "families_qualifier": lambda row: row.families_qualifier,
        "families_source": lambda row: row.families_source,
        "individuals_as_of": lambda row: row.individuals_as_of,
        "individuals_precision": lambda row: row.individuals_precision,
        "individuals_qualifier": lambda row: row.individuals_qualifier,
        "individuals_source": lambda row: row.individuals_source,
        "plots_as_of": lambda row: row.counted_as_of,
        "plots_precision": lambda row: row.counted_precision,
        "plots_source": lambda row: row.counted_source,
        "plots_reserved": lambda row: row.reserved,
        "reserved_as_of": lambda row: row.reserved_as_of,
        "said_ready": lambda row: row.said_value,
        "said_ready_metric": lambda row: row.said_metric,
        "said_ready_as_of": lambda row: row.said_as_of,
        "said_ready_precision": lambda row: row.said_precision,
        "said_ready_qualifier": lambda row: row.said_qualifier,
        "said_ready_source": lambda row: row.said_source,
        "reported_as_of": lambda row: row.reported_as_of,
        "reported_precision": lambda row: row.reported_precision,
        "reports_every_days": reports_due.every_days,
        "reports_by": reports_due.basis,
        "conflicts": lambda row: " ".join(conflicts.sentences(row)) or None,
    },
    where_told={"public": state.public_form, "plots_reserved_here": state.reserved_here_plots},
)
