"""Where sites were before they moved: what is kept, what the public may know of it, and how a move is told."""

import csv
import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Connection, create_engine, pool, text

from geodata.facts import loading
from geodata.imports import importing
from geodata.server.logins import Addresses

IMPORTED_ON = date(2026, 11, 23)
WEEK = "from=2026-11-20&to=2026-11-27&lang=en"
# Haj Ali lies at 35.748938, 43.326258. 0.02 degrees of latitude are 2,219 m, 0.025 of longitude 2,261 m:
# 3.2 km together.
TO_THE_SOUTH_EAST = "35.728938,43.351258"
KEPT = (
    "SELECT site_id, as_of, moved_on, coord_source, ST_AsText(geom) AS was, ST_AsText(moved_to) AS became"
    " FROM former_position ORDER BY former_position_id"
)


def moved(addresses: Addresses, position: str, day: date = IMPORTED_ON, site_id: str = "haj-ali") -> importing.Outcome:
    data = f"site_id,name,lat,lon\n{site_id},Haj Ali,{position}\n".encode()
    return importing.run(addresses.owner, data, "moved.csv", "sites", key="of tests", today=day, apply=True)


def asked(addresses: Addresses, sql: str) -> list[Any]:
    engine = create_engine(addresses.owner, poolclass=pool.NullPool)
    with engine.connect() as connection:
        return list(connection.execute(text(sql)))


def executed(addresses: Addresses, sql: str) -> None:
    engine = create_engine(addresses.owner, poolclass=pool.NullPool)
    with engine.begin() as connection:
        connection.execute(text(sql))


def test_an_import_that_moves_a_site_keeps_where_it_was(fresh_database: Addresses) -> None:
    assert asked(fresh_database, KEPT) == []
    assert moved(fresh_database, TO_THE_SOUTH_EAST).changed == 1
    [first] = asked(fresh_database, KEPT)
    assert (first.site_id, first.as_of, first.moved_on) == ("haj-ali", None, IMPORTED_ON)
    assert first.coord_source == "IOM DTM IDP master list 31 Aug 2019, Place ID 29702"
    assert (first.was, first.became) == ("POINT(43.326258 35.748938)", "POINT(43.351258 35.728938)")
    assert moved(fresh_database, TO_THE_SOUTH_EAST).unchanged == 1
    moved(fresh_database, "35.748938,43.326258", date(2026, 12, 1))
    [_first, second] = asked(fresh_database, KEPT)
    assert (second.as_of, second.moved_on, second.became) == (IMPORTED_ON, date(2026, 12, 1), first.was)


def test_rounding_is_no_move_and_a_new_release_neither(fresh_database: Addresses) -> None:
    moved(fresh_database, "35.7489,43.3263")  # four decimals, 5 m off
    assert asked(fresh_database, KEPT) == []
    executed(fresh_database, "UPDATE site SET geom = geom, note = note")
    executed(fresh_database, "UPDATE reference_file SET sha256 = 'an older release'")
    loading.load(fresh_database.owner)
    assert asked(fresh_database, KEPT) == []


def test_who_says_no_day_moves_a_site_on_the_day_of_writing(fresh_database: Addresses) -> None:
    executed(fresh_database, "UPDATE site SET geom = ST_Translate(geom, 0.1, 0) WHERE site_id = 'haj-ali'")
    [row] = asked(fresh_database, KEPT)
    [(today,)] = asked(fresh_database, "SELECT (now() AT TIME ZONE 'Asia/Baghdad')::date")
    assert row.moved_on == today


@pytest.fixture
def published(owner: Connection) -> Callable[[str, str, str], list[Any]]:
    """What the public could read of a move by an offset in degrees, of a site that was and is so sensitive."""

    def after(was: str, now: str, offset: str) -> list[Any]:
        owner.exec_driver_sql(f"UPDATE site SET sensitivity = '{was}' WHERE site_id = 'haj-ali'")
        owner.exec_driver_sql(f"UPDATE site SET geom = ST_Translate(geom, {offset}) WHERE site_id = 'haj-ali'")
        owner.exec_driver_sql(f"UPDATE site SET sensitivity = '{now}' WHERE site_id = 'haj-ali'")
        return list(
            owner.exec_driver_sql(
                "SELECT ST_AsText(geom, 6) AS was, ST_AsText(moved_to, 6) AS became, precision, coord_source,"
                " recorded_by FROM published.former_positions"
            )
        )

    return after


def test_a_site_that_is_open_is_published_where_it_was(published: Any) -> None:
    [row] = published("low", "low", "0.025, -0.02")
    assert (row.was, row.became) == ("POINT(43.326258 35.748938)", "POINT(43.351258 35.728938)")
    assert (row.precision, row.recorded_by) == ("exact", None)


@pytest.mark.parametrize(("was", "now"), [("moderate", "moderate"), ("low", "moderate"), ("moderate", "low")])
def test_the_public_learns_no_more_than_the_grid_of_the_stricter_day(published: Any, was: str, now: str) -> None:
    [row] = published(was, now, "0.025, -0.02")
    assert (row.was, row.became) == ("POINT(43.33 35.75)", "POINT(43.35 35.73)")
    assert (row.precision, row.coord_source) == ("approximate", None)


@pytest.mark.parametrize(
    ("was", "now", "offset"),
    [
        ("moderate", "moderate", "0.001, 0.001"),
        ("high", "low", "0.1, 0"),
        ("low", "high", "0.1, 0"),
        ("severe", "severe", "0.1, 0"),
    ],
)
def test_a_move_within_a_cell_and_of_a_hidden_site_is_not_published(
    published: Any, was: str, now: str, offset: str
) -> None:
    assert published(was, now, offset) == []


@pytest.fixture
def clients(fresh_database: Addresses, make_app: Any) -> tuple[FlaskClient, FlaskClient]:
    """A planner and the public, after Haj Ali moved."""
    moved(fresh_database, TO_THE_SOUTH_EAST)
    public = make_app(fresh_database, role="public")
    return make_app(fresh_database).test_client(), public.test_client()


def test_a_move_is_told_in_text_table_file_and_answer(clients: tuple[FlaskClient, FlaskClient]) -> None:
    sentence = (
        "Haj Ali moved 3.2 km to the south-east (position of 23 November 2026, before: as in “IOM DTM IDP master list"
        " 31 Aug 2019, Place ID 29702”). [1]"
    )
    for client, file in zip(clients, ("moved.csv (file ", "a file imported on 2026-11-23"), strict=True):
        answer = client.get(f"/api/plan/changes?{WEEK}").get_json()
        assert f"– {sentence}" in answer["text"]
        assert f"[1] {file}" in answer["text"]
        assert answer["moved"]["known"] is True
        [change] = [one for one in answer["changes"] if one["kind"] == "site_moved"]
        assert (change["site_id"], change["before"], change["after"]) == (
            "haj-ali", "35.74894, 43.32626", "35.72894, 43.35126",
        )  # fmt: skip
        assert (change["after_as_of"], change["before_as_of"]) == ("2026-11-23", None)
        assert change["difference"] == pytest.approx(3167, abs=3)
        page = client.get(f"/plan/changes?{WEEK}").get_data(as_text=True)
        assert "Sites that moved" in page
        assert "3.2 km to the south-east" in page
        assert page.count('class="way"') == 2, "on the map of wide pages and on that of phones"
        rows = list(csv.DictReader(io.StringIO(client.get(f"/plan/changes.csv?{WEEK}").get_data(as_text=True)[1:])))
        assert [row["id"] for row in rows if row["kind"] == "site_moved"] == ["haj-ali"]


def test_a_move_is_of_its_day_alone_and_of_several_the_earlier_day_is_named(
    fresh_database: Addresses, make_app: Any
) -> None:
    moved(fresh_database, TO_THE_SOUTH_EAST)
    moved(fresh_database, "35.708938,43.351258", date(2026, 12, 1))
    client = make_app(fresh_database).test_client()
    before = client.get("/api/plan/changes?from=2026-11-15&to=2026-11-22&lang=en").get_json()
    assert not [one for one in before["changes"] if one["kind"] == "site_moved"]
    later = client.get("/api/plan/changes?from=2026-11-24&to=2026-12-01&lang=en").get_json()
    assert "Haj Ali moved 2.2 km to the south (position of 1 December 2026, before: 23 November 2026)." in later["text"]


def test_the_public_hears_of_an_approximate_move_in_whole_kilometres(fresh_database: Addresses, make_app: Any) -> None:
    executed(fresh_database, "UPDATE site SET sensitivity = 'moderate' WHERE site_id = 'haj-ali'")
    moved(fresh_database, TO_THE_SOUTH_EAST)
    public = make_app(fresh_database, role="public").test_client()
    said = public.get(f"/api/plan/changes?{WEEK}").get_json()["text"]
    assert (
        "Haj Ali moved ≈3 km to the south-east (position of 23 November 2026, before: its day is not stated)." in said
    )
