"""Where the measurements run: a throw-away cluster, its databases, and real web servers on free loopback ports."""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

import psycopg

from bench import processes
from bench import sites as bench_sites
from geodata.server import locks, logins
from geodata.server.cluster import Cluster
from geodata.server.logins import Addresses, libpq
from geodata.server.setup_problem import SetupProblem
from scripts import set_up
from scripts.set_up import say
from scripts.web_server import APPLICATION, WebServer

PLACES = set_up.VAR / "bench"
HOST = "127.0.0.1"
SECONDS_TO_FIRST_PAGE = 60
HELLO, BARE = "bench.hello:create_front", "bench.hello:create_bare"


class BenchServer(WebServer):
    """The web server of scripts/serve, with settings or an application of the measurement's own."""

    def __init__(self, addresses: Addresses, settings: dict[str, str], application: str) -> None:
        super().__init__(HOST, free_port(), addresses)
        self._settings, self._application = settings, application

    def _command(self) -> list[str]:
        return [self._application if part == APPLICATION else part for part in super()._command()]

    def _environment(self) -> dict[str, str]:
        return super()._environment() | self._settings

    @property
    def cpu_seconds(self) -> float:
        """Processor time of all workers so far."""
        return sum(processes.cpu_seconds(worker.pid) for worker in self.workers)

    @property
    def memory_bytes(self) -> int:
        """Memory of all workers, shared pages by their share."""
        return sum(processes.memory_bytes(worker.pid) for worker in self.workers)


@dataclass
class Place:
    """One cluster with the reference facts; `many` is a copy of the database with the made-up sites.

    `spare`: another copy, for those who write.
    """

    cluster: Cluster
    few: Addresses
    many: Addresses
    spare: Addresses
    _running: ExitStack = field(default_factory=ExitStack)

    def serve(self, addresses: Addresses, application: str = APPLICATION, **settings: str) -> BenchServer:
        """A server of two workers that answers already; it ends with the measurement or by `stop()`."""
        server = BenchServer(addresses, settings, application)
        self._running.callback(server.stop)
        server.start()
        wrong = server.wait_until_ready(SECONDS_TO_FIRST_PAGE, ended=lambda: False)
        if wrong:
            raise SetupProblem(f"A web server to measure did not start: {wrong}")
        return server

    def postmaster(self) -> int:
        """The database server's main process; raises SetupProblem when it is down."""
        pid = self.cluster.pid()
        if pid is None:
            raise SetupProblem("The database to measure is down.")
        return pid


@contextmanager
def place(*, with_many: bool, with_spare: bool) -> Iterator[Place]:
    """The cluster and its databases for as long as the block lasts; those of killed runs are cleared away first."""
    for name in [name for name in os.environ if name.startswith(("PG", "DATABASE_", "WEBMAP_"))]:
        del os.environ[name]
    for left in PLACES.glob("*/"):
        if not locks.is_claimed(left / "cluster.in-use"):
            Cluster(left, say, throwaway=True).destroy()
    set_up.need_server_binaries()
    set_up.derived_files()
    cluster = Cluster(PLACES / str(os.getpid()), say, throwaway=True)
    try:
        with cluster.in_use(), ExitStack() as running:
            _prepare(cluster)
            few = _facts(cluster)
            many = _with_made_up_sites(cluster) if with_many else few
            spare = _copy(cluster, "spare") if with_spare else few
            yield Place(cluster, few, many, spare, running)
    finally:
        cluster.destroy()
        if PLACES.is_dir() and not any(PLACES.iterdir()):
            shutil.rmtree(PLACES)


def _prepare(cluster: Cluster) -> None:
    """Room for several web servers, where a map is served by one; and nothing that works by itself meanwhile."""
    with cluster.connect() as superuser:
        superuser.execute("ALTER SYSTEM SET max_connections = 200")
        superuser.execute("ALTER SYSTEM SET autovacuum = off")
    cluster.stop()
    cluster.start()


def _facts(cluster: Cluster) -> Addresses:
    from geodata import migrations
    from geodata.facts import loading  # heavy: only where a database is filled

    with cluster.connect() as superuser:
        logins.prepare_own_server(superuser)
    with cluster.connect(logins.DATABASE) as superuser:
        logins.prepare_own_database(superuser)
    addresses = cluster.addresses()
    say("Filling it with the reference facts")
    migrations.upgrade(addresses.owner)
    loading.load(addresses.owner, lambda line: None)
    with cluster.connect(logins.DATABASE) as superuser:
        superuser.execute("VACUUM ANALYZE")
    return addresses


def _copy(cluster: Cluster, name: str) -> Addresses:
    """A copy of the database of facts, to which nobody may be connected yet."""
    name = f"{logins.DATABASE}_{name}"
    with cluster.connect() as superuser:
        logins.make_database(superuser, name, logins.DATABASE)
    with cluster.connect(name) as superuser:
        logins.prepare_own_database(superuser)
    return cluster.addresses(name)


def _with_made_up_sites(cluster: Cluster) -> Addresses:
    addresses = _copy(cluster, "many")
    say(f"Inserting {bench_sites.WHAT} into a copy")
    with psycopg.connect(libpq(addresses.owner)) as owner:
        bench_sites.insert(owner)
    return addresses


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port
