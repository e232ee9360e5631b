"""With 10,000 sites: one thing's page is found by indexes, no page asks more often, the map stays within its limit."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import psycopg
import pytest
from flask import Flask
from sqlalchemy import create_engine, event, pool, text

from bench import raw as bench_raw
from bench import sites as bench_sites
from geodata.server.cluster import Cluster
from geodata.server.logins import Addresses, libpq
from tests.conftest import Make, copy_of
from webmap.asked.chosen_day import EVERYTHING
from webmap.layers import communities
from webmap.map_of_day.day import LARGEST_TABLE
from webmap.map_of_day.many_sites import MANY
from webmap.person import Person
from webmap.sites import queries as sites

DAY = date(2017, 4, 4)
NAME = "ninewa_many"
GROWING = {"site", "sites", "site_report", "site_reports"}  # exact tables and published ones
JUDGED_BY = GROWING - {"site", "sites"} | {"flow", "flows", "flow_place", "service_report", "service_reports"}
MOST_STATEMENTS = 16
OF_ONE_THING = ("/sites/made-up-7", "/sites/made-up-7.csv", "/communities/rabia")
PAGES = (
    "/",
    "/?look=road",
    "/map/data.json",
    "/sites",
    "/sites/qayyarah-airstrip",
    "/corridors",
    "/corridors/C02",
    "/corridors/C02/road",
    "/corridors/trunks/south/analysis",
    "/communities",
    "/communities/rabia",
    "/displacement",
    "/search?q=Mosul",
    "/credits",
    "/about",
)


@pytest.fixture(scope="module")
def many(cluster: Cluster, template: str) -> Iterator[Addresses]:
    """A database with 10,000 made-up sites beside the shipped ones."""
    addresses = copy_of(template, NAME, cluster)
    with psycopg.connect(libpq(addresses.owner)) as owner:
        bench_sites.insert(owner)
    yield addresses
    with cluster.connect() as superuser:
        superuser.execute(f'DROP DATABASE "{NAME}" WITH (FORCE)')


@pytest.fixture(scope="module")
def app_of_many(many: Addresses, make_app: Make) -> Flask:
    return make_app(many, webmap_page_cache_mb=0)


@pytest.fixture(scope="module")
def app_of_few(urls: Addresses, make_app: Make) -> Flask:
    return make_app(urls, webmap_page_cache_mb=0)


@pytest.fixture(scope="module", params=["planner", "public"])
def app_of_layer(request: pytest.FixtureRequest, many: Addresses, make_app: Make) -> Flask:
    """The application on the many sites, for each of the two layers."""
    return make_app(many, webmap_page_cache_mb=0, role=request.param)


def test_the_bench_runs_the_statements_of_the_map_as_they_are(urls: Addresses) -> None:
    sent = bench_raw.statements_of_map_data(urls.app, DAY, "en")
    per_second, used = bench_raw.run(urls.app, sent, 3.0, lambda: 0.0)
    assert per_second > 0
    assert used == 0


Statement = tuple[str, Any]


def statements(app: Flask, address: str) -> list[Statement]:
    """What a page sends to the database, with its values; without what is read once a second.

    That is the version of the data, and whether anybody has signed in.
    """
    sent: list[Statement] = []

    def note(*args: Any) -> None:
        if "data_version" not in args[2] and "has_anyone" not in args[2]:
            sent.append((args[2], args[3]))

    engines = (app.extensions["databases"].app, app.extensions["databases"].public)
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    answer = app.test_client().get(f"{address}{'&' if '?' in address else '?'}at=2017-04-04&lang=en")
    for engine in engines:
        event.remove(engine, "before_cursor_execute", note)
    assert answer.status_code == 200, address
    return sent


def role_of(app: Flask) -> str:
    return "planner" if "HTTP_AUTHORIZATION" in app.test_client().environ_base else "public"


def plan(app: Flask, statement: Statement) -> dict[str, Any]:
    """How the database would answer, by the login that asked."""
    role = role_of(app)
    sql, values = statement
    with app.extensions["databases"].connect(Person(role)) as connection:
        found: dict[str, Any] = connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {sql}", values).scalar_one()[0]
    top: dict[str, Any] = found["Plan"]
    return top


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for inner in plan.get("Plans", ()):
        yield from nodes(inner)


@pytest.mark.parametrize("address", OF_ONE_THING)
def test_the_page_of_one_thing_reads_no_table_of_sites_from_end_to_end(app_of_layer: Flask, address: str) -> None:
    asked = statements(app_of_layer, address)
    assert asked
    for statement in asked:
        whole = {
            node["Relation Name"] for node in nodes(plan(app_of_layer, statement)) if node["Node Type"] == "Seq Scan"
        }
        assert not whole & GROWING, statement[0]


def test_the_nearest_sites_come_by_the_index_in_the_order_of_their_distance(app_of_layer: Flask) -> None:
    ordered = [
        node["Relation Name"]
        for statement in statements(app_of_layer, "/communities/rabia")
        for node in nodes(plan(app_of_layer, statement))
        if "<->" in str(node.get("Order By")) and node["Node Type"] == "Index Scan"
    ]
    assert len([name for name in ordered if name in GROWING]) >= 2  # the nearest one, and the list of the nearest


@pytest.mark.parametrize("login", ["app", "public"])
def test_the_nearest_known_site_is_the_nearest_by_full_count(many: Addresses, login: str) -> None:
    """The short way of geodata/statements/communities.sql against distances to all sites that are known by then."""
    full_count = text(
        """SELECT s.site_id FROM sites s, communities c
           WHERE c.community_id = :community AND s.site_id = ANY (:known) AND s.geom IS NOT NULL
           ORDER BY ST_Distance(s.geom::geography, c.geom::geography), s.site_id LIMIT 1"""
    )
    with create_engine(getattr(many, login), poolclass=pool.NullPool).connect() as connection:
        connection.execute(text("SET statement_timeout = 0"))
        known = [row.site_id for row in sites.sites_on(connection, DAY, EVERYTHING, "en", limit=20_000)]
        assert len(known) > bench_sites.SITES
        for row in communities.LAYER.read(connection, DAY, EVERYTHING, "en"):
            nearest = connection.scalar(full_count, {"community": row.community_id, "known": known})
            assert row.nearest_site_id == nearest, row.community_id


def test_the_list_of_sites_judges_little_more_than_it_shows(app_of_layer: Flask) -> None:
    """Reports, movements and services are looked up for the 500 sites of the list, not for all 10,000."""
    role = role_of(app_of_layer)
    asked = [one for one in statements(app_of_layer, "/sites") if "site_state(" in one[0]]
    assert len(asked) >= 2  # the sites known by the day, and those not known yet
    for sql, values in asked:
        with app_of_layer.extensions["databases"].connect(Person(role)) as connection:
            explained = connection.exec_driver_sql(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", values).scalar_one()[0]
        looked_up = [node for node in nodes(explained["Plan"]) if node.get("Relation Name") in JUDGED_BY]
        assert looked_up
        for node in looked_up:
            assert node["Actual Loops"] <= sites.LARGEST_LIST + 100, (node["Relation Name"], node["Node Type"])


@pytest.mark.parametrize("login", ["app", "public"])
def test_the_first_sites_by_name_are_the_first_of_all(many: Addresses, login: str) -> None:
    with create_engine(getattr(many, login), poolclass=pool.NullPool).connect() as connection:
        connection.execute(text("SET statement_timeout = 0"))
        everything = sites.sites_on(connection, DAY, EVERYTHING, "ar", limit=20_000)
        assert len(everything) > bench_sites.SITES
        assert sites.sites_on(connection, DAY, EVERYTHING, "ar") == everything[: sites.LARGEST_LIST]
        by_name = connection.execute(text("SELECT site_id FROM sites ORDER BY name, site_id")).scalars()
        known = {row.site_id for row in everything}
        assert [row.site_id for row in everything] == [site_id for site_id in by_name if site_id in known]
        assert {row.site_id for row in sites.not_known_yet(connection, DAY, EVERYTHING, "ar")}.isdisjoint(known)


@pytest.mark.parametrize("address", PAGES)
def test_a_page_asks_as_often_with_many_sites_as_with_few(app_of_few: Flask, app_of_many: Flask, address: str) -> None:
    few, many = statements(app_of_few, address), statements(app_of_many, address)
    assert 0 < len(few) <= MOST_STATEMENTS
    if address == "/map/data.json":  # of many sites it asks for counts, and then for those that stand alone
        assert len(few) <= len(many) <= len(few) + 1
    else:
        assert [sql for sql, _values in many] == [sql for sql, _values in few]


def test_the_map_of_many_sites_answers_with_as_many_as_can_be_told_apart(app_of_many: Flask) -> None:
    answer = app_of_many.test_client().get("/map/data.json?at=2017-04-04&lang=en")
    assert answer.status_code == 200
    assert 0 < len(answer.get_json()["groups"]) <= MANY
    assert len(answer.get_json()["sites"]) <= MANY


def test_the_map_page_of_many_sites_shows_so_many_and_names_the_file_with_all(app_of_many: Flask) -> None:
    client = app_of_many.test_client()
    page = client.get("/?at=2017-04-04&lang=en").get_data(as_text=True)
    assert page.count('href="/sites/') <= LARGEST_TABLE + 20
    assert f"{LARGEST_TABLE} of 2,000; all in the file" in page
    assert client.get("/sites.csv?at=2017-04-04&lang=en").get_data(as_text=True).count("\n") > bench_sites.SITES
