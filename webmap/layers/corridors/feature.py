"""Corridors on a day as schematic bands of the map."""

from collections.abc import Sequence
from datetime import date

from geodata.statements.place_rows import Corridor
from webmap.answers.data_table import facts
from webmap.layers.corridors.course import sentence
from webmap.layers.corridors.table import cells, columns
from webmap.layers.layer import AddressOf, Feature


def is_drawn(row: Corridor) -> bool:
    """The map shows what was in use on the day; what had ended or not begun is in the table."""
    return row.state in ("in_use", "not_stated") and bool(row.paths)


def feature(row: Corridor, address_of: AddressOf) -> Feature:
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


def features(rows: Sequence[Corridor], _at: date, address_of: AddressOf) -> list[Feature]:
    """Those that are drawn."""
    return [feature(row, address_of) for row in rows if is_drawn(row)]
