"""Every statement about communities. Takes a connection of the reader's layer and plain values."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import Connection, Date, Text, bindparam, or_, select

from geodata import relations
from geodata.statements.figure_rows import Source
from geodata.statements.names import SPELLINGS
from geodata.statements.place_rows import Community, Spelling
from geodata.statements.programme import DONE
from geodata.statements.sources import CITED, IN_FULL
from webmap.communities.rows import Activity, NearCorridor, NearSite
from webmap.db import STATEMENTS, first_row, rows

HERE = Path(__file__).parent
LARGEST_LIST, NEAREST = 500, 5
_ACTIVITY, _SOURCE = relations.activities.c, relations.sources.c
_AT = bindparam("at", type_=Date)

# Activities, trainings and components of the programme tied to the community, and those that their source ties to none.
# What is tied to another community is not listed here.
ACTIVITIES = (
    select(
        *_ACTIVITY["activity_id", "record", "kind", "community_id"],
        *DONE,
        *_ACTIVITY["confidence", "note", "source_id"],
        *IN_FULL,
    )
    .join_from(relations.activities, relations.sources, _SOURCE.source_id == _ACTIVITY.source_id)
    .where(
        or_(_ACTIVITY.community_id == bindparam("community", type_=Text), _ACTIVITY.community_id.is_(None)),
        _ACTIVITY.as_of <= _AT,
    )
    .order_by(_ACTIVITY.community_id.nulls_last(), _ACTIVITY.starts_on.nulls_first(), _ACTIVITY.activity_id)
    .limit(500)
)


def communities_on(connection: Connection, at: date, known: datetime, lang: str) -> list[Community]:
    """All communities with what is known of them on a day, by name."""
    values = {"at": at, "known": known, "lang": lang, "community": None, "box": None, "limit": LARGEST_LIST}
    return rows(connection, STATEMENTS / "communities.sql", Community, **values)


def community(connection: Connection, community_id: str, at: date, known: datetime, lang: str) -> Community | None:
    """One community on a day; None when there is no such community."""
    values = {"at": at, "known": known, "lang": lang, "community": community_id, "box": None, "limit": 1}
    return first_row(connection, STATEMENTS / "communities.sql", Community, **values)


def names(connection: Connection, community_id: str) -> list[Spelling]:
    return rows(connection, SPELLINGS, Spelling, kind="community", id=community_id)


def activities(connection: Connection, community_id: str, at: date) -> list[Activity]:
    """Records tied to the community (community_id set) and those that the source ties to none (None)."""
    return rows(connection, ACTIVITIES, Activity, community=community_id, at=at)


def nearest(
    connection: Connection, community_id: str, at: date, known: datetime, lang: str
) -> tuple[list[NearSite], list[NearCorridor]]:
    """The nearest known sites and used corridors, geodesic distance in metres."""
    values = {"community": community_id, "at": at, "lang": lang, "limit": NEAREST}
    sites = rows(connection, HERE / "nearest_sites.sql", NearSite, known=known, **values)
    return sites, rows(connection, HERE / "nearest_corridors.sql", NearCorridor, **values)


def sources(connection: Connection, source_ids: Sequence[int]) -> list[Source]:
    return rows(connection, CITED, Source, source_ids=list(source_ids), limit=LARGEST_LIST)
