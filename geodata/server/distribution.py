"""PostgreSQL's packages on Debian and Ubuntu: what apt offers, what it would take away, and lines that can be typed."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from geodata.server.locks import Say

_DEBIAN = "[signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://deb.debian.org/debian"
_UBUNTU = "[signed-by=/usr/share/keyrings/ubuntu-archive-keyring.gpg] http://archive.ubuntu.com/ubuntu"
# The release of each distribution that carries a version, with PostGIS: https://packages.debian.org/postgresql and
# https://packages.ubuntu.com/postgresql, read on 2026-11-28.
SOURCES = {
    "debian": {13: f"{_DEBIAN} bullseye main", 15: f"{_DEBIAN} bookworm main", 17: f"{_DEBIAN} trixie main"},
    "ubuntu": {14: f"{_UBUNTU} jammy main universe", 16: f"{_UBUNTU} noble main universe"},
}


def packages(major: int) -> list[str]:
    """The server of a version and its PostGIS; naming both is what keeps both."""
    return [f"postgresql-{major}", f"postgresql-{major}-postgis-3"]


def is_offered(package: str) -> bool:
    """Whether apt can install it from the sources that this machine has now."""
    return "Candidate: (none)" not in (told := _answer_of(["apt-cache", "policy", package])) and "Candidate:" in told


def automatic(major: int) -> list[str]:
    """Those of its packages that came for another one's sake, so that `apt autoremove` may take them."""
    return _answer_of(["apt-mark", "showauto", *packages(major)]).split()


def keep(major: int, say: Say) -> None:
    """Tell apt that the server which made the data is wanted by itself, or say the line where that is not permitted."""
    if not (taken := automatic(major)):
        return
    command = [*([] if os.geteuid() == 0 else ["sudo", "-n"]), "apt-mark", "manual", *taken]
    if shutil.which(command[0]) is None or subprocess.run(command, capture_output=True, check=False).returncode != 0:
        say(f"An upgrade of this machine may take the database's server away. To keep it, type: {keeping(taken)}")


def keeping(taken: list[str]) -> str:
    """The line that keeps packages."""
    return f"{_sudo()}apt-mark manual {' '.join(taken)}"


def lines_to_install(wanted: list[str], major: int | None = None) -> list[str]:
    """What to type, in the folder of the map, to have packages; those of a version from the release that carries it."""
    if not shutil.which("apt-get"):
        return [f"(install with this machine's package manager what Debian calls {' '.join(wanted)})"]
    install = f"{_sudo()}scripts/_packages {' '.join(wanted)}"  # it starts no server of the distribution's own
    source = SOURCES.get(_distribution(), {}).get(major or 0)
    if source is None or all(is_offered(package) for package in wanted):
        return [install]
    return [f"echo 'deb {source}' | {_sudo()}tee /etc/apt/sources.list.d/postgresql-{major}.list", install]


def _sudo() -> str:
    return "" if os.geteuid() == 0 else "sudo "


def _distribution() -> str:
    path = Path("/etc/os-release")
    said = dict(line.split("=", 1) for line in path.read_text().splitlines() if "=" in line) if path.exists() else {}
    return said.get("ID", "").strip('"')


def _answer_of(command: list[str]) -> str:
    if shutil.which(command[0]) is None:
        return ""
    environment = os.environ | {"LC_ALL": "C.UTF-8"}
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment).stdout
