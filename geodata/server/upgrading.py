"""The embedded database on a newer PostgreSQL: dumped, made whole beside, compared, then used; the old one stays."""

from __future__ import annotations

import shlex
import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from geodata.server import backups, binaries, cluster_folders, dumps, locks, logins, making
from geodata.server.binaries import ServerBinaries
from geodata.server.cluster import Cluster
from geodata.server.cluster_folders import ClusterFolders
from geodata.server.locks import Say
from geodata.server.logins import Addresses
from geodata.server.setup_problem import SetupProblem

# A new cluster with its reserve and its log of changes, beside the data.
ROOM = 400_000_000


def newer_than(folders: ClusterFolders) -> ServerBinaries | None:
    """The newest PostgreSQL with PostGIS here, if it is newer than the one that made the data."""
    made_by = making.major_of(folders)
    found = next((one for one in binaries.installed() if one.has_postgis), None)
    return found if found and made_by and found.major > made_by else None


def upgrade(
    cluster: Cluster,
    to: ServerBinaries,
    databases: Sequence[str],
    finish: Callable[[Addresses], None],
    say: Say,
) -> str:
    """Move those of the databases that are there to a new data folder made by `to`; returns what to tell.

    `finish` brings each to this release. Nothing of the old data folder is changed; until the last step, which is the
    renaming of one file, it is the one in use.
    """
    if locks.is_claimed(cluster.place / "cluster.in-use"):
        raise SetupProblem("The map is served, or the database used, just now: end scripts/serve and type this again.")
    folders, account = cluster_folders.choose(cluster.place)
    target = Path(folders.home, f"data.{to.major}")
    if target.exists():
        old = shlex.quote(str(target))
        raise SetupProblem(f"{target} is left from an earlier upgrade. Move it away first: mv {old} {old}.before")
    with locks.alone(cluster.place / "cluster.in-use", say, "the database is in use"):
        cluster.start()
        there = _databases(cluster, databases, say)
        _need_room(cluster, folders, there)
        place = Path(folders.home, "upgrade")
        shutil.rmtree(place, ignore_errors=True)
        # Made here, so that the server's own user has it, whoever asks.
        Path(place, "cluster").mkdir(parents=True)
        account.own(Path(place, "cluster"))
        beside = Cluster(place, say, made_with=to)
        try:
            beside.start()
            told = [_moved(cluster, beside, to, name, finish, say) for name in there]
            beside.stop()
            cluster.stop()
            made = beside.folders
            made.data.rename(target)
            now = replace(folders, name=target.name, system_identifier=made.system_identifier)
            cluster_folders.record(cluster.place, now)
        finally:
            beside.destroy()
    return (
        f"The database is on PostgreSQL {to.major} now:\n" + "".join(f"  {line}\n" for line in told) + f"What "
        f"PostgreSQL {making.major_of(folders)} made is kept. When all is well, remove it: "
        f"rm -r {shlex.quote(str(folders.data))}"
    )


def _databases(cluster: Cluster, wanted: Sequence[str], say: Say) -> list[str]:
    """Which of the wanted ones there are; says which others stay behind."""
    with cluster.connect() as superuser:
        rows = superuser.execute(
            "SELECT datname FROM pg_database WHERE NOT datistemplate AND datname <> 'postgres' ORDER BY datname"
        ).fetchall()
    found = {str(name) for (name,) in rows}
    if others := sorted(found - set(wanted)):
        say(f"Not of the map, and left in the old data folder: {', '.join(others)}")
    return [name for name in wanted if name in found]


def _need_room(cluster: Cluster, folders: ClusterFolders, databases: list[str]) -> None:
    """Raise SetupProblem unless a second copy and its dump have room."""
    with cluster.connect() as superuser:
        row = superuser.execute(
            "SELECT coalesce(sum(pg_database_size(datname)), 0)::bigint FROM pg_database WHERE datname = ANY(%s)",
            [databases],
        ).fetchone()
    assert row is not None
    needed, free = 2 * int(row[0]) + ROOM, shutil.disk_usage(folders.home).free
    if free < needed:
        raise SetupProblem(
            f"The upgrade needs {needed // 1_000_000:,} MB on the disk of {folders.home}, and {free // 1_000_000:,} MB "
            "are free. Make room there and type this again; nothing was changed."
        )


def _moved(
    cluster: Cluster, beside: Cluster, to: ServerBinaries, name: str, finish: Callable[[Addresses], None], say: Say
) -> str:
    """One database into the cluster beside; what it holds, once that is the same in both."""
    say(f"Moving {name} to PostgreSQL {to.major}")
    with beside.connect() as superuser:
        logins.prepare_own_server(superuser, name)
    with beside.connect(name) as superuser:
        logins.prepare_own_database(superuser)
    dump = Path(beside.place, f"{name}.dump")
    held = dumps.write(cluster.addresses(name).owner, dump, to.clients())
    copy = dumps.read_into(dump, beside.addresses(name).owner, to.clients())
    dump.unlink()
    backups.need_same(held, copy, f"{name} did not come over as it was, and stays where it is")
    finish(beside.addresses(name))
    backups.note_moved(beside.addresses(name).owner, f"PostgreSQL {to.major}")
    return f"{name}: {held}, all the same"
