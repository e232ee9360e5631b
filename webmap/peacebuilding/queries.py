"""Every statement about what is near communities. Takes a connection of the reader's layer and plain values."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import Connection, Date, Integer, bindparam, select

from geodata.relations import activities, communities, sources
from geodata.rules.lower_bound import Touching
from geodata.statements.names import shown_name
from geodata.statements.place_rows import Community
from geodata.statements.programme import DONE
from geodata.statements.sources import IN_FULL
from webmap.db import STATEMENTS, rows
from webmap.peacebuilding.rows import ActivityHeld, CommunityName, CorridorNear, MayContain, MovementNear, SiteNear

HERE = Path(__file__).parent
LARGEST_LIST, LARGEST_PAIRS = 5000, 100_000
# A place that is no single site (a town, a camp without its number) may be anywhere so near to its point: the camps of
# Hammam al-Alil and of Qayyarah lie up to 7 km from the points of their towns.
REACH_M = 10_000.0


_SHOWN = shown_name("community", communities.c.community_id, communities.c.name)
COMMUNITY_NAMES = (
    select(communities.c.community_id, _SHOWN.name)
    .select_from(communities.outerjoin(_SHOWN.table, _SHOWN.on))
    .order_by(communities.c.name, communities.c.community_id)
    .limit(bindparam("limit", type_=Integer))
)

_ACTIVITY = activities.c
# Activities and trainings of the programme: of which kind, when, expected and actual.
ACTIVITIES = (
    select(
        *_ACTIVITY["activity_id", "record", "kind", "community_id"],
        _SHOWN.name.label("community_shown"),
        _SHOWN.lang.label("community_lang"),
        *DONE,
        _ACTIVITY.source_id,
        *IN_FULL,
    )
    .join_from(activities, sources, sources.c.source_id == _ACTIVITY.source_id)
    .outerjoin(communities, communities.c.community_id == _ACTIVITY.community_id)
    .outerjoin(_SHOWN.table, _SHOWN.on)
    .where(_ACTIVITY.record.in_(("activity", "training")), _ACTIVITY.as_of <= bindparam("at", type_=Date))
    .order_by(_ACTIVITY.record, _ACTIVITY.kind, _ACTIVITY.starts_on.nulls_first(), _ACTIVITY.activity_id)
    .limit(bindparam("limit", type_=Integer))
)


@dataclass(frozen=True)
class Surroundings:
    """Rows of all communities; those of `sites`, `corridors` and `movements` name theirs as community_id.

    `touching`: destinations of movements that may contain one another.
    """

    communities: list[Community]
    sites: list[SiteNear]
    corridors: list[CorridorNear]
    movements: list[MovementNear]
    touching: Touching
    activities: list[ActivityHeld]


def community_names(connection: Connection, lang: str) -> list[CommunityName]:
    """Ids and names, for a form."""
    return rows(connection, COMMUNITY_NAMES, CommunityName, lang=lang, limit=LARGEST_LIST)


def around(connection: Connection, within_km: int, days: int, at: date, known: datetime, lang: str) -> Surroundings:
    """What lies within a distance (geodesic km) of each community, and what moved there in the last days."""
    values = {"at": at, "lang": lang, "limit": LARGEST_LIST}
    near, every = {**values, "metres": within_km * 1000.0}, {**values, "known": known, "community": None, "box": None}
    movements = rows(connection, HERE / "movements_near.sql", MovementNear, days=days, reach=REACH_M, **near)
    return Surroundings(
        communities=rows(connection, STATEMENTS / "communities.sql", Community, **every),
        sites=rows(connection, HERE / "sites_near.sql", SiteNear, known=known, **near),
        corridors=rows(connection, HERE / "corridors_near.sql", CorridorNear, **near),
        movements=movements,
        touching=_touching(connection, movements),
        activities=rows(connection, ACTIVITIES, ActivityHeld, **values),
    )


def _touching(connection: Connection, movements: list[MovementNear]) -> Touching:
    names = sorted({row.to_name for row in movements if row.arrives})
    found = rows(connection, HERE / "may_contain.sql", MayContain, names=names, reach=REACH_M, limit=LARGEST_PAIRS)
    # Sorted as Python compares them, which is not how the database's collation does.
    return frozenset((min(row.one, row.other), max(row.one, row.other)) for row in found)
