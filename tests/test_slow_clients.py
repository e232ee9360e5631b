"""Clients that take for ever, or say nothing: everybody else is answered as before.

`SLOW=200 scripts/check tests/test_slow_clients.py -s`: so many slow bodies and slow headers, 2.5 times so many idle.
"""

from __future__ import annotations

import asyncio
import os
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

import pytest

from bench.load import Load, run
from geodata.server.logins import Addresses
from webmap import front
from webmap.answers.messages import Message

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse

SLOW = int(os.environ.get("SLOW", "40"))
SECONDS = 2.0 if SLOW < 200 else 10.0
# Below this a ratio tells of the machine alone.
UNNOTICED_MS = 100.0
ROUNDS = 3
# What the hasty server gives a client.
HASTY_SECONDS = 3
PAGES = ["/", "/sites", "/corridors/C02", "/displacement", "/map/data.json"]
HEAD = b"POST /api/plan/allocate HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
BODY, HEADERS, IDLE = HEAD + b"Content-Length: 10\r\n\r\n", b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ", b""


@pytest.fixture(scope="module")
def hasty_server(urls: Addresses, serve: Callable[[Addresses], str]) -> str:
    """One that waits for its clients for three seconds only."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WEBMAP_CLIENT_SECONDS", str(HASTY_SECONDS))
        return serve(urls)


@contextmanager
def clients(port: int, said: bytes, count: int) -> Iterator[Sequence[socket.socket]]:
    with ExitStack() as open_ones:
        found = [open_ones.enter_context(socket.create_connection(("127.0.0.1", port), 10)) for _ in range(count)]
        for one in found:
            one.sendall(said)
        yield found


def port_of(address: str) -> int:
    return int(address.rpartition(":")[2])


def test_pages_are_as_fast_beside_slow_bodies_slow_headers_and_idle_connections(live_server: str) -> None:
    port = port_of(live_server)
    run(Load(port, PAGES, SECONDS, 8))
    assert any(nobody_notices(port) for _ in range(ROUNDS))


def nobody_notices(port: int) -> bool:
    """Whether pages are as fast beside them; other programs of the machine make one round worse than another."""
    load = Load(port, PAGES, SECONDS, 8)
    without = run(load).only(200).p99
    with clients(port, BODY, SLOW), clients(port, HEADERS, SLOW), clients(port, IDLE, SLOW * 5 // 2):
        beside = run(load).only(200).p99
        alive = run(Load(port, ["/healthz"], SECONDS, 2)).only(200).p99
    print(f"{SLOW} of each: p99 {without:.0f} ms without, {beside:.0f} ms beside them, /healthz {alive:.0f} ms")
    return beside <= max(3 * without, UNNOTICED_MS) and alive <= 1000


def answer_of(one: socket.socket) -> str:
    one.settimeout(front.CLIENT_SECONDS + 10)
    parts = []
    while part := one.recv(65536):
        parts.append(part)
    return b"".join(parts).decode()


def test_a_body_that_does_not_come_is_refused_in_words(hasty_server: str) -> None:
    began = time.monotonic()
    with clients(port_of(hasty_server), BODY, 3) as waiting:
        answers = [answer_of(one) for one in waiting]
    assert HASTY_SECONDS - 1 <= time.monotonic() - began <= HASTY_SECONDS + 10
    for answer in answers:
        head, _, problem = answer.partition("\r\n\r\n")
        assert head.startswith("HTTP/1.1 408 ")
        assert "x-content-type-options: nosniff" in head
        assert problem == '{"title": "This took too long to arrive.", "status": 408}'


@pytest.mark.parametrize(
    "rest",
    [
        f"Content-Length: {front.MOST_BODY_BYTES + 1}\r\n\r\n".encode(),
        b"Transfer-Encoding: chunked\r\n\r\n" + 33 * (b"8000\r\n" + b"x" * 0x8000 + b"\r\n"),
    ],
    ids=["by its own word", "in pieces"],
)
def test_a_body_that_is_too_large_is_refused_before_it_is_there(live_server: str, rest: bytes) -> None:
    with clients(port_of(live_server), HEAD + rest, 1) as (one,):
        head, _, problem = answer_of(one).partition("\r\n\r\n")
    assert head.startswith("HTTP/1.1 413 ")
    assert problem == '{"title": "Too large", "status": 413}'


def test_bodies_are_bounded_together(hasty_server: str) -> None:
    """Each below its own bound: no more than 16 MB of them are kept at one time by a worker, and all are given back."""
    port = port_of(hasty_server)
    nearly = b"Content-Length: 1000000\r\n\r\n" + b"x" * 999_000
    count = 2 * front.MOST_BYTES_AT_ONCE // 999_000 + 8
    with clients(port, HEAD + nearly, count) as waiting:
        answers = [answer_of(one) for one in waiting]
    statuses = [answer[9:12] for answer in answers]
    assert set(statuses) == {"408", "503"}
    assert all(
        "retry-after: 5\r\n" in answer for answer, status in zip(answers, statuses, strict=True) if status == "503"
    )
    whole = HEAD + b"Content-Length: 2\r\n\r\n{}"
    with clients(port, whole, 8) as asking:
        assert all(one.recv(12) == b"HTTP/1.1 400" for one in asking)


def test_whoever_says_nothing_is_not_waited_for_without_end(hasty_server: str) -> None:
    port = port_of(hasty_server)
    with clients(port, IDLE, 3) as idle, clients(port, HEADERS, 3) as slow:
        for one in (*idle, *slow):
            one.settimeout(30)
            assert one.recv(1) == b""


def test_whoever_takes_nothing_of_a_large_answer_is_left_with_a_part_of_it() -> None:
    """Else what is beyond the buffers of the system would be kept for as long as a client likes."""
    whole = b"x" * (4 * front.PART_BYTES)
    taken: list[Message] = []

    def application(environ: object, start: StartResponse) -> list[bytes]:
        start("200 OK", [("Content-Length", str(len(whole)))])
        return [whole]

    async def take_the_first_part(message: Message) -> None:
        if len(taken) == 2:
            await asyncio.Event().wait()
        taken.append(message)

    async def nothing() -> Message:
        return {"type": "http.disconnect"}

    scope = {"method": "GET", "path": "/", "query_string": b"", "scheme": "http", "headers": []}
    there = {"server": ("127.0.0.1", 80), "client": ("127.0.0.1", 1)}
    asked = front.Front(application, seconds=0.2)(scope | there, nothing, take_the_first_part)
    with ThreadPoolExecutor(1) as thread:  # this one may have the loop of a browser
        thread.submit(asyncio.run, asyncio.wait_for(asked, 20)).result()
    assert [len(message.get("body", b"")) for message in taken] == [0, front.PART_BYTES]


@pytest.mark.parametrize(
    "request_line",
    [b"GET / HTTP/1.1\r\nBad Header: 1\r\n\r\n", b"GET /\r\n\r\n", b"\x00\xff\r\n\r\n", b"GET /a b HTTP/1.1\r\n\r\n"],
)
def test_what_is_no_request_gets_an_answer_without_content(live_server: str, request_line: bytes) -> None:
    """It comes from the server below us, so that it carries no header of ours; nor anything that could need one."""
    with clients(port_of(live_server), request_line, 1) as (one,):
        head, _, body = answer_of(one).partition("\r\n\r\n")
    assert head.startswith("HTTP/1.1 400 ")
    assert "content-length: 0" in head
    assert body == ""
