"""Where this machine keeps PostgreSQL's programs, and whether PostGIS stands beside them.

Standard library only: run by itself, before anything else is installed, it prints the packages to install.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

# Debian and Ubuntu keep one folder a major version, the RPM distributions another; neither is on PATH.
VERSIONED_FOLDERS = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql@*/bin")
OLDEST_MAJOR = 14


@dataclass(frozen=True)
class ClientPrograms:
    """pg_dump and pg_restore of one version, which need no server beside them."""

    pg_dump: str
    pg_restore: str
    major: int


@dataclass(frozen=True)
class ServerBinaries:
    """One PostgreSQL installation: the folder of its programs, its major version, whether it has PostGIS."""

    folder: Path
    major: int
    has_postgis: bool

    def program(self, name: str) -> str:
        """The path of `initdb`, `pg_ctl`, `postgres` or `psql` of this installation."""
        return str(self.folder / name)

    def clients(self) -> ClientPrograms:
        """Its own pg_dump and pg_restore."""
        return ClientPrograms(self.program("pg_dump"), self.program("pg_restore"), self.major)


class BinariesMissing(Exception):
    """No usable PostgreSQL with PostGIS is installed; the message says what was found."""


def installed() -> list[ServerBinaries]:
    """Every PostgreSQL server found here, those with PostGIS first, newest first."""
    folders = {path.resolve().parent for path in _candidates("postgres")}
    found = [_examine(folder) for folder in folders if (folder / "initdb").exists()]
    usable = [binaries for binaries in found if binaries and binaries.major >= OLDEST_MAJOR]
    return sorted(usable, key=lambda binaries: (binaries.has_postgis, binaries.major), reverse=True)


def find(major: int | None = None) -> ServerBinaries:
    """The newest PostgreSQL that has PostGIS, or the one of version `major`; raises BinariesMissing."""
    everything = installed()
    for binaries in everything:
        if binaries.has_postgis and major in (None, binaries.major):
            return binaries
    raise BinariesMissing(_what_is_there(everything, major))


def find_psql() -> str | None:
    """A psql to run: the one on PATH, else the newest server's own."""
    beside_a_server = (binaries.program("psql") for binaries in installed())
    return shutil.which("psql") or next((path for path in beside_a_server if os.access(path, os.X_OK)), None)


def clients() -> list[ClientPrograms]:
    """Every pg_dump with its pg_restore found here."""
    found = ((path, _major(_answer_of([str(path), "--version"]))) for path in _candidates("pg_dump"))
    return [ClientPrograms(str(path), str(path.with_name("pg_restore")), major) for path, major in found if major]


def packages_needed(major: int | None = None) -> list[str]:
    """The Debian or Ubuntu packages that would bring PostgreSQL with PostGIS (of version `major`, if given)."""
    if major is None:
        without_postgis = [binaries.major for binaries in installed()]
        major = max(without_postgis, default=None)
    return [f"postgresql-{major}-postgis-3"] if major else ["postgresql-postgis"]


def _candidates(program: str) -> list[Path]:
    on_path = shutil.which(program)
    versioned = [path / program for pattern in VERSIONED_FOLDERS for path in Path("/").glob(pattern[1:])]
    return [path for path in versioned + ([Path(on_path)] if on_path else []) if os.access(path, os.X_OK)]


def _examine(folder: Path) -> ServerBinaries | None:
    major = _major(_answer_of([str(folder / "postgres"), "--version"]))
    return ServerBinaries(folder, major, _has_postgis(folder, major)) if major else None


def _major(version: str) -> int | None:
    match = re.search(r"\(PostgreSQL\) (\d+)", version)
    return int(match[1]) if match else None


def _has_postgis(folder: Path, major: int) -> bool:
    debian = Path(f"/usr/share/postgresql/{major}/extension/postgis.control")
    if debian.exists():
        return True
    share = _answer_of([str(folder / "pg_config"), "--sharedir"]).strip()
    return bool(share) and Path(share, "extension", "postgis.control").exists()


def _answer_of(command: list[str]) -> str:
    try:
        return subprocess.run(command, capture_output=True, text=True, timeout=30, check=False).stdout
    except OSError:
        return ""


def _what_is_there(everything: list[ServerBinaries], major: int | None) -> str:
    wanted = f"PostgreSQL {major} with PostGIS" if major else "PostgreSQL with PostGIS"
    if not everything:
        return f"{wanted} is not installed on this machine."
    versions = ", ".join(f"{b.major} ({'with' if b.has_postgis else 'without'} PostGIS)" for b in everything)
    return f"{wanted} is not installed on this machine; found: {versions}."


if __name__ == "__main__":
    try:
        find()
    except BinariesMissing:
        print(*packages_needed())
