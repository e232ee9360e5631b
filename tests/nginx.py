"""A real nginx for tests: started with a block of `http {}`, or with the one that ships."""

from __future__ import annotations

import os
import shutil
import socket
import ssl
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import Message
from pathlib import Path
from typing import Any, NamedTuple

from scripts import set_up
from tests.conftest import ROOT, TEST_CLUSTERS, free_port

# Of Debian, where /usr/sbin is not in everybody's PATH; and unpacked by scripts/check, as its package starts a server.
PROGRAMS = (shutil.which("nginx"), "/usr/sbin/nginx", str(set_up.VAR / "nginx" / "usr" / "sbin" / "nginx"))
NGINX = next((program for program in PROGRAMS if program and Path(program).exists()), None)
NO_NGINX = "there is no nginx here, and scripts/check could not fetch it"
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
Start = Callable[[str, str, int], "Proxy"]


class Answer(NamedTuple):
    status: int
    headers: Message
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


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

    def ask(self, path: str, method: str = "GET", **headers: str) -> Answer:
        said = {"Host": "map.example.org", **{name.replace("_", "-"): value for name, value in headers.items()}}
        request = urllib.request.Request(f"{self.address}{path}", headers=said, method=method)
        try:
            answer = self._opener.open(request, timeout=30)
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            return Answer(answer.status, answer.headers, answer.read())

    def cookie(self) -> str:
        """What the door gives to who opens the address that scripts/serve prints."""
        answer = self.ask(door(set_up.planner_word()))
        assert (answer.status, answer.headers["Location"].endswith("/")) == (303, True)
        return str(answer.headers["Set-Cookie"]).partition(";")[0]


def door(word: str) -> str:
    return f"/planner?word={word}"


@contextmanager
def starting() -> Iterator[Start]:
    """Starts nginx with a block of `http {}`; it is ended with the block of code."""
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


def start_shipped(start: Start, behind: str, folder: Path, *others: str) -> Proxy:
    """The proxy of docker/nginx.conf before one host or several, with a certificate in `folder`, on free ports."""
    files = ["-out", str(folder / "map.pem"), "-keyout", str(folder / "map.key")]
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=map.example.org", *files],
        check=True, capture_output=True,
    )  # fmt: skip
    plain, port = free_port(), free_port()
    block = (ROOT / "docker" / "nginx.conf").read_text()
    for written, here in {
        "listen 80;": f"listen 127.0.0.1:{plain};",
        "listen 443 ssl;": f"listen 127.0.0.1:{port} ssl;",
        "/etc/ssl/certs/map.example.org.pem": str(folder / "map.pem"),
        "/etc/ssl/private/map.example.org.key": str(folder / "map.key"),
        "proxy_cache_path /var/cache/ninewa ": f"proxy_cache_path {folder}/same_for_all ",
        "proxy_cache_path /var/cache/ninewa-pages ": f"proxy_cache_path {folder}/pages ",
        "    server 127.0.0.1:8000 ": "".join(f"    server {host.removeprefix('http://')};\n" for host in others)
        + f"    server {behind.removeprefix('http://')} ",
    }.items():
        assert written in block
        block = block.replace(written, here)
    proxy = start(block, "https", port)
    proxy.plain_address = f"http://127.0.0.1:{plain}"
    return proxy
