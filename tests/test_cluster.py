"""The embedded cluster: what may go wrong on people's machines, each tried on a real one."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from geodata.server import account as server_account
from geodata.server import ballast, cluster_folders, locks
from geodata.server.cluster import Cluster
from geodata.server.setup_problem import SetupProblem
from scripts.ports import need_free_port
from tests.conftest import TEST_CLUSTERS


@pytest.fixture
def place() -> Iterator[Path]:
    place = TEST_CLUSTERS / f"{os.getpid()}-cluster"
    yield place
    Cluster(place, print, throwaway=True).destroy()


@pytest.fixture(scope="module")
def made() -> Iterator[Path]:
    """A cluster that was made and stopped, to be copied: making one takes a second."""
    cluster = Cluster(TEST_CLUSTERS / f"{os.getpid()}-made", print, throwaway=True)
    cluster.start()
    cluster.stop()
    yield cluster.place
    cluster.destroy()


@pytest.fixture
def own(made: Path, place: Path) -> Cluster:
    subprocess.run(["cp", "-a", made, place], check=True)
    return Cluster(place, print, throwaway=True)


def answers(cluster: Cluster) -> bool:
    with cluster.connect() as connection:
        return connection.execute("SELECT 1").fetchone() == (1,)


def test_a_second_start_adopts_the_running_server(own: Cluster) -> None:
    own.start()
    pid = own.pid()
    said = (Path(own.folders.home) / "server.log").read_text()
    own.start()
    assert own.pid() == pid
    assert (Path(own.folders.home) / "server.log").read_text() == said


def test_stopping_twice_and_starting_again_is_fine(own: Cluster) -> None:
    own.stop()
    own.start()
    own.stop()
    own.stop()
    assert own.pid() is None
    own.start()
    assert answers(own)


def test_there_is_no_tcp_port_and_no_other_way_in(own: Cluster) -> None:
    own.start()
    with own.connect() as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
        assert connection.execute("SHOW data_checksums").fetchone() == ("on",)
        rules = connection.execute("SELECT type, database, user_name, auth_method FROM pg_hba_file_rules").fetchall()
    assert rules == [("local", ["all"], ["all"], "peer")]
    assert Path(own.folders.socket).stat().st_mode & 0o077 == 0


def test_the_server_never_runs_as_root(own: Cluster) -> None:
    own.start()
    assert Path(f"/proc/{own.pid()}").stat().st_uid != 0


def test_a_half_made_cluster_is_made_again(place: Path) -> None:
    own = Cluster(place, print, throwaway=True)
    folders, account = cluster_folders.choose(place)
    half = Path(folders.home, "data.new.1")
    half.mkdir()
    (half / "PG_VERSION").write_text("15\n")
    account.own(half)
    own.start()
    assert answers(own)
    assert not half.exists()


def test_a_killed_server_comes_back_with_what_was_committed(own: Cluster, place: Path) -> None:
    own = Cluster(place, print)  # one that flushes what it commits
    own.start()
    with own.connect() as connection:
        connection.execute("CREATE TABLE kept (n int)")
        connection.execute("INSERT INTO kept VALUES (7)")
    pid = own.pid()
    assert pid  # 0 would be ourselves
    os.kill(pid, signal.SIGKILL)
    while own.pid() is not None:
        time.sleep(0.05)
    own.start()
    with own.connect() as connection:
        assert connection.execute("SELECT n FROM kept").fetchone() == (7,)


def test_a_stale_pid_file_naming_a_living_process_is_set_aside(own: Cluster, place: Path) -> None:
    own.start()
    data = own.folders.data
    lines = (data / "postmaster.pid").read_text().splitlines(keepends=True)
    own.stop()
    _, account = cluster_folders.choose(place)
    change = {"user": account.uid, "group": account.gid, "extra_groups": []} if account.is_other else {}
    # Whose process it is, or nothing: a union that no overload takes.
    stranger = subprocess.Popen(["sleep", "60"], cwd="/", **change)  # type: ignore[call-overload]
    try:
        (data / "postmaster.pid").write_text("".join([f"{stranger.pid}\n", *lines[1:]]))
        account.own(data / "postmaster.pid")
        assert own.pid() is None
        own.start()
        assert answers(own)
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


@pytest.mark.parametrize("name", ["long" * 25, "with a space, and a 'quote'"])
def test_a_path_no_socket_can_have_gets_a_short_private_folder(place: Path, name: str) -> None:
    cluster = Cluster(place / name, print, throwaway=True)
    try:
        cluster.start()
        assert answers(cluster)
        socket_folder = Path(cluster.folders.socket)
        assert place not in socket_folder.parents
        assert socket_folder.stat().st_mode & 0o077 == 0
        cluster.stop()
        shutil.rmtree(socket_folder)  # as after a restart of the machine
        cluster.start()
        assert answers(cluster)
    finally:
        cluster.destroy()


def test_a_moved_checkout_finds_its_data(place: Path) -> None:
    before, after = Cluster(place / "before", print, throwaway=True), Cluster(place / "after", print, throwaway=True)
    before.start()
    with before.connect() as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS n")
    before.stop()
    data = before.folders.data
    before.place.rename(after.place)
    try:
        after.start()
        with after.connect() as connection:
            assert connection.execute("SELECT n FROM kept").fetchone() == (7,)
        # Data outside, where the server cannot enter the checkout, do not move with it.
        inside = data.is_relative_to(before.place)
        assert after.folders.data == (after.place / data.relative_to(before.place) if inside else data)
    finally:
        after.destroy()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root changes to another user, who may be shut out")
def test_data_go_outside_a_folder_that_the_server_cannot_enter(place: Path) -> None:
    place.mkdir(parents=True)
    place.chmod(0o700)
    cluster = Cluster(place / "var", print, throwaway=True)
    try:
        cluster.start()
        assert answers(cluster)
        assert Path(cluster.folders.home).parent == cluster_folders.STATE_FOLDER
        assert not (place / "var" / "cluster").exists()
    finally:
        home = Path(cluster.folders.home)
        cluster.destroy()
    assert not home.exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root changes to another user, who may be shut out")
def test_a_strict_umask_does_not_shut_the_server_out(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    outside = cluster_folders.STATE_FOLDER.with_name(f"ninewa-test-{os.getpid()}")
    monkeypatch.setattr(cluster_folders, "STATE_FOLDER", outside)
    before = os.umask(0o077)
    cluster = Cluster(place / "var", print, throwaway=True)
    try:
        cluster.start()
        assert answers(cluster)
        assert Path(cluster.folders.home).parent == outside
    finally:
        os.umask(before)
        cluster.destroy()
        outside.rmdir()


def test_data_of_another_major_version_are_refused_untouched(own: Cluster) -> None:
    own.start()
    own.stop()
    version = own.folders.data / "PG_VERSION"
    version.write_text("9\n")
    with pytest.raises(SetupProblem, match=r"(?s)PostgreSQL 9 and is left untouched.*postgresql-9-postgis-3"):
        own.start()
    assert version.read_text() == "9\n"


def test_another_cluster_in_the_same_place_is_noticed(own: Cluster, place: Path) -> None:
    own.start()
    own.stop()
    stored = json.loads((place / "cluster.json").read_text())
    (place / "cluster.json").write_text(json.dumps(stored | {"system_identifier": "123"}))
    with pytest.raises(SetupProblem, match="not 123 made here"):
        own.start()


def test_a_user_without_an_entry_is_told_so(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 54321)
    with pytest.raises(SetupProblem, match="User id 54321 has no entry in /etc/passwd"):
        server_account.account_for(place / "cluster")


def test_the_last_user_to_leave_stops_the_server(own: Cluster, place: Path) -> None:
    other = Cluster(place, print, throwaway=True)
    with own.in_use():
        with other.in_use():
            pass
        assert own.pid() is not None
    assert own.pid() is None


def test_a_server_started_by_hand_outlives_its_users(own: Cluster) -> None:
    own.keep_running()
    with own.in_use():
        pass
    assert own.pid() is not None
    own.keep_stopped()
    assert own.pid() is None
    assert own.was_stopped_on_purpose()


def test_a_claim_on_the_cluster_does_not_outlive_its_process(own: Cluster, place: Path) -> None:
    own.keep_running()
    assert not locks.is_claimed(place / "cluster.in-use"), "the server must not inherit the claim"


def test_the_reserve_of_disk_space_can_be_given_up(place: Path) -> None:
    place.mkdir(parents=True)  # not in /tmp, which has no room for it on some machines
    assert ballast.keep(place)
    assert (place / "ballast").stat().st_blocks * 512 >= ballast.BALLAST_BYTES
    assert ballast.give_up(place)
    assert not ballast.give_up(place)


def test_a_port_in_use_is_named_with_the_remedy() -> None:
    with pytest.raises(SetupProblem, match=r"Port (\d+) on 127\.0\.0\.1 is in use .*--port"):
        _listen_twice()


def _listen_twice() -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as taken:
        need_free_port("127.0.0.1", taken.getsockname()[1])
