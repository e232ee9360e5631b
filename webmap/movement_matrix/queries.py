"""Every statement about the matrix. Takes a connection of the reader's layer and plain values."""

from datetime import date
from typing import Any

from sqlalchemy import Connection

from webmap.db import GEODATA, rows

LARGEST_LIST = 5000


def movements(connection: Connection, first: date, last: date, lang: str) -> list[Any]:
    """Movements that ended on the first day, the last, or between, newest first."""
    values = {"at": last, "since": first, "lang": lang, "corridor": None, "limit": LARGEST_LIST}
    return rows(connection, GEODATA / "movements.sql", **values)
