"""What a snapshot was frozen as stays so, whoever asks; of what is not published the public login reads not a byte."""

from __future__ import annotations

import secrets

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from geodata.server.logins import Addresses
from tests.conftest import Make
from tests.signed_in import add_account, as_owner
from webmap.databases import Databases
from webmap.db import acting, reading, transaction
from webmap.person import PUBLIC, Person

MAKE = text(
    "INSERT INTO ninewa.snapshot (token, title, day, known, data_version, layers)"
    " VALUES (:token, 'A day', '2017-04-04', now(), 1, '{sites}') RETURNING snapshot_id"
)
KEEP = text("INSERT INTO ninewa.frozen_bytes (sha256, mimetype, bytes) VALUES (sha256(:b), 'text/html', :b)")
ADD = text("INSERT INTO ninewa.snapshot_file (snapshot_id, name, sha256) VALUES (:id, 'page.en', sha256(:b))")
SEND_ON = "UPDATE ninewa.snapshot SET state = '{}' WHERE token = :token"
WITHDRAW = "UPDATE ninewa.snapshot SET state = 'withdrawn', withdrawn_reason = 'a wrong day' WHERE token = :token"
BYTES = b"what the public saw"
FOR_WHO_PLANS = (
    "SELECT snapshot_id FROM ninewa.snapshot",
    "SELECT sha256 FROM ninewa.frozen_bytes",
    "SELECT name FROM ninewa.snapshot_file",
    WITHDRAW,
)


@pytest.fixture
def databases(make_app: Make, fresh_database: Addresses) -> Databases:
    found: Databases = make_app(fresh_database).extensions["databases"]
    return found


def froze(connection: Connection, contents: bytes = BYTES) -> str:
    token = secrets.token_urlsafe(16)
    made = connection.scalar(MAKE, {"token": token})
    connection.execute(KEEP, {"b": contents})
    connection.execute(ADD, {"id": made, "b": contents})
    return token


def may(databases: Databases, person: Person, statement: str, token: str = "") -> bool:
    """Whether rows were read or changed by it; it is undone where it was refused."""
    with acting(databases, person):
        try:
            with transaction() as connection:
                return connection.execute(text(statement), {"token": token}).rowcount > 0
        except DBAPIError:
            return False


def seen(databases: Databases, token: str) -> tuple[list[tuple[str, str | None]], list[bytes]]:
    with acting(databases, PUBLIC), reading() as connection:
        told = connection.execute(text("SELECT state, title FROM snapshots WHERE token = :t"), {"t": token})
        files = connection.scalars(text("SELECT bytes FROM snapshot_files WHERE token = :t"), {"t": token})
        return [(one.state, one.title) for one in told], [bytes(one) for one in files]


def test_a_snapshot_is_seen_by_the_public_from_its_publishing_to_its_withdrawal(
    databases: Databases, fresh_database: Addresses
) -> None:
    """Everything known of the day is low, so that whoever froze it publishes it."""
    planner = Person("planner", add_account(fresh_database, "Lana", "planner"))
    with acting(databases, planner), transaction() as connection:
        token = froze(connection)
    assert seen(databases, token) == ([], [])
    assert may(databases, planner, SEND_ON.format("published"), token)
    assert seen(databases, token) == ([("published", "A day")], [BYTES])
    for state in ("draft", "waiting", "published"):
        assert not may(databases, planner, SEND_ON.format(state), token)
    assert not may(databases, planner, SEND_ON.format("withdrawn"), token)  # no reason
    assert may(databases, planner, WITHDRAW, token)
    assert seen(databases, token) == ([("withdrawn", None)], [])
    for state in ("draft", "waiting", "published"):
        assert not may(databases, planner, SEND_ON.format(state), token)


def test_above_low_a_second_person_approves(databases: Databases, fresh_database: Addresses) -> None:
    with as_owner(fresh_database) as connection:
        connection.execute(text("UPDATE ninewa.site SET sensitivity = 'moderate' WHERE site_id = 'haj-ali'"))
    one, other = (Person("planner", add_account(fresh_database, name, "planner")) for name in ("Lana", "Omar"))
    with acting(databases, one), transaction() as connection:
        token = froze(connection)
    publish = SEND_ON.format("published")
    assert not may(databases, one, publish, token)
    assert not may(databases, other, publish, token)  # nobody has asked for it
    assert may(databases, one, SEND_ON.format("waiting"), token)
    assert not may(databases, one, publish, token)
    assert seen(databases, token) == ([], [])
    assert may(databases, other, publish, token)
    with as_owner(fresh_database) as connection:
        approved = text("SELECT approved_by FROM ninewa.snapshot WHERE token = :t")
        assert connection.scalar(approved, {"t": token}) == other.id


def test_what_was_never_published_leaves_no_trace_for_the_public(
    databases: Databases, fresh_database: Addresses
) -> None:
    planner = Person("planner", add_account(fresh_database, "Lana", "planner"))
    with acting(databases, planner), transaction() as connection:
        token = froze(connection)
    assert may(databases, planner, WITHDRAW, token)
    assert seen(databases, token) == ([], [])


def test_who_does_not_plan_neither_freezes_nor_reads_drafts(databases: Databases, fresh_database: Addresses) -> None:
    planner = Person("planner", add_account(fresh_database, "Lana", "planner"))
    with acting(databases, planner), transaction() as connection:
        token = froze(connection)
    manager = Person("site_manager", add_account(fresh_database, "Sara", "site_manager", ["haj-ali"]))
    for person in (manager, PUBLIC):
        for statement in FOR_WHO_PLANS:
            assert not may(databases, person, statement, token), (person, statement)
        with pytest.raises(DBAPIError), acting(databases, person), transaction() as connection:
            froze(connection, b"other bytes")
    for statement in FOR_WHO_PLANS:
        assert may(databases, planner, statement, token), statement


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ninewa.snapshot SET title = 'x'",
        "UPDATE ninewa.snapshot SET made_by = NULL",
        "UPDATE ninewa.snapshot SET strictest = 'severe'",
        "DELETE FROM ninewa.snapshot",
        "TRUNCATE ninewa.snapshot CASCADE",
        "UPDATE ninewa.frozen_bytes SET mimetype = 'text/plain'",
        "DELETE FROM ninewa.frozen_bytes",
        "UPDATE ninewa.snapshot_file SET name = 'x'",
        "DELETE FROM ninewa.snapshot_file",
        "INSERT INTO ninewa.snapshot_file (snapshot_id, name, sha256)"
        " SELECT snapshot_id, 'more', sha256 FROM ninewa.snapshot_file",
        "INSERT INTO ninewa.frozen_bytes (sha256, mimetype, bytes) VALUES ('x', 'text/plain', 'not of that hash')",
    ],
)
def test_not_even_the_owner_changes_what_was_published(owner: Connection, statement: str) -> None:
    token = froze(owner)
    owner.execute(text(SEND_ON.format("published")), {"token": token})
    with pytest.raises(DBAPIError, match=r"frozen|added to|named_by_its_hash"):
        owner.execute(text(statement))


def test_a_snapshot_of_nothing_is_not_published(owner: Connection) -> None:
    token = secrets.token_urlsafe(16)
    owner.execute(MAKE, {"token": token})
    with pytest.raises(DBAPIError, match="nothing was frozen"):
        owner.execute(text(SEND_ON.format("published")), {"token": token})
