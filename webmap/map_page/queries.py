"""Statements of the map page. Takes a connection of the reader's layer and plain values."""

from datetime import date
from typing import Any

from sqlalchemy import Connection

from webmap.db import GEODATA, rows

LARGEST_LAYER = 2000


def sites_on(connection: Connection, at: date, lang: str) -> list[Any]:
    """The sites known on a day; a map never draws more than LARGEST_LAYER."""
    return rows(connection, GEODATA / "sites_on.sql", at=at, lang=lang, limit=LARGEST_LAYER)
