"""Functions that everybody may run at first and that tell of rows one may not read, or hold what others need."""

from __future__ import annotations

import psycopg
from psycopg import sql

# Of PostGIS: they read the statistics of any table with the rights of their owner, or by oid with nobody's, and so give
# the position of a single row. Of PostgreSQL: counters and sizes that change with each hidden row; large objects, which
# nobody here writes; locks that imports and migrations wait for.
_OPEN = """
    SELECT p.oid::regprocedure::text, p.pronamespace = 'pg_catalog'::regnamespace,
           pg_has_role(current_user, p.proowner, 'USAGE')
    FROM pg_proc p
    WHERE (p.pronamespace <> 'pg_catalog'::regnamespace AND p.proname IN (
              'st_estimatedextent', '_postgis_index_extent', '_postgis_stats', '_postgis_selectivity',
              '_postgis_join_selectivity')
           OR p.pronamespace = 'pg_catalog'::regnamespace AND (
              p.proname ~ '^(pg_stat_get_|pg_(try_)?advisory_|lo_)' OR p.proname IN (
              'loread', 'lowrite', 'pg_relation_size', 'pg_table_size', 'pg_indexes_size', 'pg_total_relation_size',
              'pg_database_size', 'pg_tablespace_size')))
      AND EXISTS (
          SELECT FROM aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
          WHERE a.grantee = 0 AND a.privilege_type = 'EXECUTE')
    ORDER BY 1
"""


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
