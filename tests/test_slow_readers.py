"""Clients that take nothing of an answer are left, whatever its size, and what breaks off does not look whole."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from tests import slow_application
from tests.conftest import free_port
from tests.slow_application import PARTS, SECONDS, SMALL
from webmap.front import PART_BYTES
from webmap.slow_readers import LOOKS

ROOT = Path(__file__).parent.parent
READERS = 40
IN_TIME = SECONDS * (1 + 2 / LOOKS) + 3


@pytest.fixture(scope="module")
def served() -> Iterator[tuple[int, int]]:
    """The port and the process of a web server that gives these answers."""
    port = free_port()
    command = [sys.executable, "-P", "-m", "granian", "--interface", "asginl", "--factory"]
    command += [f"{slow_application.__name__}:create", "--port", str(port), "--http", "1", "--no-ws", "--workers", "1"]
    with subprocess.Popen(command, cwd=ROOT, env={"PYTHONPATH": str(ROOT)}, start_new_session=True) as server:
        try:
            for _try in range(600):
                with ExitStack() as tried, socket.socket() as one:
                    tried.callback(time.sleep, 0.1)
                    if one.connect_ex(("127.0.0.1", port)) == 0:
                        break
            yield port, server.pid
        finally:
            server.terminate()


@contextmanager
def readers(
    port: int, path: str, count: int = 1, version: str = "1.1", room: int = 4096
) -> Iterator[Sequence[socket.socket]]:
    """Clients with little room of their own, who asked and have taken nothing yet."""
    with ExitStack() as stack:
        found = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in found:
            one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, room)
            one.connect(("127.0.0.1", port))
            one.sendall(f"GET {path} HTTP/{version}\r\nHost: 127.0.0.1\r\n\r\n".encode())
        yield found


def rest_of(one: socket.socket) -> bytes:
    """What comes until the server ends; ConnectionResetError where it broke off."""
    one.settimeout(20)
    parts = []
    while part := one.recv(PART_BYTES):
        parts.append(part)
    return b"".join(parts)


def connected(port: int) -> int:
    """Connections of the server, by the kernel's own list."""
    lines = Path("/proc/net/tcp").read_text().splitlines()[1:]
    return sum(1 for line in lines if line.split()[1].endswith(f":{port:04X}") and line.split()[3] == "01")


@pytest.mark.parametrize("path", ["/small", "/large", "/parts"])
def test_nothing_is_kept_for_clients_that_take_nothing(served: tuple[int, int], path: str) -> None:
    port, _process = served
    with readers(port, path, READERS) as taking_nothing:
        time.sleep(0.5)
        assert connected(port) == READERS
        time.sleep(IN_TIME)
        patience = time.monotonic() + 2 * IN_TIME  # machines are busy
        while connected(port) and time.monotonic() < patience:
            time.sleep(0.2)
        assert connected(port) == 0
        for one in taking_nothing:
            with pytest.raises(ConnectionResetError):
                rest_of(one)


def test_a_client_that_takes_its_time_and_takes_all_of_it_gets_all_of_it(served: tuple[int, int]) -> None:
    port, _process = served
    with readers(port, "/small", 5, room=60_000) as slow:
        taken = dict.fromkeys(slow, 0)
        for _turn in range(6):
            time.sleep(SECONDS / 4)
            for one in slow:
                taken[one] += len(one.recv(16_384))
        for one in slow:
            one.settimeout(5)
            while taken[one] < SMALL:
                taken[one] += len(one.recv(16_384))


@pytest.mark.parametrize("version", ["1.0", "1.1"])
@pytest.mark.parametrize("path", ["/parts", "/fails"])
def test_an_answer_that_breaks_off_does_not_look_whole(served: tuple[int, int], path: str, version: str) -> None:
    """Not even in HTTP/1.0, as nginx asks, where the end of the connection is that of the answer."""
    port, _process = served
    with readers(port, path, version=version) as (one,):
        if path == "/parts":
            time.sleep(IN_TIME)
        with pytest.raises(ConnectionResetError):
            rest_of(one)


def test_an_answer_in_parts_that_is_taken_is_whole(served: tuple[int, int]) -> None:
    port, _process = served
    with readers(port, "/parts", version="1.0", room=1_000_000) as (one,):
        assert rest_of(one).count(b"x") >= PARTS * PART_BYTES
