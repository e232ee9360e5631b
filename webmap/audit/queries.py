"""Statements about the audit, which the database answers to administrators alone."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, Select, func, or_, select

from geodata.rules.account_names import folded
from geodata.rules.dates import TIME_ZONE
from geodata.tables import account, audit_event
from webmap.audit.rows import Backup, Event, Restored
from webmap.db import first_row, rows

_BY, _OF = account.alias("by_account"), account.alias("of_account_named")


@dataclass(frozen=True)
class Wanted:
    """Which events: of or about this account, of this login, table, site, day; older than the event `before`."""

    person: str = ""
    table: str = ""
    site: str = ""
    day: date | None = None
    before: int | None = None


def events(connection: Connection, wanted: Wanted, limit: int) -> list[Event]:
    """The newest first."""
    e = audit_event.c
    query = (
        select(
            e.event_id,
            e.happened_at,
            _BY.c.name.label("person"),
            e.login,
            e.program,
            e.operation,
            e.table_name,
            e.row_key,
            e.last_key,
            e.row_count,
            e.site_ids,
            _OF.c.name.label("about"),
            e.changes,
        )
        .select_from(audit_event)
        .outerjoin(_BY, _BY.c.account_id == e.account_id)
        .outerjoin(_OF, _OF.c.account_id == e.of_account)
        .order_by(e.event_id.desc())
        .limit(limit)
    )
    if wanted.person:
        named = select(func.account_named(folded(wanted.person)).table_valued("account_id").c.account_id)
        is_named = [e.account_id.in_(named), e.of_account.in_(named)]
        query = query.where(or_(*is_named, (e.account_id.is_(None)) & (e.login == wanted.person)))
    if wanted.table:
        query = query.where(e.table_name == wanted.table)
    if wanted.site:
        query = query.where(e.site_ids.overlap([wanted.site, "*"]))
    if wanted.day is not None:
        begins = datetime.combine(wanted.day, time.min, TIME_ZONE)
        query = query.where(e.happened_at >= begins, e.happened_at < begins + timedelta(days=1))
    if wanted.before is not None:
        query = query.where(e.event_id < wanted.before)
    return rows(connection, query, Event)


def last_backup(connection: Connection) -> Backup | None:
    """None: none was made of this database; the one that it was restored from is not its own."""
    return first_row(connection, _last("backup"), Backup)


def last_restored(connection: Connection) -> Restored | None:
    """None: it was never restored from a backup."""
    made_at = audit_event.c.changes["made_at"][1].astext.label("made_at")
    return first_row(connection, _last("restore").add_columns(made_at), Restored)


def _last(operation: str) -> Select[Any]:
    """The newest event of the database as a whole."""
    return (
        select(audit_event.c.happened_at, audit_event.c.row_key.label("file"))
        .where(audit_event.c.table_name == "database", audit_event.c.operation == operation)
        .order_by(audit_event.c.event_id.desc())
        .limit(1)
    )
