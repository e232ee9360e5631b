"""Every statement about the matrix. Takes a connection of the reader's layer and plain values."""

from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from webmap.db import STATEMENTS, rows

HERE = Path(__file__).parent
LARGEST_LIST = 5000


def movements(connection: Connection, first: date, last: date, lang: str) -> list[Any]:
    """Movements that ended on the first day, the last, or between, newest first."""
    values = {"at": last, "since": first, "lang": lang, "corridor": None, "limit": LARGEST_LIST}
    return rows(connection, STATEMENTS / "movements.sql", **values)


def nearest(connection: Connection, first: date, last: date) -> list[date]:
    """The last day before a period and the first after it on which a movement ended; what there is of them."""
    found = rows(connection, HERE / "nearest.sql", first=first, last=last)
    return [day for day in (found[0].before, found[0].after) if day is not None]
