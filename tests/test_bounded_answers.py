"""However much is reported, answers stay bounded in bytes, lists say how many more there are, and files have all."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from flask import Flask
from werkzeug.exceptions import ServiceUnavailable

from geodata.server import logins
from geodata.server.cluster import Cluster
from geodata.server.logins import Addresses
from tests import large_database
from tests.conftest import Make, copy_of, drop
from webmap.answers import data_table, json_answers
from webmap.answers.json_answers import shortened
from webmap.answers.turns import MOST_WAITING, Turns
from webmap.layers.registry import LAYERS
from webmap.map_of_day import many_sites

LARGEST = 2_000_000  # bytes
LARGEST_PICTURE = 3_000_000  # its pixels bound it, however many sites they show
AT = "at=2017-04-04"
PARTS = {"site_id": "haj-ali", "corridor_id": "C02", "community_id": "mahad", "name": "sites", "metric": "idps"}
ALL_DAYS = "from=2016-10-17&to=2017-04-04"
# What an address needs to be a question, and the longest answers of those that may ask for more.
ASKED = {
    "/plan": "lat=36.3&lon=43.1&families=3500",
    "/plan/nearest": "lat=36.3&lon=43.1&limit=100&include_unknown=1",
    "/api/plan/nearest": "lat=36.3&lon=43.1&limit=100&include_unknown=1",
    "/plan/along": "corridor=C02&within_km=50",
    "/api/plan/along": "corridor=C02&within_km=50",
    "/plan/saturation": "site=haj-ali&inflow=10",
    "/plan/changes": ALL_DAYS,
    "/api/plan/changes": ALL_DAYS,
    "/plan/movements": ALL_DAYS,
    "/api/plan/movements": ALL_DAYS,
    "/search": "q=made",
    "/search.json": "q=made",
}


@pytest.fixture(scope="module")
def large(cluster: Cluster, template: str) -> Iterator[Addresses]:
    """Statements may take their time here: how long they take says how busy the machine is."""
    addresses = copy_of(template, "ninewa_large", cluster)
    with psycopg.connect(addresses.owner.replace("+psycopg", "")) as owner:
        large_database.grow(owner)
    with pytest.MonkeyPatch.context() as patience:
        for login in (logins.APP, logins.PUBLIC):
            patience.setitem(logins.ROLE_SETTINGS[login], "statement_timeout", "300s")
        patience.setattr("webmap.drawing.pictures.SECONDS_FOR_ANSWER", 300.0)
        yield addresses
    drop(cluster, "ninewa_large")


def addresses(app: Flask) -> list[str]:
    """Each address that is read, with what it needs to be asked; files have all there is and no bound."""
    found = []
    for rule in app.url_map.iter_rules():
        is_read = "GET" in (rule.methods or ()) and not rule.rule.endswith(".csv")
        if is_read and not rule.rule.startswith(("/static", "/map/<digest>", "/planner")):
            path = re.sub(r"<(?:any\('?(\w+)[^>]*|)(\w*)>", lambda part: part[1] or PARTS.get(part[2], "1"), rule.rule)
            found.append(f"{path}?{AT}&{ASKED.get(path, '')}")
    return found


@pytest.mark.parametrize("role", ["planner", "public"])
def test_no_answer_grows_beyond_its_bound(large: Addresses, make_app: Make, role: str) -> None:
    app = make_app(large, role=role)
    too_large, answered = [], 0
    for address in addresses(app):
        answer = app.test_client().get(address + "&lang=ar", follow_redirects=True)
        if answer.status_code == 503:  # on a busy machine the largest come too late: they say when to come again
            assert answer.headers["Retry-After"], address
            answer = app.test_client().get(address + "&lang=ar", follow_redirects=True)
        assert answer.status_code < 500, address
        answered += answer.status_code == 200
        if len(answer.data) > (LARGEST_PICTURE if answer.mimetype == "image/png" else LARGEST):
            too_large.append((address, len(answer.data)))
    assert too_large == []
    assert answered > 30


@pytest.mark.parametrize("role", ["planner", "public"])
def test_the_map_of_many_sites_has_of_each_layer_what_it_can_show(
    large: Addresses, make_app: Make, role: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With 10,000 sites it is as large as with 600, which are above what is drawn one by one."""
    monkeypatch.setattr(many_sites, "MOST_OF_LAYER", 40)
    app = make_app(large, role=role)
    answer = app.test_client().get(f"/map/data.json?{AT}&lang=en")
    told = answer.get_json()
    assert all(len(told[layer.name]) <= 40 for layer in LAYERS)
    assert len(told["communities"]) == 40
    assert "These are the newest of very many." in told["legend"]["movements"]
    assert "Not all drawn: Corridors, Communities, Services. Zoom in" in told["legend"]["movements"]
    near = app.test_client().get(f"/map/data.json?{AT}&lang=en&bbox=42.49,35.79,42.56,35.86&zoom=12").get_json()
    inside = [one for one in near["communities"] if 42.49 <= one["lon"] <= 42.56 and 35.79 <= one["lat"] <= 35.86]
    assert near["communities"] == inside
    assert {"made-up-1", "made-up-5"} <= {one["id"] for one in inside}
    assert "Communities" not in near["legend"]["movements"]


def test_the_map_of_many_sites_stays_small_and_its_answers_are_made_in_turn(
    large: Addresses, urls: Addresses, make_app: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    came = []
    monkeypatch.setattr(Turns, "come", lambda _turns: came.append(1))
    client = make_app(large).test_client()
    assert len(client.get(f"/map/data.json?{AT}&lang=ar").data) <= 500_000
    assert came == [1]
    assert make_app(urls).test_client().get(f"/map/data.json?{AT}&lang=ar").status_code == 200
    assert came == [1]


def test_changes_are_counted_and_the_file_has_them_all(large: Addresses, make_app: Make) -> None:
    client = make_app(large).test_client()
    found = client.get(f"/api/plan/changes?{ALL_DAYS}&lang=en").get_json()
    file = client.get(f"/plan/changes.csv?{ALL_DAYS}&lang=en").text.splitlines()
    assert found["count"] == len(file) - 1 > large_database.SITES
    assert found["count"] == len(found["changes"]) + sum(found["more"].values())
    page = client.get(f"/plan/changes?{ALL_DAYS}&lang=en").text
    assert "more changes" in page
    assert "all in the file" in page


def test_a_long_file_leaves_as_it_is_made_and_is_the_same(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = client.get("/sites.csv?lang=ar&at=2017-04-04")
    monkeypatch.setattr(data_table, "LARGEST_KEPT", 1000)
    monkeypatch.setattr(data_table, "LINES_AT_A_TIME", 3)
    made = client.get("/sites.csv?lang=ar&at=2017-04-04&sort=name")
    assert made.is_streamed
    assert "ETag" not in made.headers
    lines = made.get_data(as_text=True).splitlines()
    assert [line.rpartition(",")[0] for line in lines[1:]] == whole.get_data(as_text=True).splitlines()[1:]
    assert lines[0].endswith(",withheld")


def test_a_list_that_is_cut_says_how_many_more_there_are() -> None:
    content = {"sites": [{"rows": list("abcd")}] * 3, "line": [1.0, 2.0, 3.0], "few": ["a"]}
    told = {"sites": [{"rows": ["a", "b"], "more": {"rows": 2}}] * 2, "line": [1.0, 2.0, 3.0], "few": ["a"]}
    assert shortened(content, 2) == {**told, "more": {"sites": 1}}


def test_json_over_its_bound_is_cut_until_it_fits(app: Flask) -> None:
    rows = [{"text": "x" * 1000, "ids": [str(number) for number in range(2000)]} for _ in range(300)]
    with app.app_context():
        answer = json_answers.json_answer({"rows": rows})
    assert len(answer.data) <= json_answers.LARGEST
    told = answer.get_json()["rows"]
    assert len(told) == 300
    assert {row["more"]["ids"] + len(row["ids"]) for row in told} == {2000}
    with app.app_context():
        whole = json_answers.json_answer({"rows": rows * 20}).get_json()
    assert whole["more"]["rows"] + len(whole["rows"]) == 6000


def test_few_wait_for_their_turn_and_the_others_are_told_to_come_back(app: Flask) -> None:
    turns, refused, came = Turns(), [], threading.Semaphore(0)

    def ask() -> None:
        with app.app_context():
            try:
                turns.come()
                came.release()
                turns.leave()
            except ServiceUnavailable as error:
                refused.append(dict(error.get_headers())["Retry-After"])

    with app.app_context():
        turns.come()
        waiting = [threading.Thread(target=ask) for _ in range(MOST_WAITING + 3)]
        for thread in waiting:
            thread.start()
        while len(refused) < 3:
            pass
        turns.leave()
    for thread in waiting:
        thread.join()
    assert refused == ["5", "5", "5"]
    assert all(came.acquire(blocking=False) for _ in range(MOST_WAITING))


def test_an_empty_plan_draws_no_site_of_very_many(large: Addresses, make_app: Make) -> None:
    """Of a part of them neither a picture nor a number would be true."""
    page = make_app(large).test_client().get(f"/plan?{AT}&lang=en").text
    assert "Click the map" in page
    assert "Free places on" not in page
    assert "unknown or withheld" not in page
