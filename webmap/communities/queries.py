"""Every statement about communities. Takes a connection of the reader's layer and plain values."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from webmap.db import STATEMENTS, rows

HERE = Path(__file__).parent
LARGEST_LIST, NEAREST = 500, 5


def communities_on(connection: Connection, at: date, lang: str) -> list[Any]:
    """All communities with what is known of them on a day, by name."""
    return rows(connection, STATEMENTS / "communities.sql", at=at, lang=lang, community=None, limit=LARGEST_LIST)


def community(connection: Connection, community_id: str, at: date, lang: str) -> Any | None:
    """One community on a day; None when there is no such community."""
    found = rows(connection, STATEMENTS / "communities.sql", at=at, lang=lang, community=community_id, limit=1)
    return found[0] if found else None


def names(connection: Connection, community_id: str) -> list[Any]:
    return rows(connection, HERE / "names.sql", community=community_id)


def activities(connection: Connection, community_id: str, at: date) -> list[Any]:
    """Records tied to the community (community_id set) and those that the source ties to none (None)."""
    return rows(connection, HERE / "activities.sql", community=community_id, at=at)


def programme(connection: Connection, at: date) -> list[Any]:
    return rows(connection, HERE / "programme.sql", at=at)


def nearest(connection: Connection, community_id: str, at: date, lang: str) -> tuple[list[Any], list[Any]]:
    """The nearest known sites and used corridors, geodesic distance in metres."""
    values = {"community": community_id, "at": at, "lang": lang, "limit": NEAREST}
    sites = rows(connection, HERE / "nearest_sites.sql", **values)
    return sites, rows(connection, HERE / "nearest_corridors.sql", **values)


def sources(connection: Connection, source_ids: Sequence[int]) -> list[Any]:
    return rows(connection, HERE / "sources.sql", source_ids=list(source_ids))
