"""Whatever is written, a row or a thousand at once: the published tables hold the public form of just what is there."""

import random
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from threading import Thread

import psycopg
import pytest
from sqlalchemy import Connection, create_engine, pool

from geodata.relations import EVERY
from geodata.server import logins
from geodata.server.logins import Addresses

Change = Callable[[random.Random], str]
LEVELS = ("low", "moderate", "high", "severe")


def differences(connection: Connection) -> dict[str, int]:
    """Of each relation how many rows are published and should not be, or should and are not."""
    found = {}
    for relation in EVERY:
        columns = ", ".join(column.name for column in relation.columns)
        found[relation.name] = connection.exec_driver_sql(
            f"""WITH is_there AS (SELECT {columns} FROM published.{relation.name}),
                    should_be AS (SELECT {columns} FROM ninewa.publishable_{relation.name})
                SELECT count(*) FROM ((TABLE is_there EXCEPT TABLE should_be)
                    UNION ALL (TABLE should_be EXCEPT TABLE is_there)) AS d"""
        ).scalar_one()
    return {name: count for name, count in found.items() if count}


def level(chance: random.Random) -> str:
    return chance.choice(LEVELS)


def some(table: str, key: str, chance: random.Random) -> str:
    """A condition that picks a few, many or all rows of a table."""
    return f"abs(hashtext({table}.{key}::text) + {chance.randrange(1000)}) % {chance.choice((1, 2, 10, 40))} = 0"


def of_level(table: str, key: str) -> Change:
    return lambda chance: (
        f"UPDATE {table} SET sensitivity = '{level(chance)}', note = note WHERE {some(table, key, chance)}"
    )


def deleted(table: str, key: str) -> Change:
    return lambda chance: f"DELETE FROM {table} WHERE {some(table, key, chance)} AND {some(table, key, chance)}"


def new_reports(chance: random.Random) -> str:
    return f"""INSERT INTO site_report (site_id, as_of, families, plots_ready, stated, note, source_id, sensitivity)
        SELECT site_id, date '2017-05-01' + {chance.randrange(50)}, {chance.randrange(30)}, 100,
               '{{"families": 1}}', 'n', source_id, '{level(chance)}'
        FROM site WHERE {some("site", "site_id", chance)}"""


def corrections(chance: random.Random) -> str:
    return f"""INSERT INTO site_report (site_id, as_of, recorded_at, families, source_id, corrects, sensitivity)
        SELECT site_id, as_of, timestamptz '2017-05-01' + {chance.randrange(50)} * interval '1 day', 50, source_id,
               report_id, '{level(chance)}' FROM site_report WHERE {some("site_report", "report_id", chance)}"""


def withdrawn_corrections(chance: random.Random) -> str:
    return f"""DELETE FROM site_report WHERE corrects IS NOT NULL AND {some("site_report", "report_id", chance)}
        AND NOT EXISTS (SELECT FROM site_report c WHERE c.corrects = site_report.report_id)"""


def other_reports_corrected(chance: random.Random) -> str:
    return f"""UPDATE site_report SET corrects = (SELECT min(o.report_id) FROM site_report o
        WHERE o.site_id = site_report.site_id AND o.report_id < site_report.report_id)
        WHERE {some("site_report", "report_id", chance)}"""


def joint_figures(chance: random.Random) -> str:
    return f"""INSERT INTO figure (site_ids, metric, type, as_of, unit, value, source_id, sensitivity)
        SELECT array_agg(site_id), 'individuals', 'stock', '2017-05-01', 'persons', {chance.randrange(30)}, 1,
               '{level(chance)}' FROM site WHERE {some("site", "site_id", chance)} HAVING count(*) > 0"""


def moved_sites(chance: random.Random) -> str:
    return f"""UPDATE site SET geom = ST_SetSRID(ST_MakePoint({42 + chance.random()}, {35 + chance.random()}), 4326)
        WHERE {some("site", "site_id", chance)}"""


def sites_and_names_at_once(chance: random.Random) -> str:
    name = f"site-{chance.randrange(10**9)}"
    return f"""WITH named AS (
            INSERT INTO place_name (entity_kind, entity_id, lang, name, folded)
            VALUES ('site', '{name}', 'ar', 'x', 'x')
        )
        INSERT INTO site (site_id, name, as_of, source_id, sensitivity)
        VALUES ('{name}', 'x', '2017-05-01', 1, '{level(chance)}')"""


def points_elsewhere(chance: random.Random) -> str:
    return f"""UPDATE corridor_point SET name = 'near Haj Ali', site_id = (
        SELECT site_id FROM site ORDER BY hashtext(site_id || '{chance.random()}')
        LIMIT 1) WHERE {some("corridor_point", "seq", chance)}"""


def services_elsewhere(chance: random.Random) -> str:
    return f"""UPDATE service_point SET note = 'by Qayyarah Airstrip', site_id = (
        SELECT site_id FROM site ORDER BY hashtext(site_id || '{chance.random()}') LIMIT 1)
        WHERE {some("service_point", "service_id", chance)}"""


def other_ends(chance: random.Random) -> str:
    return f"""UPDATE flow_place SET site_id = (
        SELECT site_id FROM site ORDER BY hashtext(site_id || '{chance.random()}')
        LIMIT 1) WHERE site_id IS NOT NULL AND {some("flow_place", "name", chance)}"""


def renamed_sites(chance: random.Random) -> str:
    return f"UPDATE site SET name = name || ' x' WHERE {some('site', 'site_id', chance)}"


def upserted_sites(chance: random.Random) -> str:
    return f"""INSERT INTO site (site_id, name, as_of, source_id, sensitivity)
        SELECT site_id, name, as_of, source_id, '{level(chance)}' FROM site WHERE {some("site", "site_id", chance)}
        UNION ALL SELECT 'site-{chance.randrange(10**9)}', 'x', '2017-05-01', 1, 'low'
        ON CONFLICT (site_id) DO UPDATE SET sensitivity = excluded.sensitivity"""


CHANGES: tuple[Change, ...] = (
    *(of_level(table, f"{table}_id") for table in ("site", "community", "corridor", "figure", "flow")),
    of_level("site", "site_id"),
    of_level("site_report", "report_id"),
    of_level("service_report", "report_id"),
    of_level("service_point", "service_id"),
    new_reports,
    corrections,
    withdrawn_corrections,
    other_reports_corrected,
    joint_figures,
    moved_sites,
    sites_and_names_at_once,
    upserted_sites,
    points_elsewhere,
    services_elsewhere,
    other_ends,
    renamed_sites,
    deleted("flow", "flow_id"),
    deleted("figure", "figure_id"),
    deleted("service_report", "report_id"),
    deleted("corridor_point", "seq"),
    deleted("place_name", "place_name_id"),
    lambda chance: (
        "UPDATE figure SET figure_id = figure_id + 5000000 WHERE figure_id IN (SELECT max(figure_id) FROM figure)"
    ),
    lambda chance: (
        "UPDATE flow_place SET geom = NULL, site_id = NULL, kind = 'area'"
        " WHERE name IN (SELECT min(from_name) FROM flow)"
    ),
    lambda chance: "UPDATE site SET note = 'other' WHERE false",
)


@pytest.mark.parametrize("seed", range(4))
def test_what_is_published_is_the_public_form_of_what_is_there_after_any_change(owner: Connection, seed: int) -> None:
    chance = random.Random(seed)
    for step in range(40):
        change = chance.choice(CHANGES)(chance)
        owner.exec_driver_sql(change.replace("%", "%%"))
        assert differences(owner) == {}, f"step {step} of seed {seed}: {change}"


@pytest.mark.parametrize(
    "table",
    ["flow, activity", "figure", "site_report, service_report, waiting_report, kobo_submission", "site CASCADE"],
)
def test_a_table_emptied_at_once_is_emptied_in_public_as_well(owner: Connection, table: str) -> None:
    owner.exec_driver_sql(f"TRUNCATE {table}")
    assert differences(owner) == {}


def test_no_trigger_fires_once_a_row_but_those_of_few_rows_and_of_the_end(owner: Connection) -> None:
    fire_by_row = owner.exec_driver_sql(
        "SELECT t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
        " WHERE c.relnamespace = 'ninewa'::regnamespace AND NOT t.tgisinternal AND t.tgtype & 1 = 1"
    ).scalars()
    # Positions, reservations, forms of KoboToolbox, accounts, snapshots.
    of_few = {"keep_former_position", "note_end", "take", "keep_an_administrator"}
    of_few |= {"begin_as_draft", "keep_what_was_frozen", "note_change"}
    assert set(fire_by_row) == of_few | {"cite_once_more", "judge_once_more", "settle_written"}


REPORT = """INSERT INTO ninewa.site_report (site_id, as_of, families, source_id, corrects)
    SELECT site_id, '2017-05-01', 500, source_id, %s FROM ninewa.site WHERE site_id = %s RETURNING report_id"""
FIGURE = """INSERT INTO ninewa.figure (site_ids, metric, type, as_of, unit, value, source_id, sensitivity)
    VALUES ('{haj-ali}', 'individuals', 'stock', '2017-05-01', 'persons', 500, 1, 'low')"""


@contextmanager
def writer(addresses: Addresses) -> Iterator[psycopg.Connection]:
    """The owner, who commits by hand and waits for nobody longer than a minute, as machines are busy."""
    with psycopg.connect(logins.libpq(addresses.owner)) as connection:
        connection.execute("SET lock_timeout = '60s'")
        connection.commit()
        yield connection


def is_waiting(connection: psycopg.Connection, other: psycopg.Connection) -> bool:
    blocking = connection.execute("SELECT cardinality(pg_blocking_pids(%s))", [other.info.backend_pid]).fetchone()
    return blocking is not None and blocking[0] > 0


@contextmanager
def waiting(addresses: Addresses, connection: psycopg.Connection, statement: str) -> Iterator[None]:
    """While the block lasts, `connection` waits in this statement; afterwards it has run and is committed."""

    def run() -> None:
        connection.execute(statement)
        connection.commit()

    thread = Thread(target=run)
    with writer(addresses) as watcher:
        thread.start()
        while thread.is_alive() and not is_waiting(watcher, connection):
            watcher.commit()
        assert thread.is_alive(), "nothing was waited for"
        yield
    thread.join()


def published_of(addresses: Addresses, query: str) -> tuple[dict[str, int], list[tuple[object, ...]]]:
    engine = create_engine(addresses.owner, poolclass=pool.NullPool)
    with engine.connect() as connection:
        return differences(connection), [tuple(row) for row in connection.exec_driver_sql(query)]


SEVERE = "UPDATE ninewa.site SET sensitivity = 'severe' WHERE site_id = 'haj-ali'"
OF_HAJ_ALI = """SELECT report_id FROM published.site_reports WHERE site_id = 'haj-ali'
    UNION ALL SELECT figure_id FROM published.figures WHERE 'haj-ali' = ANY (site_ids)"""


@pytest.mark.parametrize("written", [REPORT % ("NULL", "'haj-ali'"), FIGURE])
def test_a_row_written_while_its_site_becomes_severe_is_not_published(fresh_database: Addresses, written: str) -> None:
    with writer(fresh_database) as one, writer(fresh_database) as other:
        one.execute(written)
        with waiting(fresh_database, other, SEVERE):
            one.commit()
        assert published_of(fresh_database, OF_HAJ_ALI) == ({}, [])


@pytest.mark.parametrize("written", [REPORT % ("NULL", "'haj-ali'"), FIGURE])
def test_nor_is_one_that_is_written_after_it_became_so(fresh_database: Addresses, written: str) -> None:
    with writer(fresh_database) as one, writer(fresh_database) as other:
        one.execute(SEVERE)
        with waiting(fresh_database, other, written):
            one.commit()
        assert published_of(fresh_database, OF_HAJ_ALI) == ({}, [])


def test_two_corrections_of_one_report_at_the_same_time_are_both_kept_and_the_first_one_counts(
    fresh_database: Addresses,
) -> None:
    with ExitStack() as stack:
        one, other = (stack.enter_context(writer(fresh_database)) for _ in range(2))
        [(report,)] = one.execute("SELECT min(report_id) FROM ninewa.site_report WHERE site_id = 'haj-ali'").fetchall()
        one.execute(REPORT, [report, "haj-ali"])
        with waiting(fresh_database, other, REPORT % (report, "'haj-ali'")):
            one.commit()
        query = f"SELECT superseded FROM published.site_reports WHERE report_id = {report}"
        assert published_of(fresh_database, query) == ({}, [(True,)])


def test_reports_of_one_site_and_another_description_of_it_never_wait_for_one_another(
    fresh_database: Addresses,
) -> None:
    with writer(fresh_database) as one, writer(fresh_database) as other, writer(fresh_database) as third:
        for connection in (one, other, third):
            connection.execute("SET lock_timeout = '1ms'")
        one.execute(REPORT, [None, "haj-ali"])
        other.execute(REPORT, [None, "haj-ali"])
        third.execute("UPDATE ninewa.site SET note = 'another' WHERE site_id = 'haj-ali'")
        for connection in (third, other, one):
            connection.commit()
    assert published_of(fresh_database, "SELECT note FROM published.sites WHERE site_id = 'haj-ali'") == (
        {},
        [("another",)],
    )


def write_at_random(addresses: Addresses, seed: int, ended: list[str]) -> None:
    chance = random.Random(seed)
    with writer(addresses) as connection:
        for _transaction in range(8):
            try:
                for _statement in range(chance.choice((1, 2, 3))):
                    connection.execute(chance.choice(SOME_CHANGES)(chance))
                connection.rollback() if chance.random() < 0.2 else connection.commit()
                ended.append("committed")
            except (
                psycopg.errors.DeadlockDetected,
                psycopg.errors.UniqueViolation,
                psycopg.errors.ForeignKeyViolation,
            ):
                connection.rollback()
                ended.append("refused")


SOME_CHANGES = (
    new_reports,
    corrections,
    joint_figures,
    moved_sites,
    sites_and_names_at_once,
    of_level("site", "site_id"),
    of_level("figure", "figure_id"),
    deleted("figure", "figure_id"),
)


@pytest.mark.parametrize("first", [0, 2400, 5400])
def test_what_is_published_is_right_when_many_write_at_once(fresh_database: Addresses, first: int) -> None:
    ended: list[str] = []
    threads = [Thread(target=write_at_random, args=(fresh_database, first + nth, ended)) for nth in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ended) == 32, "a writer failed"
    assert published_of(fresh_database, "SELECT 1")[0] == {}
