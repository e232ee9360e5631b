"""The migrations go up, down and up again, and end at exactly the tables that the code describes."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from alembic import command
from sqlalchemy import create_engine, pool, text
from sqlalchemy.exc import OperationalError

from geodata import migrations
from geodata.facts import loading
from geodata.server import logins
from geodata.server.logins import Addresses


def test_up_down_up_ends_at_the_tables_of_the_code(empty_database: Addresses) -> None:
    migrations.upgrade(empty_database.owner)
    assert migrations.current_and_head(empty_database.owner) == (migrations.newest(), migrations.newest())
    migrations.downgrade(empty_database.owner, "base")
    assert migrations.current_and_head(empty_database.owner)[0] is None
    migrations.upgrade(empty_database.owner)
    command.check(migrations.configuration(empty_database.owner))  # raises when migrated and described tables differ


def test_a_filled_database_can_be_taken_back_and_filled_again(fresh_database: Addresses) -> None:
    migrations.downgrade(fresh_database.owner, "base")
    migrations.upgrade(fresh_database.owner)
    loading.load(fresh_database.owner)
    engine = create_engine(fresh_database.public, poolclass=pool.NullPool)
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM published.sites")) == 44


def test_two_hosts_that_start_at_once_migrate_once(empty_database: Addresses) -> None:
    with ThreadPoolExecutor() as hosts:
        list(hosts.map(migrations.upgrade, [empty_database.owner] * 3))
    assert migrations.current_and_head(empty_database.owner)[0] == migrations.newest()


def test_a_step_back_and_forth_keeps_what_people_wrote(fresh_database: Addresses) -> None:
    """Objects go before the step and come after it, whatever the step does to the tables under them."""
    engine = create_engine(fresh_database.owner, poolclass=pool.NullPool)
    with engine.begin() as connection:
        connection.execute(text("UPDATE site SET geom = ST_Translate(geom, 0.1, 0) WHERE site_id = 'haj-ali'"))
    for revision in (migrations.newest(), "0006"):
        migrations.downgrade(fresh_database.owner, revision)
        migrations.upgrade(fresh_database.owner)
        with engine.connect() as connection:
            for layer in ("exact", "published"):
                kept = text(f"SELECT count(*) FROM {layer}.former_positions WHERE site_id = 'haj-ali'")
                assert connection.scalar(kept) == 1


def test_reports_that_were_told_by_who_recorded_them_belong_to_an_import(empty_database: Addresses) -> None:
    migrations.upgrade(empty_database.owner, "0007")
    engine = create_engine(empty_database.owner, poolclass=pool.NullPool)
    filled = """
        INSERT INTO source (cited_as, title)
        VALUES ('sha256:ab', 'count.csv (sha256 ab, imported on 2026-11-23)'), ('x', 'X');
        INSERT INTO site (site_id, name, as_of, source_id) SELECT 'a', 'A', '2017-01-01', min(source_id) FROM source;
        INSERT INTO site_report (site_id, as_of, families, source_id, recorded_by, recorded_at)
        SELECT 'a', '2017-01-01', 1, source_id, by, at::timestamptz FROM source
        CROSS JOIN (
            VALUES ('import', '2026-01-01'), ('import', '2026-01-02'), ('webmap_app', '2026-01-02')
        ) AS of (by, at);
        INSERT INTO service_report (site_ids, as_of, indicator, note, source_id)
        SELECT '{a}', '2017-01-01', 'latrines', 'SUSPECT: 3000', max(source_id) FROM source;
    """
    with engine.begin() as connection:
        connection.exec_driver_sql(filled)
    migrations.upgrade(empty_database.owner)
    counted = text(
        "SELECT b.kind, b.file, b.sha256, count(r.report_id), count(v.report_id) FROM import_batch b"
        " LEFT JOIN site_report r USING (import_id) LEFT JOIN service_report v USING (import_id)"
        " GROUP BY b.import_id ORDER BY b.import_id"
    )
    with engine.connect() as connection:
        found = [tuple(row) for row in connection.execute(counted)]
        assert found[:2] == [("site_reports", "count.csv", "ab", 2, 0)] * 2
        assert found[2:] == [("service_reports", None, None, 0, 1)]
        assert connection.scalar(text("SELECT count(*) FROM site_report WHERE import_id IS NULL")) == 2
        assert connection.scalar(text("SELECT bool_and(suspect) FROM service_report")) is True


def test_a_migration_stands_back_for_who_reads(fresh_database: Addresses, monkeypatch: pytest.MonkeyPatch) -> None:
    with psycopg.connect(logins.libpq(fresh_database.owner)) as changed:
        changed.execute("DELETE FROM ninewa.database_object")  # as after a change of the sources
    monkeypatch.setattr(migrations, "TRIES", 2)
    with psycopg.connect(logins.libpq(fresh_database.app)) as long_reader:
        long_reader.execute("SELECT count(*) FROM sites")
        slowest = [0.0]
        ended = threading.Event()

        def read() -> None:
            while not ended.is_set():
                began = time.monotonic()
                with psycopg.connect(logins.libpq(fresh_database.app)) as reader:
                    reader.execute("SELECT count(*) FROM sites")
                slowest[0] = max(slowest[0], time.monotonic() - began)

        others = threading.Thread(target=read)
        others.start()
        try:
            with pytest.raises(OperationalError, match="lock timeout"):
                migrations.upgrade(fresh_database.owner)
        finally:
            ended.set()
            others.join()
        assert slowest[0] < 4.5, "readers wait two seconds for a migration, not for whom it waits for"
    migrations.upgrade(fresh_database.owner)


def test_services_find_the_report_that_they_came_with_unless_that_was_corrected(empty_database: Addresses) -> None:
    migrations.upgrade(empty_database.owner, "0029")
    engine = create_engine(empty_database.owner, poolclass=pool.NullPool)
    filled = """
        INSERT INTO source (cited_as, title) VALUES ('x', 'X');
        INSERT INTO account (name, folded, role) VALUES ('Sara', 'sara', 'site_manager');
        INSERT INTO site (site_id, name, as_of, source_id) SELECT 'a', 'A', '2017-01-01', source_id FROM source;
        INSERT INTO site_report
            (report_id, site_id, as_of, families, source_id, recorded_at, observed_at, account_id, corrects)
        SELECT id, 'a', '2017-01-01', 1, source_id, at::timestamptz, at::timestamptz, account_id, corrects
        FROM source, account, (
            VALUES (1000001, '2026-01-01', NULL), (1000002, '2026-01-02', 1000001), (1000003, '2026-01-03', NULL)
        ) AS of (id, at, corrects);
        INSERT INTO service_report (site_ids, as_of, indicator, source_id, recorded_at)
        SELECT '{a}', '2017-01-01', at, source_id, at::timestamptz FROM source
        CROSS JOIN (VALUES ('2026-01-01'), ('2026-01-03'), ('2026-01-04')) AS of (at);
    """
    with engine.begin() as connection:
        connection.exec_driver_sql(filled)
    migrations.upgrade(empty_database.owner)
    found = text("SELECT site_report_id, observed_at = recorded_at FROM service_report ORDER BY recorded_at")
    with engine.connect() as connection:
        rows = [tuple(row) for row in connection.execute(found)]
    assert rows == [(None, None), (1000003, True), (None, None)]
