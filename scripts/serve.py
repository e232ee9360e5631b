"""Set up, start, watch: the launcher behind `scripts/serve`."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType

import psycopg

from geodata.server import locks, logins
from geodata.server.cluster import Cluster
from geodata.server.setup_problem import SetupProblem
from scripts import exercise, first_administrator, ports, set_up, shipped_snapshots
from scripts.ports import need_free_port
from scripts.set_up import VAR, say
from scripts.web_server import WebServer

SECONDS_TO_FIRST_PAGE = 90
SECONDS_BETWEEN_LOOKS = 0.1
SECONDS_BETWEEN_SEALS = 60.0
PAUSES = (0.0, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0)


class Ended(Exception):
    """Somebody asked this program to end, by this signal."""

    def __init__(self, number: int) -> None:
        self.number = number


class Revival:
    """Starting something again after it died: at once however often it dies, with pauses where it does not start."""

    def __init__(self) -> None:
        self._failures = 0
        self._last = float("-inf")

    def is_due(self, did_start: bool) -> bool:
        """Whether the next try may be made now; `did_start`: the last one came as far as answering."""
        now = time.monotonic()
        if did_start:
            self._failures = 0
        if now - self._last < PAUSES[min(self._failures, len(PAUSES) - 1)]:
            return False
        self._failures += 1
        self._last = now
        return True


def main() -> int:
    arguments = _arguments()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _end)
    if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # ignored under nohup, which is to stay so
        signal.signal(signal.SIGHUP, _end)
    try:
        if arguments.exercise:
            exercise.refuse_given_server()
        _need_known_settings()
        need_free_port(arguments.host, arguments.port)
        set_up.own_the_var_folder()
        Cluster(VAR, say).forget_stop()
        with set_up.writing(), set_up.served_database() as database:
            set_up.derived_files()
            if database.cluster:
                set_up.tell_of_newer(database.cluster)
            # Said either way, so that neither the facts nor an exercise can pass for the other by a variable left over.
            os.environ["WEBMAP_EXERCISE"] = str(arguments.exercise)
            addresses = exercise.addresses(database) if arguments.exercise else database.addresses
            server = WebServer(arguments.host, arguments.port, addresses)
            # The kernel would let two granians share a port; a second launcher waiting for set-up gets here later.
            with locks.alone(VAR / f"port-{arguments.port}.lock", say, f"serving port {arguments.port}"):
                need_free_port(arguments.host, arguments.port)
                with _metrics(server):
                    _serve(server, database.cluster, addresses.owner if not arguments.exercise else "")
    except SetupProblem as problem:
        say(str(problem))
        return 1
    except Ended:
        return 0
    return 0


@contextmanager
def _metrics(server: WebServer) -> Iterator[None]:
    """Where they are asked for; else nothing of it is loaded."""
    if not (port := int(os.environ.get("WEBMAP_METRICS_PORT") or 0)):
        yield
        return
    from scripts import metrics

    with metrics.listening(server, port):
        yield


def _need_known_settings() -> None:
    """Raise SetupProblem for what the workers would refuse, once and before anything is made."""
    if not any(name.startswith("WEBMAP_") or name == "DATABASE_REPLICA_URL" for name in os.environ):
        return
    from pydantic import ValidationError  # heavy, and an ordinary start has nothing set

    from webmap.config import Settings, refusals

    try:
        Settings()
    except ValidationError as error:
        raise SetupProblem("\n".join(refusals(error))) from None


def _serve(server: WebServer, cluster: Cluster | None, owner: str) -> None:
    try:
        with shipped_snapshots.standing_ready(owner):
            server.start()
            wrong = server.wait_until_ready(SECONDS_TO_FIRST_PAGE, ended=lambda: False)
        if wrong:
            raise SetupProblem(f"The first page does not answer: {wrong}")
        host = f"[{server.reachable}]" if ":" in server.reachable else server.reachable
        address = f"http://{host}:{server.port}"
        print(f"Ready: {address}/", flush=True)
        for line in _ways_in(address, server, owner):
            print(line, flush=True)
        _watch(server, cluster)
    except Ended as ended:
        if ended.number == signal.SIGTERM:  # Ctrl-C is somebody who waits
            server.drain(int(os.environ.get("WEBMAP_DRAIN_SECONDS") or 0))
        raise
    finally:
        _let_the_end_be()
        server.stop()


def _ways_in(address: str, server: WebServer, owner: str) -> Iterator[str]:
    """Who may see more than the public, until somebody has signed in: from then on that is the way."""
    try:
        if first_administrator.has_anyone_signed_in(owner or server.addresses.app):
            return
        yield f"For planners: {address}/planner?word={server.planner_word()}"
        if owner and (path := first_administrator.link(owner)):
            yield f"For the administrator, once: {address}{path}"
    except psycopg.Error as error:
        say(f"Whether anybody has signed in could not be asked: {str(error).strip()}")


def _watch(server: WebServer, cluster: Cluster | None) -> None:
    """Until asked to end: start again what died. The web workers find a restarted database by themselves."""
    revivals, ending = [Revival() for _ in server.workers], threading.Event()
    # By itself, since a database may take its time to start, and a worker shall not wait for that.
    of_database = threading.Thread(target=_watch_database, args=(cluster, ending)) if cluster else None
    if of_database:
        of_database.start()
    sealing = threading.Thread(target=_seal, args=(server.addresses.app, ending))
    sealing.start()
    try:
        while True:
            time.sleep(SECONDS_BETWEEN_LOOKS)
            for worker, revival in zip(server.workers, revivals, strict=True):
                if worker.has_died() and revival.is_due(worker.has_started()):
                    say("A web worker ended; starting it again.")
                    worker.stop()
                    worker.start()
            if of_database and not of_database.is_alive():
                raise SetupProblem("Nobody watches the database any more; why is said above.")
    finally:
        _let_the_end_be()
        ending.set()
        if of_database:
            of_database.join()  # lest it start what is being stopped
        sealing.join()


def _seal(address: str, ending: threading.Event) -> None:
    """Now and then seal what was added to the audit; while the database is away it can wait."""
    while not ending.wait(SECONDS_BETWEEN_SEALS):
        with suppress(psycopg.Error), psycopg.connect(logins.libpq(address), connect_timeout=5) as connection:
            connection.execute("SELECT ninewa.seal_audit()")


def _watch_database(cluster: Cluster, ending: threading.Event) -> None:
    revival, did_start = Revival(), True
    while not ending.wait(SECONDS_BETWEEN_LOOKS):
        if cluster.pid() is None and not cluster.was_stopped_on_purpose() and revival.is_due(did_start):
            did_start = _revive(cluster)


def _revive(cluster: Cluster) -> bool:
    """Start the database; whether it did."""
    say("The database is down; starting it again.")
    try:
        cluster.start()
    except SetupProblem as problem:
        say(str(problem))
        return False
    say("The database is back.")
    return True


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/serve", add_help=False)
    ports.add_arguments(parser)
    parser.add_argument("--exercise", action="store_true")
    arguments = parser.parse_args()
    if not 0 < arguments.port < 65536:
        parser.error(f"--port {arguments.port}: a port is a number from 1 to 65535")
    return arguments


def _end(number: int, frame: FrameType | None) -> None:
    _let_the_end_be()
    raise Ended(number)


def _let_the_end_be() -> None:
    """From here on the program is ending; a second signal must not interrupt the clearing up."""
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)


if __name__ == "__main__":
    sys.exit(main())
