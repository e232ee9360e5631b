"""Statements of the analysis. Takes a connection of the reader's layer and plain values."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import Connection

from geodata.statements.movement_rows import Movement
from webmap.corridors.analysis.rows import OfCorridors
from webmap.db import STATEMENTS, rows

HERE = Path(__file__).parent
MOST_MOVEMENTS = 500  # of the corridors
MOST_READ = 5000  # of the days, as for the matrix


@dataclass(frozen=True)
class Found:
    """Movements that ended in a span of days, by the rule of corridors: `along`, and those that `perhaps` are.

    `more`: how many were not read.
    """

    along: list[Movement]
    perhaps: list[Movement]
    more: int


def movements(connection: Connection, corridors: Sequence[str], first: date, last: date, lang: str) -> Found:
    days = {"corridors": list(corridors), "first": first, "last": last}
    ids = rows(connection, HERE / "of_corridors.sql", OfCorridors, **days, limit=MOST_MOVEMENTS)
    certain = {row.flow_id: row.certain for row in ids}
    values = {"at": last, "since": first, "lang": lang, "corridor": None, "limit": MOST_READ}
    listed = rows(connection, STATEMENTS / "movements.sql", Movement, **values) if ids else []
    known = [row for row in listed if row.flow_id in certain]
    return Found(
        along=[row for row in known if certain[row.flow_id]],
        perhaps=[row for row in known if not certain[row.flow_id]],
        more=(ids[0].every if ids else 0) - len(known),
    )
