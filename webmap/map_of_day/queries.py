"""Statements about very many sites. Take a connection of the reader's layer and plain values."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import Connection

from geodata.statements.site_rows import SiteOnDay
from webmap.db import STATEMENTS, rows
from webmap.map_of_day.rows import CountedGroup, Positions

HERE = Path(__file__).parent


def are_more_than(connection: Connection, most: int) -> bool:
    """Whether more sites than that have a position."""
    return rows(connection, HERE / "positions.sql", Positions, most=most + 1)[0].sites > most


def counted_groups(
    connection: Connection,
    at: date,
    known: datetime,
    box: tuple[float, float, float, float],
    cell: tuple[float, float],
    few: int,
) -> list[CountedGroup]:
    """The sites of a box (west, south, east, north) by the cells of a grid, all in degrees; the largest group first."""
    edges = dict(zip(("west", "south", "east", "north"), box, strict=True))
    values = {"at": at, "known": known, "wide": cell[0], "high": cell[1], "few": few}
    return rows(connection, HERE / "counted_groups.sql", CountedGroup, **values, **edges)


def sites_of_ids(connection: Connection, at: date, known: datetime, lang: str, ids: Sequence[str]) -> list[SiteOnDay]:
    """Those of the sites that are known on a day, by name."""
    values = {"at": at, "known": known, "lang": lang, "site_ids": list(ids)}
    return rows(connection, STATEMENTS / "sites_of_ids.sql", SiteOnDay, **values)
