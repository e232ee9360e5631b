"""Every statement about what sites have. Takes a connection of the reader's layer and plain values."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import Connection

from geodata.statements.known_sites import KNOWN_SITES
from geodata.statements.site_rows import KnownSite, SiteOnDay
from webmap.db import STATEMENTS, rows
from webmap.gaps.rows import NearestHealth, Transitional

HERE = Path(__file__).parent
LARGEST_LIST = 5000


def sites_on(connection: Connection, at: date, known: datetime, lang: str) -> list[SiteOnDay]:
    """The sites known on a day with their newest figures, by name; at most `LARGEST_LIST`."""
    values = {"at": at, "known": known, "lang": lang, "limit": LARGEST_LIST}
    return rows(connection, STATEMENTS / "sites_on.sql", SiteOnDay, **values)


def is_known(connection: Connection, site_id: str) -> bool:
    return bool(rows(connection, KNOWN_SITES, KnownSite, site_ids=[site_id]))


def transitional(connection: Connection, at: date, lang: str) -> list[Transitional]:
    values = {"at": at, "lang": lang, "only": None, "box": None, "limit": LARGEST_LIST}
    return rows(connection, HERE / "transitional.sql", Transitional, **values)


def nearest_health(
    connection: Connection, site_ids: Sequence[str], kinds: Sequence[str], primary: Sequence[str], at: date, lang: str
) -> list[NearestHealth]:
    """For each of the sites its nearest health services of the day, `metres` over the ground. `primary`: which kinds
    give primary care."""
    values = {"site_ids": list(site_ids), "kinds": list(kinds), "primary": list(primary), "at": at, "lang": lang}
    return rows(connection, HERE / "health.sql", NearestHealth, only=None, box=None, limit=LARGEST_LIST, **values)
