"""Every statement about corridors. Takes a connection of the reader's layer and plain values."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
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


def points(connection: Connection, corridor_id: str, at: date, lang: str) -> list[CorridorPoint]:
    return rows(connection, HERE / "points.sql", CorridorPoint, corridor=corridor_id, at=at, lang=lang)


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

    `moved`: recent movements whose two ends both lie beside it. `unplaced`: points that have no position.
    """

    line: str
    length_m: float
    places: dict[tuple[str, str], OnTheRoad]
    sites: list[SiteOnDay]
    services: list[Service]
    points: list[tuple[str, CorridorPoint]]
    moved: list[Movement]


def road(
    connection: Connection, corridors: Sequence[str], within_km: float, at: date, known: datetime, lang: str
) -> Road | None:
    """Along the first of the corridors that has an axis; None where none has, or none is known to be in use yet."""
    state = {one: corridor(connection, one, at, lang) for one in corridors}
    used = [one for one, row in state.items() if row is not None and row.state != "not_begun"]
    line = next((one for one in used if (row := state[one]) is not None and row.has_axis), None)
    if line is None:
        return None
    moved = {row.flow_id: row for one in used for row in movements_along(connection, one, at, lang) if row.recent}
    asked = {"line": line, "corridors": used, "flows": list(moved), "metres": within_km * 1000.0, "lang": lang}
    found = rows(connection, HERE / "on_the_road.sql", OnTheRoad, **asked, limit=LARGEST_LIST)
    places = {(one.kind, one.id): one for one in found}
    ids = {kind: [one.id for one in found if one.kind == kind] for kind in ("site", "service")}
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
        points=[(one, point) for one in used for point in points(connection, one, at, lang)],
        moved=[
            row for row in moved.values() if {("from", str(row.flow_id)), ("to", str(row.flow_id))} <= places.keys()
        ],
    )
