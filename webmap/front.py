"""What meets a request before a thread is given to it: the ASGI application that the web server runs.

Threads are few. So bodies are read here, whole, within a time and a size; an answer that is at hand leaves at once, as
does /healthz; only what has to be worked out goes to a thread, in which the WSGI application knows nothing of all this.
"""

from __future__ import annotations

import asyncio
import io
import os
import time
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from contextvars import Context, copy_context
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from webmap import counts, create_app, slow_readers
from webmap.answers import short_way
from webmap.answers.errors import REFUSED
from webmap.answers.messages import Message
from webmap.answers.messages import start as begun
from webmap.answers.short_way import Ready
from webmap.asked.scope import FIXED, Scope, environ_of
from webmap.connecting import THREADS
from webmap.counts import Counts
from webmap.patience import CAME_AT

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication, WSGIEnvironment
    from flask import Flask

# For a body as a whole, and for the taking of each part of an answer.
CLIENT_SECONDS = 20.0
# Of an answer, so much is handed over at once: what is beyond it waits for its client to take what came before.
PART_BYTES = 64 * 1024
MOST_BODY_BYTES = 1024 * 1024
# Of all bodies that a worker is reading at one time.
MOST_BYTES_AT_ONCE = 16 * MOST_BODY_BYTES
WITHOUT_BODY = ("GET", "HEAD", "OPTIONS")
ALIVE = "/healthz"
LAST_PART: Message = {"type": "http.response.body", "body": b"", "more_body": False}
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Answered = tuple[str, list[tuple[str, str]], bytes]
Result = TypeVar("Result")
AtHand = Callable[["WSGIEnvironment"], Answered | None]


class Refused(Exception):
    """A body that is not taken; the status says why."""

    def __init__(self, status: int) -> None:
        self.status = status


class Gone(Exception):
    """The client went away in the middle of its body."""


class Streamed(NamedTuple):
    """An answer whose length nobody knows yet; `parts` are made one by one, in the context of its request."""

    status: str
    headers: list[tuple[str, str]]
    parts: Iterator[bytes]
    context: Context


Answer = Answered | Streamed


def create_front() -> Front:
    """The application of a worker, of which `scripts/web_server.py` hears once it can answer."""
    app = create_app()
    seconds = app.extensions["settings"].webmap_client_seconds
    front = Front(app, partial(_at_hand, app), seconds, partial(short_way.ready, app))
    if path := os.environ.get("WEBMAP_COUNTS"):
        front.counts = Counts(Path(path), app.extensions["databases"].waits)
    if told := os.environ.get("WEBMAP_STARTED"):
        Path(told).touch()
    return front


def _at_hand(app: Flask, environ: WSGIEnvironment) -> Answered | None:
    """What is known without a thread of who asks for more than is ready: that they come back later, or go elsewhere."""
    at_hand: list[AtHand] = app.extensions["at_hand"]
    return next((answer for knows in at_hand if (answer := knows(environ)) is not None), None)


class Front:
    """A WSGI application behind bodies that were read, and answers at hand before any thread."""

    def __init__(
        self,
        application: WSGIApplication,
        at_hand: AtHand = lambda environ: None,
        seconds: float = CLIENT_SECONDS,
        ready: Callable[[Scope], Ready | None] = lambda scope: None,
    ) -> None:
        self._application, self._at_hand, self._seconds, self._ready = application, at_hand, seconds, ready
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="request")
        self._bytes_at_once = 0
        self.counts: Counts | None = None
        self._noting: asyncio.Task[None] | None = None
        self._watch: asyncio.Task[None] | None = None
        there = {"SERVER_NAME": "localhost", "SERVER_PORT": "80", "wsgi.url_scheme": "http"}
        self._alive = self._ask(FIXED | there | {"REQUEST_METHOD": "GET", "PATH_INFO": ALIVE})

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        came_at = time.monotonic()
        if self._watch is None:
            readers = slow_readers.SlowReaders(int(scope["server"][1]), self._seconds, PART_BYTES)
            self._watch = asyncio.create_task(readers.watch())
            self._noting = asyncio.create_task(self.counts.keep_noting()) if self.counts else None
        if scope["path"] == ALIVE and scope["method"] == "GET":
            self._count(came_at, int(self._alive[0][:3]), counts.ALIVE)
            return await self._give(scope, send, self._alive)
        if (ready := self._ready(scope)) is not None:
            self._count(came_at, ready.start["status"], counts.HELD if ready.is_stale else counts.MEMORY)
            return await self._send(scope, send, ready.start, ready.body)
        environ = environ_of(scope)
        answer: Answer | None = self._at_hand(environ)
        if answer is not None:
            environ[counts.FROM_MEMORY] = True
        else:
            try:
                environ["wsgi.input"] = io.BytesIO(await self._body(environ, receive))
            except Refused as refused:
                environ[REFUSED] = refused.status
            except Gone:
                return None
            environ[CAME_AT] = came_at
            answer = await self._in_thread(copy_context(), self._ask, environ)
        kind = counts.MEMORY if counts.FROM_MEMORY in environ else counts.MADE
        is_held = kind == counts.MEMORY and short_way.STALE in answer[1]
        self._count(came_at, int(answer[0][:3]), counts.HELD if is_held else kind)
        return await self._give(scope, send, answer)

    def _count(self, came_at: float, status: int, kind: str) -> None:
        if self.counts is not None:
            self.counts.answered(status, kind, time.monotonic() - came_at)

    async def _in_thread(self, context: Context, work: Callable[..., Result], *given: Any) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self._threads, partial(context.run, work, *given))

    async def _body(self, environ: WSGIEnvironment, receive: Receive) -> bytes:
        """The body, read within its time; Refused (408, 413, 503: too many at once) or Gone."""
        length = environ.pop("CONTENT_LENGTH", "")
        if environ["REQUEST_METHOD"] in WITHOUT_BODY:
            return b""
        if length.isdigit() and int(length) > MOST_BODY_BYTES:
            raise Refused(413)
        body = bytearray()
        try:
            async with asyncio.timeout(self._seconds):
                await self._read(body, receive)
        except TimeoutError:
            raise Refused(408) from None
        finally:
            self._bytes_at_once -= len(body)
        environ["CONTENT_LENGTH"] = str(len(body))
        return bytes(body)

    async def _read(self, body: bytearray, receive: Receive) -> None:
        while True:
            message = await receive()
            if message["type"] != "http.request":
                raise Gone
            part = message.get("body", b"")
            body += part
            self._bytes_at_once += len(part)
            if len(body) > MOST_BODY_BYTES:
                raise Refused(413)
            if self._bytes_at_once > MOST_BYTES_AT_ONCE:
                raise Refused(503)
            if not message.get("more_body"):
                return

    def _ask(self, environ: WSGIEnvironment) -> Answer:
        """The answer of the application; in a thread."""
        started: list[Any] = []

        def start(status: str, headers: list[tuple[str, str]], error: Any = None) -> Callable[[bytes], object]:
            started[:] = [status, headers]
            return started.append

        environ.setdefault("wsgi.input", io.BytesIO())
        parts = self._application(environ, start)
        status, headers = started
        if not any(name.lower() == "content-length" for name, _ in headers) and status.startswith("200"):
            return Streamed(status, headers, iter(parts), copy_context())
        try:
            return status, headers, b"".join(parts)
        finally:
            _close(parts)

    async def _give(self, scope: Message, send: Send, answer: Answer) -> None:
        if isinstance(answer, Streamed):
            return await self._whole_or_cut(scope, self._stream(send, answer))
        status, headers, body = answer
        return await self._send(scope, send, begun(int(status[:3]), headers), body)

    async def _send(self, scope: Message, send: Send, start: Message, body: bytes) -> None:
        if len(body) > PART_BYTES:
            return await self._whole_or_cut(scope, self._in_parts(send, start, body))
        await send(start)
        return await send({"type": "http.response.body", "body": body})

    async def _whole_or_cut(self, scope: Message, given: Awaitable[None]) -> None:
        """An answer that does not come to its end breaks off, also where its end is that of the connection."""
        whole = False
        try:
            with suppress(TimeoutError):
                await given
                whole = True
        finally:
            if not whole:
                (_, port), (name, number) = scope["server"], scope["client"]
                await asyncio.to_thread(slow_readers.cut, int(port), (name, int(number)))

    async def _in_parts(self, send: Send, start: Message, body: bytes) -> None:
        await send(start)
        for number in range(0, len(body), PART_BYTES):
            await self._hand_over(send, body[number : number + PART_BYTES])
        await send(LAST_PART)

    async def _hand_over(self, send: Send, part: bytes) -> None:
        """One part; TimeoutError where the client takes none: it is left, and what waited for it is let go."""
        async with asyncio.timeout(self._seconds):
            await send({"type": "http.response.body", "body": part, "more_body": True})

    async def _stream(self, send: Send, answer: Streamed) -> None:
        """Part by part: a client that takes none in its time has left, and holds no thread while it thinks."""
        await send(begun(int(answer.status[:3]), answer.headers))
        try:
            while part := await self._in_thread(answer.context, next, answer.parts, b""):
                await self._hand_over(send, part)
            await send(LAST_PART)
        finally:
            await self._in_thread(answer.context, _close, answer.parts)


def _close(parts: Any) -> None:
    if hasattr(parts, "close"):
        parts.close()
