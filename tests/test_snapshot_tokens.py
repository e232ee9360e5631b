"""Who tries addresses learns nothing: an unknown token, a draft and one put aside answer alike, with the same work."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.engine import Engine

from geodata.server.logins import Addresses
from tests.conftest import Make
from tests.test_snapshot_drafts import EN, freeze, person, send, stored

UNKNOWN = "AAAAAAAAAAAAAAAAAAAAAA"
PATHS = (
    *("/s/{}", "/s/{}.svg", "/s/{}.pdf", "/s/{}/sites.csv", "/s/{}/now", "/s/{}/data.json", "/s/{}/map-360.svg"),
    *("/s/{}/analysis-south.csv", "/embed/{}", "/embed/{}?explore=1"),
)


@pytest.fixture
def app(make_app: Make, fresh_database: Addresses) -> Iterator[Flask]:
    made = make_app(fresh_database, role="public")
    yield made
    made.extensions["painter"].stop()


@contextmanager
def asked() -> Iterator[list[str]]:
    """What the database is asked meanwhile."""
    said: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        said.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    yield said
    event.remove(Engine, "before_cursor_execute", note)


def answered(client: FlaskClient, path: str, token: str) -> tuple[int, str, dict[str, str], list[str]]:
    client.get(path.format(UNKNOWN), headers=EN)  # the version of the data was asked for within this second
    with asked() as said:
        answer = client.get(path.format(token), headers=EN)
    headers = {name: value for name, value in answer.headers.items() if name != "Date"}
    return (
        answer.status_code,
        answer.text.replace(token, ""),
        headers,
        [one for one in said if "data_version" not in one],
    )


def test_drafts_answer_as_what_is_not_there_with_the_same_work(app: Flask, fresh_database: Addresses) -> None:
    planner, public = person(app, fresh_database, "Lana"), app.test_client()
    draft, aside = (freeze(planner, layers=["communities"], title=title) for title in ("One", "Another"))
    assert send(planner, f"{aside}/withdraw", reason="not needed").status_code == 303
    tokens = [stored(fresh_database, path).token for path in (draft, aside)]
    for path in PATHS:
        unknown = answered(public, path, UNKNOWN)
        assert unknown[0] == 404
        for token in tokens:
            assert answered(public, path, token) == unknown, path


def test_robots_keep_no_draft(app: Flask, fresh_database: Addresses) -> None:
    planner = person(app, fresh_database, "Lana")
    draft = freeze(planner, layers=["communities"])
    for path in (draft, f"{draft}/frozen", f"{draft}/frozen/wide.en.svg", "/snapshots/new", "/snapshots/999999"):
        assert planner.get(path, headers=EN).headers["X-Robots-Tag"] == "noindex", path
        assert app.test_client().get(path, headers=EN).headers["X-Robots-Tag"] == "noindex", path
