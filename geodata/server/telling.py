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
    statements = _counts(connection, owner, allowed)
    if of_server.as_string(connection):
        grant = sql.SQL("GRANT EXECUTE ON FUNCTION {} TO {}, pg_monitor")
        statements.append(grant.format(of_server, sql.Identifier(owner)))
    if found:
        statements.append(sql.SQL("REVOKE EXECUTE ON FUNCTION {} FROM PUBLIC").format(every))
    return [statement.as_string(connection) for statement in statements]


# How many rows a table holds and how large it is, as ANALYZE last found them: of hidden tables too.
_TELL_COUNTS = ("reltuples", "relpages", "relallvisible", "relallfrozen")
_OPEN_COUNTS = """
    SELECT array_agg(a.attname ORDER BY a.attnum), pg_has_role(current_user, c.relowner, 'USAGE')
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND NOT a.attisdropped
    WHERE c.oid = 'pg_catalog.pg_class'::regclass AND a.attname <> ALL (%s)
      AND EXISTS (
          SELECT FROM aclexplode(coalesce(c.relacl, acldefault('r', c.relowner))) p
          WHERE p.grantee = 0 AND p.privilege_type = 'SELECT')
    GROUP BY c.relowner
"""


def _counts(connection: psycopg.Connection, owner: str, allowed: bool | None) -> list[sql.Composable]:
    """SQL that leaves everybody the catalogue of tables but for its counts, and the owner, who dumps it, all of it."""
    found = connection.execute(_OPEN_COUNTS, [list(_TELL_COUNTS)]).fetchone()
    if found is None or allowed not in (None, found[1]):
        return []
    others = sql.SQL(", ").join(map(sql.Identifier, found[0]))
    return [
        sql.SQL("GRANT SELECT ON pg_catalog.pg_class TO {}, pg_monitor").format(sql.Identifier(owner)),
        # In this order: what is taken from the table is taken from its columns.
        sql.SQL("REVOKE SELECT ON pg_catalog.pg_class FROM PUBLIC"),
        sql.SQL("GRANT SELECT ({}) ON pg_catalog.pg_class TO PUBLIC").format(others),
    ]
