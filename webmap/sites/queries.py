"""Every statement about sites. Takes a connection of the reader's layer and plain values."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from webmap.db import STATEMENTS, rows

HERE = Path(__file__).parent
LARGEST_LIST, LARGEST_FILE = 500, 20_000


def sites_on(connection: Connection, at: date, lang: str, limit: int = LARGEST_LIST) -> list[Any]:
    """The sites known on a day with their newest figures, by name; at most `limit`."""
    return rows(connection, STATEMENTS / "sites_on.sql", at=at, lang=lang, limit=limit)


def site(connection: Connection, site_id: str, at: date, lang: str) -> Any | None:
    """One site on a day, or None when no such site is known by then."""
    found = rows(connection, HERE / "site.sql", site_id=site_id, at=at, lang=lang)
    return found[0] if found else None


def exists(connection: Connection, site_id: str, lang: str) -> Any | None:
    """The site whatever the day, with the day from which something is known of it."""
    found = rows(connection, HERE / "site_ever.sql", site_id=site_id, lang=lang)
    return found[0] if found else None


def not_known_yet(connection: Connection, at: date, lang: str) -> list[Any]:
    """Sites of which nothing was said by the day: listed by name only."""
    return rows(connection, HERE / "not_known_yet.sql", at=at, lang=lang, limit=LARGEST_LIST)


def reports(connection: Connection, site_id: str, at: date) -> list[Any]:
    """All reports of a site up to the day, oldest first."""
    return rows(connection, HERE / "reports.sql", site_id=site_id, at=at)


def figures(connection: Connection, site_id: str, at: date, lang: str) -> list[Any]:
    """Figures beside the reports: other units, statements, suspect rows, joint figures of several sites."""
    return rows(connection, HERE / "figures.sql", site_id=site_id, at=at, lang=lang)


def services(connection: Connection, site_id: str, at: date, lang: str) -> tuple[list[Any], list[Any]]:
    """Newest value of each service indicator, and the service points on the site."""
    levels = rows(connection, HERE / "service_levels.sql", site_id=site_id, at=at)
    return levels, rows(connection, HERE / "service_points.sql", site_id=site_id, at=at, lang=lang)


def names(connection: Connection, site_id: str) -> list[Any]:
    return rows(connection, HERE / "names.sql", site_id=site_id)


def nearest(connection: Connection, site_id: str, lang: str) -> tuple[list[Any], list[Any]]:
    """The nearest corridors and communities, geodesic distance in metres."""
    corridors = rows(connection, HERE / "nearest_corridors.sql", site_id=site_id, lang=lang, limit=5)
    return corridors, rows(connection, HERE / "nearest_communities.sql", site_id=site_id, lang=lang, limit=5)


def neighbours(connection: Connection, site_id: str, at: date, lang: str) -> list[Any]:
    return rows(connection, HERE / "neighbours.sql", site_id=site_id, at=at, lang=lang)


def sources(connection: Connection, source_ids: Sequence[int]) -> list[Any]:
    return rows(connection, HERE / "sources.sql", source_ids=list(source_ids))
