"""More sites than a map can tell apart are counted by the cells of a grid; few are sent as ever."""

from __future__ import annotations

from datetime import date
from typing import Any

import psycopg
import pytest
from flask.testing import FlaskClient
from sqlalchemy import create_engine, pool

from bench import sites as made_up
from geodata.server.logins import Addresses
from webmap.asked.chosen_day import EVERYTHING
from webmap.layers import sites
from webmap.layers.layer import LARGEST_FILE
from webmap.map_of_day.many_sites import MANY, View

AT, BOX, ZOOM = date(2017, 4, 4), (42.5, 35.5, 44.0, 37.0), 8
ASKED = f"/map/data.json?at={AT}&lang=en&bbox={','.join(map(str, BOX))}&zoom={ZOOM}"
SITES = 600


@pytest.fixture
def many(fresh_database: Addresses) -> Addresses:
    """A database with made-up sites beside the shipped ones; every fifth of them is not exactly public."""
    with psycopg.connect(fresh_database.owner.replace("+psycopg", "")) as owner:
        made_up.insert(owner, SITES)
        owner.execute("UPDATE site SET sensitivity = 'moderate' WHERE site_id LIKE 'made-up-%5'")
    return fresh_database


def known_in_box(address: str) -> list[tuple[float, float]]:
    """The position of each site of the box that is known on the day, in the layer of a login."""
    west, south, east, north = BOX
    with create_engine(address, poolclass=pool.NullPool).connect() as connection:
        rows = sites.LAYER.read(connection, AT, EVERYTHING, "en", LARGEST_FILE)
    placed = [(row.lon, row.lat) for row in rows if row.lon is not None and row.lat is not None]
    return [(lon, lat) for lon, lat in placed if west <= lon <= east and south <= lat <= north]


def test_the_shipped_sites_are_sent_one_by_one_whatever_the_view(client: FlaskClient) -> None:
    whole = client.get(f"/map/data.json?at={AT}&lang=en").data
    assert client.get(ASKED).data == whole
    assert b'"groups"' not in whole
    assert b"by_view" not in client.get(f"/?at={AT}&lang=en").data


def test_groups_hold_every_site_of_the_view_once_with_its_figures(make_app: Any, many: Addresses) -> None:
    client = make_app(many).test_client()
    data = client.get(ASKED).get_json()
    assert len(data["groups"]) > 5
    assert len(data["sites"]) <= MANY
    assert sum(group["count"] for group in data["groups"]) + len(data["sites"]) == len(known_in_box(many.app))
    for group in data["groups"]:
        assert group["count"] > 1
        assert 0 <= group["free_in"] <= group["count"]
        assert (group["free"] is None) == (group["free_in"] == 0)
        west, south, east, north = group["box"]
        wide, high = View(BOX, ZOOM).cell()
        assert east - west <= wide
        assert north - south <= high


def test_free_places_of_groups_are_those_of_their_sites(make_app: Any, many: Addresses) -> None:
    client = make_app(many).test_client()
    whole = client.get(ASKED).get_json()
    near = ASKED.replace("zoom=8", "zoom=12")  # the cells are so small that most sites are alone
    parts = client.get(near).get_json()
    told = [(item["free"] or 0, item["families"] or 0) for item in (*whole["groups"], *whole["sites"])]
    apart = [(item["free"] or 0, item["families"] or 0) for item in (*parts["groups"], *parts["sites"])]
    assert len(apart) > len(told)
    assert [sum(values) for values in zip(*told, strict=True)] == [sum(values) for values in zip(*apart, strict=True)]


def test_the_public_is_told_of_public_positions_alone(make_app: Any, many: Addresses) -> None:
    data = make_app(many, role="public").test_client().get(ASKED).get_json()
    positions = known_in_box(many.public)
    assert set(positions) != set(known_in_box(many.app))
    assert sum(group["count"] for group in data["groups"]) + len(data["sites"]) == len(positions)
    longitudes, latitudes = ({round(edge, 6) for edge in edges} for edges in zip(*positions, strict=True))
    for group in data["groups"]:
        west, south, east, north = group["box"]
        assert {west, east} <= longitudes
        assert {south, north} <= latitudes


def test_a_closer_look_sends_each_site_by_itself(make_app: Any, many: Addresses) -> None:
    client = make_app(many).test_client()
    data = client.get(f"/map/data.json?at={AT}&lang=ar&bbox=43.0,36.2,43.3,36.4&zoom=11").get_json()
    assert data["groups"] == []
    assert data["sites"]
    assert all(42.9 <= site["lon"] <= 43.4 for site in data["sites"])
    assert data["trays"]


@pytest.mark.parametrize("wrong", ["bbox=1,2,3", "zoom=99", "zoom=x"])
def test_a_view_that_makes_no_sense_is_refused_by_name(make_app: Any, many: Addresses, wrong: str) -> None:
    answer = make_app(many).test_client().get(f"/map/data.json?at={AT}&lang=en&{wrong}")
    assert answer.status_code == 400
    assert wrong.split("=")[0] in answer.text
