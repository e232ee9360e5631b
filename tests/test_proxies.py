"""Behind a real nginx, however it is set up: strangers are the public, and no cache gives them what is exact."""

from __future__ import annotations

import os
import re
import shutil
import socket
import ssl
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from email.message import Message
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from geodata.server.cluster import Cluster
from scripts import set_up
from tests.conftest import ROOT, TEST_CLUSTERS, copy_of, drop, free_port
from tests.test_access import keep_from_public

# Of Debian, where /usr/sbin is not in everybody's PATH; and unpacked by scripts/check, as its package starts a server.
PROGRAMS = (shutil.which("nginx"), "/usr/sbin/nginx", str(set_up.VAR / "nginx" / "usr" / "sbin" / "nginx"))
NGINX = next((program for program in PROGRAMS if program and Path(program).exists()), None)
pytestmark = pytest.mark.skipif(NGINX is None, reason="there is no nginx here, and scripts/check could not fetch it")

DATABASE = "ninewa_proxied"
DAY = "at=2017-04-04&lang=en"
POSITION, DATA, STYLE = f"/sites/qaymawa?{DAY}", f"/map/data.json?{DAY}", "/static/0/gaps.css"
ANSWERS = [POSITION, DATA, f"/?{DAY}", f"/sites?{DAY}", f"/sites.csv?{DAY}"]
EXACT = re.compile(r"36\.4887|43\.5140")
# What owners of a proxy write: nothing, or some of what the pages of the web recommend, or the wrong thing.
FORWARDED = {
    "nothing": "",
    "host": "proxy_set_header Host $host;",
    "host and port": "proxy_set_header Host $http_host;",
    "a local host": "proxy_set_header Host localhost:8000;",
    "address": "proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;",
    "real address": "proxy_set_header Host $host; proxy_set_header X-Real-IP $remote_addr;",
    "everything": "proxy_set_header Host $host; proxy_set_header X-Real-IP $remote_addr;"
    " proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for; proxy_set_header X-Forwarded-Proto $scheme;"
    " proxy_set_header X-Forwarded-Host $host; proxy_set_header Forwarded for=$remote_addr;",
    "this machine": "proxy_set_header Host 127.0.0.1; proxy_set_header X-Forwarded-For 127.0.0.1;"
    " proxy_set_header X-Real-IP ::1; proxy_set_header Forwarded for=127.0.0.1;",
    "no header of its own": "proxy_pass_request_headers on; proxy_http_version 1.1; proxy_set_header Connection '';",
}
FRAME = """
daemon off;
pid {folder}/pid;
error_log {folder}/error.log;
events {{}}
http {{
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxied;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  access_log {folder}/access.log;
  proxy_cache_path {folder}/cache keys_zone=kept:1m;
{block}
}}
"""
# A cache as greedy as one can be that still heeds what an answer says of itself.
CACHING = """
  server {{
    listen 127.0.0.1:{port};
    location / {{
      proxy_pass {behind};
      {headers}
      proxy_cache kept;
      proxy_cache_key $request_uri;
      proxy_cache_valid any 10m;
      add_header X-Kept $upstream_cache_status always;
    }}
  }}
"""


class Answer(NamedTuple):
    status: int
    headers: Message
    text: str


class NoRedirect(urllib.request.HTTPRedirectHandler):
    """Shows where an answer sends to instead of going there."""

    def redirect_request(self, *arguments: Any) -> None:
        return None


class Proxy:
    """A running nginx, and a remote visitor before it."""

    def __init__(self, folder: Path, address: str) -> None:
        self.folder, self.address = folder, address
        self.plain_address = address
        trusting = urllib.request.HTTPSHandler(context=ssl._create_unverified_context())
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), NoRedirect, trusting)

    def ask(self, path: str, **headers: str) -> Answer:
        request = urllib.request.Request(f"{self.address}{path}", headers={"Host": "map.example.org", **headers})
        try:
            answer = self._opener.open(request, timeout=30)
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            return Answer(answer.status, answer.headers, answer.read().decode())

    def cookie(self) -> str:
        """What the door gives to who opens the address that scripts/serve prints."""
        answer = self.ask(door(set_up.planner_word()))
        assert (answer.status, answer.headers["Location"].endswith("/")) == (303, True)
        return str(answer.headers["Set-Cookie"]).partition(";")[0]


def door(word: str) -> str:
    return f"/planner?word={word}"


@pytest.fixture(scope="module")
def behind(template: str, cluster: Cluster, serve: Callable[..., str]) -> Iterator[str]:
    """A real server on loopback, on a database in which Qaymawa's exact point is not public."""
    addresses = copy_of(template, DATABASE, cluster)
    keep_from_public(addresses, "qaymawa")
    yield serve(addresses)
    drop(cluster, DATABASE)


@pytest.fixture
def start() -> Iterator[Callable[[str, str, int], Proxy]]:
    """Starts nginx with a block of `http {}`; it is ended with the test."""
    folder = TEST_CLUSTERS / f"{os.getpid()}-nginx"
    folder.mkdir(parents=True)
    running: list[subprocess.Popen[bytes]] = []

    def started(block: str, scheme: str, port: int) -> Proxy:
        user = "user root;" if os.geteuid() == 0 else ""
        (folder / "nginx.conf").write_text(user + FRAME.format(folder=folder, block=block))
        command = [str(NGINX), "-e", str(folder / "error.log"), "-p", str(folder), "-c", str(folder / "nginx.conf")]
        running.append(subprocess.Popen(command))
        give_up_at = time.monotonic() + 20
        while not _listens(port):
            assert running[0].poll() is None, (folder / "error.log").read_text()
            assert time.monotonic() < give_up_at
            time.sleep(0.05)
        return Proxy(folder, f"{scheme}://127.0.0.1:{port}")

    yield started
    for process in running:
        process.terminate()
        process.wait(20)
    shutil.rmtree(folder)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.mark.parametrize("headers", FORWARDED.values(), ids=FORWARDED)
def test_strangers_are_the_public_and_planners_are_planners(start: Any, behind: str, headers: str) -> None:
    port = free_port()
    proxy = start(CACHING.format(port=port, behind=behind, headers=headers), "http", port)
    ways = ({"Authorization": f"Bearer {set_up.planner_word()}"}, {"Cookie": proxy.cookie()})
    straight = Proxy(ROOT, behind)
    for path in ANSWERS:
        public, exact = straight.ask(path).text, straight.ask(path, **ways[0]).text
        first = [proxy.ask(path) for _ in range(2)]
        seen = [proxy.ask(path, **who) for who in ways for _ in range(2)]
        after = [proxy.ask(path, Host=host) for host in ("map.example.org", "localhost", "127.0.0.1")]
        assert {answer.status for answer in (*first, *seen, *after)} == {200}, path
        assert {answer.text for answer in (*first, *after)} == {public}, path
        assert {answer.text for answer in seen} == {exact}, path
        assert EXACT.search(exact) or path not in (POSITION, DATA), path
        assert not EXACT.search(public), path
        assert "HIT" not in {answer.headers["X-Kept"] for answer in seen}, path
    # That cache does keep what it may: the test would say little of one that keeps nothing.
    assert [proxy.ask(STYLE).headers["X-Kept"] for _ in range(2)] == ["MISS", "HIT"]
    assert proxy.ask(POSITION, Authorization="Bearer wrong").status == 401
    assert not EXACT.search(proxy.ask(POSITION).text)


@pytest.fixture
def shipped(start: Any, behind: str, tmp_path: Path) -> Proxy:
    """The proxy of docker/nginx.conf, with a certificate, on free ports."""
    files = ["-out", str(tmp_path / "map.pem"), "-keyout", str(tmp_path / "map.key")]
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=map.example.org", *files],
        check=True, capture_output=True,
    )  # fmt: skip
    plain, port = free_port(), free_port()
    block = (ROOT / "docker" / "nginx.conf").read_text()
    for written, here in {
        "listen 80;": f"listen 127.0.0.1:{plain};",
        "listen 443 ssl;": f"listen 127.0.0.1:{port} ssl;",
        "/etc/ssl/certs/map.example.org.pem": str(tmp_path / "map.pem"),
        "/etc/ssl/private/map.example.org.key": str(tmp_path / "map.key"),
        "http://127.0.0.1:8000": behind,
    }.items():
        assert written in block
        block = block.replace(written, here)
    proxy: Proxy = start(block, "https", port)
    proxy.plain_address = f"http://127.0.0.1:{plain}"
    return proxy


def test_the_shipped_proxy_keeps_the_word_to_https_and_out_of_its_logs(shipped: Proxy) -> None:
    answer = shipped.ask(door(set_up.planner_word()))
    assert "Secure" in answer.headers["Set-Cookie"]
    assert answer.headers["Strict-Transport-Security"]
    assert EXACT.search(shipped.ask(POSITION, Cookie=shipped.cookie()).text)
    assert EXACT.search(shipped.ask(POSITION, Authorization=f"Bearer {set_up.planner_word()}").text)
    assert not EXACT.search(shipped.ask(POSITION).text)
    plain = Proxy(shipped.folder, shipped.plain_address)
    assert plain.ask("/sites").headers["Location"] == "https://map.example.org/sites"
    assert plain.ask(door(set_up.planner_word())).status == 404
    logs = "".join((shipped.folder / name).read_text() for name in ("access.log", "error.log"))
    assert "/sites/qaymawa" in logs
    assert set_up.planner_word() not in logs


def test_the_shipped_proxy_counts_words_by_address(shipped: Proxy) -> None:
    statuses = [shipped.ask(door("wrong")).status for _ in range(8)]
    assert statuses[0] == 401
    assert statuses[-1] == 429
    assert shipped.ask("/sites").status == 200
