"""Planners are told which sites the public does not see as they do: list, page, map and file."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine, pool

from geodata.server.logins import Addresses

LEVELS = {"haj-ali": "moderate", "qaymawa": "high", "hasansham-u3": "severe"}
SAID = {
    "haj-ali": "public: rounded to about 1 km, counts under 10 and under 60 people withheld",
    "qaymawa": "public: by name only, without position and reports",
    "hasansham-u3": "not public",
}
DAY = "at=2017-04-04&lang=en"
Ask = Callable[[str], FlaskClient]


@pytest.fixture
def ask(fresh_database: Addresses, make_app: Callable[..., Flask]) -> Ask:
    with create_engine(fresh_database.owner, poolclass=pool.NullPool).begin() as connection:
        for site, level in LEVELS.items():
            connection.exec_driver_sql("UPDATE site SET sensitivity = %s WHERE site_id = %s", (level, site))
    return lambda role: make_app(fresh_database, role=role).test_client()


def test_planners_see_it_wherever_a_site_is_told_of(ask: Ask) -> None:
    planner = ask("planner")
    listed, file = planner.get(f"/sites?{DAY}").text, planner.get(f"/sites.csv?{DAY}").text
    drawn = {site["id"]: site["facts"] for site in planner.get(f"/map/data.json?{DAY}").get_json()["sites"]}
    rows = {row["site_id"]: row for row in csv.DictReader(io.StringIO(file))}
    for site, said in SAID.items():
        assert said in listed
        assert said in planner.get(f"/sites/{site}?{DAY}").text
        assert ["Public", said, ""] in drawn[site]
        assert rows[site]["public"] == said


def test_the_public_is_not_told_of_it(ask: Ask) -> None:
    public = ask("public")
    for address in ("/sites", "/sites.csv", "/sites/haj-ali", "/map/data.json", "/"):
        text = public.get(f"{address}?{DAY}").text.replace("a source that is not public", "")
        assert not [said for said in SAID.values() if said in text], address


def test_where_everything_is_public_nothing_is_said(client: FlaskClient) -> None:
    assert "public" not in client.get(f"/sites.csv?{DAY}").text.splitlines()[0].split(",")
    assert "public:" not in client.get(f"/sites?{DAY}").text
