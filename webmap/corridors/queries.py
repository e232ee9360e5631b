"""Every statement about corridors. Takes a connection of the reader's layer and plain values."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection

from geodata.statements.figure_rows import Source
from geodata.statements.movement_rows import Movement
from geodata.statements.names import SPELLINGS
from geodata.statements.place_rows import Corridor, Service, Spelling
from geodata.statements.site_rows import SiteOnDay
from geodata.statements.sources import CITED
from webmap.corridors.rows import CorridorPath, CorridorPoint, NearCommunity, NearSite, Offset, OnTheRoad
from webmap.db import STATEMENTS, first_row, rows

HERE = Path(__file__).parent
LARGEST_LIST = 500
MOST_SITES = 30  # beside a road: each has a row of its own
DAYS_OF_MOVEMENTS = 60  # as the map reads them, to find those of the last 14
BEFORE_EVERYTHING = date(2003, 1, 1)


@dataclass(frozen=True)
class ServiceNear:
    """A row of geodata/statements/services.sql and its distance in geodesic metres."""

    service: Service
    offset_m: float


@dataclass(frozen=True)
class Near:
    """What lies within the asked distance of a corridor, nearest first; each row has `offset_m`, geodesic metres."""

    sites: list[NearSite]
    communities: list[NearCommunity]
    services: list[ServiceNear]


def corridors_on(connection: Connection, at: date, lang: str) -> list[Corridor]:
    """All corridors with what is known of them on a day, by id."""
    return rows(connection, STATEMENTS / "corridors.sql", Corridor, at=at, lang=lang, corridor=None, limit=LARGEST_LIST)


def corridor(connection: Connection, corridor_id: str, at: date, lang: str) -> Corridor | None:
    """One corridor on a day; None when there is no such corridor."""
    return first_row(
        connection, STATEMENTS / "corridors.sql", Corridor, at=at, lang=lang, corridor=corridor_id, limit=1
    )


def points(connection: Connection, corridors: Sequence[str], at: date, lang: str) -> list[CorridorPoint]:
    """Of each corridor in their order."""
    return rows(connection, HERE / "points.sql", CorridorPoint, corridors=list(corridors), at=at, lang=lang)


def paths(connection: Connection, corridor_id: str) -> list[CorridorPath]:
    """Each path with its least length in metres and the numbers of the points where it begins and ends."""
    return rows(connection, HERE / "paths.sql", CorridorPath, corridor=corridor_id)


def movements_along(connection: Connection, corridor_id: str, at: date, lang: str) -> list[Movement]:
    """Every movement along a corridor that ended by the day, newest first."""
    values = {"at": at, "since": BEFORE_EVERYTHING, "lang": lang, "corridor": corridor_id, "limit": LARGEST_LIST}
    return rows(connection, STATEMENTS / "movements.sql", Movement, **values)


def near(connection: Connection, corridor_id: str, within_km: float, at: date, known: datetime, lang: str) -> Near:
    """Sites, communities and services within a distance (km) of a corridor's axis or area."""
    metres = within_km * 1000.0
    values = {"corridor": corridor_id, "metres": metres, "lang": lang, "limit": LARGEST_LIST}
    return Near(
        sites=rows(connection, HERE / "near_sites.sql", NearSite, at=at, known=known, **values),
        communities=rows(connection, HERE / "near_communities.sql", NearCommunity, **values),
        services=_services_near(connection, corridor_id, metres, at, lang),
    )


def _services_near(connection: Connection, corridor_id: str, metres: float, at: date, lang: str) -> list[ServiceNear]:
    found = rows(
        connection, HERE / "near_services.sql", Offset, corridor=corridor_id, metres=metres, limit=LARGEST_LIST
    )
    offsets = {row.service_id: row.offset_m for row in found}
    values = {"at": at, "lang": lang, "only": list(offsets), "box": None, "limit": LARGEST_LIST}
    services = rows(connection, STATEMENTS / "services.sql", Service, **values)
    running = [ServiceNear(row, offsets[row.service_id]) for row in services if row.running]
    return sorted(running, key=lambda near: (near.offset_m, near.service.service_id))


def names(connection: Connection, corridor_id: str) -> list[Spelling]:
    return rows(connection, SPELLINGS, Spelling, kind="corridor", id=corridor_id)


def sources(connection: Connection, source_ids: list[int]) -> list[Source]:
    return rows(connection, CITED, Source, source_ids=source_ids, limit=LARGEST_LIST)


@dataclass(frozen=True)
class Road:
    """The longest path of `line` with what lies beside it, by kilometre. `places`: where each thing of a kind stands.

    `moved`: recent movements whose two ends both lie beside it. `more_sites`: how many others lie there, farther off.
    """

    line: str
    length_m: float
    places: dict[tuple[str, str], OnTheRoad]
    sites: list[SiteOnDay]
    services: list[Service]
    points: list[CorridorPoint]
    moved: list[Movement]
    more_sites: int


def road(
    connection: Connection, corridors: Sequence[str], within_km: float, at: date, known: datetime, lang: str
) -> Road | None:
    """Along the first of the corridors that has an axis; None where none has, or none is known to be in use yet."""
    used = {row.corridor_id: row for row in corridors_on(connection, at, lang) if row.state != "not_begun"}
    known_by_then = [one for one in corridors if one in used]
    line = next((one for one in known_by_then if used[one].has_axis), None)
    if line is None:
        return None
    lately = {"at": at, "since": at - timedelta(days=DAYS_OF_MOVEMENTS), "lang": lang, "corridor": None}
    recent = rows(connection, STATEMENTS / "movements.sql", Movement, **lately, limit=LARGEST_LIST)
    moved = {row.flow_id: row for row in recent if row.recent and row.both_ends_located}
    asked = {"line": line, "corridors": known_by_then, "flows": list(moved), "metres": within_km * 1000.0, "lang": lang}
    found = rows(connection, HERE / "on_the_road.sql", OnTheRoad, **asked, limit=LARGEST_LIST)
    places = {(one.kind, one.id): one for one in found}
    near = sorted(found, key=lambda one: one.offset_m)
    ids = {kind: [one.id for one in near if one.kind == kind] for kind in ("site", "service")}
    ids["site"], more_sites = ids["site"][:MOST_SITES], len(ids["site"][MOST_SITES:])
    of_day = {"at": at, "lang": lang}
    sites = rows(connection, STATEMENTS / "sites_of_ids.sql", SiteOnDay, **of_day, known=known, site_ids=ids["site"])
    services = rows(
        connection, STATEMENTS / "services.sql", Service, **of_day, only=ids["service"], box=None, limit=LARGEST_LIST
    )
    return Road(
        line=line,
        length_m=found[0].length_m if found else 0.0,
        places=places,
        sites=sites,
        services=[row for row in services if row.running],
        points=points(connection, known_by_then, at, lang),
        moved=[
            row for row in moved.values() if {("from", str(row.flow_id)), ("to", str(row.flow_id))} <= places.keys()
        ],
        more_sites=more_sites,
    )
