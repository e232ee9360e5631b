"""Reads on a replica: a real primary and its standby, which is paused, frozen, killed and there again.

`TRIALS=1000 scripts/check tests/test_replicas.py` writes as often while it is paused; a few times otherwise.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine, pool, text

from geodata.server import logins
from geodata.server.cluster import Cluster
from geodata.server.logins import Addresses
from scripts import metrics, replicas
from scripts.findings import NOTE, OK, WRONG
from tests.checkout import within
from tests.conftest import Make, _let_connections_go
from tests.signed_in import add_account
from tests.test_silent_database import stopped
from tests.test_tags import PAGE, REPORT, _write
from tests.two_nodes import Nodes, two_nodes
from webmap import db
from webmap.answers import own_writes
from webmap.config import Settings
from webmap.databases import Databases
from webmap.patience import came, patiently
from webmap.person import PUBLIC, Person
from webmap.replica import SECONDS_TO_CATCH_UP

OFFICER = "information_officer"
WHERE = text("SELECT pg_is_in_recovery()")
TRIALS = int(os.environ.get("TRIALS", "10"))
DAYS = [f"2017-03-{day:02}" for day in range(1, 32)]


@pytest.fixture(scope="module")
def nodes(cluster: Cluster, template: str) -> Iterator[Nodes]:
    with two_nodes(of=cluster) as made:
        yield made


@pytest.fixture(scope="module")
def given(nodes: Nodes) -> Addresses:
    return nodes.primary.addresses()


@pytest.fixture(scope="module")
def officer(given: Addresses) -> Person:
    return Person(OFFICER, add_account(given, "Sara", OFFICER))


@pytest.fixture
def standby_follows(nodes: Nodes, given: Addresses) -> None:
    assert within(30, lambda: nodes.has_caught_up())


@pytest.fixture
def app(make_app: Make, given: Addresses, nodes: Nodes, officer: Person, standby_follows: None) -> Flask:
    made = make_app(given, database_replica_url=at_standby(nodes), webmap_secret_key="of this installation")
    made.config["OFFICER"] = officer
    made.add_url_rule("/report", "report", _write, methods=["POST"])
    return made


def at_standby(nodes: Nodes, database: str = logins.DATABASE) -> str:
    """Neither a name nor a password: each login has its own."""
    return f"postgresql:///{database}?host={quote(nodes.standby.folders.socket, safe='')}"


def public(app: Flask) -> FlaskClient:
    client = app.test_client()
    client.environ_base.pop("HTTP_AUTHORIZATION", None)
    return client


def databases_of(app: Flask) -> Databases:
    databases: Databases = app.extensions["databases"]
    return databases


def is_used(app: Flask) -> bool:
    replica = databases_of(app).replica
    return replica is not None and replica.is_used


def reads_on_replica(app: Flask, person: Person = PUBLIC, *, own: bool = False, lsn: int | None = 0) -> bool:
    """Where a request of this person would read now."""
    with db.acting(databases_of(app), person) as now:
        now.own, now.lsn = own, lsn
        with db.reading() as connection:
            return bool(connection.scalar(WHERE))


def seconds_to_read(app: Flask) -> float:
    began = time.monotonic()
    assert not reads_on_replica(app)
    return time.monotonic() - began


def is_used_again(app: Flask) -> bool:
    """As readers come and ask."""
    return within(30, lambda: reads_on_replica(app))


def test_general_pages_read_there_and_what_is_somebodys_own_or_was_just_written_does_not(
    app: Flask, officer: Person
) -> None:
    assert reads_on_replica(app)
    assert reads_on_replica(app, officer)
    assert not reads_on_replica(app, officer, own=True)
    assert not reads_on_replica(app, lsn=None)  # scripts, and requests that write
    with db.acting(databases_of(app), officer) as now:
        now.lsn = 0
        with db.transaction() as connection:
            assert not connection.scalar(WHERE)
            connection.execute(REPORT, {"families": 61_001})
        with db.reading() as connection:
            assert not connection.scalar(WHERE)


def test_whoever_wrote_sees_it_at_once_while_the_replica_stands_still(
    app: Flask, nodes: Nodes, given: Addresses
) -> None:
    """And nobody is given a page of before under a tag of after, nor later when the replica goes on."""
    writer, text_of_tag = app.test_client(), dict[str, str]()

    def look(client: FlaskClient) -> str:
        answer = client.get(PAGE)
        assert answer.status_code == 200
        if tag := answer.headers.get("ETag"):
            assert text_of_tag.setdefault(tag, answer.text) == answer.text
        return answer.text

    seen = [0, 0]
    for families in range(62_001, 62_001 + TRIALS):
        nodes.replaying(paused=True)
        look(public(app))
        assert writer.post(f"/report?families={families}").text == "written"
        assert writer.get_cookie(own_writes.COOKIE_FOR_REPLICAS) is not None
        seen[0] += f"{families:,}" in look(writer)
        look(public(app))
        nodes.replaying(paused=False)
        seen[1] += within(5, lambda families=families: f"{families:,}" in look(public(app)))  # type: ignore[misc]
    assert seen == [TRIALS, TRIALS]
    assert is_used_again(app)


def test_while_it_stands_still_the_primary_serves_others_as_well(app: Flask, nodes: Nodes, given: Addresses) -> None:
    assert reads_on_replica(app)
    nodes.replaying(paused=True)
    try:
        with create_engine(given.owner, poolclass=pool.NullPool).begin() as owner:
            owner.execute(REPORT, {"families": 63_001})
        # The version of the data is looked up once a second.
        assert within(20, lambda: "63,001" in public(app).get(PAGE).text)
        assert not reads_on_replica(app)
        assert min(seconds_to_read(app) for _ in range(5)) < SECONDS_TO_CATCH_UP / 2  # who comes later does not wait
        assert app.test_client().get("/readyz").get_json()["replica"] == "is behind"
        assert dict(metrics.of_servers(databases_of(app)))["webmap_replica_lag_bytes"] > 0
    finally:
        nodes.replaying(paused=False)
    assert is_used_again(app)
    assert within(5, lambda: dict(metrics.of_servers(databases_of(app)))["webmap_replica_lag_bytes"] == 0)


@contextmanager
def asking(app: Flask) -> Iterator[list[tuple[int, float]]]:
    """In the block somebody of the public asks for one page after another that nobody asked for: (status, seconds)."""
    over, found = threading.Event(), list[tuple[int, float]]()

    def ask() -> None:
        client, number = public(app), 0
        while not over.is_set():
            began = time.monotonic()
            status = client.get(f"/sites?at={DAYS[number % 31]}&known=2026-11-{number % 28 + 1:02}").status_code
            found.append((status, time.monotonic() - began))
            number += 1

    reader = threading.Thread(target=ask)
    reader.start()
    try:
        yield found
    finally:
        over.set()
        reader.join()


def test_pages_go_on_when_the_replica_is_killed_and_it_is_used_again(app: Flask, nodes: Nodes) -> None:
    assert reads_on_replica(app)
    with asking(app) as found:
        time.sleep(1)
        nodes.standby.stop("immediate")
        try:
            assert within(20, lambda: not is_used(app))
            assert app.test_client().get("/readyz").get_json()["replica"] == "does not answer"
        finally:
            nodes.start_standby()
        assert is_used_again(app)
    assert found
    assert {status for status, _ in found} == {200}


def test_a_replica_that_hangs_holds_nobody_up_for_long(app: Flask, nodes: Nodes) -> None:
    assert reads_on_replica(app)
    with stopped(nodes.standby), asking(app) as found:
        time.sleep(4)
    assert {status for status, _ in found} == {200}
    # One waits for the small question, or in the middle of a page for its statement; later ones do not.
    assert sum(seconds > 2 for _, seconds in found) <= 1, found
    assert is_used_again(app)


def test_pages_go_on_while_the_primary_is_away(app: Flask, nodes: Nodes) -> None:
    client = public(app)
    assert client.get(PAGE).status_code == 200
    nodes.primary.stop("immediate")
    try:
        with asking(app) as found:
            time.sleep(3)
        assert found
        assert {status for status, _ in found} == {200}
        ready = app.test_client().get("/readyz")
        assert (ready.status_code, ready.get_json()["primary"]) == (200, "does not answer")
        assert app.test_client().post("/report?families=64001").status_code == 503
    finally:
        nodes.start_primary()
    assert within(20, lambda: app.test_client().post("/report?families=64002").status_code == 200)


def test_what_breaks_off_there_while_the_primary_is_away_is_read_there_again(app: Flask, nodes: Nodes) -> None:
    """As at a switchover: the replica that takes over ends its sessions while the old primary is gone already."""
    assert reads_on_replica(app)
    nodes.primary.stop("immediate")
    read_on = list[bool]()

    def read() -> None:
        with db.reading() as connection:
            read_on.append(bool(connection.scalar(WHERE)))
            if len(read_on) == 1:
                [[process]] = connection.execute(text("SELECT pg_backend_pid()")).all()
                with nodes.standby.connect() as superuser:
                    superuser.execute("SELECT pg_terminate_backend(%s)", [process])
            connection.scalar(WHERE)

    try:
        with db.acting(databases_of(app), PUBLIC) as now:
            now.lsn = 0
            came()
            patiently(read)
    finally:
        nodes.start_primary()
    assert read_on == [True, True]
    assert within(20, lambda: app.test_client().post("/report?families=65001").status_code == 200)


def test_a_primary_that_hangs_in_the_middle_of_a_page_leaves_it_to_the_replica(app: Flask, nodes: Nodes) -> None:
    assert reads_on_replica(app)
    read_on = list[bool]()
    with ExitStack() as frozen:

        def read() -> None:
            with db.reading() as connection:
                read_on.append(bool(connection.scalar(WHERE)))
                if len(read_on) == 1:
                    frozen.enter_context(stopped(nodes.primary))
                connection.scalar(WHERE)

        with db.acting(databases_of(app), PUBLIC) as now:
            now.lsn, now.passes_replica = 0, True
            came()
            patiently(read)
    assert read_on == [False, True]
    assert within(20, lambda: app.test_client().post("/report?families=66001").status_code == 200)


def test_what_replaying_breaks_off_is_read_on_the_primary(app: Flask, nodes: Nodes, given: Addresses) -> None:
    """A reader on the replica holds a table that the primary locks for itself: SQLSTATE 40001."""
    with nodes.standby.connect() as superuser:
        superuser.execute("ALTER SYSTEM SET max_standby_streaming_delay = '100ms'")
        superuser.execute("SELECT pg_reload_conf()")
    holds, read_on = threading.Event(), list[bool]()

    def lock() -> None:
        assert holds.wait(10)
        with create_engine(given.owner, poolclass=pool.NullPool).begin() as owner:
            owner.execute(text("LOCK TABLE published.corridors IN ACCESS EXCLUSIVE MODE"))

    def read() -> int:
        with db.reading(consistent=True) as connection:
            read_on.append(bool(connection.scalar(WHERE)))
            count = connection.scalar(text("SELECT count(*) FROM corridors"))
            holds.set()
            if read_on == [True]:
                connection.execute(text("SELECT pg_sleep(2.5)"))
            return int(count or 0)

    locking = threading.Thread(target=lock)
    locking.start()
    with db.acting(databases_of(app), PUBLIC) as now:
        now.lsn = 0
        assert patiently(read) > 0
    locking.join()
    assert read_on == [True, False]
    assert is_used(app)


def test_a_plan_of_before_a_migration_is_made_anew(app: Flask, nodes: Nodes, given: Addresses) -> None:
    pages = [f"/corridors?at={day}" for day in DAYS]
    assert [public(app).get(page).status_code for page in pages[:4]] == [200] * 4
    for kind in ("varchar(500)", "text"):
        with create_engine(given.owner, poolclass=pool.NullPool).begin() as owner:
            owner.execute(text(f"ALTER TABLE published.corridors ALTER COLUMN name TYPE {kind}"))
        assert within(10, lambda: nodes.has_caught_up())
        assert {public(app).get(page).status_code for page in pages} == {200}
    assert is_used_again(app)


def test_another_database_is_never_taken_for_a_replica(
    make_app: Make, given: Addresses, nodes: Nodes, standby_follows: None
) -> None:
    _let_connections_go()
    with nodes.primary.connect() as superuser:
        superuser.execute("CREATE DATABASE another TEMPLATE ninewa")  # all is there, under the same names
    with nodes.primary.connect("another") as superuser:
        logins.prepare_own_database(superuser)
    assert within(30, lambda: nodes.has_caught_up())
    settings = {"database_replica_url": at_standby(nodes, "another")}
    app = make_app(given, **settings)
    assert not reads_on_replica(app)
    told = findings(given, settings["database_replica_url"])
    assert told == [(WRONG, "another database")] * 2


def findings(given: Addresses, replica: str) -> list[tuple[str, str]]:
    """What the doctor finds, each with the words that tell it apart."""
    words = ("another database", "reads on a replica", "for want of a replica", "cannot sign in")
    settings = Settings(database_app_url=given.app, database_public_url=given.public, database_replica_url=replica)
    found = list(replicas.findings(settings))
    return [(one.grade, next(word for word in words if word in one.text)) for one in found]


def test_the_doctor_knows_replicas(given: Addresses, nodes: Nodes, standby_follows: None) -> None:
    assert findings(given, at_standby(nodes)) == [(OK, "reads on a replica")] * 2
    at_primary = at_standby(nodes).replace("-standby", "-primary")
    assert findings(given, at_primary) == [(NOTE, "for want of a replica")] * 2
    assert findings(given, "postgresql:///ninewa?host=/nowhere") == [(WRONG, "cannot sign in")] * 2
