"""Corridors on a day as table rows."""

from geodata.statements.place_rows import Corridor
from webmap.answers.data_table import Cell, Column
from webmap.answers.sources import source_cell
from webmap.layers.corridors.course import length, located, use
from webmap.layers.layer import AddressOf, Listing
from webmap.words import movements as movement_words
from webmap.words.i18n import day, number, per_language
from webmap.words.i18n import gettext as _


@per_language
def columns() -> list[Column]:
    return [
        Column("corridor_id", _("Id")),
        Column("name", _("Corridor")),
        Column("state", _("On this day")),
        Column("period", _("Period of use")),
        Column("length_at_least_km", _("Length at least, km"), numeric=True),
        Column("points_located", _("Points located"), numeric=True),
        Column("movements_of_14_days", _("Movements, 14 days"), numeric=True),
        Column("source", _("Source")),
    ]


def cells(row: Corridor, address_of: AddressOf) -> list[Cell]:
    shortest = None if row.shortest_m is None else round(row.shortest_m / 1000, 1)
    outline = _("an area") if row.has_area and not row.has_axis else ""
    return [
        Cell(row.corridor_id, row.corridor_id),
        Cell(row.shown_name, row.name, href=address_of(row.corridor_id), lang=row.shown_lang),
        Cell(movement_words.corridor_state(row.state), row.state),
        Cell(use(row), row.period_start),
        Cell(length(row), shortest, note=outline, unknown=row.shortest_m is None),
        Cell(located(row), row.points_located),
        Cell(number(row.recent_movements), row.recent_movements),
        source_cell(row) if row.state != "not_begun" else Cell(_("not known by then"), None),
    ]


CORRIDORS: Listing[Corridor] = Listing(
    caption=lambda at: _("Corridors on %(day)s", day=day(at)),
    empty=lambda _at: _("No corridor is known."),
    columns=columns,
    cells=lambda row, _at, address_of: cells(row, address_of),
    in_files={
        "name_ar": lambda row: row.name_ar,
        "period_precision": lambda row: row.period_start_precision if row.period_start else None,
        "period_end": lambda row: row.period_end,
        "period_end_precision": lambda row: row.period_end_precision if row.period_end else None,
        "longest_path_km": lambda row: None if row.longest_m is None else round(row.longest_m / 1000, 1),
        "points": lambda row: row.points_total,
        "source_id": lambda row: row.source_id if row.state != "not_begun" else None,
    },
)
