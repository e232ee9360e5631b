"""Every statement about what is near communities. Takes a connection of the reader's layer and plain values."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from webmap.db import GEODATA, rows

HERE = Path(__file__).parent
LARGEST_LIST = 5000


@dataclass(frozen=True)
class Found:
    """Rows of all communities; those of `sites`, `corridors` and `movements` name theirs as community_id."""

    communities: list[Any]
    sites: list[Any]
    corridors: list[Any]
    movements: list[Any]
    activities: list[Any]


def around(connection: Connection, within_km: int, days: int, at: date, lang: str) -> Found:
    """What lies within a distance (geodesic km) of each community, and what moved there in the last days."""
    values = {"at": at, "lang": lang, "limit": LARGEST_LIST}
    near = {**values, "metres": within_km * 1000.0}
    return Found(
        communities=rows(connection, GEODATA / "communities.sql", community=None, **values),
        sites=rows(connection, HERE / "sites_near.sql", **near),
        corridors=rows(connection, HERE / "corridors_near.sql", **near),
        movements=rows(connection, HERE / "movements_near.sql", days=days, **near),
        activities=rows(connection, HERE / "activities.sql", **values),
    )
