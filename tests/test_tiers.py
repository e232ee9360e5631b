"""Places by how they are known: what is used, what is asked first, what lies beyond the limits of a question."""

import csv
import io
import re
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from flask.testing import FlaskClient

from geodata.rules import tiers
from geodata.rules.allocation import Room, allocate
from webmap.layers import sites
from webmap.words.i18n import gettext, speaking

HERE = {"lon": 43.254948, "lat": 36.167588}
DAY = "2017-04-04"
PLAN = {"q": "Hammam al-Alil", "families": 3500, "at": DAY, "lang": "en"}


def planned(client: FlaskClient, families: int = 3500, **body: Any) -> Any:
    answer = client.post(
        "/api/plan/allocate?lang=en", json={"origins": [{**HERE, "families": families}], "at": DAY, **body}
    )
    assert answer.status_code == 200, answer.text
    return answer.get_json()


def text_of(client: FlaskClient, **values: Any) -> str:
    answer = client.get("/plan", query_string={**PLAN, **values})
    assert answer.status_code == 200, answer.text
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>|[\u2066-\u2069]", "", answer.text))


def placed(found: Any) -> dict[str, int]:
    return {one["site_id"]: one["families"] for one in found["placements"]}


def test_without_limits_the_answer_has_its_first_form(client: FlaskClient) -> None:
    found = planned(client)
    assert list(found) == [
        *("at", "placements", "placed", "unplaced", "scenario", "assumptions"),
        *("passed_over", "passed_over_count"),
    ]
    assert set(found["placements"][0]) == {"origin", "site_id", "families", "distance_km"}
    assert found["placed"] == 11


@pytest.mark.parametrize(
    ("limits", "sites"),
    [
        ({"max_km": 40}, {}),
        ({"max_km": 46}, {"bardarash": 2}),
        ({"tiers": [1]}, {}),
        ({"tiers": [1, 2]}, {"bardarash": 2, "dawoudia": 1, "bersive-1": 8}),
        ({"tiers": [3]}, {"qaymawa": 240}),
        ({"tiers": [4], "max_km": 20}, {"hammam-al-alil-2": 1100}),
        ({"tiers": [4, 3, 2, 1], "max_km": 43}, {"hammam-al-alil-2": 1100, "hasansham-u2": 500, "qaymawa": 240}),
        ({"tiers": [5]}, {}),
        ({"same_governorate": True}, {}),
        ({"same_governorate": True, "tiers": [2, 3]}, {"qaymawa": 240}),
    ],
)
@pytest.mark.parametrize("strategy", ["nearest", "min_cost"])
def test_only_places_within_the_limits_are_used(
    client: FlaskClient, strategy: str, limits: dict[str, Any], sites: dict[str, int]
) -> None:
    found = planned(client, strategy=strategy, **limits)
    assert placed(found) == sites
    assert found["placed"] + found["unplaced"] == 3500
    assert all(one["tier"] in limits.get("tiers", [1, 2]) for one in found["placements"])


def test_places_are_told_by_tier_and_those_beyond_as_beyond(client: FlaskClient) -> None:
    found = planned(client, max_km=40)
    told = {one["tier"]: one for one in found["tiers"]}
    assert [told[tier]["places"] for tier in (1, 2, 3, 4)] == [0, 0, 0, 1600]
    assert [told[tier]["beyond"] for tier in (1, 2, 3, 4)] == [0, 11, 240, 0]
    assert [one["plots"] for one in told[5]["published"]] == [3800, 4628]
    assert [one["site_id"] for one in found["beyond"]] == ["bardarash", "dawoudia", "bersive-1"]
    codes = {one["site_id"]: one["code"] for one in found["passed_over"]}
    assert (codes["bardarash"], codes["qaymawa"], codes["hammam-al-alil-2"]) == ("beyond", "changed", "not_open")
    assert [one["code"] for one in found["passed_over"][:3]] == ["beyond"] * 3
    outside = planned(client, same_governorate=True)
    assert {one["code"] for one in outside["passed_over"][:3]} == {"elsewhere"}
    assert {one["code"] for one in planned(client, tiers=[1])["passed_over"]} >= {"left_out"}


def test_whom_to_ask_first_depends_on_what_one_answer_decides(client: FlaskClient) -> None:
    asked = [one["site_id"] for one in planned(client, max_km=40)["ask_first"]]
    assert asked == ["hammam-al-alil-2", "hasansham-u2", "chamakor", "qaymawa"]
    few = [one["site_id"] for one in planned(client, families=300, max_km=60)["ask_first"]]
    assert few == ["hammam-al-alil-2", "hasansham-u2", "qaymawa", "chamakor"]
    assert [one["site_id"] for one in planned(client, max_km=40, tiers=[4])["ask_first"]] == ["qaymawa"]
    left_out = planned(client, max_km=40, exclude_sites=["hammam-al-alil-2"])
    assert "hammam-al-alil-2" not in [one["site_id"] for one in left_out["ask_first"]]


def test_families_are_of_the_size_that_was_asked(client: FlaskClient) -> None:
    body = {"origins": [{**HERE, "people": 17500}], "family_size": 5, "at": DAY, "max_km": 40}
    found = client.post("/api/plan/allocate", json=body).get_json()
    assert (found["unplaced"], found["ask_first"][0]["families"]) == (3500, 1320)


def test_the_page_says_who_is_placed_and_whom_to_ask(client: FlaskClient) -> None:
    shown = text_of(client)
    ask = (
        "Ask first: Hammam al-Alil 2, 1.8 km: 1,100 families. One answer decides whether 2,400 or 3,500 stay unplaced."
    )
    assert f"Nobody can be placed within 40 km, 3,500 unplaced. {ask}" in shown, "right after who is placed"
    assert "Beyond 40 km: 11 places: 2 in Bardarash, 1 in Dawoudia, 8 in Bersive 1." in shown
    assert "4,628 plots of UNHCR-built camps were not occupied on 4 April 2017 (12,497 less 7,869, UNHCR)" in shown
    far = text_of(client, max_km=120)
    assert "11 placed in 3 sites, 3,489 unplaced. Ask first: Hammam al-Alil 2, 1.8 km: 1,100 families." in far
    assert "Placed: 2 in Bardarash (45.7 km), 1 in Dawoudia (102.8 km), 8 in Bersive 1 (" in far
    assert "All 11 rest on counts from November 2016 (125 to 154 days before)." in far
    said = text_of(client, tiers="1,2,4")
    assert "1,600 placed in 2 sites, 1,900 unplaced." in said
    assert "1,600 are placed where sites were only said to be ready (17 March 2017)." in said
    assert "No count used" not in said


def test_one_click_makes_what_is_asked_a_scenario(client: FlaskClient) -> None:
    page = client.get("/plan", query_string=PLAN).text
    links = [link.replace("&amp;", "&") for link in re.findall(r"""href="([^"]+)">(?:<[^>]+>)?suppose it""", page)]
    assert len(links) == 3  # nobody can be sent to Chamakor, whose position is not known
    supposed = re.sub(r"<[^>]+>|[\u2066-\u2069]", "", client.get(links[0]).text)
    assert "1,100 placed in 1 site" in supposed
    assert "Hammam al-Alil 2 has 1,100 new plots." in supposed
    beyond = next(link for link in links if "qaymawa" in link)
    assert "max_km=43" in beyond
    assert "242" not in beyond
    assert "240" in re.sub(r"<[^>]+>", "", client.get(beyond).text)


def test_the_map_shows_the_distance_and_whom_to_ask(client: FlaskClient) -> None:
    page = client.get("/plan", query_string=PLAN).text
    assert page.count('class="ring"') == 2  # wide and phone
    assert page.count('class="asked"') == 4
    assert "ask: 1,100 families" in re.sub("[\u2066-\u2069]", "", page)


@pytest.mark.parametrize(
    ("name", "in_address", "in_body"),
    [
        ("max_km", "0", 0),
        ("max_km", "1000", 1000),
        ("max_km", "far", "far"),
        ("tiers", "6", [6]),
        ("tiers", "1,x", ["1"]),
        ("tiers", "1;2", []),
        ("tiers", "0", [True]),
        ("same_governorate", "yes", "yes"),
    ],
)
def test_limits_that_cannot_be_are_refused_by_name(
    client: FlaskClient, name: str, in_address: str, in_body: object
) -> None:
    assert client.get("/plan", query_string={**PLAN, name: in_address}).status_code == 400
    answer = client.post("/api/plan/allocate", json={"origins": [{**HERE, "families": 1}], "at": DAY, name: in_body})
    assert (answer.status_code, answer.get_json()["parameter"]) == (400, name)


def test_a_place_in_an_unknown_governorate_is_refused(client: FlaskClient) -> None:
    syria = {"origins": [{"lon": 40.5, "lat": 36.5, "families": 5}], "at": DAY, "same_governorate": True}
    answer = client.post("/api/plan/allocate", json=syria)
    assert (answer.status_code, answer.get_json()["parameter"]) == (400, "same_governorate")


SIX = Fraction(6)


@pytest.mark.parametrize(
    ("metric", "value", "people", "families", "places"),
    [
        ("capacity_persons_ready", 6600, 0, 0, 1100),
        ("capacity_persons_ready", 6605, 0, 0, 1100),
        ("capacity_persons_ready", 6600, 200, 0, 1066),
        ("capacity_persons_ready", 6600, 200, 100, 1000),
        ("capacity_persons_ready", 100, 200, 0, 0),
        ("tents_ready", 450, 0, 100, 350),
        ("tents_ready", 450, 13, 0, 447),
        ("plots_available", 1000, 9000, 2000, 1000),
    ],
)
def test_places_said_to_be_ready(metric: str, value: int, people: int, families: int, places: int) -> None:
    assert tiers.places_said(metric, Decimal(value), SIX, people, families) == places


@pytest.mark.parametrize("strategy", ["nearest", "min_cost"])
def test_an_origin_sends_nobody_out_of_its_reach(strategy: str) -> None:
    far = float("inf")
    rooms = [Room("a", 10, (far, 5.0)), Room("b", 10, (7.0, far)), Room("c", 5, (far, far))]
    plan = allocate(strategy, [8, 30], rooms)
    assert [(p.origin, p.site_id, p.families) for p in plan.placements] == [(0, "b", 8), (1, "a", 10)]
    assert plan.unplaced == 20
    nowhere = allocate(strategy, [3], [Room("c", 5, (far,))])
    assert (nowhere.placements, nowhere.unplaced) == ([], 3)


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_the_map_shows_how_the_places_of_each_site_are_known(client: FlaskClient, lang: str) -> None:
    found = client.get("/map/data.json", query_string={"at": DAY, "lang": lang}).get_json()
    by_tier: dict[int | None, set[str]] = {}
    for site in found["sites"]:
        by_tier.setdefault(site.get("tier"), set()).add(site["id"])
    assert by_tier[2] == {"bardarash", "dawoudia", "bersive-1", "chamishku"}
    assert by_tier[3] == {"qaymawa", "jadah-5"}
    assert by_tier[4] == {"hammam-al-alil-2", "hasansham-u2"}
    assert 1 not in by_tier
    asked = {one["site_id"]: one["tier"] for one in planned(client, tiers=[5])["ask_first"]}
    assert by_tier[4] | {"qaymawa"} == {site for site in asked if asked[site] > 2} - {"chamakor"}  # has no position


def test_a_count_of_the_last_31_days_is_the_first_tier_of_the_map(client: FlaskClient) -> None:
    found = client.get("/map/data.json", query_string={"at": "2016-12-01"}).get_json()
    assert {site["id"] for site in found["sites"] if site.get("tier") == 1} >= {"bardarash", "bersive-1", "qaymawa"}


def test_box_table_and_file_say_how_places_are_known(client: FlaskClient) -> None:
    found = client.get("/map/data.json", query_string={"at": DAY, "lang": "en"}).get_json()
    boxes = {
        site["id"]: (site["detail"], *next(f for f in site["facts"] if f[0] == "Free places"))
        for site in found["sites"]
    }
    assert boxes["bersive-1"][1:] == ("Free places", "8", "Nov 2016 · counted earlier")
    assert boxes["qaymawa"][1:] == ("Free places", "unknown (changed since)", "Nov 2016")
    assert boxes["hammam-al-alil-2"] == (
        *("not known to be open yet · said to be ready: 6,600 people", "Free places", "unknown"),
        "said to be ready: 6,600 people (17 Mar 2017)",
    )
    table = re.sub(r"<[^>]+>", " ", client.get("/", query_string={"at": DAY, "lang": "en"}).text)
    assert table.count("said to be ready: 3,000 people (17 Mar 2017)") == 1
    rows = {row["site_id"]: row for row in csv.DictReader(io.StringIO(client.get(f"/sites.csv?at={DAY}").text))}
    said = [rows["hammam-al-alil-2"][f"said_ready{of}"] for of in ("", "_metric", "_as_of", "_precision", "_qualifier")]
    assert said == ["6600", "capacity_persons_ready", "2017-03-17", "day", "exact"]
    assert rows["qaymawa"]["said_ready"] == ""


def test_what_was_said_to_be_ready_and_is_lived_in_since_is_no_room(client: FlaskClient) -> None:
    """300 tents at Haj Ali were said to be ready on 5 November 2016, and 1,770 people counted on 31 January 2017."""
    day = "2017-02-15"
    found = client.get("/map/data.json", query_string={"at": day}).get_json()
    assert {site["id"] for site in found["sites"] if site.get("tier") == 4} == {"qayyarah-airstrip"}
    body = {"origins": [{**HERE, "families": 3500}], "at": day, "tiers": [4]}
    assert "haj-ali" not in placed(client.post("/api/plan/allocate", json=body).get_json())
    before = client.get("/map/data.json", query_string={"at": "2016-12-01"}).get_json()
    assert "haj-ali" in {site["id"] for site in before["sites"] if site.get("tier") == 4}


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_the_legend_names_each_tier_that_has_a_place(lang: str) -> None:
    with speaking(lang):
        words = sites.LAYER.legend(gettext)["tiers"]
    assert isinstance(words, list)
    assert [tier for tier, _words in words] == [tier for tier in tiers.TIERS if tier != tiers.WITHOUT_PLACE]
    assert len({text for _tier, text in words}) == 4


def test_a_place_said_to_be_ready_rests_on_no_count(client: FlaskClient) -> None:
    """At Qayyarah Airstrip the tents of 31 January 2017 count, not the plots of November 2016."""
    origins = [{"lon": 42.45, "lat": 36.38, "families": 250}]
    body = {"origins": origins, "tiers": [1, 2, 3, 4], "at": "2017-02-15", "same_governorate": True}
    found = client.post("/api/plan/allocate?lang=en", json=body).get_json()
    assert placed(found) == {"qaymawa": 240, "qayyarah-airstrip": 10}
    said = " ".join(found["answer"])
    assert "All 250" not in said
    assert "1 of 2 sites rest on old counts, the oldest from November 2016" in said
    assert "10 are placed where sites were only said to be ready (31 January 2017)." in said
    assert not [one for one in found["assumptions"] if "2 of 2" in one]


def test_places_said_to_be_ready_at_an_unknown_position_are_not_free(client: FlaskClient) -> None:
    found = planned(client, tiers=[1, 2, 3, 4], max_km=40)
    said = "1,066 more places are said to be ready at 1 site whose position is unknown: 1,066 in Chamakor."
    assert said in [re.sub("[\u2066-\u2069]", "", one) for one in found["answer"]]
    assert not [one for one in found["assumptions"] if "0 more places are free" in one]


@pytest.mark.parametrize(
    ("at", "site", "is_asked"),
    [
        ("2017-05-01", "hammam-al-alil-2", True),  # 2,500 tents of April
        ("2017-05-08", "hammam-al-alil-2", False),  # 5,100 people moved in from 5 to 8 May
        ("2017-07-04", "hammam-al-alil-2", False),  # nearly full on 10 May
        ("2017-07-04", "hasansham-u2", True),
        ("2017-04-13", "hammam-al-alil-2", True),
        ("2017-04-14", "hammam-al-alil-2", False),  # 500 people from Badoush
    ],
)
def test_who_moved_in_since_takes_what_was_said_to_be_ready(
    client: FlaskClient, at: str, site: str, is_asked: bool
) -> None:
    body = {"origins": [{**HERE, "families": 3500}], "at": at, "max_km": 100}
    found = client.post("/api/plan/allocate", json=body).get_json()
    assert (site in {one["site_id"] for one in found["ask_first"]}) is is_asked
