"""Every statement about changes. Takes a connection of the reader's layer and plain values."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection

from geodata.rules.figures import HEADLINES, MOSUL_OPERATION
from geodata.statements.figure_rows import Headline, Source
from geodata.statements.headlines import DISPLACED, OF_A_TIME
from geodata.statements.movement_rows import Movement
from geodata.statements.site_rows import JointCount, SiteOnDay
from geodata.statements.sources import CITED
from webmap.changes.rows import Move, ReportInSpan, SiteDays, Statement, Touched, Unreported
from webmap.db import STATEMENTS, rows

HERE = Path(__file__).parent
LARGEST_LIST, MOST_SITES = 5_000, 100_000


@dataclass(frozen=True)
class TwoDays:
    """What was known on both days, and what is of the days after the first up to the last. Keys of sites: their ids."""

    before: dict[str, SiteOnDay] = field(default_factory=dict)
    after: dict[str, SiteOnDay] = field(default_factory=dict)
    reports: list[ReportInSpan] = field(default_factory=list)
    unreported: list[Unreported] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)
    displaced_before: dict[tuple[str, str], Headline] = field(default_factory=dict)
    displaced_after: dict[tuple[str, str], Headline] = field(default_factory=dict)
    of_a_time_before: dict[tuple[str, str, str, date | None], Headline] = field(default_factory=dict)
    of_a_time_after: dict[tuple[str, str, str, date | None], Headline] = field(default_factory=dict)
    joint_before: dict[tuple[str, ...], JointCount] = field(default_factory=dict)
    joint_after: dict[tuple[str, ...], JointCount] = field(default_factory=dict)
    movements: list[Movement] = field(default_factory=list)


def touched_sites(connection: Connection, since: date, until: date, known: datetime) -> list[str]:
    """Ids of the sites of which anything is dated or corrected in the days after `since` up to `until`, or no longer
    reported in them, by name: nothing else can have changed."""
    days = {"since": since, "until": until, "earlier": _before(since, until), "known": known}
    found = rows(connection, HERE / "touched.sql", Touched, limit=MOST_SITES, **days)
    return [row.site_id for row in found]


def of_sites(
    connection: Connection, site_ids: Sequence[str], since: date, until: date, known: datetime, lang: str
) -> TwoDays:
    """What the comparison of these sites rests on; nothing of it is later than `until`."""
    days = {"since": since, "until": until, "lang": lang, "limit": LARGEST_LIST, "site_ids": list(site_ids)}
    recorded = {**days, "known": known}
    return TwoDays(
        before=_sites(connection, site_ids, since, known, lang),
        after=_sites(connection, site_ids, until, known, lang),
        reports=rows(connection, HERE / "reports.sql", ReportInSpan, **recorded),
        unreported=rows(connection, HERE / "unreported.sql", Unreported, earlier=_before(since, until), **recorded),
        statements=rows(connection, HERE / "statements.sql", Statement, **days),
        moves=rows(connection, HERE / "moves.sql", Move, **recorded),
    )


def published(connection: Connection, since: date, until: date, lang: str) -> TwoDays:
    """Figures of people displaced, which belong to no site, and of people in several sites together."""
    return TwoDays(
        displaced_before=_displaced(connection, since),
        displaced_after=_displaced(connection, until),
        of_a_time_before=_of_a_time(connection, since),
        of_a_time_after=_of_a_time(connection, until),
        joint_before=_joint(connection, since, lang),
        joint_after=_joint(connection, until, lang),
    )


def movements(connection: Connection, since: date, until: date, lang: str) -> TwoDays:
    """Movements that ended after `since`, up to `until`."""
    values = {"at": until, "since": since + timedelta(days=1), "lang": lang, "corridor": None, "limit": LARGEST_LIST}
    return TwoDays(movements=rows(connection, STATEMENTS / "movements.sql", Movement, **values))


def _before(since: date, until: date) -> date:
    """The first of as many days before `since` as there are after it."""
    return since - (until - since)


def _sites(
    connection: Connection, site_ids: Sequence[str], at: date, known: datetime, lang: str
) -> dict[str, SiteOnDay]:
    values = {"at": at, "known": known, "lang": lang, "site_ids": list(site_ids)}
    found = rows(connection, STATEMENTS / "sites_of_ids.sql", SiteOnDay, **values)
    return {row.site_id: row for row in found}


def _displaced(connection: Connection, at: date) -> dict[tuple[str, str], Headline]:
    metrics = [metric for metric, _type in HEADLINES]
    found = rows(connection, DISPLACED, Headline, at=at, scope=MOSUL_OPERATION, metrics=metrics)
    return {(row.provider, row.metric): row for row in found}


def _of_a_time(connection: Connection, at: date) -> dict[tuple[str, str, str, date | None], Headline]:
    """By provider, metric, scope and beginning: only what began on one day is compared."""
    metrics = [metric for metric, _type in HEADLINES]
    values = {"at": at, "scope": MOSUL_OPERATION, "metrics": metrics, "limit": LARGEST_LIST}
    found = rows(connection, OF_A_TIME, Headline, **values)
    return {(row.provider, row.metric, row.scope, row.period_start): row for row in found}


def _joint(connection: Connection, at: date, lang: str) -> dict[tuple[str, ...], JointCount]:
    found = rows(connection, STATEMENTS / "joint_counts.sql", JointCount, at=at, lang=lang, limit=LARGEST_LIST)
    return {tuple(row.site_ids): row for row in found}


def site_days(connection: Connection, site_ids: Collection[str], until: date, known: datetime) -> dict[str, SiteDays]:
    """Opening and closing days of sites, and who made them known, by id."""
    found = rows(connection, HERE / "site_days.sql", SiteDays, site_ids=list(site_ids), until=until, known=known)
    return {row.site_id: row for row in found}


def sources(connection: Connection, source_ids: Collection[int]) -> dict[int, Source]:
    found = rows(connection, CITED, Source, source_ids=sorted(source_ids), limit=LARGEST_LIST)
    return {row.source_id: row for row in found}
