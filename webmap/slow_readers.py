"""Clients that do not take what was sent to them: their connections are cut, so that it is kept for nobody.

What is handed to the web server waits in its memory and the kernel's for as long as a client likes, and neither has a
limit of time. So the sockets of this process are looked through: of what waited at one look a client takes all, or as
much as a part of an answer, within its time. A cut connection is reset, never ended: without a length or a last chunk
(HTTP/1.0, as proxies ask) the end of a connection is the end of an answer, and one that was cut would look whole.
"""

from __future__ import annotations

import asyncio
import ctypes
import os
import socket
import termios
import time
from collections.abc import Iterator
from contextlib import suppress
from fcntl import ioctl
from typing import NamedTuple

# Looks within the time that a client has.
LOOKS = 4
LIBC = ctypes.CDLL(None)
# For connect(2): an address of no family, which lets go of the connection at once and tells the other side.
NOWHERE = bytes(16)
# Of the kernel's struct tcp_info, up to tcpi_bytes_acked.
TCP_INFO_BYTES, BYTES_ACKED_AT = 128, 120


class Waiting(NamedTuple):
    """Since when a client was seen not to have taken the bytes up to `end`."""

    since: float
    end: int


class SlowReaders:
    """Of a port on which this process answers; a client has `seconds` to take what waits, up to `most_bytes`."""

    def __init__(self, port: int, seconds: float, most_bytes: int) -> None:
        self._port, self._seconds, self._most_bytes = port, seconds, most_bytes
        self._waiting: dict[object, Waiting] = {}

    async def watch(self) -> None:
        """Look for as long as the loop runs; in a thread, since there may be thousands of connections."""
        while True:
            await asyncio.sleep(self._seconds / LOOKS)
            await asyncio.to_thread(self.look)

    def look(self) -> None:
        """Cut those that were seen to wait a time ago and have not taken what waited then."""
        now, before, self._waiting = time.monotonic(), self._waiting, {}
        for one in _connections(self._port):
            with suppress(OSError):
                self._look_at(one, now, before.get(one.getpeername()))

    def _look_at(self, one: socket.socket, now: float, waits: Waiting | None) -> None:
        taken, left = _taken(one), _left(one)
        if not left:
            return
        if waits is None or taken >= waits.end:
            waits = Waiting(now, taken + min(left, self._most_bytes))
        if now - waits.since >= self._seconds:
            _cut(one)
        else:
            self._waiting[one.getpeername()] = waits


def cut(port: int, client: tuple[str, int]) -> None:
    """Reset the connection of this client to a port of this process, if it is still there."""
    for one in _connections(port):
        with suppress(OSError):
            if one.getpeername()[:2] == client:
                _cut(one)


def _connections(port: int) -> Iterator[socket.socket]:
    """The sockets of the server below us on this port, each under a number of its own while it is looked at."""
    for name in os.listdir("/proc/self/fd"):
        with suppress(OSError):
            number = os.dup(int(name))
            try:
                one = socket.socket(fileno=number)
            except OSError:  # no socket
                os.close(number)
                continue
            with one:
                if one.family in (socket.AF_INET, socket.AF_INET6) and one.getsockname()[1] == port:
                    yield one


def _taken(one: socket.socket) -> int:
    info = one.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, TCP_INFO_BYTES)
    return int.from_bytes(info[BYTES_ACKED_AT:], "little")


def _left(one: socket.socket) -> int:
    """Bytes in the kernel that the client has not acknowledged."""
    return int.from_bytes(ioctl(one.fileno(), termios.TIOCOUTQ, bytes(4)), "little")


def _cut(one: socket.socket) -> None:
    LIBC.connect(one.fileno(), NOWHERE, len(NOWHERE))
