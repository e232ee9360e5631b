"""Remembered answers: the short way gives just what the long way gave, and only to who would have got it there."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from tests.conftest import WORD
from webmap.answers.page_memory import LONGEST_WAY, MOST_WAYS, Kept, PageMemory, Shortcut
from webmap.data_version import Version
from webmap.databases import Databases

HOST = {"Accept-Language": "en"}
KNOWN, LATER = (Version(number, datetime(2017, 4, 4, tzinfo=UTC)) for number in (1, 2))  # versions of the data


@pytest.fixture
def views_asked(app: Any, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths that reached the views."""
    asked: list[str] = []
    to_view = type(app).full_dispatch_request

    def noted(self: Any, *rest: Any) -> Any:
        from flask import request

        asked.append(request.path)
        return to_view(self, *rest)

    monkeypatch.setattr(type(app), "full_dispatch_request", noted)
    return asked


@pytest.mark.parametrize("encoding", ["", "gzip"])
@pytest.mark.parametrize("path", ["/?at=2017-03-05", "/map/data.json?at=2017-03-05", "/sites.csv?at=2017-03-05"])
def test_the_short_way_gives_what_the_long_way_gave(
    public_client: FlaskClient, views_asked: list[str], path: str, encoding: str
) -> None:
    headers = HOST | ({"Accept-Encoding": encoding} if encoding else {})
    long, short = public_client.get(path, headers=headers), public_client.get(path, headers=headers)
    assert len(views_asked) == 1
    assert (short.status, short.data, dict(short.headers)) == (long.status, long.data, dict(long.headers))
    unchanged = public_client.get(path, headers=headers | {"If-None-Match": long.headers["ETag"]})
    assert len(views_asked) == 1
    assert (unchanged.status_code, unchanged.data) == (304, b"")
    assert {name: long.headers[name] for name in ("ETag", "Cache-Control", "Vary")} == dict(unchanged.headers)


@pytest.mark.parametrize(
    ("said", "asks_view", "is_another"),
    [
        ({"Cookie": "a=b"}, True, False),
        ({"Authorization": "Basic YTpi"}, True, False),
        ({"Authorization": f"Bearer {WORD}"}, True, True),
        ({"X-Forwarded-For": "127.0.0.1", "Forwarded": "for=127.0.0.1"}, False, False),
    ],
)
def test_who_says_more_of_himself_is_judged_each_time(
    public_app: Flask, views_asked: list[str], said: dict[str, str], asks_view: bool, is_another: bool
) -> None:
    client = public_app.test_client(use_cookies=False)  # with them it sends only those of answers
    stranger = client.get("/sites?at=2017-03-06", headers=HOST)
    views_asked.clear()
    other = client.get("/sites?at=2017-03-06", headers=HOST | said)
    assert views_asked == (["/sites"] if asks_view else [])
    assert (other.headers["ETag"] != stranger.headers["ETag"]) == is_another


def test_other_methods_and_other_tags_go_the_long_way(client: FlaskClient, views_asked: list[str]) -> None:
    first = client.get("/sites?at=2017-03-07", headers=HOST)
    client.head("/sites?at=2017-03-07", headers=HOST)
    client.post("/sites?at=2017-03-07", headers=HOST)
    weak = client.get("/sites?at=2017-03-07", headers=HOST | {"If-None-Match": f'"x", W/{first.headers["ETag"]}'})
    assert len(views_asked) == 4
    assert weak.status_code == 304


def test_what_is_remembered_is_bounded() -> None:
    memory = PageMemory(1)
    for number in range(MOST_WAYS + 10):
        memory.learn((str(number),), Shortcut(KNOWN, "page", [], False))
        memory.put(str(number), Kept("tag", (), bytes(10_000), None))
    memory.learn(("x" * LONGEST_WAY, "y"), Shortcut(KNOWN, "page", [], False))
    memory.put("page", Kept("tag", (), b"body", None))
    assert memory.follow(("0",), KNOWN) is None
    assert memory.follow(("x" * LONGEST_WAY, "y"), KNOWN) is None
    assert memory.follow((str(MOST_WAYS),), LATER) is None  # the data has changed
    assert memory.follow((str(MOST_WAYS),), KNOWN) is not None
    assert memory.get("0") is None


def test_many_at_once_look_for_the_version_once(app: Any) -> None:
    databases: Databases = app.extensions["databases"]
    expected, looks = databases.latest.get(), list[str]()
    databases.latest.known = (-100.0, expected)
    event.listen(databases.public, "before_cursor_execute", lambda *args: looks.append(args[2]))
    together = Barrier(8)

    def look(_number: int) -> Version:
        together.wait(timeout=10)
        return databases.latest.get()

    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(look, range(8))) == [expected] * 8
    assert len(looks) == 1
