"""Corridors on a day: as table rows and as schematic bands of the map."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from webmap.answers.data_table import Cell, Column, DataTable, facts
from webmap.layers.sources import source_cell
from webmap.words import movements as movement_words
from webmap.words.i18n import day, isolated, ngettext, number, per_language
from webmap.words.i18n import gettext as _
from webmap.words.periods import period

CorridorAddress = Callable[[str], str]
LARGEST_LIST = 500


def kilometres(metres: float) -> str:
    """`22.1`: one decimal, as the points are not better known."""
    return f"{metres / 1000:,.1f}"


def use(row: Any) -> str:
    """When it was in use, as known on the chosen day: an end after that day is not told."""
    if row.state == "not_begun":
        return _("not known by then")
    if row.period_start is None:
        return movement_words.corridor_state("not_stated")
    if row.period_end is not None:
        return period(row.period_start, row.period_end, row.period_start_precision, row.period_end_precision)
    return _("since %(day)s", day=day(row.period_start, row.period_start_precision))


def length(row: Any) -> str:
    """Length of the shortest path and, where there are several, of the longest, in km."""
    if row.shortest_m is None:
        return _("unknown")
    if round(row.shortest_m / 1000, 1) == round(row.longest_m / 1000, 1):
        return kilometres(row.shortest_m)
    shortest, longest = kilometres(row.shortest_m), kilometres(row.longest_m)
    return _("%(shortest)s to %(longest)s", shortest=shortest, longest=longest)


def located(row: Any) -> str:
    return _("%(located)s of %(total)s", located=number(row.points_located), total=number(row.points_total))


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


def cells(row: Any, address_of: CorridorAddress) -> list[Cell]:
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
        source_cell(row),
    ]


def table(rows: Sequence[Any], at: date, address_of: CorridorAddress, csv_href: str = "") -> DataTable:
    return DataTable(
        caption=_("Corridors on %(day)s", day=day(at)),
        columns=columns(),
        rows=[cells(row, address_of) for row in rows],
        csv_href=csv_href,
        empty=_("No corridor is known."),
    )


def is_drawn(row: Any) -> bool:
    """The map shows what was in use on the day; what had ended or not begun is in the table."""
    return row.state in ("in_use", "not_stated") and bool(row.paths)


def feature(row: Any, address_of: CorridorAddress) -> dict[str, Any]:
    """One corridor for the map's drawing, paths as [[longitude, latitude], …]."""
    return {
        "id": row.corridor_id,
        "name": row.shown_name,
        "name_lang": row.shown_lang,
        "paths": row.paths,
        "schematic": row.schematic,
        "aria": sentence(row),
        "url": address_of(row.corridor_id),
        "facts": facts(columns(), cells(row, address_of)),
    }


def features(rows: Sequence[Any], address_of: CorridorAddress) -> list[dict[str, Any]]:
    """The drawn corridors of a day for the map."""
    return [feature(row, address_of) for row in rows if is_drawn(row)]


def sentence(row: Any) -> str:
    """One corridor in a sentence, for screen readers."""
    said = {"name": isolated(row.shown_name), "use": use(row), "length": length(row)}
    movements = ngettext(
        "%(count)s movement of the last 14 days lies along it",
        "%(count)s movements of the last 14 days lie along it",
        row.recent_movements,
        count=number(row.recent_movements),
    )
    if row.shortest_m is None:
        return _("Corridor %(name)s, %(use)s; %(movements)s", **said, movements=movements)
    return _(
        "Corridor %(name)s, %(use)s, at least %(length)s km, schematic: straight between its points; %(movements)s",
        **said,
        movements=movements,
    )
