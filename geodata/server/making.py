"""How a cluster comes into being, with which PostgreSQL, and how its failures are told."""

from __future__ import annotations

import os
import re
import shutil
from dataclasses import replace
from pathlib import Path

from geodata.server import binaries, distribution, settings
from geodata.server.account import ServerAccount
from geodata.server.binaries import ServerBinaries
from geodata.server.cluster_folders import ClusterFolders
from geodata.server.locks import Say
from geodata.server.setup_problem import SetupProblem

CHECKOUT = Path(__file__).parents[2]


class DiskFull(SetupProblem):
    """The disk of the data folder has no room left, and the reserve is used up."""


def major_of(folders: ClusterFolders) -> int | None:
    """The version of PostgreSQL that made the data; None while there are none."""
    made_by = folders.data / "PG_VERSION"
    return int(made_by.read_text()) if made_by.exists() else None


def binaries_for(folders: ClusterFolders) -> ServerBinaries:
    """The PostgreSQL that made the data, the newest one while there are none; raises SetupProblem without touching."""
    major = major_of(folders)
    try:
        return binaries.find(major)
    except binaries.BinariesMissing as missing:
        raise SetupProblem(_remedy(missing, major, folders)) from None


def make(
    folders: ClusterFolders, account: ServerAccount, throwaway: bool, say: Say, chosen: ServerBinaries | None = None
) -> ClusterFolders:
    """initdb beside it and rename, so that a data folder is either finished or not there; by the newest PostgreSQL or
    the one that is chosen.

    Returns the folders with the identity of the new cluster.
    """
    # A name of this process's own: the initdb of a killed one may still be writing into the other.
    half = Path(folders.home, f"data.new.{os.getpid()}")
    if folders.data.exists() and any(folders.data.iterdir()):
        raise SetupProblem(f"{folders.data} holds files but no PostgreSQL data; move it away and start again.")
    binaries = chosen or binaries_for(folders)
    say(f"Making the database in {folders.data} (PostgreSQL {binaries.major})")
    for left in half.parent.glob("data.new*"):
        shutil.rmtree(left, ignore_errors=True)
    options = ["-U", settings.SUPERUSER, "--auth=peer", "-k", "-E", "UTF8", "--locale=C.UTF-8"]
    made = account.run([binaries.program("initdb"), "-D", str(half), *options, *["-N"] * throwaway])
    if made.returncode != 0:
        raise failure("The database could not be made", made.stdout, Path(folders.home))
    if folders.data.exists():
        folders.data.rmdir()
    half.rename(folders.data)
    control = account.run([binaries.program("pg_controldata"), str(folders.data)]).stdout
    identifier = re.search(r"system identifier:\s+(\d+)", control)
    return replace(folders, system_identifier=identifier[1] if identifier else "")


def is_disk_full(said: str, home: Path) -> bool:
    """Whether what a program of PostgreSQL said, or the disk itself, means that there is no room."""
    signs = ("No space left on device", "Check free disk space")
    return any(sign in said for sign in signs) or shutil.disk_usage(home).free < 1_000_000


def failure(what: str, said: str, home: Path) -> SetupProblem:
    """What failed, with the reason in plain words where it is known, else the last lines of what was said."""
    if is_disk_full(said, home):
        return DiskFull(f"{what}: the disk of {home} is full. Make room there (nothing is lost) and start again.")
    last_lines = "\n  ".join(said.strip().splitlines()[-8:]) or f"see {home / 'server.log'}"
    return SetupProblem(f"{what}:\n  {last_lines}")


def _remedy(missing: Exception, major: int | None, folders: ClusterFolders) -> str:
    if major is None:
        lines = distribution.lines_to_install(binaries.packages_needed())
        return f"{missing} To install it, type in {CHECKOUT}:\n  " + "\n  ".join(lines)
    lines = distribution.lines_to_install(distribution.packages(major), major)
    is_left = any(found.has_postgis and found.major > major for found in binaries.installed())
    lines += ["scripts/db upgrade"] if is_left else []
    return (
        f"{missing} The data in {folders.data} was made by PostgreSQL {major} and is left untouched. To have that "
        "version again" + (", and move the data to the newer one" if is_left else "") + ", type this in "
        f"{CHECKOUT}, then start again:\n  " + "\n  ".join(lines)
    )
