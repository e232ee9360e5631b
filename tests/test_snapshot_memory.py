"""Frozen answers are remembered as they left, and forgotten with the withdrawal of their snapshot."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import create_engine, pool

from geodata.server.logins import Addresses
from scripts.snapshot import published as publish
from scripts.snapshot import withdrawn as withdraw
from tests.conftest import Make
from tests.test_snapshot_drafts import EN, freeze, person
from tests.test_snapshots import addresses_of, frozen
from webmap.answers import short_way
from webmap.answers.short_way import way_of
from webmap.latest_version import Found

HOST = {"HTTP_HOST": "localhost"}


@pytest.fixture
def app(make_app: Make, fresh_database: Addresses) -> Iterator[Flask]:
    made = make_app(fresh_database, role="public", webmap_address="https://map.example.org")
    yield made
    made.extensions["painter"].stop()


def at_once(app: Flask, path: str, **headers: str) -> tuple[str, dict[str, str], bytes] | None:
    """What is given without a view."""
    with app.test_request_context(path, headers=headers) as asked:
        found = short_way.remembered(app, asked.request.environ)
    return None if found is None else (found[0], dict(found[1]), found[2])


def number(addresses: Addresses) -> int:
    with create_engine(addresses.owner, poolclass=pool.NullPool).connect() as connection:
        return int(connection.exec_driver_sql("SELECT number FROM ninewa.data_version").scalar_one())


def test_a_frozen_answer_is_given_again_as_it_left_until_it_is_withdrawn(app: Flask, fresh_database: Addresses) -> None:
    client = app.test_client()
    token = frozen(app, fresh_database, series=None)
    for packing in ("gzip", "identity"):
        for path in addresses_of(token):
            said: dict[str, Any] = {"Accept-Encoding": packing}
            first = client.get(path, headers=said)
            again = at_once(app, path, **said)
            assert again is not None, path
            assert (again[0], again[2]) == ("200 OK", first.data), path
            # Of another moment caches would reckon that it is old.
            assert {name: value for name, value in first.headers.items() if name != "Date"} == again[1], path
            unchanged = at_once(app, path, **said, **{"If-None-Match": first.headers["ETag"]})
            assert unchanged is not None
            assert (unchanged[0], unchanged[2]) == ("304 NOT MODIFIED", b""), path
    with app.test_request_context(f"/s/{token}?lang=en", headers={"Accept-Encoding": "gzip"}) as asked:
        way = way_of(asked.request.environ)
        assert way is not None
        version = app.extensions["databases"].latest.get()
        assert short_way._kept(app, asked.request.environ, way, Found(version)) is not None
        # While nobody can ask whether it was withdrawn, it is not given.
        assert short_way._kept(app, asked.request.environ, way, Found(version, is_stale=True)) is None
    withdraw(fresh_database.owner, token, "a wrong day", None)
    time.sleep(2.1)  # as late as the version of the data may be known
    for path in addresses_of(token):
        assert at_once(app, path, **{"Accept-Encoding": "gzip"}) is None, path
        assert client.get(path).status_code == 410, path


def test_that_one_is_published_or_withdrawn_is_a_change_and_none_of_the_map(
    app: Flask, fresh_database: Addresses
) -> None:
    planner = person(app, fresh_database, "Lana")
    draft = freeze(planner)
    before = number(fresh_database)
    token = frozen(app, fresh_database, is_published=False)
    assert number(fresh_database) == before
    publish(fresh_database.owner, token)
    assert number(fresh_database) == before + 1
    withdraw(fresh_database.owner, token, "a wrong day", None)
    assert number(fresh_database) == before + 2
    told = "The data was changed since this was frozen"
    assert told not in planner.get(draft, headers=EN).text
    with create_engine(fresh_database.owner, poolclass=pool.NullPool).begin() as connection:
        connection.exec_driver_sql("UPDATE site SET name = 'Another' WHERE site_id = 'haj-ali'")
    assert told in planner.get(draft, headers=EN).text
