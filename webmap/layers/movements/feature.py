"""Movements up to a day as curved lines of the map."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from geodata.statements.movement_rows import Movement
from webmap.answers.data_table import facts
from webmap.drawing.curves import Position, control_point
from webmap.layers.layer import AddressOf, Feature
from webmap.layers.movements.moved import (
    counts_sentence,
    detail,
    ends,
    number_label,
    pattern,
    people,
    sentence,
    sorted_out,
    width,
)
from webmap.layers.movements.table import cells, columns
from webmap.words import movements as movement_words
from webmap.words.i18n import gettext as _
from webmap.words.i18n import isolated


def features(rows: Sequence[Movement], _at: date, _address_of: AddressOf) -> list[Feature]:
    """The drawn movements for the map's code; several of one pair fan out, the largest nearest to the straight line."""
    pairs: dict[tuple[Position, Position], list[Movement]] = defaultdict(list)
    for row in rows:
        located = ends(row)
        if row.recent and located:
            pairs[located].append(row)
    found, numbers = [], {row.flow_id: n for n, row in enumerate(_largest_first(rows), 1)}
    for (start, end), together in pairs.items():
        together.sort(key=lambda row: (-(people(row).value or 0), row.flow_id))
        for place, row in enumerate(together):
            feature = _feature(row, start, end, control_point(start, end, place))
            found.append(feature | {"n": numbers.get(row.flow_id)})
    return found


def numbered(rows: Sequence[Movement]) -> list[tuple[int, str]]:
    """What the number of each drawn movement stands for on the map, where its own words find no room; from 1."""
    return [(n, _told(row)) for n, row in enumerate(_largest_first(rows), 1)]


def _largest_first(rows: Sequence[Movement]) -> list[Movement]:
    """Those that are drawn and of which a number is known."""
    counted = [row for row in rows if row.recent and ends(row) and number_label(row)]
    return sorted(counted, key=lambda row: (-(people(row).value or 0), row.flow_id))


def _told(row: Movement) -> str:
    way = movement_words.from_to(row.from_shown, row.to_shown)
    return f"{way}: {isolated(number_label(row))}{_(', ')}{detail(row)}"


def _feature(row: Movement, start: Position, end: Position, control: Position) -> Feature:
    moved = people(row)
    return {
        "id": str(row.flow_id),
        "name": movement_words.from_to(row.from_shown, row.to_shown),
        "from": start,
        "to": end,
        "control": control,
        "from_area": row.from_area,
        "to_area": row.to_area,
        "people": moved.value,
        "width": width(moved),
        "pattern": pattern(row),
        "number": number_label(row),
        "detail": detail(row),
        "aria": sentence(row),
        "facts": facts(columns(), cells(row)),
    }


def counts(rows: Sequence[Movement]) -> dict[str, object]:
    """How many of the recent ones are drawn, and the same in words for the legend."""
    found = sorted_out(rows)
    return {
        "counts": {"movements_drawn": len(found.drawn), "movements_total": len(found.recent)},
        "legend": {"movements": counts_sentence(found)},
    }
