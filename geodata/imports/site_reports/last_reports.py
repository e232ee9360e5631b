"""Doubts that only the last report of the site can give: figures that jump, columns that seem to be swapped."""

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, text

from geodata.imports.kind import doubt
from geodata.readers.confirmations import Confirmed
from geodata.readers.row_problems import Problem
from geodata.rules.plausible import JUMP_WITHIN_DAYS, LARGEST_CHANGE, SMALLEST_JUMP

_JUMPS, _FREE_AS_OCCUPIED = (
    text((Path(__file__).parent / name).read_text(encoding="utf-8")) for name in ("jumps.sql", "free_as_occupied.sql")
)


def doubts(connection: Connection, confirmed: Confirmed) -> list[Problem]:
    """Of the reports that are staged."""
    near = {"smallest": SMALLEST_JUMP, "days": JUMP_WITHIN_DAYS}
    jumps = connection.execute(_JUMPS, {"change": LARGEST_CHANGE, **near})
    swapped = connection.execute(_FREE_AS_OCCUPIED, near)
    return [*(_jump(row, confirmed) for row in jumps), *(_swapped(row, confirmed) for row in swapped)]


def _jump(row: Row[Any], confirmed: Confirmed) -> Problem:
    return doubt(row.row, "jump", row.figure, confirmed, now=row.now, before=row.before, day=row.as_of)


def _swapped(row: Row[Any], confirmed: Confirmed) -> Problem:
    day, occupied, ready = row.as_of, row.occupied, row.ready
    return doubt(row.row, "occupied_as_free", "plots_occupied", confirmed, occupied=occupied, ready=ready, day=day)
