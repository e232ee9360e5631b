"""The embedded PostGIS: a private cluster with a Unix socket, peer authentication and no TCP port.

It is made, started, verified and stopped here; `geodata/server/logins.py` puts roles and the database into it.
"""

from __future__ import annotations

import os
import pwd
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import psycopg

from geodata.server import ballast, cluster_folders, locks, logins, making, postmaster, settings
from geodata.server.account import ServerAccount
from geodata.server.binaries import ServerBinaries
from geodata.server.cluster_folders import ClusterFolders
from geodata.server.locks import Say
from geodata.server.logins import Addresses
from geodata.server.making import failure, is_disk_full
from geodata.server.setup_problem import SetupProblem

# After a killed server its orphans hold the shared memory until they notice.
SECONDS_FOR_ORPHANS = 10
# Recovery after a crash replays the log of changes; pg_ctl waits this long for it.
SECONDS_FOR_RECOVERY = 120
LOG_BYTES_KEPT = 10_000_000


class Cluster:
    """The cluster of one place (the `var` folder of a checkout, or a folder of its own in tests)."""

    def __init__(self, place: Path, say: Say, throwaway: bool = False, made_with: ServerBinaries | None = None) -> None:
        self.place = place.resolve()
        self._say = say
        self._throwaway = throwaway
        self._made_with = made_with

    # --- asking

    @property
    def folders(self) -> ClusterFolders:
        """Where data and socket are; raises SetupProblem when there is no cluster yet."""
        folders = cluster_folders.recorded(self.place)
        if folders is None:
            raise SetupProblem(f"There is no embedded database in {self.place} yet; scripts/serve makes it.")
        return folders

    def exists(self) -> bool:
        """Whether a finished cluster is there."""
        folders = cluster_folders.recorded(self.place)
        return folders is not None and (folders.data / "PG_VERSION").exists()

    def pid(self) -> int | None:
        """The process id of the running server; None when it is down."""
        folders = cluster_folders.recorded(self.place)
        return postmaster.pid_of_server(folders.data) if folders else None

    def addresses(self, database: str = logins.DATABASE) -> Addresses:
        """The SQLAlchemy addresses of `database` for the three logins; the socket asks for no password."""
        where = f"@/{quote(database)}?host={quote(self.folders.socket)}"
        return Addresses(*(f"postgresql+psycopg://{role}{where}" for role in (logins.OWNER, logins.APP, logins.PUBLIC)))

    def connect(self, database: str = "postgres") -> psycopg.Connection:
        """A superuser's connection in autocommit mode."""
        return psycopg.connect(host=self.folders.socket, user=settings.SUPERUSER, dbname=database, autocommit=True)

    # --- its life

    @contextmanager
    def in_use(self) -> Iterator[None]:
        """Start it if needed and claim it; the last user to leave stops it, unless `keep_running` was asked for."""
        self.place.mkdir(parents=True, exist_ok=True)
        claim = locks.Claim(self.place / "cluster.in-use")
        try:
            self.start()
            yield
        finally:
            if claim.is_the_last() and not self.is_kept():
                self.stop()
            claim.close()

    def start(self) -> None:
        """Make the cluster if it is not there, start it if it is down, and make sure that it is ours and answers."""
        self.place.mkdir(parents=True, exist_ok=True)
        with locks.alone(self.place / "cluster.lock", self._say, "the database is being started or stopped"):
            folders, account = cluster_folders.choose(self.place)
            if not (folders.data / "PG_VERSION").exists():
                folders = making.make(folders, account, self._throwaway, self._say, self._made_with)
                cluster_folders.record(self.place, folders)
            if postmaster.pid_of_server(folders.data) is None:
                self._launch(folders, account)
            self._verify(folders)

    def stop(self, mode: str = "fast") -> None:
        """Stop the server if it runs; `mode` is pg_ctl's."""
        if not self.place.is_dir():
            return
        with locks.alone(self.place / "cluster.lock", self._say, "the database is being started or stopped"):
            if self.pid() is None:
                return
            folders, account = cluster_folders.choose(self.place)
            pg_ctl = making.binaries_for(folders).program("pg_ctl")
            done = account.run([pg_ctl, "-D", str(folders.data), "-m", mode, "-w", "-t", "60", "stop"])
            if done.returncode != 0 and self.pid() is not None:
                raise SetupProblem(f"The database did not stop: {done.stdout.strip()}")

    def keep_running(self) -> None:
        """Start it and leave it running when its users go, until `keep_stopped`."""
        self._mark("stopped").unlink(missing_ok=True)
        self.start()
        self._mark("kept").touch()

    def keep_stopped(self) -> None:
        """Stop it, and tell every watchdog that this was meant."""
        self.place.mkdir(parents=True, exist_ok=True)
        self._mark("stopped").touch()
        self._mark("kept").unlink(missing_ok=True)
        self.stop()

    def is_kept(self) -> bool:
        """Whether it is to go on when its users go."""
        return self._mark("kept").exists()

    def was_stopped_on_purpose(self) -> bool:
        """Whether `keep_stopped` was the last word."""
        return self._mark("stopped").exists()

    def forget_stop(self) -> None:
        """Allow starting again after `keep_stopped`."""
        self._mark("stopped").unlink(missing_ok=True)

    def destroy(self) -> None:
        """Stop it at once and delete it with its place; for throw-away clusters."""
        if not self.place.is_dir():
            return
        folders = cluster_folders.recorded(self.place)
        self.stop(mode="immediate")
        for folder in (folders.home, folders.socket) if folders else ():
            shutil.rmtree(folder, ignore_errors=True)
        shutil.rmtree(self.place, ignore_errors=True)

    # --- the steps

    def _mark(self, name: str) -> Path:
        return self.place / f"cluster.{name}"

    def _launch(self, folders: ClusterFolders, account: ServerAccount) -> None:
        home, log = Path(folders.home), Path(folders.home, "server.log")
        if postmaster.set_stale_files_aside(folders.data, Path(folders.socket)):
            self._say("Set lock files of an earlier server aside: they name a process that is not it.")
        settings.write(folders.data, Path(folders.socket), {*_system_users(), account.name}, self._throwaway)
        for name in ("webmap.conf", "pg_hba.conf", "pg_ident.conf"):
            account.own(folders.data / name)
        if log.exists() and log.stat().st_size > LOG_BYTES_KEPT:
            os.truncate(log, 0)
        pg_ctl = making.binaries_for(folders).program("pg_ctl")
        options = ["-s", "-w", "-t", str(SECONDS_FOR_RECOVERY), "-l", str(log)]
        self._run_until_up([pg_ctl, "-D", str(folders.data), *options, "start"], account, log)
        if not self._throwaway and not _keep_ballast(home, account):
            self._say(f"Less than 256 MB are free on the disk of {home}: please make room.")

    def _run_until_up(self, command: list[str], account: ServerAccount, log: Path) -> None:
        home = log.parent
        give_up_at = time.monotonic() + SECONDS_FOR_ORPHANS
        while True:
            said_before = log.stat().st_size if log.exists() else 0
            # Not a pipe: the server would inherit it and reading would never end.
            if account.run(command, output=None).returncode == 0:
                return
            said = log.read_text(errors="replace")[said_before:] if log.exists() else ""
            if is_disk_full(said, home) and ballast.give_up(home):
                self._say(f"The disk of {home} is full: gave up the reserve kept there so that the database can start.")
            elif "shared memory block" not in said or time.monotonic() > give_up_at:
                raise failure("The database did not start", said, home)
            else:
                time.sleep(0.3)

    def _verify(self, folders: ClusterFolders) -> None:
        """Ask the server who it is; a crashed one may still be reading its log of changes."""
        give_up_at = time.monotonic() + SECONDS_FOR_RECOVERY
        while True:
            try:
                with self.connect() as connection:
                    answer = connection.execute("SELECT system_identifier::text FROM pg_control_system()").fetchone()
                break
            except psycopg.OperationalError as error:
                if "starting up" not in str(error) or time.monotonic() > give_up_at:
                    raise SetupProblem(f"The database in {folders.data} does not answer: {error}") from error
                time.sleep(0.2)
        found = answer[0] if answer else ""
        if folders.system_identifier and found != folders.system_identifier:
            raise SetupProblem(
                f"The server at {folders.socket} is cluster {found}, not {folders.system_identifier} made here. "
                f"If you replaced the data on purpose, delete {self.place / 'cluster.json'}."
            )


def _keep_ballast(home: Path, account: ServerAccount) -> bool:
    kept = ballast.keep(home)
    if kept:
        account.own(home / "ballast")
    return kept


def _system_users() -> set[str]:
    """Who may come through the socket: root and the user of this process."""
    return {"root", pwd.getpwuid(os.geteuid()).pw_name}
