"""What two people do at the same moment on two connections: each is judged by what the other has just done."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from flask import Flask
from flask.testing import FlaskClient
from psycopg.errors import InsufficientPrivilege
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, IntegrityError

from geodata.server.logins import Addresses
from tests.conftest import Make
from tests.signed_in import PASSWORD, add_account, as_owner, csrf, signed_in
from webmap.access import allow
from webmap.accounts import queries
from webmap.accounts.passwords import Passwords
from webmap.accounts.programs import queries as programs
from webmap.db import acting, transaction
from webmap.person import Person

SECONDS = 20
WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted"
GOING_ON = "SELECT count(*) FROM web_session WHERE account_id = {} AND ended_at IS NULL"
ADMINISTRATORS = "SELECT string_agg(name, ' ') FROM account WHERE role = 'admin' AND disabled_at IS NULL"


@pytest.fixture
def app(fresh_database: Addresses, make_app: Make) -> Flask:
    return make_app(fresh_database, role="public")


@pytest.fixture
def beside() -> Iterator[ThreadPoolExecutor]:
    """Where the other one works."""
    with ThreadPoolExecutor(1) as pool:
        yield pool


def until_it_waits(addresses: Addresses) -> None:
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        with as_owner(addresses) as connection:
            if connection.exec_driver_sql(WAITING).scalar():
                return
        time.sleep(0.05)
    raise AssertionError("it waits for nobody")


def found(addresses: Addresses, statement: str) -> object:
    with as_owner(addresses) as connection:
        return connection.exec_driver_sql(statement).scalar()


def posted(client: FlaskClient, path: str, **form: str) -> Callable[[], tuple[int, str]]:
    form["csrf_token"] = csrf(client)

    def post() -> tuple[int, str]:
        answer = client.post(f"{path}?lang=en", data=form)
        return answer.status_code, answer.text

    return post


def test_there_is_always_an_administrator(fresh_database: Addresses) -> None:
    alone = add_account(fresh_database, "Sara", "admin")
    for change in ("role = 'planner'", "disabled_at = now()"):
        with pytest.raises(IntegrityError, match="administrator"), as_owner(fresh_database) as connection:
            connection.exec_driver_sql(f"UPDATE account SET {change} WHERE account_id = {alone}")
    add_account(fresh_database, "Hana", "admin")
    with as_owner(fresh_database) as connection:
        queries.disable(connection, alone, True)
        queries.set_role(connection, alone, "planner")
    assert found(fresh_database, ADMINISTRATORS) == "Hana"


@pytest.mark.parametrize(
    ("view", "form"), [("state", {"state": "disabled"}), ("role", {"role": "planner"})], ids=["disabled", "demoted"]
)
def test_two_administrators_take_it_from_one_another_and_one_is_left(
    app: Flask, fresh_database: Addresses, beside: ThreadPoolExecutor, view: str, form: dict[str, str]
) -> None:
    sara, hana = (add_account(fresh_database, name, "admin") for name in ("Sara", "Hana"))
    takes_from_sara = posted(signed_in(app, fresh_database, hana), f"/people/{sara}/{view}", **form)
    with acting(app.extensions["databases"], Person("admin", sara)), transaction() as connection:
        queries.disable(connection, hana, True)
        other = beside.submit(takes_from_sara)
        until_it_waits(fresh_database)
    status, told = other.result(SECONDS)
    assert (status, "No administrator would be left" in told) == (400, True)
    assert found(fresh_database, ADMINISTRATORS) == "Sara"


def disabled(connection: Connection, account_id: int) -> None:
    queries.disable(connection, account_id, True)


def another_password(connection: Connection, account_id: int) -> None:
    queries.set_password(connection, account_id, "$argon2id$of another")


@pytest.mark.parametrize("change", [disabled, another_password])
@pytest.mark.parametrize("is_done", [True, False], ids=["done", "still being done"])
def test_what_changes_between_the_password_and_the_session_lets_nobody_in(
    app: Flask,
    fresh_database: Addresses,
    beside: ThreadPoolExecutor,
    monkeypatch: pytest.MonkeyPatch,
    change: Callable[[Connection, int], None],
    is_done: bool,
) -> None:
    account_id = add_account(fresh_database, "Sara", "planner", password=PASSWORD)
    client = app.test_client()
    signs_in = posted(client, "/login", name="Sara", password=PASSWORD)
    ending: list[Future[None]] = []
    is_right = Passwords.is_right

    def change_while_open() -> None:
        with as_owner(fresh_database) as connection:
            change(connection, account_id)
            until_it_waits(fresh_database)

    def judged(self: Passwords, password: str, kept: str | None) -> bool:
        right = is_right(self, password, kept)
        if is_done:
            with as_owner(fresh_database) as connection:
                change(connection, account_id)
        else:
            ending.append(beside.submit(change_while_open))
            time.sleep(0.5)  # the row is changed by then, and not committed
        assert right
        return right

    monkeypatch.setattr(Passwords, "is_right", judged)
    status, told = signs_in()
    for one in ending:
        one.result(SECONDS)
    assert (status, "Name or password is wrong" in told) == (401, True)
    assert found(fresh_database, GOING_ON.format(account_id)) == 0


def test_a_session_that_is_just_being_made_ends_with_its_account(
    app: Flask, fresh_database: Addresses, beside: ThreadPoolExecutor
) -> None:
    account_id = add_account(fresh_database, "Sara", "planner")

    def disable() -> None:
        with as_owner(fresh_database) as connection:
            queries.disable(connection, account_id, True)

    sara = Person("planner", account_id)
    with acting(app.extensions["databases"], sara), transaction() as connection:
        assert queries.begin_session(connection, account_id, None)
        other = beside.submit(disable)
        until_it_waits(fresh_database)
    other.result(SECONDS)
    assert found(fresh_database, GOING_ON.format(account_id)) == 0


def test_nobody_has_an_eleventh_token(app: Flask, fresh_database: Addresses, beside: ThreadPoolExecutor) -> None:
    account_id = add_account(fresh_database, "Sara", "planner")
    makes_one = posted(signed_in(app, fresh_database, account_id), "/account/programs", program="the other one")
    sara = Person("planner", account_id)
    with acting(app.extensions["databases"], sara):
        for number in range(programs.MOST - 1):
            with transaction() as connection:
                assert programs.make_token(connection, account_id, f"script {number}", None)
        with transaction() as connection:
            assert programs.make_token(connection, account_id, "the tenth", None)
            other = beside.submit(makes_one)
            until_it_waits(fresh_database)
    assert other.result(SECONDS)[0] == 409
    assert found(fresh_database, "SELECT count(*) FROM program_token") == programs.MOST


def test_who_lost_the_right_while_writing_is_told_so(app: Flask, fresh_database: Addresses) -> None:
    """What the database refuses to the person is no fault of this program, in whatever language the server says so."""

    account_id = add_account(fresh_database, "Sara", "planner")

    @app.get("/written")
    @allow("planner", own=True)
    def write() -> str:
        with transaction() as connection:
            queries.grant(connection, account_id, site_id="haj-ali")
        return "written"

    @app.get("/written/said-in-german")
    @allow("planner", own=True)
    def write_in_german() -> str:
        with pytest.raises(DBAPIError) as refused:
            write()
        error = refused.value
        assert isinstance(error.orig, InsufficientPrivilege)
        said = "neue Zeile verletzt Policy für Sicherheit auf Zeilenebene"
        error.orig = InsufficientPrivilege(said, info=error.orig.diag._info)
        raise error

    sara = signed_in(app, fresh_database, account_id)
    assert [sara.get(path).status_code for path in ("/written", "/written/said-in-german")] == [403, 403]
