"""Every statement about changes. Takes a connection of the reader's layer and plain values."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection

from geodata.rules.figures import HEADLINES, MOSUL_OPERATION
from geodata.statements.figure_rows import Headline, Source
from geodata.statements.headlines import DISPLACED
from geodata.statements.movement_rows import Movement
from geodata.statements.site_rows import SiteOnDay
from geodata.statements.sources import CITED
from webmap.changes.rows import Move, ReportInSpan, SiteDays, Statement, Unreported
from webmap.db import STATEMENTS, rows

HERE = Path(__file__).parent
LARGEST_LIST = 20_000


@dataclass(frozen=True)
class TwoDays:
    """What was known on both days, and what is of the days after the first up to the last. Keys of sites: their ids."""

    before: dict[str, SiteOnDay]
    after: dict[str, SiteOnDay]
    reports: list[ReportInSpan]
    unreported: list[Unreported]
    statements: list[Statement]
    moves: list[Move]
    displaced_before: dict[tuple[str, str], Headline]
    displaced_after: dict[tuple[str, str], Headline]
    movements: list[Movement]


def two_days(connection: Connection, since: date, until: date, known: datetime, lang: str) -> TwoDays:
    """Everything the comparison of two days rests on; nothing of it is later than `until`."""
    days = {"since": since, "until": until, "lang": lang, "limit": LARGEST_LIST}
    recorded = {**days, "known": known}
    earlier = since - (until - since)
    return TwoDays(
        before=_sites(connection, since, known, lang),
        after=_sites(connection, until, known, lang),
        reports=rows(connection, HERE / "reports.sql", ReportInSpan, **recorded),
        unreported=rows(connection, HERE / "unreported.sql", Unreported, earlier=earlier, **recorded),
        statements=rows(connection, HERE / "statements.sql", Statement, **days),
        moves=rows(connection, HERE / "moves.sql", Move, **recorded),
        displaced_before=_displaced(connection, since),
        displaced_after=_displaced(connection, until),
        movements=_movements(connection, since, until, lang),
    )


def _sites(connection: Connection, at: date, known: datetime, lang: str) -> dict[str, SiteOnDay]:
    values = {"at": at, "known": known, "lang": lang, "limit": LARGEST_LIST}
    found = rows(connection, STATEMENTS / "sites_on.sql", SiteOnDay, **values)
    return {row.site_id: row for row in found}


def _displaced(connection: Connection, at: date) -> dict[tuple[str, str], Headline]:
    metrics = [metric for metric, _type in HEADLINES]
    found = rows(connection, DISPLACED, Headline, at=at, scope=MOSUL_OPERATION, metrics=metrics)
    return {(row.provider, row.metric): row for row in found}


def _movements(connection: Connection, since: date, until: date, lang: str) -> list[Movement]:
    values = {"at": until, "since": since + timedelta(days=1), "lang": lang, "corridor": None, "limit": LARGEST_LIST}
    return rows(connection, STATEMENTS / "movements.sql", Movement, **values)


def site_days(connection: Connection, site_ids: Collection[str], until: date, known: datetime) -> dict[str, SiteDays]:
    """Opening and closing days of sites, and who made them known, by id."""
    found = rows(connection, HERE / "site_days.sql", SiteDays, site_ids=list(site_ids), until=until, known=known)
    return {row.site_id: row for row in found}


def sources(connection: Connection, source_ids: Collection[int]) -> dict[int, Source]:
    found = rows(connection, CITED, Source, source_ids=sorted(source_ids), limit=LARGEST_LIST)
    return {row.source_id: row for row in found}
