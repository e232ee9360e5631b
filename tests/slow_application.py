"""For tests of the front with a real web server: answers of every size and kind, for clients that take their time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from webmap import front

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

SECONDS = 2.0
SMALL, PARTS = 60_000, 400


def answers(environ: WSGIEnvironment, start: StartResponse) -> Iterator[bytes] | list[bytes]:
    path = environ["PATH_INFO"]
    if path == "/small":
        start("200 OK", [("Content-Length", str(SMALL))])
        return [b"s" * SMALL]
    if path == "/large":
        start("200 OK", [("Content-Length", str(PARTS * front.PART_BYTES))])
        return [b"l" * (PARTS * front.PART_BYTES)]
    start("200 OK", [])
    return _parts(fails=path == "/fails")


def _parts(*, fails: bool) -> Iterator[bytes]:
    for number in range(PARTS):
        yield b"x" * front.PART_BYTES
        if fails and number == 2:
            raise RuntimeError("in the middle of an answer")


def create() -> front.Front:
    return front.Front(answers, seconds=SECONDS)
