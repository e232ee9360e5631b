"""Reads that the database broke off for no fault of theirs are asked again: a plan that a migration made useless, and
a conflict with what is being written."""

from threading import Barrier, Thread

import pytest
from flask import Flask
from sqlalchemy import create_engine, pool, text

from geodata.server.logins import Addresses
from tests.conftest import Make

DAYS = [f"2017-03-{day:02}" for day in range(1, 32)]
CONFLICTS = """
CREATE SEQUENCE ninewa.asked;
CREATE FUNCTION ninewa.conflict_at_first() RETURNS boolean LANGUAGE plpgsql VOLATILE SECURITY DEFINER AS $$
BEGIN
    IF nextval('ninewa.asked') <= {times} THEN
        RAISE EXCEPTION 'canceling statement due to conflict with recovery' USING ERRCODE = '{state}';
    END IF;
    RETURN true;
END $$;
CREATE OR REPLACE VIEW exact.corridors AS
    SELECT v.* FROM ({was}) v, ninewa.conflict_at_first() AS f(is_over) WHERE is_over;
"""


def run(addresses: Addresses, statements: str) -> None:
    with create_engine(addresses.owner, poolclass=pool.NullPool).begin() as connection:
        connection.execute(text(statements))


def asked_at_once(app: Flask, paths: list[str]) -> list[int]:
    """The statuses of as many requests at one moment, each of which needs a connection of its own."""
    together, found = Barrier(len(paths)), list[int]()

    def ask(path: str) -> None:
        client = app.test_client()
        together.wait(timeout=30)
        found.append(client.get(path).status_code)

    asking = [Thread(target=ask, args=(path,)) for path in paths]
    for one in asking:
        one.start()
    for one in asking:
        one.join()
    return found


def test_plans_of_before_a_migration_are_made_anew(make_app: Make, fresh_database: Addresses) -> None:
    """Each connection has planned its statements, and would refuse them for as long as it lives."""
    app = make_app(fresh_database, role="public")
    assert asked_at_once(app, [f"/corridors?at={day}" for day in DAYS[:8]]) == [200] * 8
    run(fresh_database, "ALTER TABLE published.corridors ALTER COLUMN name TYPE varchar(500)")
    client = app.test_client()
    assert [client.get(f"/corridors?at={day}").status_code for day in DAYS] == [200] * len(DAYS)
    run(fresh_database, "ALTER TABLE published.corridors ALTER COLUMN name TYPE text")
    assert asked_at_once(app, [f"/corridors?at={day}&lang=ar" for day in DAYS[8:16]]) == [200] * 8


@pytest.mark.parametrize("state", ["40001", "40P01"])
def test_a_read_that_was_in_the_way_of_what_is_written_is_asked_again(
    make_app: Make, fresh_database: Addresses, state: str
) -> None:
    app = make_app(fresh_database)
    assert app.test_client().get("/corridors").status_code == 200
    with create_engine(fresh_database.owner, poolclass=pool.NullPool).connect() as owner:
        was = str(owner.scalar(text("SELECT pg_get_viewdef('exact.corridors')"))).rstrip(";")
    run(fresh_database, CONFLICTS.format(times=3, state=state, was=was))
    assert [app.test_client().get(f"/corridors?at={day}").status_code for day in DAYS[:10]] == [200] * 10
    with create_engine(fresh_database.owner, poolclass=pool.NullPool).connect() as owner:
        assert owner.scalar(text("SELECT last_value FROM ninewa.asked")) > 3


def test_what_no_second_asking_mends_is_told_and_ends(make_app: Make, fresh_database: Addresses) -> None:
    """Other things that a server does not support are no plan of before."""
    app = make_app(fresh_database)
    run(
        fresh_database,
        "CREATE FUNCTION ninewa.unsupported() RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN"
        " RAISE EXCEPTION 'no' USING ERRCODE = '0A000'; END $$;",
    )
    engine = app.extensions["databases"].app
    with engine.connect() as connection:
        with pytest.raises(Exception, match="no") as raised:
            connection.execute(text("SELECT ninewa.unsupported()"))
        assert not raised.value.connection_invalidated  # type: ignore[attr-defined]
        assert connection.scalar(text("SELECT 1")) == 1
