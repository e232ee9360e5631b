"""What Prometheus asks for, as text, on this machine's loopback alone: of all workers together, and of the database."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from geodata.server import backups
from geodata.server.setup_problem import SetupProblem
from scripts.set_up import VAR
from scripts.web_server import WebServer
from webmap import counts
from webmap.config import Settings
from webmap.connecting import answered_within
from webmap.data_version import Reached, reached_now
from webmap.databases import Databases
from webmap.latest_version import LOOK_SECONDS

PATH, TEXT = "/metrics", "text/plain; version=0.0.4; charset=utf-8"
LOOPBACK = "127.0.0.1"
PARTS = ("bucket", "sum", "count")  # of a histogram
SECONDS_A_DAY = 86_400
# Name, kind and what it says; the series of counts.py among them.
KNOWN = {
    "webmap_requests_total": ("counter", "Answers by class of status and whence they came: memory, held, made, alive."),
    "webmap_request_seconds": ("histogram", "Until an answer began to leave."),
    counts.WAITING: ("gauge", "Threads of all workers that wait for the database now."),
    "webmap_database_heard_seconds": ("gauge", "Since any worker was last answered by the database."),
    "webmap_workers": ("gauge", "Workers that live."),
    "webmap_workers_wanted": ("gauge", "Workers that there should be."),
    "webmap_database_up": ("gauge", "Whether the primary answers just now."),
    "webmap_data_version": ("gauge", "The number of the data's version."),
    "webmap_data_age_seconds": ("gauge", "Since the data last changed."),
    "webmap_replica_up": ("gauge", "Whether a replica answers that follows this primary."),
    "webmap_replica_lag_bytes": ("gauge", "How much of the log it has not replayed."),
    "webmap_backup_age_seconds": ("gauge", "Since the newest backup that scripts/backup made on this machine."),
}


@contextmanager
def listening(server: WebServer, port: int) -> Iterator[None]:
    """While the block lasts they can be asked for on `port` of this machine's loopback."""
    # What the web server was given may be an address that no setting names.
    app, public = server.addresses.app, server.addresses.public
    databases = Databases(Settings(database_app_url=app, database_public_url=public))

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = "\n".join([*lines(server, databases), ""]).encode() if self.path == PATH else b""
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", TEXT)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *arguments: object) -> None:
            """Not a line for each question."""

    try:
        listener = ThreadingHTTPServer((LOOPBACK, port), Handler)
    except OSError as error:
        raise SetupProblem(f"WEBMAP_METRICS_PORT {port} cannot be listened on: {error.strerror}") from None
    threading.Thread(target=listener.serve_forever, daemon=True).start()
    try:
        yield
    finally:
        listener.shutdown()
        listener.server_close()
        databases.let_connections_go()


def lines(server: WebServer, databases: Databases, place: Path = VAR) -> Iterator[str]:
    """The text format of Prometheus (0.0.4), each series below what it says."""
    said = ""
    for name, value in _found(server, databases, place):
        family = name.partition("{")[0]
        family = next((known for known in KNOWN if family in (known, *(f"{known}_{part}" for part in PARTS))), family)
        if family != said:
            kind, words = KNOWN[family]
            yield f"# HELP {family} {words}"
            yield f"# TYPE {family} {kind}"
            said = family
        yield f"{name} {float(value):.15g}"


def _found(server: WebServer, databases: Databases, place: Path) -> Iterator[tuple[str, float]]:
    of_workers = dict(counts.summed(server.counts()))
    heard = of_workers.pop(counts.HEARD_AT, None)
    yield from of_workers.items()
    if heard is not None:
        yield "webmap_database_heard_seconds", heard
    yield "webmap_workers", sum(not worker.has_died() for worker in server.workers)
    yield "webmap_workers_wanted", len(server.workers)
    yield from of_servers(databases)
    if (newest := backups.newest(place)) is not None:
        yield "webmap_backup_age_seconds", newest[1] * SECONDS_A_DAY


def of_servers(databases: Databases) -> Iterator[tuple[str, float]]:
    """Whether primary and replica answer, and what they say; within seconds."""
    primary: Reached | None = None
    with suppress(SQLAlchemyError), databases.public.connect() as connection, answered_within(connection, LOOK_SECONDS):
        primary = reached_now(connection)
    yield "webmap_database_up", primary is not None
    if primary is not None:
        yield "webmap_data_version", primary.version.number
        yield "webmap_data_age_seconds", (datetime.now(UTC) - primary.version.moment).total_seconds()
    if databases.replica is None:
        return
    replica = databases.replica.reached()
    follows = replica is not None and (primary is None or replica.database == primary.database)
    yield "webmap_replica_up", follows
    if primary is not None and replica is not None and follows:
        yield "webmap_replica_lag_bytes", max(0, primary.lsn - replica.lsn)
