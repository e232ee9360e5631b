"""Functions that everybody may run at first and that tell of rows one may not read, or hold what others need."""

from __future__ import annotations

from pathlib import Path

import psycopg
from psycopg import sql

# docker/database.sh asks the same two.
_OPEN, _OPEN_COUNTS = (
    Path(__file__).with_name(name).read_text(encoding="utf-8") for name in ("open_to_everybody.sql", "open_counts.sql")
)


def closing(connection: psycopg.Connection, owner: str, *, allowed: bool | None = None) -> list[str]:
    """SQL that closes what is open to everybody, in order; `allowed`: only what we may close, or only what we may not.

    The owner of the database keeps those of PostgreSQL, before everybody's right goes.
    """
    found = [row for row in connection.execute(_OPEN) if allowed is None or row[2] is allowed]
    of_server = sql.SQL(", ".join(row[0] for row in found if row[1]))  # names as the catalogue writes them
    every = sql.SQL(", ".join(row[0] for row in found))
    statements = _counts(connection, owner, allowed)
    if of_server.as_string(connection):
        grant = sql.SQL("GRANT EXECUTE ON FUNCTION {} TO {}, pg_monitor")
        statements.append(grant.format(of_server, sql.Identifier(owner)))
    if found:
        statements.append(sql.SQL("REVOKE EXECUTE ON FUNCTION {} FROM PUBLIC").format(every))
    return [statement.as_string(connection) for statement in statements]


def _counts(connection: psycopg.Connection, owner: str, allowed: bool | None) -> list[sql.Composable]:
    """SQL that leaves everybody the catalogue of tables but for its counts, and the owner, who dumps it, all of it."""
    found = connection.execute(_OPEN_COUNTS).fetchone()
    if found is None or allowed not in (None, found[1]):
        return []
    return [
        sql.SQL("GRANT SELECT ON pg_catalog.pg_class TO {}, pg_monitor").format(sql.Identifier(owner)),
        # In this order: what is taken from the table is taken from its columns.
        sql.SQL("REVOKE SELECT ON pg_catalog.pg_class FROM PUBLIC"),
        sql.SQL("GRANT SELECT ({}) ON pg_catalog.pg_class TO PUBLIC").format(sql.SQL(found[0])),
    ]
