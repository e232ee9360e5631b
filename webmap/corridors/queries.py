"""Every statement about corridors. Takes a connection of the reader's layer and plain values."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import Connection

from geodata.statements.figure_rows import Source
from geodata.statements.movement_rows import Movement
from geodata.statements.names import SPELLINGS
from geodata.statements.place_rows import Corridor, Service, Spelling
from geodata.statements.sources import CITED
from webmap.corridors.rows import CorridorPath, NearCommunity, NearSite, Offset
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
