"""The planning API on the shipped facts and on bad input."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

HERE = {"lon": 43.254948, "lat": 36.167588}  # Hammam al-Alil, the town
DAY = "2017-04-04"
PLANNING = (Path(__file__).parent.parent / "docs" / "planning.md").read_text(encoding="utf-8")


def ask(client: FlaskClient, what: str, **values: Any) -> Any:
    answer = client.get(f"/api/plan/{what}", query_string={"at": DAY, **values})
    assert answer.status_code == 200, answer.text
    return answer.get_json()


def allocate(client: FlaskClient, *origins: dict[str, Any], **values: Any) -> Any:
    answer = client.post("/api/plan/allocate", json={"origins": list(origins), "at": DAY, **values})
    assert answer.status_code == 200, answer.text
    return answer.get_json()


def places(found: Any) -> list[tuple[int, str, int]]:
    return [(p["origin"], p["site_id"], p["families"]) for p in found["placements"]]


@pytest.mark.parametrize("strategy", ["nearest", "min_cost"])
def test_the_worked_example(client: FlaskClient, strategy: str) -> None:
    """3,500 families at Hammam al-Alil on 4 April 2017, as worked out by hand from the counts of November 2016."""
    found = allocate(client, {**HERE, "families": 3500}, strategy=strategy)
    assert places(found) == [(0, "bardarash", 2), (0, "dawoudia", 1), (0, "bersive-1", 8)]
    assert (found["placed"], found["unplaced"]) == (11, 3489)
    assert [p["distance_km"] for p in found["placements"]] == [45.727, 102.795, 117.902]
    told = " ".join(found["assumptions"])
    assert "3 of 3 counts used are older than 31 days." in told
    assert "November 2016, 125 to 154 days before" in told
    assert "sites were passed over" in told


def test_excluded_sites_and_people(client: FlaskClient) -> None:
    found = allocate(client, {**HERE, "people": 61}, family_size=6, exclude_sites=["essian"])
    assert places(found) == [(0, "bardarash", 2), (0, "dawoudia", 1), (0, "bersive-1", 8)]
    assert found["unplaced"] == 0
    assert any("61 people were counted as 11 families of 6" in sentence for sentence in found["assumptions"])
    assert any("1 left out as asked" in sentence for sentence in found["assumptions"])


def test_nearest_keeps_its_shape_and_order(client: FlaskClient, public_client: FlaskClient) -> None:
    found = ask(client, "nearest", **HERE, families=2)
    assert found["at"] == DAY
    assert found["families"] == 2
    assert [result["site_id"] for result in found["results"]] == ["bardarash", "bersive-1"]
    assert found["results"][0] == {
        "site_id": "bardarash",
        "name": "Bardarash",
        "distance_km": 45.727,
        "status": "open",
        "free_plots": 2,
        "capacity": "known",
        "as_of": "2016-11-30",
        "as_of_precision": "month",
    }
    assert ask(public_client, "nearest", **HERE, families=2) == found


def test_unknown_capacity_is_listed_when_asked(client: FlaskClient) -> None:
    results = ask(client, "nearest", **HERE, include_unknown=1, limit=1000)["results"]
    assert [r["distance_km"] for r in results] == sorted(r["distance_km"] for r in results)
    unknown = [r for r in results if r["capacity"] == "unknown"]
    assert unknown
    assert all(r["free_plots"] is None and r["as_of"] is None for r in unknown)
    assert "hammam-al-alil-1" in {r["site_id"] for r in unknown}
    assert len(ask(client, "nearest", **HERE, include_unknown=1, limit=3)["results"]) == 3


def test_along_a_corridor(client: FlaskClient) -> None:
    found = ask(client, "along", corridor="C02")
    positions = [result["position"] for result in found["results"]]
    assert positions == sorted(positions)
    assert found["within_km"] == 10
    by_id = {result["site_id"]: result for result in found["results"]}
    assert by_id["hammam-al-alil-1"]["side"] == "right"
    assert by_id["hammam-al-alil-screening"]["side"] == "on"
    assert by_id["haj-ali"]["position"] == 1
    on_it = ask(client, "along", corridor="C02", within_km=0)["results"]
    assert "haj-ali" in {result["site_id"] for result in on_it}
    assert all(result["offset_km"] == 0 for result in on_it)
    near = ask(client, "along", corridor="C07", within_km=60)["communities"]
    assert {"community_id", "name", "offset_km", "position", "path", "side"} == set(near[0])


def test_a_position_says_which_of_several_paths_it_is_on(client: FlaskClient) -> None:
    """The four paths of C02 share their middle, so 0.5 is another place on each of them."""
    found = {result["site_id"]: result for result in ask(client, "along", corridor="C02")["results"]}
    assert found["haj-ali"]["path"]["to"].startswith("Haj Ali")
    assert all(result["path"]["from"] and result["path"]["to"] for result in found.values())
    assert {result["path"] for result in ask(client, "along", corridor="C03", within_km=60)["results"]} == {None}


def test_a_corridor_without_a_course_has_nothing_along_it(client: FlaskClient) -> None:
    found = ask(client, "along", corridor="C17", within_km=100)
    assert (found["results"], found["communities"]) == ([], [])


def test_saturation(client: FlaskClient) -> None:
    held = {"site": "qaymawa", "inflow": 12.5, "at": "2017-02-01"}
    assert ask(client, "saturation", **held)["fills_on"] == "2017-02-21"
    assert ask(client, "saturation", **held, ready="2017-02-18:100")["fills_on"] == "2017-03-01"
    assert ask(client, "saturation", **held, horizon_days=10)["fills_on"] is None
    assert ask(client, "saturation", site="jadah-5", at="2017-03-31")["fills_on"] == "2017-03-31"
    changed = ask(client, "saturation", site="qaymawa", inflow=12.5)
    assert (changed["free_plots"], changed["fills_on"]) == (None, None)
    assert "295 families left (8 – 14 February 2017)" in changed["reason"]
    unknown = ask(client, "saturation", site="haj-ali", inflow=5)
    assert (unknown["free_plots"], unknown["fills_on"]) == (None, None)
    assert "unknown" in unknown["reason"]
    assert set(unknown) == {"site_id", "free_plots", "fills_on", "reason"}


@pytest.mark.parametrize(
    ("path", "status", "parameter"),
    [
        ("nearest?lon=43.2", 400, "lat"),
        ("nearest?lon=NaN&lat=36", 400, "lon"),
        ("nearest?lon=inf&lat=36", 400, "lon"),
        ("nearest?lon=36&lat=43", 422, "lon"),
        ("nearest?lon=43&lat=12", 422, "lat"),
        ("nearest?lon=43&lat=36&limit=0", 400, "limit"),
        ("nearest?lon=43&lat=36&limit=-1", 400, "limit"),
        ("nearest?lon=43&lat=36&families=-4", 400, "families"),
        ("nearest?lon=43&lat=36&families=1000000000", 400, "families"),
        ("nearest?lon=43&lat=36&families=2.5", 400, "families"),
        ("nearest?lon=43&lat=36&include_unknown=yes", 400, "include_unknown"),
        ("nearest?lon=43&lat=36&at=2010-01-01", 400, "at"),
        ("nearest?lon=43&lat=36&at=someday", 400, "at"),
        ("along", 400, "corridor"),
        ("along?corridor=C99", 404, "corridor"),
        ("along?corridor=%00", 400, None),
        ("along?corridor=C02&within_km=101", 400, "within_km"),
        ("along?corridor=C02&within_km=-1", 400, "within_km"),
        ("saturation?site=atlantis", 404, "site"),
        ("saturation?site=%00", 404, "site"),
        ("saturation?site=qaymawa&inflow=-1", 400, "inflow"),
        ("saturation?site=qaymawa&inflow=nan", 400, "inflow"),
        ("saturation?site=qaymawa&horizon_days=0", 400, "horizon_days"),
        ("saturation?site=qaymawa&ready=tomorrow", 400, "ready"),
    ],
)
def test_bad_addresses_are_told_what_is_wrong(
    client: FlaskClient, path: str, status: int, parameter: str | None
) -> None:
    answer = client.get(f"/api/plan/{path}")
    assert answer.status_code == status, answer.text
    assert answer.content_type == "application/problem+json"
    assert answer.get_json().get("parameter") == parameter
    assert answer.get_json()["title"]


ONE = [{**HERE, "families": 5}]


@pytest.mark.parametrize(
    ("body", "status", "parameter"),
    [
        ("", 400, "body"),
        ("[]", 400, "body"),
        ("[" * 100_000, 400, "body"),
        ('{"origins": [{"lon": NaN, "lat": 36, "families": 1}]}', 400, "body"),
        ('{"origins": [{"lon": 1e999, "lat": 36, "families": 1}]}', 400, "origins[0].lon"),
        ({}, 400, "origins"),
        ({"origins": []}, 400, "origins"),
        ({"origins": ONE * 21}, 400, "origins"),
        ({"origins": [5]}, 400, "origins[0]"),
        ({"origins": [{**HERE, "families": -1}]}, 400, "origins[0].families"),
        ({"origins": [{**HERE, "families": 10**9}]}, 400, "origins[0].families"),
        ({"origins": [{**HERE, "families": True}]}, 400, "origins[0].families"),
        ({"origins": [{**HERE, "families": "5"}]}, 400, "origins[0].families"),
        ({"origins": [{**HERE}]}, 400, "origins[0].families"),
        ({"origins": [{**HERE, "people": 5}]}, 400, "family_size"),
        ({"origins": [{**HERE, "people": 5}], "family_size": 0}, 400, "family_size"),
        ({"origins": [{"lon": "43", "lat": 36, "families": 1}]}, 400, "origins[0].lon"),
        ({"origins": [{"lon": 36.1, "lat": 43.2, "families": 1}]}, 422, "origins[0].lon"),
        ({"origins": ONE, "strategy": "best"}, 400, "strategy"),
        ({"origins": ONE, "strategy": ["nearest"]}, 400, "strategy"),
        ({"origins": ONE, "at": 5}, 400, "at"),
        ({"origins": ONE, "at": "2010-01-01"}, 400, "at"),
        ({"origins": ONE, "exclude_sites": "qaymawa"}, 400, "exclude_sites"),
        ({"origins": ONE, "exclude_sites": ["atlantis"]}, 404, "exclude_sites"),
        ('{"origins": [{"lon": 43, "lat": 36, "families": 1}], "exclude_sites": ["\\ud800"]}', 400, "body"),
        ('{"origins": [{"lon": 43, "lat": 36, "families": 1}], "at": "\\ud800"}', 400, "body"),
        ({"origins": ONE, "exclude_sites": ["Haj Ali", "\u0000"]}, 404, "exclude_sites"),
    ],
)
def test_bad_bodies_are_told_what_is_wrong(client: FlaskClient, body: Any, status: int, parameter: str) -> None:
    sent = body if isinstance(body, str) else json.dumps(body)
    answer = client.post("/api/plan/allocate", data=sent)
    assert answer.status_code == status, answer.text
    assert answer.content_type == "application/problem+json"
    assert answer.get_json()["parameter"] == parameter


EXAMPLES = re.findall(r"```json\n(GET|POST) (\S+) ?(.*)\n([^`]+)```", PLANNING)


def holds(found: Any, stated: Any) -> bool:
    """Whether an answer holds what is stated of it; what is not stated may be anything."""
    if isinstance(stated, dict):
        return all(name in found and holds(found[name], value) for name, value in stated.items())
    if isinstance(stated, list):
        return len(found) == len(stated) and all(map(holds, found, stated))
    return bool(found == stated)


@pytest.mark.parametrize(("method", "address", "body", "stated"), EXAMPLES)
def test_the_worked_examples_of_the_documentation(
    client: FlaskClient, method: str, address: str, body: str, stated: str
) -> None:
    answer = client.open(address, method=method, data=body)
    assert holds(answer.get_json(), json.loads(stated)), answer.text


def test_the_documentation_has_examples_of_every_question() -> None:
    assert {re.split(r"[/?]", address)[3] for _method, address, *_rest in EXAMPLES} == {
        "allocate",
        "nearest",
        "along",
        "saturation",
        "compare",
    }


def test_the_api_lists_its_questions(client: FlaskClient) -> None:
    listed = client.get("/api/plan").get_json()
    addresses = {one["address"] for one in listed["questions"]}
    named = {rule.rule for rule in client.application.url_map.iter_rules() if rule.rule.startswith("/api/plan")}
    assert addresses == named
    assert all(one["answers"].endswith(".") for one in listed["questions"]), "each says what it answers"
    (allocate,) = (one for one in listed["questions"] if one["address"] == "/api/plan/allocate")
    assert allocate["method"] == "POST"
    (near,) = (one for one in listed["questions"] if one["address"] == "/api/plan/nearest")
    assert {"families", "limit"} <= set(near["parameters"])
    assert {"at", "lang"} <= set(listed["parameters_of_all"])
