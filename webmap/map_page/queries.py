"""Statements of the map page. Takes a connection of the reader's layer and plain values."""

from datetime import date

from sqlalchemy import Connection

from geodata.statements.movement_rows import Movement
from geodata.statements.place_rows import Community, Corridor, Service
from geodata.statements.site_rows import SiteOnDay
from webmap.db import STATEMENTS, rows
from webmap.layers.movements import LARGEST_LIST, since

# A map draws what a screen can hold; the tables and files go further.
LARGEST_LAYER = 2000


def sites_on(connection: Connection, at: date, lang: str) -> list[SiteOnDay]:
    """The sites known on a day with their newest figures."""
    return rows(connection, STATEMENTS / "sites_on.sql", SiteOnDay, at=at, lang=lang, limit=LARGEST_LAYER)


def movements(connection: Connection, at: date, lang: str) -> list[Movement]:
    """Movements that ended in the last weeks, recent ones and running totals."""
    return rows(
        connection,
        STATEMENTS / "movements.sql",
        Movement,
        at=at,
        since=since(at),
        lang=lang,
        corridor=None,
        limit=LARGEST_LIST,
    )


def corridors(connection: Connection, at: date, lang: str) -> list[Corridor]:
    return rows(
        connection, STATEMENTS / "corridors.sql", Corridor, at=at, lang=lang, corridor=None, limit=LARGEST_LAYER
    )


def communities(connection: Connection, at: date, lang: str) -> list[Community]:
    return rows(
        connection, STATEMENTS / "communities.sql", Community, at=at, lang=lang, community=None, limit=LARGEST_LAYER
    )


def services(connection: Connection, at: date, lang: str) -> list[Service]:
    return rows(connection, STATEMENTS / "services.sql", Service, at=at, lang=lang, only=None, limit=LARGEST_LAYER)
