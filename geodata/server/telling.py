"""Functions that everybody may run at first and that tell of rows one may not read, or hold what others need."""

from __future__ import annotations

from pathlib import Path

import psycopg
from psycopg import sql

_OPEN = Path(__file__).with_name("open_to_everybody.sql").read_text(encoding="utf-8")


def closing(connection: psycopg.Connection, owner: str, *, allowed: bool | None = None) -> list[str]:
    """SQL that closes what is open to everybody, in order; `allowed`: only what we may close, or only what we may not.

    The owner of the database keeps those of PostgreSQL, before everybody's right goes.
    """
    found = [row for row in connection.execute(_OPEN) if allowed is None or row[2] is allowed]
    of_server = sql.SQL(", ".join(row[0] for row in found if row[1]))  # names as the catalogue writes them
    every = sql.SQL(", ".join(row[0] for row in found))
    statements: list[sql.Composable] = []
    if of_server.as_string(connection):
        grant = sql.SQL("GRANT EXECUTE ON FUNCTION {} TO {}, pg_monitor")
        statements.append(grant.format(of_server, sql.Identifier(owner)))
    if found:
        statements.append(sql.SQL("REVOKE EXECUTE ON FUNCTION {} FROM PUBLIC").format(every))
    return [statement.as_string(connection) for statement in statements]
