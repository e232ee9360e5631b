"""How packages of the distribution are asked for, told to stand-ins: installing for real would change the machine."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from geodata.server import distribution
from tests.conftest import ROOT, TEST_CLUSTERS

LOCKED = "E: Could not get lock /var/lib/apt/lists/lock. It is held by process 7 (apt-get)"
VERBS = ("install", "update")
UNKNOWN = "E: Unable to locate package tree"


class Machine:
    """A folder of programs that come before the real ones; what apt-get is asked is kept."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.asked = folder, folder / "asked"
        self.has("id", "echo 0")
        for name in ("dpkg", "sleep", "apt-cache"):
            self.has(name, "exit 0")

    def has(self, name: str, body: str) -> None:
        program = self.folder / name
        program.write_text(f"#!/bin/sh\n{body}\n")
        program.chmod(0o755)

    def apt_fails(self, times: int, saying: str) -> None:
        self.has(
            "apt-get",
            f'echo "$DEBIAN_FRONTEND $*" >>"{self.asked}"\n'
            f'case " $* " in *" install "*) ;; *) exit 0 ;; esac\n'
            f'[ "$(grep -c " install " "{self.asked}")" -gt {times} ] && exit 0\n'
            f'echo "{saying}"\nexit 100',
        )

    def install(self) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [ROOT / "scripts" / "_packages", "tree"],
            env={"PATH": f"{self.folder}:/usr/bin:/bin", "http_proxy": "http://proxy.example:3128/"},
            capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip


@pytest.fixture
def machine() -> Iterator[Machine]:
    folder = TEST_CLUSTERS / f"{os.getpid()}-packages"  # nothing may be run from the /tmp of some machines
    folder.mkdir(parents=True)
    yield Machine(folder)
    shutil.rmtree(folder)


def test_a_machine_that_updates_itself_is_waited_for(machine: Machine) -> None:
    machine.apt_fails(times=7, saying=LOCKED)
    done = machine.install()
    assert done.returncode == 0, done.stderr
    assert done.stderr.count(LOCKED) == 1, "said once"


def test_lists_are_read_anew_before_a_second_try(machine: Machine) -> None:
    machine.apt_fails(times=1, saying="E: Failed to fetch http://deb.example/tree.deb  404  Not Found")
    assert machine.install().returncode == 0
    asked = machine.asked.read_text().splitlines()
    assert [verb for line in asked for verb in line.split() if verb in VERBS] == ["install", "update", "install"]
    assert all(line.startswith("noninteractive -q -y ") for line in asked)


def test_a_package_that_is_not_there_fails_at_once_with_the_line_to_type(machine: Machine) -> None:
    machine.apt_fails(times=99, saying=UNKNOWN)
    done = machine.install()
    assert done.returncode == 1
    assert UNKNOWN in done.stderr
    assert "apt-get install -y --no-install-recommends tree" in done.stderr
    assert machine.asked.read_text().count(" install ") == 2


def test_a_user_without_rights_is_told_the_line(machine: Machine) -> None:
    machine.has("id", "echo 1000")
    machine.has("sudo", "exit 1")
    machine.apt_fails(times=0, saying="")
    done = machine.install()
    assert done.returncode == 3
    assert "  sudo apt-get update && sudo apt-get install -y --no-install-recommends tree" in done.stderr
    assert not machine.asked.exists()


def test_sudo_takes_the_proxy_along(machine: Machine) -> None:
    machine.has("id", "echo 1000")
    machine.has("sudo", f'shift; [ "$1" = true ] || echo "$*" >>"{machine.asked}"; exit 0')
    machine.has("apt-get", "exit 1")
    assert machine.install().returncode == 0
    assert "http_proxy=http://proxy.example:3128/" in machine.asked.read_text()


# --- what apt would take away, and lines that bring a version again


@pytest.fixture
def apt(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> Machine:
    """The machine's apt, which offers PostgreSQL 17 and took 15 in for another package's sake."""
    monkeypatch.setenv("PATH", f"{machine.folder}:/usr/bin:/bin")
    machine.has("apt-get", "exit 0")
    machine.has(
        "apt-cache",
        'case "$2" in *17*) echo "  Candidate: 17.12-0+deb13u1" ;; *) echo "  Candidate: (none)" ;; esac',
    )
    machine.has(
        "apt-mark",
        f'echo "$*" >>"{machine.asked}"\n[ "$1" = manual ] || for p; do case "$p" in *-15*) echo "$p" ;; esac; done',
    )
    machine.has("sudo", 'shift; [ "$1" = true ] || exec "$@"')
    return machine


def test_the_server_that_made_the_data_is_kept_from_autoremove(apt: Machine) -> None:
    said: list[str] = []
    distribution.keep(17, said.append)
    assert "manual" not in apt.asked.read_text()
    distribution.keep(15, said.append)
    assert apt.asked.read_text().splitlines()[-1] == "manual postgresql-15 postgresql-15-postgis-3"
    assert said == []


def test_who_may_not_keep_it_is_told_the_line(apt: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    apt.has("sudo", "exit 1")
    said: list[str] = []
    distribution.keep(15, said.append)
    assert said[0].endswith("type: sudo apt-mark manual postgresql-15 postgresql-15-postgis-3")


def test_a_version_that_apt_does_not_offer_comes_from_the_release_that_has_it(
    apt: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert distribution.lines_to_install(distribution.packages(17), 17) == [
        "sudo scripts/_packages postgresql-17 postgresql-17-postgis-3"
    ]
    monkeypatch.setattr(distribution, "_distribution", lambda: "debian")
    first, second = distribution.lines_to_install(distribution.packages(15), 15)
    assert "http://deb.debian.org/debian bookworm main" in first
    assert first.endswith("| sudo tee /etc/apt/sources.list.d/postgresql-15.list")
    assert second == "sudo scripts/_packages postgresql-15 postgresql-15-postgis-3"
