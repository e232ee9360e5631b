"""What a frozen map costs: freezing it, and giving it out in other people's pages."""

from __future__ import annotations

import gzip
import http.client
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import NamedTuple

from bench.load import Load, run
from bench.place import BARE, HOST, free_port
from bench.processes import cpu_seconds
from bench.rows import DAY, Bench, Cost, Row
from geodata.server.setup_problem import SetupProblem
from scripts import set_up
from scripts.snapshot import application, kept
from webmap.drawing.pictures import patient
from webmap.layers.registry import LAYERS
from webmap.person import PUBLIC
from webmap.snapshots.freezing import freeze
from webmap.snapshots.frozen import View

MOST_CPU, LEAST_BEHIND_NGINX, LEAST_ALONE = 1.5, 0.5, 0.25
CONNECTIONS, SECONDS_TO_START = 16, 30
SHIPPED = set_up.ROOT / "docker" / "nginx.conf"
PROGRAMS = (shutil.which("nginx"), "/usr/sbin/nginx", str(set_up.VAR / "nginx" / "usr" / "sbin" / "nginx"))
# As it ships, without TLS, which a file would be given out by as well.
WITHOUT_TLS = ("ssl_certificate", "ssl_protocols", "ssl_session_cache")
FRAME = """daemon off; worker_processes 1; pid {folder}/pid; error_log {folder}/error.log; {user}
events {{}}
http {{
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxied; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi; access_log off; keepalive_requests 100000000;
{block}
  server {{
    listen {host}:{file_port};
    location / {{ root {folder}; default_type "text/html; charset=utf-8"; add_header Content-Encoding gzip; }}
  }}
}}
"""


class Nginx(NamedTuple):
    """Ports of the proxy as it ships, and of a server that gives out one file; both are one process."""

    proxy: int
    file: int
    pid: int

    def cpu_seconds(self) -> float:
        return cpu_seconds(self.pid)


def snapshots(bench: Bench) -> Iterator[Row]:
    """s: a frozen map: freezing a day, and the map in other people's pages beside the same bytes as a file."""
    token, rows = _freezes(bench)
    yield from rows
    yield from _embedded(bench, f"/embed/{token}?lang=en")


def _freezes(bench: Bench) -> tuple[str, list[Row]]:
    """The token of the last one, which is published; a day each, since pictures that were drawn are known."""
    addresses = bench.place.spare
    app = application(addresses)
    layers = tuple(layer.name for layer in LAYERS if layer.may_be_seen_by(PUBLIC.role))
    taken = list[tuple[float, float, float]]()
    try:
        for number in range(bench.rounds + 1):
            view = View("Measured", DAY - timedelta(days=bench.rounds - number), layers)
            before = _used(bench)
            with patient():
                frozen = freeze(app, view)
            taken.append(_since(before, _used(bench)))
    finally:
        app.extensions["painter"].stop()
    kept(addresses.owner, frozen, view, is_published=True)
    # The first one plans statements, and starts the process that draws.
    web, database, drawing = (median(part) for part in zip(*taken[1:], strict=True))
    detail = f"{web:.2f} s of the web, {database:.2f} of the database; {len(frozen.files)} files"
    is_cheap = web + database <= MOST_CPU
    freezing = f"{web + database:.2f} s CPU"
    pictures = f"{sum(one.mimetype == 'image/png' for one in frozen.files)} of the files are PNG"
    return frozen.token, [
        Row("A freeze of a day: web and database", freezing, f"≤ {MOST_CPU} s", is_cheap, detail, web + database),
        Row("  the process that draws, for it", f"{drawing:.2f} s CPU", detail=pictures, value=drawing),
    ]


def _used(bench: Bench) -> tuple[float, float, float]:
    """Processor seconds of this process, of the database, and of this one with its children, so far."""
    return time.process_time(), cpu_seconds(bench.place.postmaster()), cpu_seconds(os.getpid())


def _since(before: tuple[float, float, float], after: tuple[float, float, float]) -> tuple[float, float, float]:
    own, database, whole = (later - earlier for earlier, later in zip(before, after, strict=True))
    return own, database, whole - own


def _embedded(bench: Bench, path: str) -> Iterator[Row]:
    """By processor time: our client is slower than nginx, so requests a second would measure the client."""
    program = next((program for program in PROGRAMS if program and Path(program).exists()), None)
    if program is None:
        yield Row(
            "A frozen map in other pages", "not measured", detail="there is no nginx here (scripts/check gets it)"
        )
        return
    server, bare = bench.place.serve(bench.place.spare), bench.place.serve(bench.place.spare, BARE)
    contents = _got(server.port, path)
    with _nginx(program, server.port, contents) as nginx:
        if _got(nginx.proxy, path) != contents:
            raise SetupProblem("The proxy gives out other bytes than the map.")
        found = bench.in_turns(
            file=lambda: _asked(bench, nginx.file, "/embed", nginx.cpu_seconds),
            proxy=lambda: _asked(bench, nginx.proxy, path, nginx.cpu_seconds),
            alone=lambda: _asked(bench, server.port, path, lambda: server.cpu_seconds),
            bare=lambda: _asked(bench, bare.port, "/", lambda: bare.cpu_seconds),
            hello=lambda: _asked(bench, bench.hello.port, "/", lambda: bench.hello.cpu_seconds),
        )
    server.stop()
    bare.stop()
    file, size = found["file"], f"{len(contents) / 1000:.1f} KB"
    yield Row("A file of nginx, as large as a frozen map in other pages", _told(file), detail=size, value=file.cpu_ms)
    for name, which, goal in (
        ("The frozen map behind nginx, against the file", "proxy", LEAST_BEHIND_NGINX),
        ("The frozen map without nginx, against the file", "alone", LEAST_ALONE),
    ):
        ratio = file.cpu_ms / found[which].cpu_ms
        yield Row(name, f"{ratio:.2f} ×", f"≥ {goal} ×", ratio >= goal, _told(found[which]), ratio)
    for name, which in (("the server without any application", "bare"), ("a Flask hello", "hello")):
        most = file.cpu_ms / found[which].cpu_ms
        yield Row(f"  {name}, against the file", f"{most:.2f} ×", detail=_told(found[which]), value=most)


def _told(cost: Cost) -> str:
    return f"{cost.cpu_ms * 1000:.0f} µs CPU, {cost.per_second:,.0f}/s"


def _asked(bench: Bench, port: int, path: str, used: Callable[[], float]) -> Cost:
    before = used()
    result = run(Load(port, [path], bench.seconds, CONNECTIONS)).only(200)
    return Cost(result.per_second, (used() - before) * 1000 / result.requests, 0.0)


def _got(port: int, path: str) -> bytes:
    """The bytes of an answer as they are sent, compressed."""
    connection = http.client.HTTPConnection(HOST, port, timeout=30)
    connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
    answer = connection.getresponse()
    contents = answer.read()
    connection.close()
    if answer.status != 200:
        raise SetupProblem(f"{path} answers {answer.status}.")
    gzip.decompress(contents)
    return contents


@contextmanager
def _nginx(program: str, behind: int, contents: bytes) -> Iterator[Nginx]:
    """With the settings that ship, before a server on port `behind`, and with `contents` as a file."""
    proxy, file = free_port(), free_port()
    with TemporaryDirectory(prefix="ninewa-nginx-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "embed").write_bytes(contents)
        lines = SHIPPED.read_text(encoding="utf-8").splitlines()
        block = "\n".join(line for line in lines if not line.strip().startswith(WITHOUT_TLS))
        for written, here in {
            "listen 80;": f"listen {HOST}:{free_port()};",
            "listen 443 ssl;": f"listen {HOST}:{proxy};",
            "/var/cache/ninewa": f"{folder}/kept",
            "127.0.0.1:8000": f"{HOST}:{behind}",
        }.items():
            block = block.replace(written, here)
        user = "user root;" if os.geteuid() == 0 else ""
        settings = FRAME.format(folder=folder, block=block, host=HOST, file_port=file, user=user)
        (folder / "nginx.conf").write_text(settings, encoding="utf-8")
        command = [program, "-e", str(folder / "error.log"), "-p", name, "-c", str(folder / "nginx.conf")]
        process = subprocess.Popen(command)
        try:
            _wait_for(file, process, folder / "error.log")
            yield Nginx(proxy, file, process.pid)
        finally:
            process.terminate()
            process.wait(SECONDS_TO_START)


def _wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    give_up_at = time.monotonic() + SECONDS_TO_START
    while True:
        try:
            _got(port, "/embed")
        except OSError:
            if process.poll() is not None or time.monotonic() > give_up_at:
                raise SetupProblem(f"nginx did not start: {log.read_text()[-500:]}") from None
            time.sleep(0.05)
        else:
            return
