"""Every statement about sites. Takes a connection of the reader's layer and plain values."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import Connection

from geodata.statements.figure_rows import Source
from geodata.statements.names import SPELLINGS
from geodata.statements.place_rows import Spelling
from geodata.statements.site_rows import SiteOnDay
from geodata.statements.sources import CITED
from webmap.db import STATEMENTS, first_row, rows
from webmap.sites.rows import (
    NearCommunity,
    NearCorridor,
    Neighbour,
    NotKnownYet,
    Report,
    ServiceLevel,
    ServicePoint,
    Site,
    SiteEver,
    SiteFigure,
)

HERE = Path(__file__).parent
LARGEST_LIST, LARGEST_FILE = 500, 20_000


def sites_on(
    connection: Connection, at: date, known: datetime, lang: str, limit: int = LARGEST_LIST
) -> list[SiteOnDay]:
    """The sites known on a day with their newest figures, by name; at most `limit`."""
    return rows(connection, STATEMENTS / "sites_on.sql", SiteOnDay, at=at, known=known, lang=lang, limit=limit)


def site(connection: Connection, site_id: str, at: date, known: datetime, lang: str) -> Site | None:
    """One site on a day, or None when no such site is known by then."""
    return first_row(connection, HERE / "site.sql", Site, site_id=site_id, at=at, known=known, lang=lang)


def exists(connection: Connection, site_id: str, known: datetime, lang: str) -> SiteEver | None:
    """The site whatever the day, with the day from which something is known of it."""
    return first_row(connection, HERE / "site_ever.sql", SiteEver, site_id=site_id, known=known, lang=lang)


def not_known_yet(connection: Connection, at: date, known: datetime, lang: str) -> list[NotKnownYet]:
    """Sites of which nothing was said by the day: listed by name only."""
    values = {"at": at, "known": known, "lang": lang, "limit": LARGEST_LIST}
    return rows(connection, HERE / "not_known_yet.sql", NotKnownYet, **values)


def reports(connection: Connection, site_id: str, at: date, known: datetime) -> list[Report]:
    """All reports of a site up to the day, oldest first."""
    return rows(connection, HERE / "reports.sql", Report, site_id=site_id, at=at, known=known)


def figures(connection: Connection, site_id: str, at: date, lang: str) -> list[SiteFigure]:
    """Figures beside the reports: other units, statements, suspect rows, joint figures of several sites."""
    return rows(connection, HERE / "figures.sql", SiteFigure, site_id=site_id, at=at, lang=lang)


def services(
    connection: Connection, site_id: str, at: date, known: datetime, lang: str
) -> tuple[list[ServiceLevel], list[ServicePoint]]:
    """Newest value of each service indicator, and the service points on the site."""
    levels = rows(connection, HERE / "service_levels.sql", ServiceLevel, site_id=site_id, at=at, known=known)
    return levels, rows(connection, HERE / "service_points.sql", ServicePoint, site_id=site_id, at=at, lang=lang)


def names(connection: Connection, site_id: str) -> list[Spelling]:
    return rows(connection, SPELLINGS, Spelling, kind="site", id=site_id)


def nearest(connection: Connection, site_id: str, lang: str) -> tuple[list[NearCorridor], list[NearCommunity]]:
    """The nearest corridors and communities, geodesic distance in metres."""
    corridors = rows(connection, HERE / "nearest_corridors.sql", NearCorridor, site_id=site_id, lang=lang, limit=5)
    return corridors, rows(
        connection, HERE / "nearest_communities.sql", NearCommunity, site_id=site_id, lang=lang, limit=5
    )


def neighbours(connection: Connection, site_id: str, at: date, known: datetime, lang: str) -> list[Neighbour]:
    return rows(connection, HERE / "neighbours.sql", Neighbour, site_id=site_id, at=at, known=known, lang=lang)


def sources(connection: Connection, source_ids: Sequence[int]) -> list[Source]:
    return rows(connection, CITED, Source, source_ids=list(source_ids), limit=LARGEST_LIST)
