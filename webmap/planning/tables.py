"""Answers of planning as tables for the page and for CSV files: placed, passed over, to be asked, nearest, along."""

from collections.abc import Sequence

from geodata.rules.tiers import CHANGED
from geodata.statements.site_state import CountedPlots, PlotCount, ReservedPlots, Withholding, is_withheld
from webmap.answers.data_table import Cell, Column, DataTable, withheld
from webmap.asked.address import address
from webmap.layers.sites.state import with_reserved
from webmap.planning.answers import Allocation, side
from webmap.planning.arrivals import Arrivals
from webmap.planning.offers import Offer
from webmap.planning.rows import Along, AroundSite, NearestSite
from webmap.planning.scenario import NewPlots
from webmap.planning.tier_words import known_how
from webmap.words import terms
from webmap.words.i18n import day, isolated, ngettext, number, qualified
from webmap.words.i18n import gettext as _
from webmap.words.movements import after_preposition

PASSED_OVER_SHOWN = 6


def site_cell(row: AroundSite | NearestSite) -> Cell:
    return Cell(row.shown_name, row.name, href=address("sites.show", site_id=row.site_id), lang=row.shown_lang)


def km_cell(metres: float | None) -> Cell:
    if metres is None:
        return Cell(_("unknown"), None, unknown=True)
    return Cell(f"{round(metres / 1000, 1):.1f}", round(metres / 1000, 3))


def counted_cell(row: PlotCount) -> Cell:
    if row.counted_as_of is None:
        return Cell(_("not stated"), None)
    told = day(row.counted_as_of, row.counted_precision, short=True)
    return Cell(told, row.counted_as_of, precision=row.counted_precision)


def dated_cell(offer: Offer) -> Cell:
    """The day of what an offer rests on."""
    told = day(offer.as_of, offer.precision, short=True)
    return Cell(told or _("not stated"), offer.as_of, precision=offer.precision)


def why_free(row: CountedPlots, new: NewPlots | None = None) -> str:
    """The arithmetic of a site's free places, as far as its figures go."""
    if new is not None and new.are_all:
        return _only_new(new)
    sentence = ngettext(
        "%(occupied)s of %(ready)s plot occupied",
        "%(occupied)s of %(ready)s plots occupied",
        row.ready or 0,
        occupied=number(row.occupied),
        ready=number(row.ready),
    )
    sentence = with_reserved(sentence, row)
    if new is not None:
        count, shown = new.count, number(new.count)
        sentence += ngettext(
            ", %(new)s new one in the scenario", ", %(new)s new ones in the scenario", count, new=shown
        )
    return sentence


def _only_new(new: NewPlots) -> str:
    if new.rest_withheld:
        return ngettext(
            "%(new)s new plot of the scenario; the rest is withheld (under 10)",
            "%(new)s new plots of the scenario; the rest is withheld (under 10)",
            new.count,
            new=number(new.count),
        )
    return ngettext(
        "%(new)s new plot of the scenario; the rest is unknown",
        "%(new)s new plots of the scenario; the rest is unknown",
        new.count,
        new=number(new.count),
    )


def placed(found: Allocation, arrivals: Arrivals, csv_href: str = "") -> DataTable:
    """One row for each placement; with several origins the origin stands before it."""
    several = len(arrivals.origins) > 1
    rows = []
    for p in found.plan.placements:
        row = found.rows[p.site_id]
        cells = [
            site_cell(row),
            Cell(number(p.families), p.families),
            km_cell(p.metres),
            _why_places(found, row),
            dated_cell(found.offers[p.site_id]),
        ]
        rows.append([cells[0], Cell(number(p.origin + 1), p.origin + 1), *cells[1:]] if several else cells)
    columns = [
        Column("name", _("Site")),
        Column("families", _("Families"), numeric=True),
        Column("distance_km", _("Distance, km"), numeric=True),
        Column("free_plots", _("Why: free = ready − occupied − reserved")),
        Column("counted_on", _("Counted"), dated=True),
    ]
    if several:
        columns.insert(1, Column("origin", _("From"), numeric=True))
    return DataTable(
        caption=_("Placed"),
        columns=columns,
        rows=rows,
        csv_href=csv_href,
        empty=_("No family finds a known free place."),
        file_keys=("site_id",),
        file_values=[(p.site_id,) for p in found.plan.placements],
    )


def _why_places(found: Allocation, row: AroundSite) -> Cell:
    """What a site's places rest on: its count, also where that changed since, or what was said of it."""
    offer = found.offers[row.site_id]
    if offer.said is not None:
        stated = qualified(offer.said.value, offer.said.qualifier)
        words = _("%(what)s: %(value)s", what=terms.site_metric(offer.said.metric), value=stated)
        return Cell(words, offer.places, note=known_how(offer.tier))
    note = known_how(offer.tier) if offer.tier == CHANGED else ""
    return Cell(why_free(row, found.new_plots.get(row.site_id)), offer.places, note=note)


def over(found: Allocation, csv_href: str = "", shown: int | None = None) -> DataTable:
    """Sites passed over, nearest first; all of them in the file."""
    rows = found.over if shown is None else found.over[:shown]
    here = _here([row for row, _code in rows])
    return DataTable(
        caption=_("Passed over, nearest first"),
        columns=[
            Column("name", _("Site")),
            Column("distance_km", _("Distance, km"), numeric=True),
            Column("reason", _("Reason")),
            Column("counted_on", _("Counted"), dated=True),
        ],
        rows=[
            [
                site_cell(row),
                km_cell(min(row.metres) if row.metres else None),
                Cell(found.reason(row, code), code),
                counted_cell(row),
            ]
            for row, code in rows
        ],
        csv_href=csv_href,
        empty=_("No site was passed over."),
        file_keys=("site_id", "free_plots", "ready", "occupied", "reserved", *here),
        file_values=[
            (row.site_id, row.free, row.ready, row.occupied, row.reserved, *_reserved_here(row, here))
            for row, _code in rows
        ],
        file_withheld=[_withheld_plots(row) for row, _code in rows],
    )


def nearest(rows: Sequence[NearestSite], csv_href: str = "") -> DataTable:
    here = _here(rows)
    return DataTable(
        caption=_("Nearest free places"),
        columns=[
            Column("name", _("Site")),
            Column("distance_km", _("Distance, km"), numeric=True),
            Column("free_plots", _("Free places"), numeric=True),
            Column("why", _("Why")),
            Column("counted_on", _("Counted"), dated=True),
        ],
        rows=[[site_cell(row), km_cell(row.metres), *_room(row), counted_cell(row)] for row in rows],
        csv_href=csv_href,
        empty=_("No site is known to have so many free places."),
        file_keys=("site_id", "ready", "occupied", "reserved", *here),
        file_values=[
            (
                row.site_id,
                *((row.ready, row.occupied, row.reserved) if row.free is not None else (None,) * 3),
                *_reserved_here(row, here),
            )
            for row in rows
        ],
        file_withheld=[_withheld_plots(row) for row in rows],
    )


def _here(rows: Sequence[ReservedPlots]) -> tuple[str, ...]:
    """The column of files for what planners reserved, where they reserved anything."""
    return ("reserved_here",) if any(row.reserved_here for row in rows) else ()


def _reserved_here(row: ReservedPlots, column: tuple[str, ...]) -> tuple[int | None, ...]:
    return (row.reserved_here,) if column else ()


def _withheld_plots(row: Withholding) -> list[str]:
    """Columns of files that are withheld, in their order."""
    figures = {"free_plots": "free", "ready": "ready", "occupied": "occupied", "reserved": "reserved"}
    return [key for key, figure in figures.items() if is_withheld(row, figure)]


def _room(row: NearestSite) -> list[Cell]:
    if is_withheld(row, "free"):
        return [_free(row), Cell(_("a count of it is under 10"), "unknown")]
    if row.free is None:
        return [_free(row), Cell(_why_unknown(row), "unknown")]
    return [_free(row), Cell(why_free(row), "known")]


def _why_unknown(row: NearestSite) -> str:
    if row.doubted:
        return _("count in doubt")
    if row.changed_since:
        return _("changed since the count")
    return _("out of date") if row.out_of_date else _("plots ready and occupied never stated together")


def _free(row: NearestSite | Along) -> Cell:
    if is_withheld(row, "free"):
        return withheld()
    return Cell(number(row.free), row.free, unknown=row.free is None)


def along(rows: Sequence[Along], kind: str, csv_href: str = "") -> DataTable:
    """Sites or communities in the order of a corridor's course."""
    is_site = kind == "site"
    columns = [
        Column("name", _("Site") if is_site else _("Community")),
        Column("position", _("Position, 0 to 1"), numeric=True),
        Column("side", _("Side")),
        Column("offset_km", _("Distance, km"), numeric=True),
    ]
    if is_site:
        columns += [
            Column("free_plots", _("Free places"), numeric=True),
            Column("counted_on", _("Counted"), dated=True),
        ]
    return DataTable(
        caption=_("Sites in the order of the corridor") if is_site else _("Peacebuilding communities along it"),
        columns=columns,
        rows=[_along_cells(row, is_site) for row in rows if row.kind == kind],
        file_keys=("path_from", "path_to", "site_id" if is_site else "community_id"),
        file_values=[(row.path_from, row.path_to, row.id) for row in rows if row.kind == kind],
        csv_href=csv_href,
        empty=_("No site lies so near.") if is_site else _("No peacebuilding community lies so near."),
    )


def _along_cells(row: Along, is_site: bool) -> list[Cell]:
    place = {"sites.show": {"site_id": row.id}} if is_site else {"communities.show": {"community_id": row.id}}
    ((endpoint, identifier),) = place.items()
    cells = [
        Cell(row.shown_name, row.name, href=address(endpoint, **identifier), lang=row.shown_lang),
        _position(row),
        Cell(side_words(side(row)), side(row)),
        km_cell(row.offset_m),
    ]
    if is_site:
        cells += [_free(row), counted_cell(row)]
    return cells


def _position(row: Along) -> Cell:
    """With the path that it is on, where there are several: they share stretches and begin and end elsewhere."""
    if row.position is None:
        return Cell(_("none: an area"), None)
    path = ""
    if row.path_from and row.path_to:
        path = _(
            "from %(origin)s to %(destination)s",
            origin=isolated(after_preposition(row.path_from)),
            destination=isolated(after_preposition(row.path_to)),
        )
    return Cell(f"{row.position:.2f}", round(row.position, 6), note=path)


def side_words(of: str | None) -> str:
    return {"left": _("left"), "right": _("right"), "on": _("on it"), None: _("none: an area")}[of]
