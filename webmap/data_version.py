"""The version of the data: which of two looks at the database saw more of it, and how far its log was then."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection

_NOW = "SELECT number, moment FROM data_version"
# Of a primary how far it wrote its log, of a standby how far it replayed that, in bytes; who was promoted is a primary.
LSN = """coalesce(pg_wal_lsn_diff(
    CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END, '0/0'), 0)::bigint"""
# The same of a primary and of whatever follows it.
DATABASE = "(SELECT system_identifier FROM pg_control_system()) || ' ' || current_database()"
_REACHED = f"SELECT number, moment, {LSN}, {DATABASE} FROM data_version"  # noqa: S608
# With `synchronous_commit` off a commit is told before it is written: what is certain is where the next record begins.
_AFTER_COMMIT = _REACHED.replace("pg_current_wal_lsn", "pg_current_wal_insert_lsn")


class Version(NamedTuple):
    """How many changes of the data there are, and the moment of the newest.

    A number alone comes twice, after a restore or a failover that lost changes; then the moments differ.
    """

    number: int
    moment: datetime

    def is_older_than(self, other: "Version") -> bool:
        """Whether something may be missing here that is there."""
        return self.number < other.number or self.moment < other.moment


def version_now(connection: Connection) -> Version:
    """The version that the next statement of this connection will at least see."""
    number, moment = connection.exec_driver_sql(_NOW).one()  # asked twice a page; a third less work than by text()
    return Version(number, moment)


class Reached(NamedTuple):
    """What the next statement of a connection will at least see: a version, and the log up to `lsn`, in bytes.

    Whatever was committed before a primary's log came so far is seen on a replica that has replayed as much.
    `database` is the same of a primary and its replicas, and of no other server or database.
    """

    version: Version
    lsn: int = 0
    database: str = ""

    def is_as_far_as(self, other: "Reached") -> bool:
        """Whether all is seen here that is seen there."""
        is_older = self.version.is_older_than(other.version)
        return self.database == other.database and self.lsn >= other.lsn and not is_older


def reached_now(connection: Connection, *, by_commit: bool = False) -> Reached:
    """How far the server of this connection is; `by_commit`: what this connection just committed is part of it."""
    number, moment, lsn, database = connection.exec_driver_sql(_AFTER_COMMIT if by_commit else _REACHED).one()
    return Reached(Version(number, moment), lsn, database)
