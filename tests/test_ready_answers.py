"""Answers that are ready before any thread: those that the application would give, to just those to whom it would."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from typing import Any

import pytest
from flask import Flask

from tests.test_page_memory import KNOWN, LATER
from webmap import create_app, front
from webmap.answers import short_way
from webmap.answers.messages import Message
from webmap.answers.page_memory import Kept, PageMemory, Shortcut
from webmap.asked.scope import environ_of
from webmap.config import Settings
from webmap.latest_version import Found

HEADERS = [("Content-Type", "text/html"), ("ETag", '"a"'), ("Vary", "Accept-Language"), ("Cache-Control", "public")]
HOST = (b"host", b"127.0.0.1:8000")


def scope(*headers: tuple[bytes, bytes], method: str = "GET", path: str = "/sites", query: bytes = b"") -> Message:
    asked = {"method": method, "path": path, "query_string": query, "scheme": "http", "headers": list(headers)}
    return asked | {"server": ("127.0.0.1", 8000), "client": ("127.0.0.1", 1)}


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch) -> Flask:
    """An application whose database cannot be reached, and which remembers one page of the version last found."""
    nowhere = "postgresql+psycopg://webmap_public@/ninewa?host=/nowhere"
    app = create_app(Settings(database_app_url=nowhere, database_public_url=nowhere, webmap_secret_key="x" * 40))
    app.extensions["page_memory"] = PageMemory(1)
    remember(app, scope(HOST, (b"accept-encoding", b"gzip")))
    monkeypatch.setattr(app.extensions["databases"].latest, "at_hand", lambda: Found(KNOWN))
    return app


def remember(app: Flask, asked: Message, *, may_be_withdrawn: bool = False) -> None:
    way = short_way.way_of(environ_of(asked))
    assert way is not None
    app.extensions["page_memory"].put("page", Kept('"a"', (), b"plain", b"packed"))
    shortcut = Shortcut(KNOWN, "page", HEADERS, is_compressed=True, may_be_withdrawn=may_be_withdrawn)
    app.extensions["page_memory"].learn(way, shortcut)


def test_what_a_request_depends_on_is_read_alike_with_and_without_an_environment() -> None:
    said = [
        [(), (HOST,), (HOST, HOST), ((b"host", b""),)],
        [(), ((b"cookie", b"a=b"),), ((b"authorization", b"x"),), ((b"x-forwarded-for", b"10.0.0.1"),)],
        [(), ((b"accept-language", b"ar"),), ((b"accept-language", b"ar"), (b"accept-language", b"en"))],
        [(), ((b"sec-fetch-dest", b"iframe"),), ((b"sec-fetch-dest", b"document"),)],
        [(), ((b"if-none-match", b'"a"'),)],
    ]
    looked_at = 0
    for parts in product(*said):
        headers = [header for part in parts for header in part]
        for path, query, method in (("/sites", b"", "GET"), ("/\u0639 \xe9", b"x=%FF\xe9", "GET"), ("/", b"", "HEAD")):
            asked = scope(*headers, path=path, query=query, method=method)
            way, tag = short_way._asked(asked)
            environ = environ_of(asked)
            if len({name for name, _value in headers}) < len(headers):
                assert way is None  # it goes by the application, which reads both
                continue
            assert way == short_way.way_of(environ)
            assert way is None or tag == environ.get("HTTP_IF_NONE_MATCH")
            looked_at += way is not None
    assert looked_at > 40


@pytest.mark.parametrize("tag", [None, b'"a"', b'"b"'])
def test_a_ready_answer_is_that_of_the_application(known: Flask, tag: bytes | None) -> None:
    headers = [HOST, (b"accept-encoding", b"gzip"), *([(b"if-none-match", tag)] if tag else [])]
    asked = scope(*headers)
    environ = environ_of(asked)
    way = short_way.way_of(environ)
    assert way is not None
    given, ready = short_way._kept(known, environ, way, Found(KNOWN)), short_way.ready(known, asked)
    if given is None:
        assert ready is None
        assert tag == b'"b"'
        return
    assert ready is not None
    status, sent, body = given
    assert (ready.start["status"], ready.body, ready.is_stale) == (int(status[:3]), body, False)
    assert ready.start["headers"] == [(name.lower().encode(), value.encode()) for name, value in sent]


def test_a_ready_answer_says_when_nobody_can_tell_whether_it_is_the_newest(
    known: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    latest, asked = known.extensions["databases"].latest, scope(HOST, (b"accept-encoding", b"gzip"))
    monkeypatch.setattr(latest, "at_hand", lambda: Found(KNOWN, is_stale=True))
    stale = short_way.ready(known, asked)
    assert stale is not None
    assert stale.is_stale
    assert (b"warning", b'110 - "Response is Stale"') in stale.start["headers"]
    monkeypatch.setattr(latest, "at_hand", lambda: Found(KNOWN))
    fresh = short_way.ready(known, asked)
    assert fresh is not None
    assert b"warning" not in dict(fresh.start["headers"])
    monkeypatch.setattr(latest, "at_hand", lambda: Found(LATER))
    assert short_way.ready(known, asked) is None
    monkeypatch.setattr(latest, "at_hand", lambda: None)
    assert short_way.ready(known, asked) is None
    remember(known, asked, may_be_withdrawn=True)
    monkeypatch.setattr(latest, "at_hand", lambda: Found(KNOWN, is_stale=True))
    assert short_way.ready(known, asked) is None


def test_a_ready_answer_needs_no_thread_and_no_environment(known: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def not_needed(*args: object) -> Any:
        raise AssertionError

    monkeypatch.setattr(front, "environ_of", not_needed)
    monkeypatch.setattr(front.Front, "_in_thread", not_needed)
    ready = front.Front(known, not_needed, ready=lambda asked: short_way.ready(known, asked))
    sent: list[Message] = []

    async def nothing() -> Message:
        raise AssertionError

    async def send(message: Message) -> None:
        sent.append(message)

    async def twice() -> None:
        asked = scope(HOST, (b"accept-encoding", b"gzip"))
        await ready(asked, nothing, send)
        await ready(asked, nothing, send)

    with ThreadPoolExecutor(1) as thread:  # this one may have the loop of a browser
        thread.submit(asyncio.run, twice()).result()
    assert sent[0]["headers"] == [(name.lower().encode(), value.encode()) for name, value in HEADERS]
    assert [message.get("body") for message in sent] == 2 * [None, b"packed"]
