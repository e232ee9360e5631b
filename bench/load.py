"""Requests against a server of this machine: a program of one thread, run as a process of its own.

It keeps every connection busy with one request at a time and reads no more of an answer than its status and length, so
that it takes as little as possible of the processor it shares with the server.
"""

from __future__ import annotations

import json
import selectors
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from itertools import cycle

from geodata.server.setup_problem import SetupProblem
from scripts.set_up import ROOT

SECONDS_OF_SILENCE = 20
READ_BYTES = 1 << 20


@dataclass(frozen=True)
class Load:
    """What to ask of 127.0.0.1:`port`: `paths` in turn, for some seconds or (seconds 0) each of them once.

    `bodies`: forms that are sent, each to the path of its turn; none: pages are read.
    """

    port: int
    paths: Sequence[str]
    seconds: float = 2.0
    connections: int = 8
    headers: dict[str, str] = field(default_factory=dict)
    bodies: Sequence[str] = ()


@dataclass(frozen=True)
class Result:
    """Requests answered, and how: by status, per second, with the median and 99th percentile in milliseconds."""

    requests: int
    seconds: float
    statuses: dict[str, int]
    p50: float
    p99: float

    @property
    def per_second(self) -> float:
        return self.requests / self.seconds if self.seconds else 0.0

    def only(self, status: int) -> Result:
        """Itself; raises SetupProblem when anything else was answered, since that would measure something else."""
        if set(self.statuses) != {str(status)}:
            raise SetupProblem(f"Answers other than {status}: {self.statuses}")
        return self


def run(load: Load) -> Result:
    """The load from a process of its own; raises SetupProblem when the server is silent or ends connections."""
    command = [sys.executable, "-P", "-m", "bench.load"]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT)},
        input=json.dumps(asdict(load)),
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    if done.returncode != 0:
        raise SetupProblem(f"Requests to {load.paths[0]} failed: {done.stderr.strip().splitlines()[-1:]}")
    return Result(**json.loads(done.stdout))


class Connection:
    """One connection with one request under way."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=SECONDS_OF_SILENCE)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._head = b""
        self._missing = -1
        self.status = ""
        self.sent_at = 0.0

    def send(self, request: bytes) -> None:
        self._head, self._missing = b"", -1
        self.sent_at = time.perf_counter()
        self.socket.sendall(request)

    def has_answer(self) -> bool:
        """Read what has come; True when the answer is complete."""
        part = self.socket.recv(READ_BYTES)
        if not part:
            raise ConnectionError("the server closed a connection")
        if self._missing < 0:
            self._head += part
            end = self._head.find(b"\r\n\r\n")
            if end < 0:
                return False
            self.status = self._head[9:12].decode()
            body = len(self._head) - end - 4
            self._missing = _length(self._head[: end + 2].lower(), self.status) - body
        else:
            self._missing -= len(part)
        return self._missing == 0


def _length(head: bytes, status: str) -> int:
    start = head.find(b"\r\ncontent-length:")
    if start < 0:
        if status in ("204", "304"):
            return 0
        raise ConnectionError("an answer does not say its length")
    return int(head[start + 17 : head.index(b"\r\n", start + 17)])


def _requests(load: Load) -> Iterator[bytes]:
    headers = {"Host": f"127.0.0.1:{load.port}", "Accept-Encoding": "gzip", **load.headers}
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    made = [f"GET {path} HTTP/1.1\r\n{lines}\r\n".encode() for path in load.paths]
    if load.bodies:
        kind = "Content-Type: application/x-www-form-urlencoded"
        made = [
            f"POST {path} HTTP/1.1\r\n{lines}{kind}\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode()
            for path, body in zip(cycle(load.paths), load.bodies, strict=False)
        ]
    return cycle(made) if load.seconds else iter(made)


def measure(load: Load) -> Result:
    """Ask and count in this process."""
    requests, statuses, times = _requests(load), dict[str, int](), list[float]()
    selector = selectors.DefaultSelector()
    began = time.perf_counter()
    give_up_at = began + load.seconds if load.seconds else float("inf")
    busy = 0
    for request, _ in zip(requests, range(load.connections), strict=False):
        connection = Connection(load.port)
        selector.register(connection.socket, selectors.EVENT_READ, connection)
        connection.send(request)
        busy += 1
    while busy:
        ready = selector.select(SECONDS_OF_SILENCE)
        if not ready:
            raise TimeoutError("the server is silent")
        for key, _ in ready:
            connection = key.data
            if not connection.has_answer():
                continue
            now = time.perf_counter()
            times.append(now - connection.sent_at)
            statuses[connection.status] = statuses.get(connection.status, 0) + 1
            following = next(requests, None) if now < give_up_at else None
            if following is None:
                busy -= 1
                selector.unregister(connection.socket)
                connection.socket.close()
            else:
                connection.send(following)
    took = time.perf_counter() - began
    times.sort()
    p50, p99 = (times[min(len(times) - 1, int(len(times) * part))] * 1000 for part in (0.5, 0.99))
    return Result(len(times), took, statuses, p50, p99)


if __name__ == "__main__":
    print(json.dumps(asdict(measure(Load(**json.load(sys.stdin))))))
