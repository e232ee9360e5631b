"""The statement about nearest-site areas. Takes a connection of the reader's layer and plain values."""

from datetime import date, datetime
from pathlib import Path

from sqlalchemy import Connection

from webmap.catchments.rows import SiteWithArea
from webmap.db import rows

HERE = Path(__file__).parent
LARGEST_LIST = 5000


def sites_with_areas(connection: Connection, at: date, known: datetime, lang: str) -> list[SiteWithArea]:
    """Open sites of Ninewa by name, each with the area nearest to its point (GeoJSON, degrees) and its km²."""
    return rows(connection, HERE / "catchments.sql", SiteWithArea, at=at, known=known, lang=lang, limit=LARGEST_LIST)
