"""Pages of the corridors, and what lies near one: the indexed answer against plain geography."""

import csv
import io
from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Connection, create_engine, text

from geodata.server.logins import Addresses
from tests.conftest import Make
from webmap.asked.chosen_day import EVERYTHING
from webmap.corridors import queries

AT = date(2017, 4, 4)
HOSTILE = "A${window.x=1}<img src=x onerror=window.x=1></script>"
PLAIN = """
SELECT s.site_id, ST_Distance(s.geom::geography, c.axis::geography) AS offset_m
FROM sites s CROSS JOIN corridors c
WHERE c.corridor_id = :corridor AND ST_Distance(s.geom::geography, c.axis::geography) <= :metres
"""


def page(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.get_data(as_text=True)


def file(client: FlaskClient, address: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(page(client, address).removeprefix("\ufeff"))))


@pytest.fixture
def changing(owner: Connection) -> Connection:
    """The owner on the exact layer, rolled back."""
    owner.execute(text("SET LOCAL search_path TO exact, ninewa, public"))
    return owner


def plain_offsets(connection: Connection, corridor: str, metres: float) -> dict[str, float]:
    found = connection.execute(text(PLAIN), {"corridor": corridor, "metres": metres})
    return {row.site_id: row.offset_m for row in found}


def near_sites(connection: Connection, corridor: str, within_km: float, at: date = AT) -> dict[str, float]:
    found = queries.near(connection, corridor, within_km, at, EVERYTHING, "en").sites
    return {row.site_id: row.offset_m for row in found}


def test_the_list_has_every_corridor_with_its_least_length_and_located_points(client: FlaskClient) -> None:
    rows = {row["corridor_id"]: row for row in file(client, "/corridors.csv?at=2017-04-04&lang=en")}
    assert len(rows) == 17
    assert rows["C02"]["length_at_least_km"] == "65.8"
    assert rows["C02"]["movements_of_14_days"] == "6"
    assert rows["C17"]["length_at_least_km"] == ""
    assert rows["C17"]["points_located"] == "1"


def test_nothing_learnt_later_is_told(client: FlaskClient) -> None:
    rows = {row["corridor_id"]: row for row in file(client, "/corridors.csv?at=2017-04-04&lang=en")}
    assert (rows["C09"]["state"], rows["C09"]["period"]) == ("not_begun", "")
    listed = page(client, "/corridors?at=2017-04-04&lang=en")
    assert "since 25 February 2017" in listed
    assert "July 2017" not in listed
    later = page(client, "/corridors/C09?at=2017-04-04&lang=en")
    assert "not known to be in use by this day" in later
    assert "21 April 2017" not in later
    assert "25 February – July 2017" in page(client, "/corridors?at=2017-09-01&lang=en")


def test_a_corridor_with_one_located_point_says_that_it_has_no_axis(client: FlaskClient) -> None:
    body = page(client, "/corridors/C17?at=2017-04-04&lang=en")
    assert "Fewer than two of its points are located (1 of 3)" in body
    assert '<svg class="route-map"' not in body
    assert file(client, "/corridors/C17/near-sites.csv?within_km=100") == []


def test_recent_movements_and_running_totals_stand_apart(client: FlaskClient) -> None:
    body = page(client, "/corridors/C02?at=2017-04-04&lang=en")
    assert body.index("Movements that ended from") < body.index("Running totals over more than 14 days")
    told = {row["drawn"] for row in file(client, "/corridors/C02/movements.csv?at=2017-04-04")}
    assert told == {"yes", "no, running total", "no, earlier"}


@pytest.mark.parametrize("asked", ["abc", "-1", "101", "1e2", "٣٫٥", "5.5"])
def test_a_distance_that_cannot_be_is_refused(client: FlaskClient, asked: str) -> None:
    answer = client.get("/corridors/C02", query_string={"within_km": asked, "lang": "en"})
    assert answer.status_code == 400
    assert "within_km" in answer.get_data(as_text=True)


@pytest.mark.parametrize("address", ["/corridors/C99", "/corridors/C99/points.csv", "/corridors/C99/near-sites.csv"])
def test_an_unknown_corridor_is_not_found(client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("within_km", [0, 1, 10, 40, 100])
def test_near_sites_are_those_of_plain_geography(app_db: Connection, within_km: int) -> None:
    known = set(near_sites(app_db, "C02", 1000, at=date(2019, 12, 31)))
    for corridor in ("C01", "C02", "C05", "C08", "C11"):
        expected = plain_offsets(app_db, corridor, within_km * 1000)
        found = near_sites(app_db, corridor, within_km, at=date(2019, 12, 31))
        assert found == pytest.approx({site: expected[site] for site in expected if site in known}, abs=0.001)


def scatter(connection: Connection) -> None:
    """A corridor through the whole response area and sites all over it, as far as the projection is worst."""
    connection.execute(
        text(
            "UPDATE ninewa.corridor SET axis = ST_GeomFromText("
            "'MULTILINESTRING((39.3 36.2, 43.1 36.3, 46.2 35.1), (43.1 36.3, 43.3 34.2))', 4326)"
            " WHERE corridor_id = 'C02'"
        )
    )
    connection.execute(
        text(
            "INSERT INTO ninewa.site (site_id, name, type, geom, as_of, as_of_precision, source_id)"
            " SELECT 'scattered-' || n, 'Scattered ' || n, 'camp',"
            " ST_SetSRID(ST_MakePoint(39.05 + 7.4 * ((n * 0.618034) % 1), 33.55 + 5.1 * ((n * 0.754878) % 1)), 4326),"
            " DATE '2017-01-01', 'day', (SELECT min(source_id) FROM ninewa.source) FROM generate_series(1, 400) AS n"
        )
    )


def test_no_site_at_the_edges_of_the_response_area_is_lost(changing: Connection) -> None:
    scatter(changing)
    for within_km in (5, 25, 100):
        expected = plain_offsets(changing, "C02", within_km * 1000)
        found = near_sites(changing, "C02", within_km)
        scattered = {site: offset for site, offset in expected.items() if site.startswith("scattered-")}
        assert len(scattered) > 5
        assert {s: o for s, o in found.items() if s.startswith("scattered-")} == pytest.approx(scattered, abs=0.001)


def test_a_reversed_corridor_has_the_same_things_near_it(changing: Connection) -> None:
    before = near_sites(changing, "C02", 20)
    changing.execute(text("UPDATE ninewa.corridor SET axis = ST_Reverse(axis) WHERE corridor_id = 'C02'"))
    assert near_sites(changing, "C02", 20) == pytest.approx(before, abs=0.001)
    assert len(before) > 5


def test_a_corridor_may_be_an_area(changing: Connection) -> None:
    changing.execute(
        text(
            "UPDATE ninewa.corridor SET axis = NULL, area = ST_Multi(ST_MakeEnvelope(43.2, 35.7, 43.3, 35.8, 4326))"
            " WHERE corridor_id = 'C17'"
        )
    )
    near = near_sites(changing, "C17", 10)
    assert near["qayyarah-airstrip"] == 0
    assert 2000 < near["haj-ali"] < 3000
    row = queries.corridor(changing, "C17", AT, "en")
    assert row is not None
    assert (row.has_axis, row.has_area, row.shortest_m) == (False, True, None)


def test_communities_and_services_are_found_too(client: FlaskClient) -> None:
    communities = file(client, "/corridors/C08/near-communities.csv?within_km=10&at=2017-04-04")
    assert [row["name"] for row in communities] == ["Zelkan"]
    services = file(client, "/corridors/C08/near-services.csv?within_km=1&at=2017-04-04")
    assert "Hammam al-Alil field trauma hospital (MSF)" in {row["name"] for row in services}
    assert all(float(row["offset_km"]) <= 1 for row in services)


def test_districts_of_communities_are_in_the_reader_s_language(client: FlaskClient) -> None:
    near = "/corridors/C08?within_km=10&at=2017-04-04"
    assert '<bdi lang="ar">الشيخان</bdi>' in page(client, f"{near}&lang=ar")
    assert "Al-Shikhan (Shekhan)" not in page(client, f"{near}&lang=ar")
    assert '<bdi lang="en">Shikhan</bdi>' in page(client, f"{near}&lang=en")
    # A file has the district as its source states it, in every language.
    listed = file(client, "/corridors/C08/near-communities.csv?within_km=10&at=2017-04-04&lang=ar")
    assert [row["district"] for row in listed] == ["Al-Shikhan (Shekhan)"]


def test_a_service_of_later_days_is_not_told(client: FlaskClient) -> None:
    services = file(client, "/corridors/C08/near-services.csv?within_km=1&at=2017-04-04")
    names = {row["name"] for row in services}
    assert "Hammam al-Alil field hospital (WHO)" not in names  # opened at the end of April
    assert next(row for row in services if "(MSF)" in row["name"])["capacity"] == ""  # stated in June


def test_the_public_sees_the_same_pages(public_client: FlaskClient) -> None:
    assert "Haj Ali" in page(public_client, "/corridors/C02?at=2017-04-04&lang=en")


def test_hostile_names_are_only_text(fresh_database: Addresses, make_app: Make) -> None:
    with create_engine(fresh_database.owner).begin() as owner:
        for statement in (
            "UPDATE ninewa.corridor SET name = :name, note = :name",
            "UPDATE ninewa.corridor_point SET name = :name, note = :name, coord_source = :name",
            "UPDATE ninewa.flow SET note = :name, via = :name, provider = :name",
            "UPDATE ninewa.community SET name = :name, note = :name, description = :name, district_stated = :name",
            "UPDATE ninewa.activity SET kind = :name, note = :name",
            "UPDATE ninewa.service_point SET name = :name, operator = :name, kind = :name, capacity_unit = :name",
            "UPDATE ninewa.source SET title = :name, publisher = :name, url = 'javascript:alert(1)'",
            "UPDATE ninewa.place_name SET name = :name WHERE entity_kind <> 'place'",
        ):
            owner.execute(text(statement), {"name": HOSTILE})
    client = make_app(fresh_database).test_client()
    for address in (
        "/corridors",
        "/corridors/C02",
        "/corridors/trunks/south/analysis",
        "/communities",
        "/communities/rabia",
    ):
        for lang in ("en", "ar"):
            body = page(client, f"{address}?at=2017-04-04&lang={lang}")
            assert "<img" not in body
            assert 'href="javascript:' not in body
            assert "onerror" in body, address
