"""What planners and programs write: any digits, a thing said twice, what is not understood; nothing is lost."""

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from geodata.problems import InvalidData
from webmap.asked import numbers
from webmap.planning.scenario import in_sentences, read
from webmap.words.i18n import speaking

HERE = {"lon": 43.254948, "lat": 36.167588}
DAY = "2017-04-04"
ORIGINS = [{**HERE, "families": 3500}]


def page(client: FlaskClient, path: str, status: int, **values: Any) -> str:
    answer = client.get(path, query_string={"lang": "en", "at": DAY, **values})
    assert answer.status_code == status, answer.text
    return answer.text


def alert(text: str) -> str:
    found = re.search(r'role="alert"[^>]*>(.*?)</p>', text, re.DOTALL)
    assert found, text
    return re.sub(r"<[^>]+>|[\u2066-\u2069]", "", found[1])


@pytest.mark.parametrize(
    ("written", "value"),
    [("3500", 3500), ("٣٥٠٠", 3500), ("۳۵۰۰", 3500), ("3,500", 3500), ("٣٬٥٠٠", 3500), ("1,234,567", 1234567)],
)
def test_whole_numbers_in_any_digits_and_with_marks_between_thousands(app: Flask, written: str, value: int) -> None:
    assert numbers.whole(written, "families", 1, 1, 10**9) == value
    assert numbers.decimal(written, "inflow", 0, 10**9) == value


@pytest.mark.parametrize("written", ["3,50", "3,5000", ",500", "3,500,", "3.500,0", "1e3", "٣٫٥", "12abc", "½"])
def test_what_may_mean_two_things_is_refused(app: Flask, written: str) -> None:
    with speaking("en"), pytest.raises(InvalidData):
        numbers.whole(written, "families", 1, 1, 10**9)


def test_decimals_in_arabic_digits(app: Flask) -> None:
    assert float(numbers.decimal("١٢٫٥", "inflow", 0, 100)) == 12.5


def test_pages_and_programs_take_them(client: FlaskClient) -> None:
    for families in ("٣٥٠٠", "3,500"):
        shown = page(client, "/plan", 200, q="Hammam al-Alil", families=families)
        assert "3,500 unplaced" in re.sub(r"<[^>]+>", "", shown)
        assert f'value="{families}"' in shown
    near = client.get("/api/plan/nearest", query_string={"lon": "٤٣٫٢٥", "lat": "٣٦٫١٧", "families": "٢"}).get_json()
    assert near["families"] == 2
    full = client.get(
        "/api/plan/saturation",
        query_string={"site": "qaymawa", "inflow": "١٢٫٥", "ready": "٢٠١٧-٠٢-١٨:١٠٠", "at": "2017-02-01"},
    )
    assert full.get_json()["fills_on"] == "2017-03-01"


def test_what_phones_share_is_read_as_the_point_behind_it(client: FlaskClient) -> None:
    asked = {"q": "geo:0,0?q=36.167588,43.254948(Camp)", "families": 3500, "max_km": 120}
    assert "11 placed" in re.sub(r"<[^>]+>", "", page(client, "/plan", 200, **asked))


@pytest.mark.parametrize(
    ("path", "values", "status", "name", "kept"),
    [
        ("/plan", {"q": "36.17,43.25", "people": "100", "family_size": "0.5"}, 400, "family_size", ["100", "0.5"]),
        ("/plan", {"q": "36.17,43.25", "people": "lots", "family_size": "6"}, 400, "people", ["lots", "6"]),
        ("/plan", {"q": "36.17,43.25", "families": "many"}, 400, "families", ["many"]),
        ("/plan", {"q": "36.17,43.25", "families": "9", "strategy": "best"}, 400, "strategy", ["9", "best"]),
        ("/plan", {"q": "0,0", "families": "9"}, 422, "q", ["0,0", "9"]),
        ("/plan", {"q": "Mosul", "families": "9", "close": "nope"}, 404, "close", ["Mosul", "9", "nope"]),
        ("/plan", {"q": "Mosul", "families": "9", "plots": "nope:1"}, 404, "plots", ["Mosul", "9", "nope:1"]),
        ("/plan", {"q": "Mosul", "families": "9", "exclude": "nope"}, 404, "exclude", ["Mosul", "9", "nope"]),
        ("/plan", {"q": "Mosul", "families": "9", "at": "1999-01-01"}, 400, "at", ["Mosul", "9", "1999-01-01"]),
        ("/plan", {"q": "Mosul", "families": "9", "origin": "1,1,5"}, 422, "origin", ["Mosul", "9", "1,1,5"]),
        ("/plan/nearest", {"q": "Mosul", "families": "-1"}, 400, "families", ["Mosul", "-1"]),
        ("/plan/nearest", {"q": "Mosul", "include_unknown": "maybe"}, 400, "include_unknown", ["Mosul", "maybe"]),
        ("/plan/along", {"corridor": "C99", "within_km": "3"}, 404, "corridor", ["C99", "3"]),
        ("/plan/saturation", {"site": "nope", "inflow": "7"}, 404, "site", ["nope", "7"]),
        ("/plan/saturation", {"site": "qaymawa", "inflow": "x", "horizon_days": "9"}, 400, "inflow", ["x", "9"]),
        ("/plan/compare", {"a": "foo", "b": "bar"}, 400, "a", ["foo", "bar"]),
        ("/plan/compare", {"a": "q=Mosul&families=x"}, 400, "a", ["q=Mosul&amp;families=x"]),
        ("/plan/compare", {"a": "q=Mosul&close=nope"}, 404, "a", ["q=Mosul&amp;close=nope"]),
        ("/plan/compare", {"a": "q=Mosul", "b": "q=Mosul&exclude=nope"}, 404, "b", ["q=Mosul&amp;exclude=nope"]),
    ],
)
def test_a_form_keeps_what_was_typed_and_names_the_field(
    client: FlaskClient, path: str, values: dict[str, str], status: int, name: str, kept: list[str]
) -> None:
    text = page(client, path, status, **values)
    assert f"({name})" in alert(text)
    for value in kept:
        assert f'value="{value}"' in text, value
    arabic = client.get(path, query_string={"at": DAY, **values, "lang": "ar"})
    assert f"({name})" in alert(arabic.text)


def test_a_hidden_choice_that_is_wrong_can_be_left_out(client: FlaskClient) -> None:
    text = page(client, "/plan", 404, q="Mosul", families="9", close="nope", exclude="haj-ali")
    way_out = re.search(r'<a href="([^"]+)">Ask without it</a>', text)
    assert way_out
    assert "close" not in way_out[1]
    assert client.get(way_out[1].replace("&amp;", "&")).status_code == 200


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("q=Mosul&q=Erbil", "q"),
        ("lon=43&lat=36&lat=40", "lat"),
        ("q=Mosul&families=3&families=4", "families"),
        ("q=Mosul&at=2017-04-04&at=2017-04-05", "at"),
    ],
)
def test_the_same_thing_said_twice_is_refused_by_name(client: FlaskClient, query: str, name: str) -> None:
    for path in ("/plan", "/plan/placed.csv", "/api/plan/nearest"):
        answer = client.get(f"{path}?{query}&lang=en")
        assert answer.status_code == 400
        assert "said more than once" in answer.text
        assert name in answer.text
    many = "/plan?q=Mosul&families=3&close=haj-ali&close=qaymawa&plots=haj-ali:1&plots=qaymawa:2&exclude=bersive-1"
    assert client.get(f"{many}&exclude=bardarash&at={DAY}").status_code == 200
    assert client.get("/plan/compare?a=q%3DMosul%26q%3DErbil").status_code == 400


@pytest.mark.parametrize(
    ("body", "parameter"),
    [
        ('{"origins": [{"lon": 43, "lat": 36, "lat": 40, "families": 1}]}', "lat"),
        ('{"origins": [], "origins": [{"lon": 43, "lat": 36, "families": 1}]}', "origins"),
        ('{"origins": [{"lon": 43, "lat": 36, "families": 1}], "closed": ["haj-ali"]}', "closed"),
        ('{"origins": [{"lon": 43, "lat": 36, "families": 1, "name": "x"}]}', "origins[0].name"),
        ('{"origins": [{"lon": 43, "lat": 36, "families": 1}], "close": "haj-ali"}', "close"),
        ('{"origins": [{"lon": 43, "lat": 36, "families": 1}], "plots": {"haj-ali": -1}}', "plots.haj-ali"),
        ('{"origins": [{"lon": 43, "lat": 36, "families": 1}], "plots": {"haj-ali": "5"}}', "plots.haj-ali"),
        ('{"origins": [{"lon": 43, "lat": 36, "families": 1}], "plots": 5}', "plots"),
    ],
)
def test_what_is_not_understood_in_a_body_is_refused_by_name(client: FlaskClient, body: str, parameter: str) -> None:
    answer = client.post("/api/plan/allocate?lang=en", data=body)
    assert (answer.status_code, answer.get_json()["parameter"]) == (400, parameter), answer.text


@pytest.mark.parametrize(("name", "status"), [("close", 404), ("exclude_sites", 404)])
def test_an_unknown_site_is_told_under_the_name_it_was_given(client: FlaskClient, name: str, status: int) -> None:
    answer = client.post("/api/plan/allocate", json={"origins": ORIGINS, name: ["nope"]})
    assert (answer.status_code, answer.get_json()["parameter"]) == (status, name)
    answer = client.post("/api/plan/allocate", json={"origins": ORIGINS, "plots": {"nope": 1}})
    assert (answer.status_code, answer.get_json()["parameter"]) == (404, "plots")


def test_choices_in_the_address_of_an_allocation_are_refused_not_passed_over(client: FlaskClient) -> None:
    for name in ("at", "families", "close"):
        answer = client.post(f"/api/plan/allocate?{name}=1&lang=en", json={"origins": ORIGINS})
        assert (answer.status_code, answer.get_json()["parameter"]) == (400, name)


@pytest.mark.parametrize("plots", [{"haj-ali": 500}, ["haj-ali:500"]])
def test_programs_ask_for_scenarios_as_pages_do(client: FlaskClient, plots: Any) -> None:
    body = {"origins": ORIGINS, "at": DAY, "close": ["qaymawa"], "plots": plots}
    found = client.post("/api/plan/allocate?lang=en", json=body).get_json()
    assert (found["at"], found["placed"], found["unplaced"]) == (DAY, 511, 2989)
    assert [re.sub("[\u2066-\u2069]", "", one) for one in found["scenario"]] == [
        "Qaymawa (Zelikan) is closed.",
        "Haj Ali has 500 new plots.",
    ]
    plain = client.post("/api/plan/allocate?lang=en", json={"origins": ORIGINS, "at": DAY}).get_json()
    assert (plain["placed"], plain["scenario"]) == (11, [])


def test_programs_compare_two_plans(client: FlaskClient) -> None:
    a = "/plan?q=Hammam+al-Alil&families=3500&plots=haj-ali:500&max_km=999"
    found = client.get("/api/plan/compare", query_string={"a": a, "at": DAY, "lang": "en"}).get_json()
    assert (found["at"], found["a"]["placed"], found["b"]["placed"]) == (DAY, 511, 11)
    assert (found["a"]["at"], found["difference"]["placed"], found["difference"]["unplaced"]) == (DAY, 500, -500)
    assert found["difference"]["sites"][0] == {
        "site_id": "bardarash",
        "name": "Bardarash",
        "a": 2,
        "b": 2,
        "difference": 0,
    }
    b = "q=Hammam+al-Alil&families=3500&close=bersive-1&max_km=999"
    other = client.get("/api/plan/compare", query_string={"a": a, "b": b, "at": DAY, "lang": "en"}).get_json()
    assert other["answer"] == "A places 508 families more than B: 511, not 3."
    for values, parameter in (({}, "a"), ({"a": a, "b": "x"}, "b"), ({"a": a, "families": 3}, "families")):
        answer = client.get("/api/plan/compare", query_string=values)
        assert (answer.status_code, answer.get_json()["parameter"]) == (400, parameter)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"plots": "jadah-6:500"}, "500 new plots at jadah-6 have no effect: nothing is known of this site by 4 April"),
        ({"close": "jadah-6"}, "That jadah-6 closes has no effect: nothing is known of this site by 4 April 2017."),
        ({"plots": "hammam-al-alil-screening:1"}, "1 new plot at Hammam al-Alil screening"),
        ({"plots": "hammam-al-alil-screening:1"}, "has no effect: people only pass through it."),
        ({"plots": "chamakor:7"}, "7 new plots at Chamakor have no effect: its position is not known."),
        ({"plots": "haj-ali:5", "close": "haj-ali"}, "no effect: it is closed in this scenario."),
    ],
)
def test_a_change_without_effect_is_said_to_have_none(client: FlaskClient, change: dict[str, str], said: str) -> None:
    text = page(client, "/plan", 200, q="Hammam al-Alil", families=3500, **change)
    assert said in re.sub(r"<[^>]+>|[\u2066-\u2069]", "", text)


def test_far_sites_of_very_many_are_not_said_to_be_unknown(app: Flask) -> None:
    from datetime import date

    with speaking("en"):
        sentences = in_sentences(read(["haj-ali"], []), {}, date(2017, 4, 4), bounded=True)
    assert "it is not among the sites looked at" in sentences[0]


@pytest.mark.parametrize(
    ("lang", "people", "said"),
    [
        ("en", 1, "1 person was counted as 1 family of 6 people, rounded up at each origin."),
        ("en", 61, "61 people were counted as 11 families of 6 people, rounded up at each origin."),
        ("ar", 2, "حُسب شخصان على أنهم عائلة واحدة في كل منها 6 أشخاص"),
        ("ar", 61, "حُسب 61 شخصاً على أنهم 11 عائلة في كل منها 6 أشخاص"),
    ],
)
def test_people_and_families_have_the_form_of_their_number(
    client: FlaskClient, lang: str, people: int, said: str
) -> None:
    body = {"origins": [{**HERE, "people": people}], "family_size": 6, "at": DAY}
    found = client.post(f"/api/plan/allocate?lang={lang}", json=body).get_json()
    assert said in " ".join(found["assumptions"])


@pytest.mark.parametrize(
    ("families", "said"),
    [(2, "تصل عائلتان"), (3, "تصل 3 عائلات"), (11, "تصل 11 عائلة"), (100, "تصل 100 عائلة")],
)
def test_arabic_families_that_arrive(client: FlaskClient, families: int, said: str) -> None:
    answer = client.get("/plan", query_string={"q": "Mosul", "families": families, "at": DAY, "lang": "ar"})
    assert said in answer.text
