"""Moving the embedded database to another PostgreSQL: from the oldest to the newest that is installed here.

Where there is only one version, its data folder is left for another one of the same: every step is the same then.
"""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from geodata import migrations
from geodata.facts import loading
from geodata.objects import sealing
from geodata.server import backups, binaries, cluster_folders, contents, logins, making, upgrading
from geodata.server.backups import Origin
from geodata.server.cluster import Cluster
from geodata.server.logins import Addresses
from geodata.server.setup_problem import SetupProblem
from scripts import doctor, findings
from tests.conftest import TEST_CLUSTERS, free_port

WITH_POSTGIS = sorted((one for one in binaries.installed() if one.has_postgis), key=lambda one: one.major)
REPORTED = """
    INSERT INTO ninewa.site_report (report_id, site_id, as_of, families, source_id, recorded_by)
    SELECT 1000001, 'haj-ali', '2017-05-02', 1234, min(source_id), 'test' FROM ninewa.source
"""


@pytest.fixture(scope="module")
def filled() -> Iterator[Path]:
    """A cluster of the oldest PostgreSQL here, with the facts and a report, stopped; to be copied."""
    cluster = Cluster(TEST_CLUSTERS / f"{os.getpid()}-filled", print, throwaway=True, made_with=WITH_POSTGIS[0])
    cluster.start()
    with cluster.connect() as superuser:
        logins.prepare_own_server(superuser)
        superuser.execute("CREATE DATABASE of_somebody")
    with cluster.connect(logins.DATABASE) as superuser:
        logins.prepare_own_database(superuser)
    finish(cluster.addresses())
    with psycopg.connect(logins.libpq(cluster.addresses().owner)) as owner:
        owner.execute(REPORTED)
    cluster.stop()
    yield cluster.place
    cluster.destroy()


@pytest.fixture
def own(filled: Path) -> Iterator[Cluster]:
    place = TEST_CLUSTERS / f"{os.getpid()}-upgraded"
    subprocess.run(["cp", "-a", filled, place], check=True)
    folders = cluster_folders.recorded(filled)
    assert folders
    # Where the checkout is closed to the server's user, the data lie outside of it.
    if not Path(folders.home).is_relative_to(filled):
        home = cluster_folders.outside_of(place)
        subprocess.run(["cp", "-a", folders.home, home], check=True)
        cluster_folders.record(place, replace(folders, home=str(home), socket=""))
    cluster = Cluster(place, print, throwaway=True)
    yield cluster
    cluster.destroy()


def finish(addresses: Addresses) -> None:
    migrations.upgrade(addresses.owner)
    loading.load(addresses.owner)


def upgrade(cluster: Cluster) -> str:
    return upgrading.upgrade(cluster, WITH_POSTGIS[-1], (logins.DATABASE, "not_there"), finish, print)


def held_by(cluster: Cluster) -> contents.Contents:
    with psycopg.connect(logins.libpq(cluster.addresses().owner)) as owner:
        return contents.of(owner)


def test_data_move_to_the_newer_one_and_the_old_stay(own: Cluster, capsys: pytest.CaptureFixture[str]) -> None:
    with own.in_use():
        before = held_by(own)
    old = own.folders
    told = upgrade(own)
    assert f"{logins.DATABASE}: {before}, all the same" in told
    assert f"rm -r {old.data}" in told
    assert "of_somebody" in capsys.readouterr().out
    assert (old.data / "PG_VERSION").exists()
    assert own.folders.data == Path(old.home, f"data.{WITH_POSTGIS[-1].major}")
    assert own.folders.system_identifier != old.system_identifier
    assert making.major_of(own.folders) == WITH_POSTGIS[-1].major
    assert own.pid() is None
    assert not Path(old.home, "upgrade").exists()
    # Another program finds it, and it serves both layers.
    again = Cluster(own.place, print, throwaway=True)
    with again.in_use():
        assert before.tables["ninewa.site_report"] == held_by(again).tables["ninewa.site_report"]
        addresses = again.addresses()
        for address in (addresses.app, addresses.public):
            with psycopg.connect(logins.libpq(address)) as reader:
                assert reader.execute("SELECT count(*) FROM sites").fetchone() == (44,)
        with psycopg.connect(logins.libpq(addresses.owner)) as owner:
            noted = owner.execute("SELECT row_key FROM ninewa.audit_event WHERE operation = 'upgrade'").fetchall()
            assert noted == [(f"PostgreSQL {WITH_POSTGIS[-1].major}",)]
            chain = sealing.checked(owner)
            assert (chain.wrong, chain.unsealed) == ("", 0)
        with psycopg.connect(logins.libpq(addresses.owner)) as owner:
            owner.execute("UPDATE ninewa.site_report SET families = 1235 WHERE report_id = 1000001")
    # Should the record be lost, it is the new folder that is found, not the one that stayed.
    (own.place / "cluster.json").unlink()
    with again.in_use():
        with psycopg.connect(logins.libpq(again.addresses().owner)) as owner:
            found = owner.execute("SELECT families FROM ninewa.site_report WHERE report_id = 1000001").fetchone()
        assert found == (1235,)


def test_an_upgrade_that_fails_changes_nothing_and_can_be_typed_again(own: Cluster) -> None:
    before = own.folders

    def fails(addresses: Addresses) -> None:
        raise SetupProblem("in the last step")

    with pytest.raises(SetupProblem, match="in the last step"):
        upgrading.upgrade(own, WITH_POSTGIS[-1], (logins.DATABASE,), fails, print)
    assert own.folders.data == before.data
    assert own.folders.system_identifier == before.system_identifier
    assert not list(Path(before.home).glob("data.*"))
    assert not Path(before.home, "upgrade").exists()
    with own.in_use():
        assert held_by(own).tables["ninewa.site"].rows == 44
    assert "all the same" in upgrade(own)


def test_a_map_that_is_served_is_not_moved_away(own: Cluster) -> None:
    with own.in_use(), pytest.raises(SetupProblem, match="end scripts/serve"):
        upgrade(own)


def test_an_upgrade_without_room_is_refused_before_anything(own: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upgrading, "ROOM", 10**18)
    with pytest.raises(SetupProblem, match="Make room there"):
        upgrade(own)
    assert not Path(own.folders.home, "upgrade").exists()


def test_what_an_earlier_upgrade_left_is_not_overwritten(own: Cluster) -> None:
    left = Path(own.folders.home, f"data.{WITH_POSTGIS[-1].major}")
    left.mkdir()
    with pytest.raises(SetupProblem, match=rf"mv {left} {left}\.before"):
        upgrade(own)


def test_a_newer_one_is_found_beside_the_one_that_made_the_data(own: Cluster) -> None:
    (own.folders.data / "PG_VERSION").write_text("14\n")
    newer = upgrading.newer_than(own.folders)
    assert newer == max(WITH_POSTGIS, key=lambda one: one.major)
    (own.folders.data / "PG_VERSION").write_text(f"{WITH_POSTGIS[-1].major}\n")
    assert upgrading.newer_than(own.folders) is None


def test_doctor_says_what_to_type_where_the_server_that_made_the_data_is_gone(
    own: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "VAR", own.place)
    (own.folders.data / "PG_VERSION").write_text("9\n")
    wrong = [finding.text for finding in doctor.findings(free_port()) if finding.grade == findings.WRONG]
    assert len(wrong) == 1
    assert "was made by PostgreSQL 9 and is left untouched" in wrong[0]
    assert wrong[0].splitlines()[-2].endswith("postgresql-9 postgresql-9-postgis-3")
    assert wrong[0].splitlines()[-1] == "  scripts/db upgrade"


def test_doctor_says_how_old_the_newest_backup_is(own: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    def told() -> str:
        return next(finding.text for finding in doctor.findings(free_port()) if "backup" in finding.text)

    monkeypatch.setattr(doctor, "VAR", own.place)
    assert told() == "No backup was made here yet: scripts/backup FILE"
    path = own.place / "a map.dump"
    with own.in_use():
        backups.make(Origin(own.addresses().owner, own, own.place), path, print)
    assert told() == f"The newest backup is 0 days old, in {path}"
    os.utime(path, (0, time.time() - 9 * 86400))
    assert told() == f"The newest backup is 9 days old, in {path}: scripts/backup '{path}'"
