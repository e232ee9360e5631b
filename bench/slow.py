"""Clients that take for ever to say what they want: each sends one byte of a header a second."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from types import TracebackType

SECONDS_AT_MOST = 120


class SlowClients:
    """`count` open connections to 127.0.0.1:`port` for as long as the block lasts, at most two minutes."""

    def __init__(self, port: int, count: int) -> None:
        self._sockets = [socket.create_connection(("127.0.0.1", port), timeout=10) for _ in range(count)]
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._drip, daemon=True)

    def __enter__(self) -> SlowClients:
        for one in self._sockets:
            one.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ")
            one.setblocking(False)
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._ended.set()
        self._thread.join()
        for one in self._sockets:
            one.close()

    def still_open(self) -> int:
        """How many the server has not closed."""
        return sum(_is_open(one) for one in self._sockets)

    def _drip(self) -> None:
        for _ in range(SECONDS_AT_MOST):
            if self._ended.wait(1):
                return
            for one in self._sockets:
                with suppress(OSError):
                    one.send(b"a")


def _is_open(one: socket.socket) -> bool:
    try:
        return one.recv(1, socket.MSG_PEEK) != b""
    except BlockingIOError:
        return True
    except OSError:
        return False
