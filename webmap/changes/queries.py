"""Every statement about changes. Takes a connection of the reader's layer and plain values."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from geodata.rules.figures import HEADLINES, MOSUL_OPERATION
from webmap.db import STATEMENTS, rows

HERE = Path(__file__).parent
LARGEST_LIST = 20_000


@dataclass(frozen=True)
class TwoDays:
    """What was known on both days, and what is of the days after the first up to the last. Keys of sites: their ids."""

    before: dict[str, Any]
    after: dict[str, Any]
    reports: list[Any]
    unreported: list[Any]
    statements: list[Any]
    moves: list[Any]
    displaced_before: dict[tuple[str, str], Any]
    displaced_after: dict[tuple[str, str], Any]
    movements: list[Any]


def two_days(connection: Connection, since: date, until: date, lang: str) -> TwoDays:
    """Everything the comparison of two days rests on; nothing of it is later than `until`."""
    days = {"since": since, "until": until, "lang": lang, "limit": LARGEST_LIST}
    earlier = since - (until - since)
    return TwoDays(
        before=_sites(connection, since, lang),
        after=_sites(connection, until, lang),
        reports=rows(connection, HERE / "reports.sql", **days),
        unreported=rows(connection, HERE / "unreported.sql", earlier=earlier, **days),
        statements=rows(connection, HERE / "statements.sql", **days),
        moves=rows(connection, HERE / "moves.sql", **days),
        displaced_before=_displaced(connection, since),
        displaced_after=_displaced(connection, until),
        movements=_movements(connection, since, until, lang),
    )


def _sites(connection: Connection, at: date, lang: str) -> dict[str, Any]:
    found = rows(connection, STATEMENTS / "sites_on.sql", at=at, lang=lang, limit=LARGEST_LIST)
    return {row.site_id: row for row in found}


def _displaced(connection: Connection, at: date) -> dict[tuple[str, str], Any]:
    metrics = [metric for metric, _type in HEADLINES]
    found = rows(connection, STATEMENTS / "displaced.sql", at=at, scope=MOSUL_OPERATION, metrics=metrics)
    return {(row.provider, row.metric): row for row in found}


def _movements(connection: Connection, since: date, until: date, lang: str) -> list[Any]:
    values = {"at": until, "since": since + timedelta(days=1), "lang": lang, "corridor": None, "limit": LARGEST_LIST}
    return rows(connection, STATEMENTS / "movements.sql", **values)


def site_days(connection: Connection, site_ids: Collection[str], until: date) -> dict[str, Any]:
    """Opening and closing days of sites, and who made them known, by id."""
    found = rows(connection, HERE / "site_days.sql", site_ids=list(site_ids), until=until)
    return {row.site_id: row for row in found}


def sources(connection: Connection, source_ids: Collection[int]) -> dict[int, Any]:
    found = rows(connection, HERE / "sources.sql", source_ids=sorted(source_ids))
    return {row.source_id: row for row in found}
