"""Every statement about the matrix. Takes a connection of the reader's layer and plain values."""

from datetime import date
from pathlib import Path

from sqlalchemy import Connection

from geodata.statements.movement_rows import Movement
from webmap.db import STATEMENTS, rows
from webmap.movements.rows import NearestDays

HERE = Path(__file__).parent
LARGEST_LIST = 5000


def movements(connection: Connection, first: date, last: date, lang: str) -> list[Movement]:
    """Movements that ended on the first day, the last, or between, newest first."""
    values = {"at": last, "since": first, "lang": lang, "corridor": None, "limit": LARGEST_LIST}
    return rows(connection, STATEMENTS / "movements.sql", Movement, **values)


def nearest(connection: Connection, first: date, last: date) -> list[date]:
    """The last day before a period and the first after it on which a movement ended; what there is of them."""
    found = rows(connection, HERE / "nearest.sql", NearestDays, first=first, last=last)
    return [day for day in (found[0].before, found[0].after) if day is not None]
