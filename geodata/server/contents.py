"""What stands in the tables of a database, so that a copy can be told from its original."""

from __future__ import annotations

from dataclasses import dataclass

import psycopg
from psycopg import sql

# Sessions, links, tokens, tries to sign in and addresses of feeds are of their moment: a backup does not keep them, and
# no restore revives them. Of guests' links it keeps whom they were given to, of forms of KoboToolbox how they are read,
# and not what opens them: some may have been revoked since.
PASSING = (
    "ninewa.web_session",
    "ninewa.one_time_link",
    "ninewa.program_token",
    "ninewa.sign_in_attempt",
    "ninewa.alert_feed",
    "ninewa.guest_token",
    "ninewa.kobo_token",
)
# Left out: what passes; what an extension brought; what others keep here and this login may not read; what is made anew
# from the other tables (the published layer, the record of the objects); columns that the database computes, since
# another version of its libraries may round them otherwise.
_TABLES = """
    SELECT n.nspname, c.relname,
           array_agg(a.attname ORDER BY a.attnum) FILTER (WHERE a.attgenerated = ''),
           array_agg(a.attname ORDER BY a.attnum)
               FILTER (WHERE a.attgenerated = '' AND format_type(a.atttypid, NULL) LIKE '%%geometry')
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE c.relkind = 'r' AND c.relpersistence = 'p' AND n.nspname !~ '^pg_' AND has_table_privilege(c.oid, 'SELECT')
      AND n.nspname NOT IN ('information_schema', 'published')
      AND (n.nspname, c.relname) <> ('ninewa', 'database_object')
      AND n.nspname || '.' || c.relname <> ALL (%s)
      AND NOT EXISTS (
          SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
    GROUP BY n.nspname, c.relname ORDER BY n.nspname, c.relname
"""
_CLOSED = """
    SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
      AND NOT CASE c.relkind WHEN 'S' THEN has_sequence_privilege(c.oid, 'SELECT')
                   ELSE has_table_privilege(c.oid, 'SELECT') END
    ORDER BY 1
"""
_SEQUENCES = "SELECT format('%I.%I', schemaname, sequencename), coalesce(last_value, 0) FROM pg_sequences ORDER BY 1"
# A sum over the rows, because their order means nothing; md5 is the same in every version.
_PRINT = """
    SELECT count(*), coalesce(sum({geometries}), 0)::bigint,
           coalesce(sum(('x' || left(md5(({columns})::text), 15))::bit(60)::bigint), 0)::text
    FROM {table} AS t
"""
_AS_WRITTEN = "SET timezone TO 'UTC'; SET datestyle TO 'ISO'; SET bytea_output TO 'hex'; SET extra_float_digits TO 1"


@dataclass(frozen=True)
class TableContents:
    """Of one table: its rows, the geometries in them, and a print of every value of every row."""

    rows: int
    geometries: int
    print: str


@dataclass(frozen=True)
class Contents:
    """Of one database: each table by its name, and how far each sequence has come."""

    tables: dict[str, TableContents]
    sequences: dict[str, int]

    def differences(self, copy: Contents) -> list[str]:
        """How `copy` differs, a sentence each; a sequence may have gone on since, but not back."""
        tables = self.tables.keys() | copy.tables.keys()
        wrong = [name for name in sorted(tables) if self.tables.get(name) != copy.tables.get(name)]
        behind = [name for name, value in self.sequences.items() if copy.sequences.get(name, 0) < value]
        told = [f"{name}: {_told(self.tables.get(name))} became {_told(copy.tables.get(name))}" for name in wrong]
        return told + [f"{name} fell behind {self.sequences[name]}" for name in behind]

    def __str__(self) -> str:
        rows = sum(table.rows for table in self.tables.values())
        geometries = sum(table.geometries for table in self.tables.values())
        return f"{len(self.tables)} tables with {rows:,} rows and {geometries:,} geometries"


def of(connection: psycopg.Connection) -> Contents:
    """Everything in the database as this connection's transaction sees it."""
    connection.execute(_AS_WRITTEN)
    # Before the tables: it may go on while they are read.
    sequences = {str(name): int(value) for name, value in connection.execute(_SEQUENCES)}
    tables = {}
    for schema, name, columns, geometries in connection.execute(_TABLES, [list(PASSING)]).fetchall():
        tables[f"{schema}.{name}"] = _of_table(connection, sql.Identifier(schema, name), columns, geometries)
    return Contents(tables, sequences)


def closed(connection: psycopg.Connection) -> list[str]:
    """The names of what others keep in this database and this login may not read."""
    return [str(name) for (name,) in connection.execute(_CLOSED)]


def _of_table(
    connection: psycopg.Connection, table: sql.Identifier, columns: list[str] | None, geometries: list[str] | None
) -> TableContents:
    print_of = sql.SQL(_PRINT).format(
        geometries=sql.SQL("num_nonnulls({})").format(_listed(geometries)) if geometries else sql.SQL("0"),
        columns=sql.SQL("ROW({})").format(_listed(columns)),
        table=table,
    )
    found = connection.execute(print_of).fetchone()
    assert found is not None
    return TableContents(*found)


def _listed(columns: list[str] | None) -> sql.Composed:
    return sql.SQL(", ").join(sql.Identifier("t", column) for column in columns or [])


def _told(table: TableContents | None) -> str:
    return f"{table.rows:,} rows, {table.geometries:,} geometries, print {table.print}" if table else "nothing"
