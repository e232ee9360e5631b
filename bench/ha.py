"""`python -m bench.ha`: what a replicated database loses and how long the map waits, fault after fault, under load.

It runs docker/patroni.yml and docker/haproxy.cfg with PostgreSQL, Patroni, etcd and HAProxy of this machine, for some
minutes, and prints a line for each fault. Exit status 1 where anything acknowledged was lost, or a page of the public
failed.
"""

from __future__ import annotations

import itertools
import json
import signal
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from bench.place import BenchServer
from bench.replicated import HOST, Node, Replicated, missing, replicated, without_proxy
from geodata import migrations
from geodata.facts import loading
from geodata.server import given_server, logins
from geodata.server.logins import Addresses
from geodata.server.setup_problem import SetupProblem
from scripts import set_up
from scripts.set_up import say
from scripts.web_server import APPLICATION

WRITERS, READERS = 4, 4
SECONDS_BEFORE, SECONDS_FROZEN, SECONDS_AFTER = 5, 45, 20
# Each waits that long for its commit, and then takes another connection.
SECONDS_OF_A_WRITE = 5
# `families` tells reports apart.
WRITE = """INSERT INTO ninewa.site_report (site_id, as_of, families, source_id)
    VALUES ('haj-ali', '2017-05-20', %s, (SELECT min(source_id) FROM ninewa.source))"""
WRITTEN = "SELECT families FROM ninewa.site_report WHERE families > 1000000"
PAGE = "/sites?at=2017-{month:02}-{day:02}&known=2026-11-{other:02}"


@dataclass
class Load:
    """Who writes by HAProxy, and who reads pages that nobody asked for before."""

    owner: str
    map_address: str
    over: threading.Event = field(default_factory=threading.Event)
    acknowledged: list[tuple[float, int]] = field(default_factory=list)
    answered: list[tuple[float, float, int]] = field(default_factory=list)  # when, after how long, the status
    alive: list[float] = field(default_factory=list)
    _threads: list[threading.Thread] = field(default_factory=list)
    _numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1_000_001))

    def start(self) -> None:
        """Let them begin."""
        works: list[Callable[[], None]] = [self._write] * WRITERS + [self._read] * READERS + [self._ask_whether_alive]
        self._threads = [threading.Thread(target=work, daemon=True) for work in works]
        for one in self._threads:
            one.start()

    def stop(self) -> None:
        """Let them end."""
        self.over.set()
        for one in self._threads:
            one.join(60)

    def _write(self) -> None:
        while not self.over.is_set():
            with suppress(psycopg.Error), psycopg.connect(
                self.owner, autocommit=True, connect_timeout=SECONDS_OF_A_WRITE, tcp_user_timeout=5000
            ) as connection:  # fmt: skip
                while not self.over.is_set():
                    number = next(self._numbers)
                    connection.execute(WRITE, [number])
                    self.acknowledged.append((time.monotonic(), number))
                    time.sleep(0.02)
            time.sleep(0.1)

    def _read(self) -> None:
        for number in itertools.count():
            if self.over.is_set():
                return
            chosen = hash((threading.get_ident(), number))
            path = PAGE.format(month=chosen % 3 + 3, day=chosen // 3 % 28 + 1, other=chosen // 84 % 28 + 1)
            began = time.monotonic()
            status = self._status_of(path)
            self.answered.append((time.monotonic(), time.monotonic() - began, status))
            time.sleep(0.05)

    def _ask_whether_alive(self) -> None:
        while not self.over.is_set():
            began = time.monotonic()
            self._status_of("/healthz")
            self.alive.append(time.monotonic() - began)
            time.sleep(0.2)

    def _status_of(self, path: str) -> int:
        try:
            with without_proxy.open(f"{self.map_address}{path}", timeout=60) as answer:
                answer.read()
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0


def longest_gap(moments: list[float], since: float) -> float:
    """Seconds between one and the next, from a moment on."""
    later = [since, *sorted(moment for moment in moments if moment > since), time.monotonic()]
    return max(after - before for before, after in itertools.pairwise(later))


def switchover(cluster: Replicated, leader: Node) -> None:
    """The primary hands over, as before work on its machine."""
    candidates = json.dumps({"leader": leader.name}).encode()
    request = urllib.request.Request(f"http://{HOST}:{leader.api}/switchover", candidates, method="POST")
    with without_proxy.open(request, timeout=60) as answer:
        answer.read()


def killed(cluster: Replicated, leader: Node) -> None:
    """The node of the primary dies: Patroni and all of the server at once."""
    leader.send(signal.SIGKILL)
    time.sleep(30)


def frozen(cluster: Replicated, leader: Node) -> None:
    """All processes of the node stand still, and go on once another one leads."""
    leader.send(signal.SIGSTOP)
    time.sleep(SECONDS_FROZEN)
    leader.send(signal.SIGCONT)


FAULTS: list[Callable[[Replicated, Node], None]] = [switchover, frozen, killed]


def main() -> int:
    if wanted := missing():
        say(f"Not here: {wanted}. WEBMAP_PATRONI names Patroni, installed as docker/patroni.txt has it.")
        return 2
    set_up.derived_files()
    try:
        with replicated() as cluster, tempfile.TemporaryDirectory() as place:
            given = fill(cluster, Path(place))
            replica = f"postgresql://{HOST}:{cluster.ro}/ninewa"
            server = BenchServer(given, {"DATABASE_REPLICA_URL": replica}, APPLICATION)
            try:
                server.start()
                if wrong := server.wait_until_ready(60, ended=lambda: False):
                    raise SetupProblem(wrong)
                return max(suffered(fault, cluster, given, f"http://{HOST}:{server.port}") for fault in FAULTS)
            finally:
                server.stop()
    except SetupProblem as problem:
        say(str(problem))
        return 2


def fill(cluster: Replicated, place: Path) -> Addresses:
    """Logins, tables and the shipped facts, by HAProxy."""
    given = given_server.prepare(cluster.address(cluster.rw), {}, place, say)
    migrations.upgrade(given.owner, names=logins.names_in(given))
    loading.load(given.owner, say)
    return given


def suffered(fault: Callable[[Replicated, Node], None], cluster: Replicated, given: Addresses, address: str) -> int:
    """Print what came of a fault; 1 where something was lost or failed."""
    leader, load = cluster.leader(), Load(logins.libpq(given.owner), address)
    load.start()
    time.sleep(SECONDS_BEFORE)
    began = time.monotonic()
    fault(cluster, leader)
    time.sleep(SECONDS_AFTER)
    gap = longest_gap([moment for moment, _ in load.acknowledged], began)
    load.stop()
    led_by = cluster.leader().name
    with psycopg.connect(logins.libpq(given.owner), connect_timeout=10) as connection:
        kept = {number for (number,) in connection.execute(WRITTEN)}
        connection.execute("DELETE FROM ninewa.site_report WHERE families > 1000000")
    lost = [number for _, number in load.acknowledged if number not in kept]
    failed = [status for moment, _, status in load.answered if status != 200]
    slow = max(taken for moment, taken, _ in load.answered if moment > began)
    pages = f"pages of the public {len(load.answered):,} / failed {len(failed)} {set(failed) or ''}"
    print(
        f"{fault.__name__:10}  {leader.name} -> {led_by}  acknowledged {len(load.acknowledged):,} / lost {len(lost)}  "
        f"longest write gap {gap:.1f} s  {pages}, slowest {slow:.1f} s  /healthz slowest {max(load.alive):.2f} s",
        flush=True,
    )
    if leader.patroni is not None and leader.patroni.poll() is not None:
        leader.patroni = leader.start()
    cluster.wait_for_followers()
    return int(bool(lost or failed))


if __name__ == "__main__":
    sys.exit(main())
