"""Every statement about sites. Takes a connection of the reader's layer and plain values."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import ARRAY, Connection, Date, DateTime, Text, bindparam, cast, false, func, select
from sqlalchemy.dialects.postgresql import array, distinct_on

from geodata import relations
from geodata.statements.figure_rows import Source
from geodata.statements.names import SPELLINGS
from geodata.statements.place_rows import Spelling
from geodata.statements.site_rows import ChangedSince, SiteOnDay
from geodata.statements.sources import CITED, TITLE_AND_URL
from geodata.tables import SITE_REPORT_FIGURES
from webmap.db import STATEMENTS, first_row, rows
from webmap.sites.rows import (
    ComingPlots,
    NearCommunity,
    NearCorridor,
    Neighbour,
    NotKnownYet,
    Report,
    Said,
    ServiceLevel,
    ServicePoint,
    Site,
    SiteEver,
    SiteFigure,
)

HERE = Path(__file__).parent
LARGEST_LIST, LARGEST_FILE = 500, 20_000
_REPORT, _LEVEL, _SOURCE = relations.site_reports.c, relations.service_reports.c, relations.sources.c
_SITE_ID = bindparam("site_id", type_=Text)
_AT = bindparam("at", type_=Date)
_KNOWN = bindparam("known", type_=DateTime(timezone=True))

# What has been reported of a site up to a day, oldest first.
REPORTS = (
    select(
        *_REPORT["report_id", "site_id", "as_of", "as_of_precision"],
        *_REPORT[SITE_REPORT_FIGURES],
        *_REPORT["withheld", "stated", "note"],
        func.coalesce(_REPORT.superseded_at <= _KNOWN, false()).label("superseded"),
        _REPORT.source_id,
        *TITLE_AND_URL,
    )
    .join_from(relations.site_reports, relations.sources, _SOURCE.source_id == _REPORT.source_id)
    .where(_REPORT.site_id == _SITE_ID, _REPORT.as_of <= _AT)
    .where(func.known_by(_REPORT.report_id, _REPORT.recorded_at, _KNOWN))
    .order_by(_REPORT.as_of_from, _REPORT.as_of.desc(), _REPORT.told_at, _REPORT.report_id)
    .limit(1000)
)

# What was last reported of each service indicator on a site, alone or together with other sites.
SERVICE_LEVELS = (
    select(
        *_LEVEL["site_ids", "indicator", "value", "withheld", "unit", "qualifier", "as_of", "as_of_precision"],
        *_LEVEL["confidence", "note", "source_id"],
        *TITLE_AND_URL,
    )
    .ext(distinct_on(_LEVEL.indicator, _LEVEL.site_ids))
    .join_from(relations.service_reports, relations.sources, _SOURCE.source_id == _LEVEL.source_id)
    .where(_LEVEL.site_ids.contains(cast(array([_SITE_ID]), ARRAY(Text))), _LEVEL.as_of <= _AT)
    .where(func.stands_by(_LEVEL.report_id, _LEVEL.recorded_at, _LEVEL.superseded_at, _KNOWN))
    .order_by(
        _LEVEL.indicator,
        _LEVEL.site_ids,
        func.first_day(_LEVEL.as_of, _LEVEL.as_of_precision).desc(),
        _LEVEL.as_of,
        _LEVEL.told_at.desc(),
        _LEVEL.report_id.desc(),
    )
    .limit(200)
)


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
    return rows(connection, REPORTS, Report, site_id=site_id, at=at, known=known)


def figures(connection: Connection, site_id: str, at: date, lang: str) -> list[SiteFigure]:
    """Figures beside the reports: other units, statements, suspect rows, joint figures of several sites."""
    return rows(connection, HERE / "figures.sql", SiteFigure, site_id=site_id, at=at, lang=lang)


def said_of_all(connection: Connection, site_ids: Sequence[str], metrics: Sequence[str], at: date) -> list[Said]:
    """What was said of how full or open each of the sites is, newest first."""
    values = {"site_ids": list(site_ids), "metrics": list(metrics), "at": at}
    return rows(connection, HERE / "said_of_all.sql", Said, **values)


def services(
    connection: Connection, site_id: str, at: date, known: datetime, lang: str
) -> tuple[list[ServiceLevel], list[ServicePoint]]:
    """Newest value of each service indicator, and the service points on the site."""
    levels = rows(connection, SERVICE_LEVELS, ServiceLevel, site_id=site_id, at=at, known=known)
    return levels, rows(connection, HERE / "service_points.sql", ServicePoint, site_id=site_id, at=at, lang=lang)


def coming_plots(connection: Connection, at: date, known: datetime) -> list[ComingPlots]:
    """Plots planned and prepared in every site, as last stated by the day."""
    return rows(connection, HERE / "coming_plots.sql", ComingPlots, at=at, known=known)


def changed_since(connection: Connection, site_id: str, at: date, known: datetime) -> list[ChangedSince]:
    """What made the count of plots old, the newest first; nothing while it holds."""
    values = {"site_ids": [site_id], "at": at, "known": known}
    return rows(connection, STATEMENTS / "changed_since.sql", ChangedSince, **values)


def names(connection: Connection, site_id: str) -> list[Spelling]:
    return rows(connection, SPELLINGS, Spelling, kind="site", id=site_id)


def nearest(
    connection: Connection, site_id: str, at: date, lang: str
) -> tuple[list[NearCorridor], list[NearCommunity]]:
    """The nearest corridors and communities, geodesic distance in metres."""
    corridors = rows(
        connection, HERE / "nearest_corridors.sql", NearCorridor, site_id=site_id, at=at, lang=lang, limit=5
    )
    return corridors, rows(
        connection, HERE / "nearest_communities.sql", NearCommunity, site_id=site_id, lang=lang, limit=5
    )


def neighbours(connection: Connection, site_id: str, at: date, known: datetime, lang: str) -> list[Neighbour]:
    return rows(connection, HERE / "neighbours.sql", Neighbour, site_id=site_id, at=at, known=known, lang=lang)


def sources(connection: Connection, source_ids: Sequence[int]) -> list[Source]:
    return rows(connection, CITED, Source, source_ids=list(source_ids), limit=LARGEST_LIST)
