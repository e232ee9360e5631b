"""Every statement of planning. Takes a connection of the reader's layer and plain values."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import Connection, Text, bindparam, select

from geodata.relations import sites
from geodata.statements.known_sites import KNOWN_SITES
from geodata.statements.names import shown_name
from geodata.statements.site_rows import ChangedSince, KnownSite
from webmap.db import STATEMENTS, first_row, rows
from webmap.planning.rows import (
    Along,
    AroundSite,
    CorridorCourse,
    Count,
    FillingSite,
    NearestSite,
    PublishedPlots,
    SiteName,
    SiteOffered,
    StatedRoom,
    TrendPoint,
    UnlocatedSite,
)

HERE = Path(__file__).parent
_NAMED = shown_name("site", sites.c.site_id, sites.c.name)
NAME_OF_SITE = (
    select(sites.c.site_id, _NAMED.name, sites.c.type)
    .join_from(sites, _NAMED.table, _NAMED.on, isouter=True)
    .where(sites.c.site_id == bindparam("site_id", type_=Text))
    .limit(1)
)
# Up to so many sites all are looked at for an allocation (the response had under a hundred); of more, those nearest to
# each origin, so that the answer's cost does not grow with the table.
ALL_SITES, LEAST_AROUND = 1000, 100
ALONG_MOST = 500
MOST_UNLOCATED = 100


def nearest(
    connection: Connection,
    point: tuple[float, float],
    families: int,
    unknown: bool,
    limit: int,
    at: date,
    known: datetime,
    lang: str,
) -> list[NearestSite]:
    """Sites with room for `families` by geodesic metres from a point (lon, lat in degrees); at most `limit`."""
    lon, lat = point
    values = {"lon": lon, "lat": lat, "families": families, "include_unknown": unknown, "limit": limit}
    return rows(connection, HERE / "nearest.sql", NearestSite, at=at, known=known, lang=lang, **values)


def unlocated(connection: Connection, families: int, at: date, known: datetime, lang: str) -> list[UnlocatedSite]:
    """Sites without a known position that have room for `families`, most places first; at most MOST_UNLOCATED."""
    values = {"families": families, "include_unknown": False, "most": MOST_UNLOCATED}
    return rows(connection, HERE / "unlocated.sql", UnlocatedSite, at=at, known=known, lang=lang, **values)


def along(
    connection: Connection, corridor_id: str, within_km: float, at: date, known: datetime, lang: str
) -> list[Along]:
    """Sites and communities within a distance (km) of a corridor, in the order of its course."""
    values = {"corridor": corridor_id, "metres": within_km * 1000.0, "most": ALONG_MOST}
    return rows(connection, HERE / "along.sql", Along, at=at, known=known, lang=lang, **values)


def sites_each(connection: Connection, origins: int) -> int | None:
    """How many sites nearest to each origin are looked at; None: all there are."""
    few = rows(connection, HERE / "few_sites.sql", Count, most=ALL_SITES)[0].sites <= ALL_SITES
    return None if few else max(LEAST_AROUND, ALL_SITES // origins)


def around(
    connection: Connection,
    origins: Sequence[tuple[float, float]],
    each: int | None,
    at: date,
    known: datetime,
    lang: str,
) -> list[AroundSite]:
    """Sites around origins (lon, lat in degrees), what is known of each, and the geodesic metres from each origin."""
    points = {"lons": [lon for lon, _lat in origins], "lats": [lat for _lon, lat in origins]}
    values = {"each": each or ALL_SITES, "at": at, "known": known, "lang": lang}
    return rows(connection, HERE / "allocation.sql", AroundSite, **points, **values)


def changed_since(connection: Connection, site_ids: Sequence[str], at: date, known: datetime) -> list[ChangedSince]:
    """What made the counts of these sites old, the newest first; nothing for a site whose count still holds."""
    values = {"site_ids": list(site_ids), "at": at, "known": known}
    return rows(connection, STATEMENTS / "changed_since.sql", ChangedSince, **values)


def site(connection: Connection, site_id: str, at: date, known: datetime, lang: str) -> FillingSite | None:
    """Room and pipeline of a site on a day; None when nothing is known of it by then."""
    return first_row(connection, HERE / "saturation.sql", FillingSite, site=site_id, at=at, known=known, lang=lang)


def trend(connection: Connection, site_id: str, at: date, known: datetime) -> list[TrendPoint]:
    return rows(connection, HERE / "trend.sql", TrendPoint, site=site_id, at=at, known=known)


def known_sites(connection: Connection, site_ids: Sequence[str]) -> set[str]:
    """Those of the ids that are sites of the reader's layer, whatever the day."""
    return {row.site_id for row in rows(connection, KNOWN_SITES, KnownSite, site_ids=list(site_ids))}


def corridors(connection: Connection, lang: str, corridor_id: str | None = None) -> list[CorridorCourse]:
    """All corridors by id, or the one of an id."""
    return rows(connection, HERE / "corridor.sql", CorridorCourse, corridor=corridor_id, lang=lang)


def ask_first(connection: Connection, site_ids: Sequence[str], at: date) -> list[StatedRoom]:
    return rows(connection, HERE / "ask_first.sql", StatedRoom, site_ids=list(site_ids), at=at)


def published_plots(connection: Connection, at: date) -> list[PublishedPlots]:
    """Free plots that were published without a place; they overlap and are never added."""
    return rows(connection, HERE / "published.sql", PublishedPlots, at=at)


def site_name(connection: Connection, site_id: str, lang: str) -> str:
    """What a site is called, whatever is known of it; its id where nobody has heard of it."""
    found = first_row(connection, NAME_OF_SITE, SiteName, site_id=site_id, lang=lang)
    return found.shown_name if found is not None else site_id


def site_names(connection: Connection, at: date, known: datetime, lang: str) -> list[SiteOffered]:
    """Sites known by a day where people may live, by name; of more than 500 sites those with the first ids."""
    return rows(connection, HERE / "site_names.sql", SiteOffered, at=at, known=known, lang=lang)
