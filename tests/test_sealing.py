"""Seals of the audit: nobody waits for one, none leaves out what committed late, and whatever was altered is found."""

from __future__ import annotations

import random
from contextlib import ExitStack

import psycopg
import pytest

from geodata.objects import sealing
from geodata.server import logins
from geodata.server.cluster import Cluster
from geodata.server.logins import Addresses
from scripts import doctor, findings

PLACE = "INSERT INTO ninewa.place (place_id, kind, name, origin) VALUES (%s, 'village', 'x', 'x')"


def connect(address: str, *, autocommit: bool = False) -> psycopg.Connection:
    return psycopg.connect(logins.libpq(address), autocommit=autocommit)


def seal(address: str, *, everything: bool = False) -> str | None:
    with connect(address) as connection:
        found = connection.execute("SELECT ninewa.seal_audit(%s)", [everything]).fetchone()
        assert found is not None
        return str(found[0]) if found[0] else None


def checked(addresses: Addresses) -> sealing.Chain:
    with connect(addresses.owner) as connection:
        return sealing.checked(connection)


@pytest.fixture
def three_seals(fresh_database: Addresses) -> Addresses:
    """Three batches of several events, sealed as the web does it."""
    for batch in range(3):
        with connect(fresh_database.owner) as owner:
            for place in range(4):
                owner.execute(PLACE, [f"{batch}-{place}"])
                owner.commit()
        assert seal(fresh_database.app)
    return fresh_database


def test_what_is_sealed_holds_and_is_sealed_once(three_seals: Addresses) -> None:
    chain = checked(three_seals)
    assert (chain.sound, chain.unsealed, chain.wrong) == (3, 0, "")
    assert seal(three_seals.owner) is None
    with connect(three_seals.owner) as owner:
        assert sealing.is_in_chain(owner, chain.newest.upper())
        assert not sealing.is_in_chain(owner, "0" * 64)
        owner.execute(PLACE, ["later"])
    assert checked(three_seals).unsealed == 1


@pytest.mark.parametrize(
    ("spoilt", "told"),
    [
        ("UPDATE audit_event SET changes = '{}' WHERE event_id = %(event)s", "seal 2, or one of its 4 events, is not"),
        ("UPDATE audit_event SET account_id = 1 WHERE event_id = %(event)s", "seal 2, or one of its 4 events, is not"),
        ("DELETE FROM audit_event WHERE event_id = %(event)s", "seal 2 covers 4 events, and 3 are there"),
        (
            "INSERT INTO audit_event (event_id, xid, operation, table_name)"
            " SELECT event_id + 1000, xid, 'delete', 'site' FROM audit_event WHERE event_id = %(event)s",
            "",  # it is as any event that is written now and here: not yet sealed
        ),
        (
            "UPDATE audit_event SET event_id = -event_id WHERE event_id = %(event)s - 1;"
            "INSERT INTO audit_event (event_id, xid, operation, table_name)"
            " SELECT event_id - 1, xid, 'delete', 'site' FROM audit_event WHERE event_id = %(event)s",
            "seal 2, or one of its 4 events, is not",
        ),
        ("UPDATE audit_seal SET sealed_at = now() WHERE seal_id = 2", "seal 2, or one of"),
        ("UPDATE audit_seal SET sha256 = 'x' WHERE seal_id = 2", "seal 2, or one of"),
        ("UPDATE audit_seal SET last_id = last_id + 1 WHERE seal_id = 2", "seal 2, or one of"),
        ("DELETE FROM audit_seal WHERE seal_id = 2", "seal 2 is missing"),
        ("DELETE FROM audit_seal WHERE seal_id = 1", "seal 1 is missing"),
    ],
)
def test_who_alters_it_as_a_superuser_is_found(
    three_seals: Addresses, cluster: Cluster, spoilt: str, told: str
) -> None:
    with connect(three_seals.owner) as owner:
        database = owner.info.dbname
        found = owner.execute("SELECT last_id - 1 FROM audit_seal WHERE seal_id = 2").fetchone()
    assert found is not None
    with cluster.connect(database) as superuser:
        superuser.execute("SET session_replication_role = replica; SET search_path = ninewa")
        for statement in spoilt.split(";"):
            superuser.execute((statement % {"event": found[0]}).encode())
    chain = checked(three_seals)
    assert chain.wrong.startswith(told)
    assert (chain.sound, chain.unsealed) == ((3, 1) if not told else (int("seal 2" in told), chain.unsealed))


def test_the_newest_seals_taken_away_are_missed_only_by_who_noted_one(three_seals: Addresses, cluster: Cluster) -> None:
    """Nothing in the database can tell that: its events are sealed anew, and it all holds."""
    noted = checked(three_seals).newest
    with connect(three_seals.owner) as owner:
        database = owner.info.dbname
    with cluster.connect(database) as superuser:
        superuser.execute("SET session_replication_role = replica")
        superuser.execute("DELETE FROM ninewa.audit_seal WHERE seal_id = 3")
    assert checked(three_seals).unsealed == 4
    seal(three_seals.owner)
    assert (checked(three_seals).sound, checked(three_seals).wrong) == (3, "")
    with connect(three_seals.owner) as owner:
        assert not sealing.is_in_chain(owner, noted)


def test_nobody_waits_and_what_commits_late_is_sealed_later(fresh_database: Addresses) -> None:
    seal(fresh_database.owner)
    with connect(fresh_database.owner) as early, connect(fresh_database.owner) as late:
        for writer in (early, late):
            writer.execute("SET lock_timeout = '1ms'")
            writer.commit()
        early.execute(PLACE, ["early"])  # the lower number, committed last
        late.execute(PLACE, ["late"])
        late.commit()
        assert seal(fresh_database.owner) is None, "one that began before it is still open"
        early.commit()
        assert seal(fresh_database.owner)
        early.execute(PLACE, ["open"])
        with connect(fresh_database.owner) as sealer, connect(fresh_database.owner) as another:
            late.execute(PLACE, ["more"])
            late.commit()
            sealer.execute("SELECT ninewa.seal_audit()")
            late.execute(PLACE, ["while it is being sealed"])
            late.commit()
            assert another.execute("SELECT ninewa.seal_audit()").fetchone() == (None,)
        early.commit()
    seal(fresh_database.owner)
    chain = checked(fresh_database)
    assert (chain.wrong, chain.unsealed) == ("", 0)


@pytest.mark.parametrize("seed", range(3))
def test_every_event_is_sealed_once_whatever_the_order_of_commits(fresh_database: Addresses, seed: int) -> None:
    chance = random.Random(seed)
    with ExitStack() as stack:
        writers = [stack.enter_context(connect(fresh_database.owner)) for _ in range(4)]
        for step in range(150):
            writer, choice = chance.choice(writers), chance.random()
            if choice < 0.5:
                writer.execute(PLACE, [f"{step}"])
            elif choice < 0.75:
                writer.commit()
            elif choice < 0.8:
                writer.rollback()
            else:
                seal(fresh_database.owner)
        for writer in writers:
            writer.commit()
    seal(fresh_database.owner)
    chain = checked(fresh_database)
    assert (chain.wrong, chain.unsealed) == ("", 0)
    assert chain.sound > 5
    with connect(fresh_database.owner) as owner:
        sums = owner.execute(
            "SELECT (SELECT sum(event_count) FROM audit_seal) = (SELECT count(*) FROM audit_event)"
        ).fetchone()
    assert sums == (True,)


def test_in_a_cluster_whose_transactions_count_lower_it_goes_on(three_seals: Addresses, cluster: Cluster) -> None:
    """As after a dump and restore: what stood there is sealed once, and what follows as ever."""
    with connect(three_seals.owner) as owner:
        database = owner.info.dbname
        owner.execute(PLACE, ["not yet sealed"])
    with cluster.connect(database) as superuser:  # as if all of it were of a cluster that had come far
        superuser.execute("SET session_replication_role = replica")
        superuser.execute("DELETE FROM ninewa.audit_seal")
        superuser.execute("UPDATE ninewa.audit_event SET xid = (xid::text::bigint + 1000000000)::text::xid8")
        superuser.execute("INSERT INTO ninewa.audit_seal SELECT 1, now(), 0, 1, '1000000000', 0, sha256('')")
    assert seal(three_seals.app)
    for place in ("a", "b"):
        with connect(three_seals.owner) as owner:
            owner.execute(PLACE, [place])
        assert seal(three_seals.app)
    assert seal(three_seals.app, everything=True) is None
    with connect(three_seals.owner) as owner:
        owner.execute(PLACE, ["c"])
    assert seal(three_seals.app, everything=True)
    with connect(three_seals.owner) as owner:
        owner.execute(PLACE, ["d"])
    assert seal(three_seals.app)
    with connect(three_seals.owner) as owner:
        found = owner.execute("SELECT seal_id, event_count, up_to IS NULL FROM audit_seal ORDER BY 1").fetchall()
    assert [tuple(row) for row in found[2:]] == [(3, 1, False), (4, 1, False), (5, 1, True), (6, 1, False)]
    assert found[1][2] is True
    assert checked(three_seals).unsealed == 0


def test_doctor_says_which_seal_does_not_hold(three_seals: Addresses, cluster: Cluster) -> None:
    def found(noted: str = "") -> list[tuple[str, str]]:
        with connect(three_seals.owner) as owner:
            return [(finding.grade, finding.text) for finding in doctor._about_audit(owner, noted)]

    newest = checked(three_seals).newest
    assert found(newest) == [
        (findings.OK, f"The audit holds, 3 seals, the newest {newest}"),
        (findings.OK, f"The seal {newest} is in the audit"),
    ]
    assert found("ab")[1][0] == findings.WRONG
    with connect(three_seals.owner) as owner:
        database = owner.info.dbname
    with cluster.connect(database) as superuser:
        superuser.execute("SET session_replication_role = replica")
        superuser.execute(
            "UPDATE ninewa.audit_event SET login = 'x' WHERE event_id = (SELECT max(event_id) FROM ninewa.audit_event)"
        )
    [(grade, told)] = found()
    assert grade == findings.WRONG
    assert "seal 3, or one of its 4 events, is not what was sealed. 2 seals before it do" in told
