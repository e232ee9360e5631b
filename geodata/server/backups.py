"""Backups: one file each, which counts only when a second database made from it holds the same as the first."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb

from geodata.server import binaries, dumps, locks, logins, making, programs
from geodata.server.binaries import ClientPrograms
from geodata.server.cluster import Cluster
from geodata.server.contents import Contents
from geodata.server.locks import Say
from geodata.server.setup_problem import SetupProblem

KEPT = 5
# Whether its tables are of a release that notes them.
_NOTES = """SELECT count(*) > 0 FROM pg_constraint
    WHERE conname = 'ck_audit_event_operation_known' AND strpos(pg_get_constraintdef(oid), quote_literal(%s)) > 0"""


@dataclass(frozen=True)
class Origin:
    """The owner's address of a database, the cluster it is in if that is ours, and the folder of what is made here."""

    address: str
    cluster: Cluster | None
    place: Path

    def clients(self) -> ClientPrograms:
        """pg_dump and pg_restore for its server."""
        if self.cluster is not None:
            return making.binaries_for(self.cluster.folders).clients()
        with psycopg.connect(logins.libpq(self.address)) as connection:
            return programs.clients_for(connection.info.server_version // 10000)


def make(origin: Origin, path: Path, say: Say) -> str:
    """Write the file `path`, checked; an older file there stays until then. Returns a sentence of what it holds."""
    path, clients = path.absolute(), origin.clients()
    if not path.parent.is_dir():
        raise SetupProblem(f"There is no folder {path.parent} to write a backup into.")
    new = path.with_name(f"{path.name}.new")
    with locks.alone(origin.place / "backup.lock", say, "a backup"):
        new.unlink(missing_ok=True)
        _seal(origin.address)
        try:
            held = dumps.write(origin.address, new, clients)
            is_checked = _check(origin, new, clients, say, held)
            size = new.stat().st_size
            new.replace(path)
        finally:
            new.unlink(missing_ok=True)
        _note(origin.place, path)
        if is_checked:
            note_event(origin.address, "backup", path.name)
    checked = "checked by a restore" if is_checked else "not checked"
    return f"{path}: {held}, {size / 1e6:,.1f} MB, {checked}"


def keep(origin: Origin, reason: str, say: Say) -> Path:
    """A backup among the newest few that are kept in the folder of what is made here."""
    folder = origin.place / "backups"
    folder.mkdir(mode=0o700, exist_ok=True)
    path = folder / f"{datetime.now(UTC):%Y-%m-%dT%H%M%SZ}-{reason}.dump"
    say(f"Keeping a backup: {make(origin, path, say)}")
    for old in sorted(folder.glob("*.dump"))[:-KEPT]:
        old.unlink()
    return path


def newest(place: Path) -> tuple[Path, float] | None:
    """The file of the newest backup made here, and how many days old it is; None when none is known or it is gone."""
    note = place / "backup.newest"
    path = Path(note.read_text().strip()) if note.exists() else None
    return (path, (time.time() - path.stat().st_mtime) / 86400) if path and path.exists() else None


def _note(place: Path, path: Path) -> None:
    new = place / "backup.newest.new"
    new.write_text(f"{path}\n")
    new.replace(place / "backup.newest")


def _seal(address: str) -> None:
    """So that what the file holds of the audit is sealed in it, but for what is being written meanwhile."""
    with psycopg.connect(logins.libpq(address)) as connection:
        if connection.execute("SELECT to_regprocedure('ninewa.seal_audit(boolean)') IS NOT NULL").fetchone() == (True,):
            connection.execute("SELECT ninewa.seal_audit()")


def note_event(address: str, operation: str, told: str, made_at: datetime | None = None) -> None:
    """Let the audit of a database say that it was kept in a file, or came from one that was made at a moment, or from
    another server; older tables have no audit."""
    noted = """INSERT INTO ninewa.audit_event (operation, table_name, row_key, row_count, changes)
        VALUES (%s, 'database', %s, 0, %s)"""
    made = {"made_at": [None, made_at.isoformat()]} if made_at else {}
    with psycopg.connect(logins.libpq(address)) as connection:
        if connection.execute(_NOTES, [operation]).fetchone() == (True,):
            connection.execute(noted, [operation, told, Jsonb(made)])


def note_restored(address: str, path: Path, clients: ClientPrograms) -> None:
    """Say in a database where it came from and when that was made, and seal all of it."""
    note_event(address, "restore", path.name, dumps.made_at(path, clients))
    _seal_all(address)


def note_moved(address: str, version: str) -> None:
    """Say in a database to which PostgreSQL it was moved, and seal all of it."""
    note_event(address, "upgrade", version)
    _seal_all(address)


def _seal_all(address: str) -> None:
    """All that came with a file: its transactions ended elsewhere."""
    with psycopg.connect(logins.libpq(address)) as connection:
        connection.execute("SELECT ninewa.seal_audit(true)")


def _check(origin: Origin, path: Path, clients: ClientPrograms, say: Say, held: Contents) -> bool:
    """False where no server of ours can try it; SetupProblem where the second database differs."""
    try:
        with second_database(origin, clients, say) as (_cluster, address):
            copy = dumps.read_into(path, address, clients)
    except binaries.BinariesMissing as missing:
        say(f"The backup could not be checked by a restore: {missing}")
        return False
    need_same(held, copy, "The backup does not give back what it was made from")
    return True


def need_same(held: Contents, copy: Contents, failure: str) -> None:
    """Raise SetupProblem where a copy differs."""
    if wrong := held.differences(copy):
        raise SetupProblem(f"{failure}:\n  " + "\n  ".join(wrong))


@contextmanager
def second_database(
    origin: Origin, clients: ClientPrograms, say: Say, name: str = "ninewa_second"
) -> Iterator[tuple[Cluster, str]]:
    """An empty database with PostGIS for as long as the block lasts: in our cluster, else in a throw-away one."""
    if origin.cluster is not None:
        with _another(origin.cluster, name) as address:
            yield origin.cluster, address
        return
    beside = binaries.find(clients.major)
    cluster = Cluster(origin.place / f"second-{os.getpid()}", say, throwaway=True, made_with=beside)
    try:
        with cluster.in_use():
            with cluster.connect() as superuser:
                logins.prepare_own_server(superuser)
            with _another(cluster, name) as address:
                yield cluster, address
    finally:
        cluster.destroy()


@contextmanager
def _another(cluster: Cluster, name: str) -> Iterator[str]:
    gone = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
    with cluster.connect() as superuser:
        superuser.execute(gone)
        try:
            logins.make_database(superuser, name)
            with cluster.connect(name) as inside:
                logins.prepare_own_database(inside)
            yield cluster.addresses(name).owner
        finally:
            superuser.execute(gone)
