"""The tables of an analysis: from where to where, every movement by its week, the sites with their room."""

from collections.abc import Sequence

from geodata.rules.movement_sums import Flow, flows
from geodata.statements.movement_rows import Movement
from webmap.answers.data_table import Cell, Column, DataTable
from webmap.asked.address import address
from webmap.corridors.analysis.weeks import Weeks, place_of_kind, week_of
from webmap.corridors.near import families_cell
from webmap.layers.movements import table
from webmap.layers.movements.sums import in_words, reason
from webmap.layers.sites import state
from webmap.map_of_day.road.queries import Road
from webmap.words import movements as movement_words
from webmap.words.i18n import gettext as _
from webmap.words.i18n import number
from webmap.words.movements import flow_kind
from webmap.words.periods import tight_period


def by_places(found: Weeks) -> DataTable:
    """Origins, destinations and kinds over all the weeks; a sum only where nobody can be counted twice."""
    grouped = flows(found.used)
    listed = sorted(grouped, key=lambda flow: (place_of_kind(flow.kind), -(flow.total.people or 0)))
    return DataTable(
        caption=_("From where to where, by kind"),
        columns=[
            Column("from", _("From")),
            Column("to", _("To")),
            Column("kind", _("Kind")),
            Column("number", _("Size")),
            Column("reports", _("Reports"), numeric=True),
        ],
        rows=[_flow_cells(flow) for flow in listed],
        empty=_("No movement along it is known to have ended in these weeks."),
    )


def _flow_cells(flow: Flow) -> list[Cell]:
    return [
        Cell(flow.origin, flow.rows[0].from_name, lang=flow.rows[0].from_lang),
        Cell(flow.destination, flow.rows[0].to_name, lang=flow.rows[0].to_lang),
        Cell(flow_kind(flow.kind), flow.kind),
        Cell(in_words(flow.total, len(flow.rows)), flow.total.value, unknown=bool(flow.total.reason)),
        Cell(number(len(flow.rows)), len(flow.rows)),
    ]


def every_movement(found: Weeks, csv_href: str) -> DataTable:
    """In the order of the weeks, each with its days and its source."""
    return DataTable(
        caption=_("Every movement, by the week in which it ended"),
        columns=[Column("week", _("Week")), *table.columns(with_drawing=False)],
        rows=[_in_week(row, found) for row in found.used],
        csv_href=csv_href,
        empty=_("No movement along it is known to have ended in these weeks."),
    )


def _in_week(row: Movement, found: Weeks) -> list[Cell]:
    week = week_of(row, found.weeks)
    began = _("began before") if row.period_start < week.first else ""
    return [Cell(tight_period(week.first, week.last), week.last, note=began), *table.cells(row, with_drawing=False)]


def perhaps_along(rows: Sequence[Movement]) -> DataTable:
    columns = [*table.columns(with_drawing=False)[:-1], Column("reason", _("Why nobody can say"))]
    listed = [[*table.cells(row, with_drawing=False)[:-1], Cell(why_unsure(row), unsure(row))] for row in rows]
    return DataTable(_("Movements that may lie along it"), columns, listed)


def unsure(row: Movement) -> str:
    """What the end without a position is, as a code."""
    return row.from_kind if row.from_lon is None else row.to_kind


def why_unsure(row: Movement) -> str:
    return movement_words.not_located(unsure(row))


def left_out(out: Sequence[tuple[Movement, str]]) -> DataTable:
    columns = [*table.columns(with_drawing=False)[:-1], Column("reason", _("Left out because"))]
    rows = [[*table.cells(row, with_drawing=False)[:-1], Cell(reason(code), code)] for row, code in out]
    return DataTable(_("Left out, with the reason"), columns, rows)


def sites_along(found: Road | None) -> DataTable:
    """From the beginning of its line to the end, each with its free places on the last day, or why they are unknown."""
    rows = []
    for row in sorted(found.sites, key=lambda row: found.places["site", row.site_id].along_m) if found else ():
        assert found is not None
        place = found.places["site", row.site_id]
        rows.append(
            [
                Cell(row.shown_name, row.name, href=address("sites.show", site_id=row.site_id), lang=row.shown_lang),
                Cell(number(round(place.along_m / 1000, 1)), place.along_m / 1000, qualifier="at_least"),
                Cell(number(round(place.offset_m / 1000, 1)), place.offset_m / 1000),
                families_cell(row),
                state.free_places(row),
            ]
        )
    return DataTable(
        caption=_("Sites along it and their free places"),
        columns=[
            Column("name", _("Site")),
            Column("km", _("Kilometre, at least"), numeric=True),
            Column("from_line_km", _("From the line, km"), numeric=True),
            Column("families", _("Families"), numeric=True),
            Column("free_places", _("Free places"), numeric=True),
        ],
        rows=rows,
        empty=_("No site known by this day lies along its line."),
    )
