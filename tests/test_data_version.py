"""The data version: another one for every change of the data, whoever makes it, and nobody waits for it."""

from __future__ import annotations

import random
from contextlib import ExitStack
from datetime import datetime

import psycopg
import pytest

from geodata.server import logins
from geodata.server.logins import Addresses
from tests.signed_in import name_person

Version = tuple[int, datetime]
REPORT = """INSERT INTO ninewa.site_report (site_id, as_of, families, source_id)
    SELECT site_id, '2017-05-01', 500, source_id FROM ninewa.site WHERE site_id = %s"""
PLACE = "INSERT INTO ninewa.place (place_id, kind, name, origin) VALUES (%s, 'village', 'x', 'x')"
# What of the data the writers below change, and the log itself, without folds.
SEEN = "SELECT array_agg(place_id ORDER BY place_id) FILTER (WHERE origin = 'x') FROM ninewa.place"
COUNTED = "SELECT count(*) FROM ninewa.data_change"


def connect(address: str, **settings: bool) -> psycopg.Connection:
    # Of the driver's keywords only those that are switches.
    return psycopg.connect(logins.libpq(address), **settings)  # type: ignore[arg-type]


def version(connection: psycopg.Connection) -> Version:
    number, moment = connection.execute("SELECT number, moment FROM data_version").fetchone() or (None, None)
    assert isinstance(number, int)
    assert isinstance(moment, datetime)
    return number, moment


def value(connection: psycopg.Connection, query: str) -> object:
    [row] = connection.execute(query).fetchall()
    return row[0]


def test_a_report_of_another_site_is_taken_while_an_import_is_open(fresh_database: Addresses) -> None:
    with connect(fresh_database.owner) as importing, connect(fresh_database.app) as reporting:
        reporting.execute("SET lock_timeout = '1ms'")
        reporting.commit()
        importing.execute(REPORT, ["haj-ali"])
        before = version(reporting)
        name_person(fresh_database, reporting)
        reporting.execute(REPORT, ["jadah-5"])
        reporting.commit()
        between = version(reporting)
        importing.commit()
        reporting.commit()
        assert before[0] < between[0] < version(reporting)[0]


def test_both_web_logins_read_it_by_its_plain_name_and_the_same(fresh_database: Addresses) -> None:
    with connect(fresh_database.app) as app, connect(fresh_database.public) as public:
        assert version(app) == version(public)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ninewa.site SET note = 'x' WHERE site_id = 'haj-ali'",
        "DELETE FROM ninewa.activity",
        "TRUNCATE ninewa.figure",
        "UPDATE ninewa.flow_place SET reason = 'x'",
        "COPY ninewa.place (place_id, kind, name, origin) FROM STDIN",
    ],
)
def test_whatever_anybody_writes_raises_it_by_one(fresh_database: Addresses, statement: str) -> None:
    with connect(fresh_database.owner, autocommit=True) as owner:
        before = version(owner)
        if statement.startswith("COPY"):
            with owner.cursor().copy(statement) as copy:
                copy.write("a\tvillage\tA\tx\nb\tvillage\tB\tx\n")
        else:
            owner.execute(statement)
        after = version(owner)
        assert after[0] == before[0] + 1
        assert after[1] > before[1]


@pytest.mark.parametrize(
    ("steps", "raised_by"),
    [
        (["a", "b"], 1),
        (["SAVEPOINT s", "a", "ROLLBACK TO s"], 0),
        (["SAVEPOINT s", "a", "ROLLBACK TO s", "b"], 1),
        (["a", "SAVEPOINT s", "b", "ROLLBACK TO s", "c"], 1),
        (["SAVEPOINT s", "SAVEPOINT t", "a", "RELEASE t", "ROLLBACK TO s", "b"], 1),
        (["SAVEPOINT s", "a", "RELEASE s", "b"], 1),
        (["SET ninewa.change_noted_by = '1'", "a"], 1),
        (["a", "SET LOCAL ninewa.change_noted_by = ''", "b"], 2),
    ],
)
def test_a_transaction_raises_it_once_whatever_became_of_its_savepoints(
    fresh_database: Addresses, steps: list[str], raised_by: int
) -> None:
    with connect(fresh_database.owner) as owner:
        before = version(owner)[0]
        for step in steps:
            owner.execute(PLACE, [step]) if len(step) == 1 else owner.execute(step)
        owner.commit()
        assert version(owner)[0] == before + raised_by


def test_it_says_who_changed_something_and_nobody_can_change_that(fresh_database: Addresses) -> None:
    with connect(fresh_database.app) as app:
        name_person(fresh_database, app)
        app.execute(REPORT, ["haj-ali"])
        assert value(app, "SELECT made_by FROM ninewa.data_change ORDER BY change_id DESC LIMIT 1") == "webmap_app"
        app.commit()
        for attempt in ("DELETE FROM ninewa.data_change", "INSERT INTO ninewa.data_change_fold DEFAULT VALUES"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                app.execute(attempt)
            app.rollback()


class Writers:
    """Several connections that begin, write, fold, roll back to savepoints and commit as chance will have it."""

    def __init__(self, connections: list[psycopg.Connection], chance: random.Random) -> None:
        self.connections, self.chance, self.written = connections, chance, 0

    def step(self) -> None:
        connection = self.chance.choice(self.connections)
        choice = self.chance.random()
        if connection.isolation_level == psycopg.IsolationLevel.REPEATABLE_READ:
            # What is published is not written so; such a one folds what it sees, which is of long ago.
            choice = max(choice, 0.55)
        if choice < 0.45:
            self.written += 1
            connection.execute(PLACE, [f"place-{self.written}"])
        elif choice < 0.55:
            connection.execute("SAVEPOINT here")
            self.written += 1
            connection.execute(PLACE, [f"place-{self.written}"])
            connection.execute("SELECT ninewa.fold_changes()")
            connection.execute("ROLLBACK TO here" if self.chance.random() < 0.6 else "RELEASE here")
        elif choice < 0.7:
            connection.execute("SELECT ninewa.fold_changes()")
        elif choice < 0.93:
            connection.commit()
        else:
            connection.rollback()


@pytest.mark.parametrize("seed", range(3))
def test_two_versions_are_equal_exactly_when_the_data_is(fresh_database: Addresses, seed: int) -> None:
    """In whatever order transactions begin and end; the number never falls, and is that of the changes there are."""
    chance = random.Random(seed)
    with ExitStack() as stack:
        connections = [stack.enter_context(connect(fresh_database.owner)) for _ in range(5)]
        connections[0].isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        reader = stack.enter_context(connect(fresh_database.owner))
        reader.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        writers = Writers(connections, chance)
        data_of: dict[Version, object] = {}
        version_of: dict[str, Version] = {}
        last = 0
        for _step in range(250):
            writers.step()
            found, data = version(reader), value(reader, SEEN)
            assert found[0] == value(reader, COUNTED)
            reader.commit()
            assert found[0] >= last
            assert data_of.setdefault(found, data) == data
            assert version_of.setdefault(str(data), found)[0] <= found[0]
            last = found[0]
        assert value(reader, "SELECT count(*) FROM ninewa.data_change_fold") != 1
        for connection in connections:
            connection.rollback()


def test_a_reader_counts_only_what_is_new_since_the_last_fold(fresh_database: Addresses) -> None:
    with connect(fresh_database.owner, autocommit=True) as owner:
        for number in range(450):
            owner.execute(PLACE, [f"place-{number}"])
        folds = value(owner, "SELECT count(*) - 1 FROM ninewa.data_change_fold")
        assert folds == 2
        assert version(owner)[0] == value(owner, COUNTED)
        newest = "SELECT * FROM ninewa.data_change_fold ORDER BY fold_id DESC LIMIT 1"
        uncounted = f"""SELECT count(*) FROM ninewa.data_change c, ({newest}) f
            WHERE c.change_id > f.last_id OR c.xid >= f.up_to"""
        left = value(owner, uncounted)
        assert isinstance(left, int)
        assert left < 200


def test_the_log_is_never_read_as_a_whole(fresh_database: Addresses) -> None:
    with connect(fresh_database.owner, autocommit=True) as owner:
        owner.execute("INSERT INTO ninewa.data_change (xid) SELECT '1'::xid8 FROM generate_series(1, 50000)")
        owner.execute("SELECT ninewa.fold_changes()")
        owner.execute("ANALYZE ninewa.data_change")
        plan = [line for (line,) in owner.execute("EXPLAIN SELECT number, moment FROM ninewa.data_version")]
        assert not [line for line in plan if "Seq Scan on data_change " in line]
        assert version(owner)[0] == value(owner, COUNTED)


def test_folding_goes_on_past_a_transaction_that_stays_open(fresh_database: Addresses) -> None:
    with connect(fresh_database.owner) as slow, connect(fresh_database.owner, autocommit=True) as owner:
        slow.execute(PLACE, ["slow"])
        for number in range(250):
            owner.execute(PLACE, [f"place-{number}"])
        assert version(owner)[0] == value(owner, COUNTED)
        before = version(owner)
        slow.commit()
        assert version(owner)[0] == before[0] + 1
        owner.execute("SELECT ninewa.fold_changes()")
        assert version(owner)[0] == before[0] + 1 == value(owner, COUNTED)


@pytest.mark.parametrize("distance", [10**9, -100])
def test_it_stays_right_in_a_cluster_whose_transactions_are_numbered_otherwise(
    fresh_database: Addresses, distance: int
) -> None:
    """A dump brings the numbers of other transactions along: far higher or lower ones than the new cluster's own."""
    with connect(fresh_database.owner, autocommit=True) as owner:
        for number in range(250):
            owner.execute(PLACE, [f"place-{number}"])
        for table, column in (("data_change", "xid"), ("data_change_fold", "up_to")):
            owner.execute(
                f"UPDATE ninewa.{table} SET {column} = greatest({column}::text::bigint + {distance}, 0)::text::xid8"
            )
        last = version(owner)[0]
        assert last == value(owner, COUNTED)
        for number in range(250, 700):
            owner.execute(PLACE, [f"place-{number}"])
            if number % 50 == 0:
                owner.execute("SELECT ninewa.fold_changes()")
            now = version(owner)[0]
            assert now == last + 1
            last = now
        assert last == value(owner, COUNTED)
