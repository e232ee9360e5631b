"""A replicated PostgreSQL as docker/ has it, as processes: three nodes, three etcd, HAProxy."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from bench.place import free_port
from bench.processes import tree
from geodata.server.setup_problem import SetupProblem
from scripts.set_up import ROOT, VAR, say

PROFILE = ROOT / "docker"
HOST, DATABASE = "127.0.0.1", "ninewa"
NODES = ("db1", "db2", "db3")
SERVER_USER = "postgres"
SECONDS_TO_LEAD = 120
# As a superuser may, what docker/database.sh does on a volume of its own.
PREPARED = (
    "CREATE ROLE webmap_owner LOGIN CREATEROLE PASSWORD '{password}'",
    "CREATE DATABASE ninewa OWNER webmap_owner TEMPLATE template0 ENCODING 'UTF8'",
)
without_proxy = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@dataclass
class Node:
    """One PostgreSQL with its Patroni."""

    name: str
    port: int
    api: int
    data: Path
    start: Callable[[], subprocess.Popen[bytes]]
    patroni: subprocess.Popen[bytes] | None = None

    def processes(self) -> list[int]:
        """Patroni, the server and all of its sessions."""
        found = tree(self.patroni.pid) if self.patroni else []
        with suppress(OSError, ValueError):
            found += tree(int((self.data / "postmaster.pid").read_text().split()[0]))
        return list(dict.fromkeys(found))

    def send(self, number: int) -> None:
        """A signal to all of them."""
        for process in self.processes():
            with suppress(ProcessLookupError):
                os.kill(process, number)

    def leads(self) -> bool:
        """Whether Patroni says that this is the primary."""
        try:
            with without_proxy.open(f"http://{HOST}:{self.api}/primary", timeout=2) as answer:
                return int(answer.status) == 200
        except OSError:
            return False


@dataclass
class Replicated:
    """The nodes, and the ports of HAProxy for the primary and for replicas."""

    nodes: list[Node]
    rw: int
    ro: int
    password: str
    superuser_password: str
    programs: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def leader(self) -> Node:
        """The primary, waited for; SetupProblem where there is none for two minutes."""
        give_up_at = time.monotonic() + SECONDS_TO_LEAD
        while time.monotonic() < give_up_at:
            for node in self.nodes:
                if node.leads():
                    return node
            time.sleep(0.5)
        raise SetupProblem("No node of the cluster leads; the logs of Patroni lie beside its data.")

    def address(self, port: int, user: str = "webmap_owner") -> str:
        """Of the database by HAProxy."""
        return f"postgresql://{user}:{self.password}@{HOST}:{port}/{DATABASE}"

    def followers(self) -> int:
        """How many nodes stream from the primary."""
        with psycopg.connect(self._of_superuser(), connect_timeout=5) as superuser:
            [[number]] = superuser.execute(
                "SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming'"
            ).fetchall()
        return int(number)

    def wait_for_followers(self) -> None:
        """Return once all others stream from the primary; SetupProblem after two minutes."""
        _wait_for(lambda: self.followers() == len(self.nodes) - 1)

    def prepare(self) -> None:
        """An owner and an empty database with PostGIS."""
        with psycopg.connect(self._of_superuser(), autocommit=True) as superuser:
            for statement in PREPARED:
                superuser.execute(statement.format(password=self.password).encode())
        with psycopg.connect(self._of_superuser(DATABASE), autocommit=True) as superuser:
            superuser.execute("CREATE EXTENSION postgis SCHEMA public")

    def _of_superuser(self, database: str = "postgres") -> str:
        return f"postgresql://postgres:{self.superuser_password}@{HOST}:{self.rw}/{database}"


def missing() -> str:
    """Which programs are not here; an empty text where all are."""
    needed = ("etcd", "haproxy", patroni())
    return ", ".join(name for name in needed if shutil.which(name) is None)


def patroni() -> str:
    """The program: of WEBMAP_PATRONI, where an environment of its own holds docker/patroni.txt."""
    return os.environ.get("WEBMAP_PATRONI") or "patroni"


def need_new_patroni(program: str) -> None:
    """SetupProblem for one that lost what was acknowledged, when a frozen leader woke."""
    told = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout.split()[-1]
    if tuple(map(int, told.split(".")[:2])) < (4, 1):
        raise SetupProblem(f"Patroni {told} is too old: docker/patroni.txt has 4.1 or newer.")


@contextmanager
def replicated() -> Iterator[Replicated]:
    """All of it, with three nodes that stream, until the block ends."""
    need_new_patroni(patroni())
    place = VAR / "bench" / f"{os.getpid()}-ha"
    place.mkdir(parents=True)
    shutil.chown(place, SERVER_USER)
    made = Replicated([], free_port(), free_port(), secrets.token_hex(), secrets.token_hex())
    try:
        etcd = _start_etcd(made, place)
        made.nodes = [_node(name, place, etcd, made) for name in NODES]
        for node in made.nodes:
            node.patroni = node.start()
        _start_haproxy(made, place)
        made.leader()
        made.wait_for_followers()
        made.prepare()
        yield made
    finally:
        for node in made.nodes:
            node.send(signal.SIGCONT)
            node.send(signal.SIGKILL)
            if node.patroni:
                node.patroni.wait()
        for program in made.programs:
            program.kill()
            program.wait()
        shutil.rmtree(place)


def _wait_for(what: Callable[[], bool], seconds: float = SECONDS_TO_LEAD) -> None:
    give_up_at = time.monotonic() + seconds
    while True:
        with suppress(psycopg.Error):
            if what():
                return
        if time.monotonic() > give_up_at:
            raise SetupProblem("The nodes do not follow the primary.")
        time.sleep(0.5)


def _start(command: list[str], log: Path, environment: Mapping[str, str] | None = None) -> subprocess.Popen[bytes]:
    kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    with log.open("ab") as stream:
        return subprocess.Popen(
            command, env={**kept, **(environment or {})}, stdout=stream, stderr=stream, cwd="/",
            user=SERVER_USER, group=SERVER_USER, extra_groups=[], start_new_session=True,
        )  # fmt: skip


def _start_etcd(made: Replicated, place: Path) -> str:
    """Three of them; their addresses, as Patroni wants them."""
    ports = [(free_port(), free_port()) for _ in NODES]
    peers = ",".join(f"etcd{n}=http://{HOST}:{peer}" for n, (_, peer) in enumerate(ports))
    for number, (client, peer) in enumerate(ports):
        at, to = f"http://{HOST}:{client}", f"http://{HOST}:{peer}"
        command = ["etcd", "--name", f"etcd{number}", "--data-dir", str(place / f"etcd{number}")]
        command += ["--listen-client-urls", at, "--advertise-client-urls", at, "--listen-peer-urls", to]
        command += ["--initial-advertise-peer-urls", to, "--initial-cluster", peers]
        made.programs.append(_start(command, place / f"etcd{number}.log"))
    return ",".join(f"{HOST}:{client}" for client, _ in ports)


def _node(name: str, place: Path, etcd: str, made: Replicated) -> Node:
    port, api, data = free_port(), free_port(), place / name
    environment = {
        "PATRONI_NAME": name, "PATRONI_ETCD3_HOSTS": etcd,
        "PATRONI_RESTAPI_LISTEN": f"{HOST}:{api}", "PATRONI_RESTAPI_CONNECT_ADDRESS": f"{HOST}:{api}",
        "PATRONI_POSTGRESQL_LISTEN": f"{HOST}:{port}", "PATRONI_POSTGRESQL_CONNECT_ADDRESS": f"{HOST}:{port}",
        "PATRONI_POSTGRESQL_DATA_DIR": str(data), "PATRONI_POSTGRESQL_BIN_DIR": str(_binaries()),
        "PATRONI_POSTGRESQL_PGPASS": str(place / f"{name}.pgpass"),
        "PATRONI_SUPERUSER_USERNAME": "postgres", "PATRONI_SUPERUSER_PASSWORD": made.superuser_password,
        "PATRONI_REPLICATION_USERNAME": "replicator", "PATRONI_REPLICATION_PASSWORD": made.superuser_password,
        "PATRONI_REWIND_USERNAME": "rewinder", "PATRONI_REWIND_PASSWORD": made.superuser_password,
    }  # fmt: skip
    command = [patroni(), str(PROFILE / "patroni.yml")]
    return Node(name, port, api, data, lambda: _start(command, place / f"{name}.log", environment))


def _start_haproxy(made: Replicated, place: Path) -> None:
    environment = {"RW": f"{HOST}:{made.rw}", "RO": f"{HOST}:{made.ro}"}
    for node in made.nodes:
        key = node.name.upper()
        environment |= {key: f"{HOST}:{node.port}", f"{key}_API_HOST": HOST, f"{key}_API_PORT": str(node.api)}
    command = ["haproxy", "-db", "-f", str(PROFILE / "haproxy.cfg")]
    made.programs.append(_start(command, place / "haproxy.log", environment))


def _binaries() -> Path:
    from geodata.server import binaries

    say(f"PostgreSQL {(found := binaries.find()).major}")
    return Path(found.folder)
