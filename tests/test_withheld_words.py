"""Where a count under 10 is withheld from the public, no word says that it is unknown or was not stated."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine, pool

from geodata.server.logins import Addresses
from webmap.map_of_day import many_sites
from webmap.map_of_day.day import Day
from webmap.map_of_day.rows import CountedGroup

PERIOD = "from=2017-03-20&to=2017-04-04"
MOVED = """
    INSERT INTO flow_place (name, kind, site_id, reason) VALUES ('Withheld from here', 'site', 'qaymawa', 'of a test');
    INSERT INTO flow_place (name, kind, site_id, reason) VALUES ('Withheld to there', 'site', 'haj-ali', 'of a test');
    INSERT INTO flow (from_name, to_name, period_start, period_end, individuals, kind, provider, as_of, source_id,
                      sensitivity)
    VALUES ('Withheld from here', 'Withheld to there', '2017-04-01', '2017-04-02', 5, 'transfer', 'IOM DTM',
            '2017-04-02', 1, 'moderate')"""
COUNTED = """
    INSERT INTO site_report (site_id, as_of, families, plots_ready, plots_occupied, source_id, sensitivity)
    VALUES ('qaymawa', '2017-04-03', 4, 300, 4, 1, 'moderate'),
           ('bardarash', '2017-04-03', NULL, 300, 4, 1, 'moderate')"""
Ask = Callable[[str], FlaskClient]


@pytest.fixture
def ask(fresh_database: Addresses, make_app: Callable[..., Flask]) -> Ask:
    with create_engine(fresh_database.owner, poolclass=pool.NullPool).begin() as connection:
        connection.exec_driver_sql(MOVED)
        connection.exec_driver_sql(COUNTED)
    return lambda role: make_app(fresh_database, role=role).test_client()


def test_a_withheld_movement_is_told_as_withheld(ask: Ask) -> None:
    address = f"/api/plan/movements?{PERIOD}&lang=en&origin=Withheld+from+here"
    public, exact = (ask(role).get(address).get_json()["flows"][0] for role in ("public", "planner"))
    assert (public["value"], public["not_added"]) == (None, "a number of fewer than 10 families is withheld")
    assert (exact["value"], exact["not_added"]) == (5, None)
    page = ask("public").get(address.replace("/api", "")).text
    assert "withheld (under 10)" in page
    assert "number unknown" not in page


def test_changes_name_what_is_withheld(ask: Ask) -> None:
    found = ask("public").get(f"/api/plan/changes?{PERIOD}&lang=en").get_json()["changes"]
    moved = next(one for one in found if one["kind"] == "movement" and "Withheld" in one["name"])
    assert (moved["after"], moved["withheld"]) == (None, ["after"])
    assert "number withheld (under 10)" in moved["sentence"]
    places = next(one for one in found if one["kind"] == "free_places" and one["site_id"] == "bardarash")
    assert (places["after"], places["withheld"]) == (None, ["after"])
    file = ask("public").get(f"/plan/changes.csv?{PERIOD}&lang=en").text.splitlines()
    assert file[0].endswith(",withheld")
    assert next(line for line in file if "Withheld from here" in line).endswith(",after")


def test_areas_and_communities_name_what_is_withheld(ask: Ask) -> None:
    areas = ask("public").get("/api/plan/catchments?at=2017-04-04&lang=en").get_json()["features"]
    held = next(area["properties"] for area in areas if "qaymawa" in area["properties"]["site_ids"])
    assert "free_plots" in held["withheld"]
    assert "families" in held["withheld"]
    near = ask("public").get("/api/plan/peacebuilding?at=2017-04-04&within_km=60&lang=en").get_json()["communities"]
    sites = [site for one in near for site in one["sites"] if site["site_id"] == "qaymawa"]
    assert sites
    assert all(site["withheld"] == ["families"] for site in sites)


def test_gaps_name_what_is_withheld(ask: Ask, fresh_database: Addresses) -> None:
    with create_engine(fresh_database.owner, poolclass=pool.NullPool).begin() as connection:
        connection.exec_driver_sql("""
            INSERT INTO service_report (site_ids, as_of, indicator, value, unit, source_id, sensitivity)
            VALUES ('{haj-ali}', '2017-04-03', 'latrines', 7, 'units', 1, 'moderate')""")
    told = ask("public").get("/api/plan/gaps?at=2017-04-04&lang=en").get_json()
    latrines = {one["site_id"]: one for one in told["results"] if one["indicator"] == "latrines"}
    assert latrines["haj-ali"]["withheld"] == ["there"]
    assert latrines["qaymawa"]["withheld"] == ["people"]
    total = next(one for one in told["totals"] if one["indicator"] == "latrines")
    known = total["sites_computed"] + total["sites_to_count_again"]
    held = [site for site, one in latrines.items() if one.get("withheld") == ["there"] or site == "qaymawa"]
    assert total["sites_withheld"] == len(held) == 2
    assert known + total["sites_withheld"] + total["sites_not_known"] == told["sites"]
    page = ask("public").get("/plan/gaps?at=2017-04-04&lang=en&site=haj-ali&families=10").text
    row = next(row for row in page.split("<tr")[1:] if "haj-ali" in row and "Latrines" in row)
    assert row.count("withheld (under 10)") >= 5
    assert "not known" not in row
    exact = ask("planner").get("/api/plan/gaps?at=2017-04-04&lang=en").get_json()
    assert not any("withheld" in one for one in exact["results"])
    assert not any("sites_withheld" in one for one in exact["totals"])


def test_new_plots_stand_beside_what_is_withheld(ask: Ask) -> None:
    plan = "/plan?q=Qaymawa&families=60&plots=qaymawa:50&at=2017-04-04&lang=en"
    assert "50 new plots of the scenario; the rest is withheld (under 10)" in ask("public").get(plan).text
    assert "the rest is" not in ask("planner").get(plan).text


@pytest.mark.parametrize(
    ("known", "withheld", "said"),
    [
        (0, 2, "places withheld (under 10) in 2 sites"),
        (1, 1, "40 free places in 1 of 3; withheld (under 10) in 1 site"),
        (0, 0, "places unknown in 3 sites"),
    ],
)
def test_a_group_on_the_map_says_what_is_withheld_of_its_sites(
    app: Flask, known: int, withheld: int, said: str
) -> None:
    group = CountedGroup(
        *(43.0, 36.0, 42.9, 35.9, 43.1, 36.1),
        sites=3,
        families_in=0,
        families=None,
        families_withheld_in=withheld,
        free_in=known,
        free=40 if known else None,
        free_withheld_in=withheld,
        occupied=None,
        ready=None,
        site_ids=["a", "b", "c"],
    )
    with app.test_request_context("/?lang=en"):
        app.preprocess_request()
        seen = many_sites.InView(Day(date(2017, 4, 4), (), {}), [group], [])
        [told] = many_sites.data(seen, {})["groups"]
    assert told["detail"] == said
    if withheld:
        assert f"withheld (under 10) in {withheld} site" in told["facts"][0][0]
