"""Views, functions and triggers are those of the code: made anew when a source changes, whichever release made them."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Connection, create_engine, event, pool
from sqlalchemy.exc import DBAPIError

from geodata import migrations, objects
from geodata.server.logins import Addresses

# As migrations of an earlier release made them: view, function of its rows and view in a cycle; tables; triggers.
OLDER = """
CREATE FUNCTION ninewa.sensitivity_rank(sensitivity text) RETURNS integer LANGUAGE sql IMMUTABLE
    RETURN CASE sensitivity WHEN 'low' THEN 0 WHEN 'moderate' THEN 1 WHEN 'high' THEN 2 WHEN 'severe' THEN 3 END;
CREATE FUNCTION ninewa.stricter(VARIADIC levels text[]) RETURNS text LANGUAGE sql IMMUTABLE RETURN levels[1];
CREATE VIEW exact.sites AS SELECT b.* FROM ninewa.site b;
CREATE FUNCTION ninewa.openness(e exact.sites) RETURNS integer LANGUAGE sql IMMUTABLE
    RETURN ninewa.sensitivity_rank(e.sensitivity);
CREATE VIEW ninewa.publishable_sites AS SELECT e.* FROM exact.sites e WHERE ninewa.openness(e) < 3;
CREATE TABLE published.sites AS SELECT site_id, name FROM ninewa.publishable_sites;
CREATE TABLE published.no_longer_there (x integer);
CREATE TABLE published.data_version (only_row boolean PRIMARY KEY DEFAULT true, version bigint NOT NULL);
INSERT INTO published.data_version (version) VALUES (7);
CREATE FUNCTION ninewa.raise_data_version() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS
    'BEGIN UPDATE published.data_version SET version = version + 1; RETURN NULL; END';
CREATE TRIGGER raise_data_version AFTER INSERT OR UPDATE OR DELETE ON ninewa.site
    FOR EACH STATEMENT EXECUTE FUNCTION ninewa.raise_data_version();
CREATE TRIGGER publish AFTER UPDATE ON ninewa.site FOR EACH ROW EXECUTE FUNCTION ninewa.raise_data_version();
"""
EVERYTHING = {
    "relations": """SELECT c.oid::regclass, c.relkind, c.reloptions, c.relacl FROM pg_class c
        WHERE c.relnamespace::regnamespace::text IN ('ninewa', 'exact', 'published')""",
    "columns": """SELECT a.attrelid::regclass, a.attname, a.attnum, format_type(a.atttypid, a.atttypmod)
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        WHERE c.relnamespace::regnamespace::text IN ('exact', 'published') AND a.attnum > 0""",
    "views": "SELECT schemaname, viewname, definition FROM pg_views WHERE schemaname <> 'pg_catalog'",
    "functions": """SELECT pg_get_functiondef(p.oid), p.proacl FROM pg_proc p
        WHERE p.pronamespace::regnamespace::text IN ('ninewa', 'exact', 'published')""",
    "triggers": "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
}


@contextmanager
def connected(address: str) -> Iterator[Connection]:
    with create_engine(address, poolclass=pool.NullPool).begin() as connection:
        yield connection


def rows(address: str, query: str) -> list[tuple[object, ...]]:
    with connected(address) as connection:
        return sorted((tuple(row) for row in connection.exec_driver_sql(query)), key=repr)


@pytest.fixture
def sources(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A copy of the .sql sources, from which objects are made while the test lasts."""
    copied = tmp_path / "objects"
    shutil.copytree(objects.HERE, copied, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    monkeypatch.setattr(objects, "HERE", copied)
    return copied


def test_a_database_of_an_older_release_comes_out_like_a_new_one(fresh_database: Addresses, urls: Addresses) -> None:
    migrations.downgrade(fresh_database.owner, "0006")
    with connected(fresh_database.owner) as connection:
        connection.exec_driver_sql(OLDER)
    migrations.upgrade(fresh_database.owner)
    for what, query in EVERYTHING.items():
        assert rows(fresh_database.owner, query) == rows(urls.owner, query), what
    for relation in ("sites", "site_reports", "place_names"):
        query = f"SELECT count(*) FROM published.{relation}"
        assert rows(fresh_database.public, query) == rows(urls.public, query)


def test_a_database_that_is_current_is_asked_once_and_left_alone(owner: Connection) -> None:
    asked: list[str] = []
    event.listen(owner, "before_cursor_execute", lambda *arguments: asked.append(arguments[2]))
    assert objects.is_current(owner)
    assert len(asked) == 1


def test_a_new_source_is_applied_and_one_that_is_gone_is_taken_away(fresh_database: Addresses, sources: Path) -> None:
    identity = "SELECT 'published.sites'::regclass::oid, 'exact.sites'::regclass::oid"
    [(table, view)] = rows(fresh_database.owner, identity)
    new = sources / "60_new.sql"
    new.write_text(
        "CREATE FUNCTION public.places_known() RETURNS bigint LANGUAGE sql STABLE AS 'SELECT count(*) FROM sites'"
    )
    migrations.upgrade(fresh_database.owner)
    for address in (fresh_database.app, fresh_database.public):
        assert rows(address, "SELECT places_known()") == [(44,)]
    [(table_then, view_then)] = rows(fresh_database.owner, identity)
    assert table_then == table, "its form is the same, so it was not filled again"
    assert view_then != view
    new.unlink()
    migrations.upgrade(fresh_database.owner)
    with pytest.raises(DBAPIError, match="places_known"):
        rows(fresh_database.app, "SELECT places_known()")


def test_a_function_of_somebody_else_s_in_the_public_schema_stays(fresh_database: Addresses, sources: Path) -> None:
    with connected(fresh_database.owner) as connection:
        connection.exec_driver_sql("CREATE FUNCTION public.theirs() RETURNS integer LANGUAGE sql RETURN 1")
    (sources / "60_new.sql").write_text("CREATE VIEW exact.new AS SELECT 1 AS x")
    migrations.upgrade(fresh_database.owner)
    assert rows(fresh_database.app, "SELECT theirs(), x FROM new") == [(1, 1)]


def test_another_rule_of_what_is_public_fills_the_published_tables_again(
    fresh_database: Addresses, sources: Path
) -> None:
    rule = sources / "10_sensitivity.sql"
    rule.write_text(rule.read_text().replace("WHEN 'low' THEN 0", "WHEN 'low' THEN 3"))
    before = rows(fresh_database.owner, "SELECT number FROM data_version")
    migrations.upgrade(fresh_database.owner)
    assert rows(fresh_database.public, "SELECT count(*) FROM sites") == [(0,)]
    assert rows(fresh_database.owner, "SELECT number FROM data_version") > before
    assert rows(fresh_database.public, "SELECT count(*) FROM admin_areas") == [(5,)]


def test_a_source_that_is_wrong_changes_nothing(fresh_database: Addresses, sources: Path) -> None:
    before = {what: rows(fresh_database.owner, query) for what, query in EVERYTHING.items()}
    (sources / "60_wrong.sql").write_text("CREATE VIEW exact.wrong AS SELECT no_such_column FROM exact.sites")
    with pytest.raises(psycopg.Error, match="no_such_column"):
        migrations.upgrade(fresh_database.owner)
    assert {what: rows(fresh_database.owner, query) for what, query in EVERYTHING.items()} == before


def test_something_of_somebody_else_s_is_never_dropped_along_with_ours(
    fresh_database: Addresses, sources: Path
) -> None:
    with connected(fresh_database.owner) as connection:
        connection.exec_driver_sql("CREATE SCHEMA qgis; CREATE VIEW qgis.sites AS SELECT name FROM exact.sites")
    (sources / "60_new.sql").write_text("CREATE VIEW exact.new AS SELECT 1 AS x")
    with pytest.raises(DBAPIError, match=r"qgis\.sites"):
        migrations.upgrade(fresh_database.owner)
    assert len(rows(fresh_database.owner, "SELECT name FROM qgis.sites")) == 44
