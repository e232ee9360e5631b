"""Statements about roads. Takes a connection of the reader's layer and plain values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection

from geodata.statements.movement_rows import Movement
from geodata.statements.place_rows import Corridor, Service
from geodata.statements.site_rows import SiteOnDay
from webmap.db import STATEMENTS, rows
from webmap.map_of_day.road.rows import CorridorPoint, OnTheRoad

HERE = Path(__file__).parent
LARGEST_LIST = 500
MOST_SITES = 30  # beside a road: each has a row of its own
DAYS_OF_MOVEMENTS = 60  # as the map reads them, to find those of the last 14


@dataclass(frozen=True)
class Lately:
    """What all roads of a day are read with: corridors in use by then with their points, and recent movements."""

    used: Mapping[str, Corridor]
    points: Sequence[CorridorPoint]
    moved: Mapping[int, Movement]


def lately(connection: Connection, at: date, lang: str) -> Lately:
    asked = {"at": at, "lang": lang, "corridor": None, "limit": LARGEST_LIST}
    corridors = rows(connection, STATEMENTS / "corridors.sql", Corridor, **asked)
    since = at - timedelta(days=DAYS_OF_MOVEMENTS)
    recent = rows(connection, STATEMENTS / "movements.sql", Movement, since=since, **asked)
    used = {row.corridor_id: row for row in corridors if row.state != "not_begun"}
    return Lately(
        used,
        points(connection, list(used), at, lang),
        {row.flow_id: row for row in recent if row.recent and row.both_ends_located},
    )


def points(connection: Connection, corridors: Sequence[str], at: date, lang: str) -> list[CorridorPoint]:
    """Of each corridor in their order."""
    return rows(connection, HERE / "points.sql", CorridorPoint, corridors=list(corridors), at=at, lang=lang)


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
    connection: Connection,
    corridors: Sequence[str],
    within_km: float,
    at: date,
    known: datetime,
    lang: str,
    of_day: Lately | None = None,
) -> Road | None:
    """Along the first of the corridors that has an axis; None where none has, or none is known to be in use yet."""
    of_day = of_day or lately(connection, at, lang)
    used, moved = of_day.used, of_day.moved
    known_by_then = [one for one in corridors if one in used]
    line = next((one for one in known_by_then if used[one].has_axis), None)
    if line is None:
        return None
    asked = {"line": line, "corridors": known_by_then, "flows": list(moved), "metres": within_km * 1000.0, "lang": lang}
    beside = rows(connection, HERE / "on_the_road.sql", OnTheRoad, **asked, limit=LARGEST_LIST)
    places = {(one.kind, one.id): one for one in beside}
    near = sorted(beside, key=lambda one: one.offset_m)
    ids = {kind: [one.id for one in near if one.kind == kind] for kind in ("site", "service")}
    ids["site"], more_sites = ids["site"][:MOST_SITES], len(ids["site"][MOST_SITES:])
    then = {"at": at, "lang": lang}
    sites = rows(connection, STATEMENTS / "sites_of_ids.sql", SiteOnDay, **then, known=known, site_ids=ids["site"])
    services = rows(
        connection, STATEMENTS / "services.sql", Service, **then, only=ids["service"], box=None, limit=LARGEST_LIST
    )
    return Road(
        line=line,
        length_m=beside[0].length_m if beside else 0.0,
        places=places,
        sites=sites,
        services=[row for row in services if row.running],
        points=[point for point in of_day.points if point.corridor_id in known_by_then],
        moved=[
            row for row in moved.values() if {("from", str(row.flow_id)), ("to", str(row.flow_id))} <= places.keys()
        ],
        more_sites=more_sites,
    )
