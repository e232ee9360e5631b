"""Every statement of the search. Takes a connection of the reader's layer and plain values."""

from pathlib import Path

from sqlalchemy import Connection

from webmap.db import rows
from webmap.search.rows import NearPoint

HERE = Path(__file__).parent


def near_point(connection: Connection, lon: float, lat: float, lang: str, each: int = 5) -> list[NearPoint]:
    """The nearest sites and communities of a point, `each` of either, with geodesic metres."""
    return rows(connection, HERE / "near_point.sql", NearPoint, lon=lon, lat=lat, lang=lang, each=each)
