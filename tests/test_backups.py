"""A backup is one file that gives back everything; each is tried on a real second database, and so are its failures."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from geodata import migrations
from geodata.facts import loading
from geodata.objects import sealing
from geodata.server import backups, contents, dumps, logins
from geodata.server.backups import Origin
from geodata.server.cluster import Cluster
from geodata.server.logins import Addresses
from geodata.server.setup_problem import SetupProblem
from scripts import set_up
from tests.conftest import TEST_CLUSTERS, Make
from tests.signed_in import PASSWORD, add_account, csrf, name_person, session_token

REPORTED = """
    INSERT INTO ninewa.site_report (report_id, site_id, as_of, families, note, source_id, recorded_by)
    SELECT 1000001, 'haj-ali', '2017-05-02', 1234, E'a "note", with\\ttab and \\\\ and قيارة', min(source_id), 'test'
    FROM ninewa.source
"""
FROZEN = """
    WITH bytes AS (
        INSERT INTO ninewa.frozen_bytes (sha256, mimetype, bytes) VALUES (sha256('x'), 'text/plain', 'x')
        RETURNING sha256
    ), frozen AS (
        INSERT INTO ninewa.snapshot (token, title, day, known, data_version, layers)
        VALUES ('abcdefghijklmnopqrstu_', 'A day', '2017-04-04', now(), 1, '{sites}') RETURNING snapshot_id
    ) INSERT INTO ninewa.snapshot_file (snapshot_id, name, sha256) SELECT snapshot_id, 'x', sha256 FROM frozen, bytes
"""
PUBLISHED = "UPDATE ninewa.snapshot SET state = 'published'"
MOVED = "UPDATE ninewa.site SET geom = ST_Point(43.1234567890123, 36.0000000001, 4326) WHERE site_id = 'haj-ali'"


@pytest.fixture
def place() -> Iterator[Path]:
    place = TEST_CLUSTERS / f"{os.getpid()}-backups"
    place.mkdir(parents=True)
    yield place
    for path in sorted(place.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    place.rmdir()


@pytest.fixture
def origin(fresh_database: Addresses, cluster: Cluster, place: Path) -> Origin:
    """A database with what people added to the facts."""
    run(fresh_database.owner, REPORTED, MOVED, FROZEN, PUBLISHED)
    return Origin(fresh_database.owner, cluster, place)


def run(owner: str, *statements: str) -> None:
    with psycopg.connect(logins.libpq(owner), autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())


def test_a_backup_keeps_accounts_and_no_session_and_their_walls_stand_again(
    origin: Origin, place: Path, fresh_database: Addresses
) -> None:
    account = add_account(fresh_database, "Sara", "site_manager", ["haj-ali"])
    session_token(fresh_database, account)
    backups.make(origin, place / "b.dump", print)
    with backups.second_database(origin, origin.clients(), print) as (cluster, address):
        dumps.read_into(place / "b.dump", address, origin.clients())
        migrations.upgrade(address)
        copy = cluster.addresses("ninewa_second")
        counted = [f"SELECT count(*) FROM {table}".encode() for table in ("account", "role_grant", "web_session")]
        with psycopg.connect(logins.libpq(copy.owner)) as owner:
            assert [owner.execute(count).fetchone() for count in counted] == [(1,), (1,), (0,)]
        with psycopg.connect(logins.libpq(copy.app)) as reader:
            assert [reader.execute(count).fetchone() for count in counted] == [(0,), (0,), (0,)]
            name_person(copy, reader, "planner")
            # Columns that are anybody's to write, of a site that a planner may not report.
            reported = """INSERT INTO ninewa.site_report (site_id, as_of, families, source_id)
                VALUES ('haj-ali', '2017-05-02', 1, 1)"""
            with pytest.raises(psycopg.errors.InsufficientPrivilege, match="violates row-level security"):
                reader.execute(reported.encode())


def test_after_all_is_lost_a_backup_gives_back_what_people_had(
    origin: Origin, place: Path, fresh_database: Addresses, make_app: Make
) -> None:
    """Rows, geometries, sequences, rights, the audit with its seals; and whoever had an account signs in again."""
    account = add_account(fresh_database, "Sara", "site_manager", ["haj-ali"], password=PASSWORD)
    add_account(fresh_database, "Lana", "admin")
    session_token(fresh_database, account)
    run(fresh_database.owner, "INSERT INTO ninewa.place (place_id, kind, name, origin) VALUES ('x', 'town', 'x', 'x')")
    backups.make(origin, place / "b.dump", print)
    with backups.second_database(origin, origin.clients(), print, "ninewa_after") as (cluster, address):
        held = dumps.read_into(place / "b.dump", address, origin.clients())
        migrations.upgrade(address)
        loading.load(address)
        backups.note_restored(address, place / "b.dump", origin.clients())
        copy = cluster.addresses("ninewa_after")
        # Of the first, what the backup itself noted; of the second, that it is restored, and the seal over all of it.
        ours, theirs = held_by(origin.address), held_by(address)
        differing = {name for name in ours.tables if ours.tables[name] != theirs.tables.get(name)}
        assert differing == {"ninewa.audit_event", "ninewa.audit_seal", "ninewa.data_change"}
        assert held.differences(theirs)
        # Notes that end with their transaction, in a table that every upgrade makes anew.
        lasting = ours.sequences.keys() - {"ninewa.site_unsettled_unsettled_id_seq"}
        assert [name for name in lasting if theirs.sequences[name] < ours.sequences[name] - 1] == []
        geometries = "SELECT count(*), md5(string_agg(geom::text, ' ' ORDER BY site_id)) FROM ninewa.site"
        rights = """SELECT grantee, table_schema, table_name, privilege_type FROM information_schema.role_table_grants
            WHERE table_schema IN ('ninewa', 'exact', 'published') ORDER BY 1, 2, 3, 4"""
        both = []
        for owner in (origin.address, address):
            with psycopg.connect(logins.libpq(owner)) as connection:
                both.append([connection.execute(asked).fetchall() for asked in (geometries, rights)])
        assert both[0] == both[1]
        with psycopg.connect(logins.libpq(address)) as connection:
            chain = sealing.checked(connection)
            assert (chain.wrong, chain.unsealed) == ("", 0)
            assert chain.sound >= 2
            noted = connection.execute(
                "SELECT operation, row_key FROM ninewa.audit_event WHERE table_name = 'database'"
            )
            assert noted.fetchall() == [("restore", "b.dump")], "it does not claim a backup of another database"
            made = connection.execute(
                "SELECT now() - CAST(changes -> 'made_at' ->> 1 AS timestamptz) BETWEEN '-1 s' AND '10 min'"
                " FROM ninewa.audit_event WHERE operation = 'restore'"
            )
            assert made.fetchone() == (True,), "it says when its backup was made"
        with psycopg.connect(logins.libpq(origin.address)) as connection:
            noted = connection.execute(
                "SELECT operation, row_key FROM ninewa.audit_event WHERE table_name = 'database'"
            )
            assert noted.fetchall() == [("backup", "b.dump")]
            assert sealing.checked(connection).wrong == ""
        with psycopg.connect(logins.libpq(copy.public)) as connection:
            assert connection.execute("SELECT name FROM published.snapshot_files").fetchall() == [("x",)]
        client = make_app(copy, role="public").test_client()
        data = {"name": "sara", "password": PASSWORD, "csrf_token": csrf(client)}
        assert client.post("/login", data=data).status_code == 303
        assert "haj-ali" in client.get("/account").text
        client.application.extensions["databases"].app.dispose()
        client.application.extensions["databases"].public.dispose()


def held_by(address: str) -> contents.Contents:
    with psycopg.connect(logins.libpq(address)) as connection:
        return contents.of(connection)


def test_a_backup_gives_back_every_row_and_the_layer_of_the_public(origin: Origin, place: Path) -> None:
    told = backups.make(origin, place / "b.dump", print)
    assert "checked by a restore" in told
    assert (place / "b.dump").stat().st_mode & 0o777 == 0o600
    assert dumps.revision_of(place / "b.dump", origin.clients()) == migrations.newest()
    with backups.second_database(origin, origin.clients(), print) as (cluster, address):
        dumps.read_into(place / "b.dump", address, origin.clients())
        migrations.upgrade(address)
        loading.load(address)
        copy = cluster.addresses("ninewa_second")
        for layer in ("app", "public"):
            both = []
            for addresses in (cluster.addresses(origin.address.split("/")[3].split("?")[0]), copy):
                with psycopg.connect(logins.libpq(getattr(addresses, layer))) as reader:
                    both.append(reader.execute("SELECT * FROM sites ORDER BY site_id").fetchall())
            assert both[0] == both[1]
            assert len(both[0]) == 44
        # Restored under the same number, it is another state of the data: no page of before is taken for one of now.
        versions = []
        for name in (origin.address, address):
            with psycopg.connect(logins.libpq(name)) as reader:
                versions.append(reader.execute("SELECT number, moment FROM ninewa.data_version").fetchone())
        assert versions[0] != versions[1]


@pytest.mark.parametrize(
    ("spoilt", "named"),
    [
        ("UPDATE ninewa.site_report SET families = 1235 WHERE report_id = 1000001", "ninewa.site_report"),
        ("DELETE FROM ninewa.activity WHERE activity_id = (SELECT min(activity_id) FROM ninewa.activity)", "activity"),
        ("UPDATE ninewa.site SET geom = ST_Translate(geom, 1e-12, 0) WHERE site_id = 'haj-ali'", "ninewa.site"),
        ("ALTER SEQUENCE ninewa.data_change_change_id_seq RESTART WITH 1", "data_change_change_id_seq"),
        ("CREATE TABLE public.more (n int)", "public.more"),
    ],
)
def test_whatever_differs_in_a_copy_is_named(origin: Origin, spoilt: str, named: str) -> None:
    before = held_by(origin.address)
    assert before.differences(held_by(origin.address)) == []
    run(origin.address, spoilt)
    assert any(named in difference for difference in before.differences(held_by(origin.address)))


def test_what_is_reported_during_a_backup_is_in_the_next_one(origin: Origin, place: Path) -> None:
    ended = threading.Event()

    def report() -> None:
        number = 1000002
        while not ended.is_set():
            run(origin.address, REPORTED.replace("1000001", str(number)))
            number += 1

    writer = threading.Thread(target=report)
    writer.start()
    try:
        assert "checked by a restore" in backups.make(origin, place / "b.dump", print)
    finally:
        ended.set()
        writer.join()


def test_a_backup_that_fails_leaves_the_one_of_before(origin: Origin, place: Path) -> None:
    backups.make(origin, place / "b.dump", print)
    before = (place / "b.dump").read_bytes()
    elsewhere = Origin(origin.address.replace("/ninewa_", "/nothing_"), origin.cluster, place)
    with pytest.raises(psycopg.OperationalError):
        backups.make(elsewhere, place / "b.dump", print)
    assert (place / "b.dump").read_bytes() == before
    assert not list(place.glob("*.new"))
    with pytest.raises(SetupProblem, match="There is no folder"):
        backups.make(origin, place / "no" / "b.dump", print)


def end_of_contents(whole: bytes, origin: Origin, place: Path) -> int:
    """How many bytes of a backup list what it holds; the rows follow."""
    too_few, enough = 0, len(whole)
    while enough - too_few > 100:
        size = (too_few + enough) // 2
        (place / "short.dump").write_bytes(whole[:size])
        try:
            dumps.revision_of(place / "short.dump", origin.clients())
        except SetupProblem as problem:
            is_listed = "is not a backup that can be read" not in str(problem)
        else:
            is_listed = True
        too_few, enough = (too_few, size) if is_listed else (size, enough)
    return enough


def test_a_file_that_is_no_backup_of_this_map_is_refused(origin: Origin, place: Path, cluster: Cluster) -> None:
    backups.make(origin, place / "b.dump", print)
    whole = (place / "b.dump").read_bytes()
    (place / "short.dump").write_bytes(whole[: end_of_contents(whole, origin, place) + 10_000])
    (place / "text.dump").write_text("no dump at all\n")
    with pytest.raises(SetupProblem, match="is not a backup that can be read"):
        dumps.revision_of(place / "text.dump", origin.clients())
    with pytest.raises(SetupProblem, match="There is no file"):
        dumps.revision_of(place / "none.dump", origin.clients())
    with backups.second_database(origin, origin.clients(), print) as (_cluster, address):
        dumps.write(address, place / "foreign.dump", origin.clients())
        with pytest.raises(SetupProblem, match="dump of another database"):
            dumps.revision_of(place / "foreign.dump", origin.clients())
        with pytest.raises(SetupProblem, match="could not be restored, and nothing was"):
            dumps.read_into(place / "short.dump", address, origin.clients())
        assert held_by(address).tables == {}


def test_a_database_on_another_server_is_tried_in_a_throw_away_one(origin: Origin, place: Path) -> None:
    given = Origin(origin.address, None, place)
    assert "checked by a restore" in backups.make(given, place / "b.dump", print)
    assert not list(place.glob("second-*"))


def test_what_others_keep_in_the_database_stands_in_no_backups_way(
    origin: Origin, place: Path, cluster: Cluster
) -> None:
    ours = len(held_by(origin.address).tables)
    with cluster.connect(origin.address.split("/")[3].split("?")[0]) as superuser:
        superuser.execute("CREATE SCHEMA theirs")
        superuser.execute('CREATE TABLE theirs."their Table" (n serial, geom geometry)')
        superuser.execute('CREATE VIEW theirs.seen AS SELECT n FROM theirs."their Table"')
        superuser.execute("CREATE TABLE public.shown (n int)")
        superuser.execute("GRANT SELECT ON public.shown TO webmap_owner")
    assert f": {ours + 1} tables with " in backups.make(origin, place / "b.dump", print)


def test_a_backup_is_kept_before_a_migration_and_so_many_at_most(
    empty_database: Addresses, cluster: Cluster, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(set_up, "VAR", place)
    monkeypatch.setattr(backups, "KEPT", 2)
    before_newest = f"{int(migrations.newest()) - 1:04}"
    migrations.upgrade(empty_database.owner, before_newest)
    for day in (1, 2, 3):
        (place / "backups").mkdir(exist_ok=True)
        (place / "backups" / f"2026-01-0{day}T000000Z-before-0001.dump").touch()
    set_up.back_up_before_migrating(empty_database.owner, cluster)
    kept = sorted(path.name for path in (place / "backups").iterdir())
    assert kept[0] == "2026-01-03T000000Z-before-0001.dump"
    assert kept[1].endswith(f"-before-{migrations.newest()}.dump")
    assert len(kept) == 2
    clients = Origin(empty_database.owner, cluster, place).clients()
    assert dumps.revision_of(place / "backups" / kept[1], clients) == before_newest
    newest = backups.newest(place)
    assert newest
    assert newest[0].name == kept[1]
    # It is restored into this release: the tables of then, brought on.
    origin = Origin(empty_database.owner, cluster, place)
    with backups.second_database(origin, clients, print) as (_cluster, address):
        dumps.read_into(place / "backups" / kept[1], address, clients)
        migrations.upgrade(address)
        loading.load(address)
        assert held_by(address).tables["ninewa.site"].rows == 44
    # Where nothing is to be migrated, none is kept.
    migrations.upgrade(empty_database.owner)
    set_up.back_up_before_migrating(empty_database.owner, cluster)
    assert sorted(path.name for path in (place / "backups").iterdir()) == kept
