"""What of a database is ours to drop: by the catalogue, so that it does not matter which release made it."""

from collections.abc import Collection

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

MARK = "Ninewa response map"
DEPENDENT_OBJECTS_STILL_EXIST = "2BP01"

# Tables beside those of the migrations: what they hold is worked out from these (71_site_now.sql).
DERIVED = ("site_now_exact", "site_now_published", "site_unsettled")

# In `public` other people's things may stand, in our three schemas only ours.
DROPS = text("""
WITH schemas AS (SELECT unnest(ARRAY['ninewa', 'exact', 'published']::name[]) AS nspname)
SELECT format('TRIGGER %I ON %s', t.tgname, t.tgrelid::regclass)
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname IN (TABLE schemas) AND NOT t.tgisinternal
UNION ALL
SELECT format('POLICY %I ON %s', p.polname, p.polrelid::regclass)
FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname IN (TABLE schemas)
UNION ALL
SELECT format(CASE c.relkind WHEN 'v' THEN 'VIEW %s' WHEN 'm' THEN 'MATERIALIZED VIEW %s' ELSE 'TABLE %s' END,
              c.oid::regclass)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname IN (TABLE schemas)
  AND (c.relkind IN ('v', 'm') OR n.nspname = 'published' AND c.relkind = 'r' AND c.relname <> ALL (:kept)
       OR n.nspname = 'ninewa' AND c.relname = ANY (:derived))
UNION ALL
SELECT format('ROUTINE %s', p.oid::regprocedure)
FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
WHERE n.nspname IN (TABLE schemas)
   OR n.nspname = 'public' AND obj_description(p.oid, 'pg_proc') = :mark
""")


def drop(connection: Connection, kept: Collection[str]) -> None:
    """Drop all of it but the published tables named.

    They rest on one another in any order, so this goes by rounds, and never by CASCADE: where something of somebody
    else's rests on one of ours, or a table does, the database's own error says on which.
    """
    left = list(connection.scalars(DROPS, {"kept": list(kept), "mark": MARK, "derived": list(DERIVED)}))
    while left:
        refused = [(thing, error) for thing in left if (error := _refusal(connection, thing)) is not None]
        if len(refused) == len(left):
            raise refused[0][1]
        left = [thing for thing, _error in refused]


def _refusal(connection: Connection, thing: str) -> DBAPIError | None:
    """Drop it, unless something rests on it."""
    try:
        with connection.begin_nested():
            connection.execute(text(f"DROP {thing}".replace(":", r"\:")))
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) != DEPENDENT_OBJECTS_STILL_EXIST:
            raise
        return error
    return None


def published_tables(connection: Connection) -> set[str]:
    """The names of the published tables that are there."""
    return set(connection.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = 'published'")))


def functions_in_public(connection: Connection) -> set[str]:
    """The functions in schema `public` that no extension brought."""
    return set(
        connection.scalars(
            text(
                "SELECT p.oid::regprocedure::text FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace"
                " AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass"
                " AND d.objid = p.oid AND d.deptype = 'e')"
            )
        )
    )


def mark(connection: Connection, functions: Collection[str]) -> None:
    """Say of functions in `public` that they are ours, so that a later release may drop them."""
    for function in functions:
        connection.exec_driver_sql(f"COMMENT ON FUNCTION {function} IS '{MARK}'")
