"""The search: names in any spelling, codes, coordinates, and whatever else people type."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from geodata.rules.geometry import RESPONSE_AREA
from geodata.rules.positions import read

WEST, SOUTH, EAST, NORTH = RESPONSE_AREA


def ask(client: FlaskClient, asked: str, lang: str = "en") -> dict[str, Any]:
    answer = client.get("/search.json", query_string={"q": asked, "lang": lang})
    assert answer.status_code == 200, asked
    found: dict[str, Any] = answer.get_json()
    return found


def found(client: FlaskClient, asked: str) -> list[tuple[str, str]]:
    return [(result["kind"], result["id"]) for result in ask(client, asked)["results"]]


@pytest.mark.parametrize("asked", ["Ain Sifni", "عين سفني", "Ain Safni", "ain-sifni", "AIN SEFNI", "  Ain   Sifni "])
def test_a_town_is_found_first_in_every_spelling(client: FlaskClient, asked: str) -> None:
    assert found(client, asked)[0] == ("community", "ain-sifni")


def test_one_name_of_a_town_a_district_and_a_camp_is_told_apart(client: FlaskClient) -> None:
    results = ask(client, "Shekhan")["results"]
    assert {(result["kind"], result["id"]) for result in results[:3]} == {
        ("community", "ain-sifni"),
        ("district", "district-shikhan"),
        ("camp", "sheikhan"),
    }
    assert len({result["kind_text"] for result in results[:3]}) == 3


@pytest.mark.parametrize(
    ("asked", "kind", "identifier"),
    [
        ("IQG15Q06", "district", "district-shikhan"),
        ("iq-d088", "district", "district-shikhan"),
        ("IQG15", "governorate", "governorate-ninewa"),
        ("IQ1505-0007", "emergency_site", "qayyarah-airstrip"),
        ("C02", "corridor", "C02"),
        ("Khazer M2", "camp", "hasansham-m2"),
        ("Nineveh", "governorate", "governorate-ninewa"),
        ("نينوى", "governorate", "governorate-ninewa"),
        ("Mosul", "city", "mosul"),
        ("hamam al alil", "town", "hammam-al-alil"),
        ("Raabia", "community", "rabia"),
        ("Airstrip", "emergency_site", "qayyarah-airstrip"),
    ],
)
def test_names_and_codes(client: FlaskClient, asked: str, kind: str, identifier: str) -> None:
    assert found(client, asked)[0] == (kind, identifier)


@pytest.mark.parametrize("asked", ["Hassan Sham U2", "حسن\u200cشامي U2", "حەسەن شامی U2"])
def test_a_camp_is_not_its_neighbour(client: FlaskClient, asked: str) -> None:
    ids = [identifier for kind, identifier in found(client, asked) if kind == "camp"]
    assert ids == ["hasansham-u2"]


def test_a_zero_width_mark_parts_words_as_a_blank_does(client: FlaskClient) -> None:
    plain, marked = found(client, "حسن شام"), found(client, "حسن\u200cشام")
    assert plain == marked
    assert {"hasansham-u2", "hasansham-u3", "hasansham-m1", "hasansham-m2"} <= {identifier for _, identifier in marked}


def test_two_places_of_one_name_are_both_listed(client: FlaskClient) -> None:
    assert found(client, "Zilkan") == [("community", "zelkan"), ("camp", "qaymawa")]


def test_exact_before_prefix_before_part_before_consonants(client: FlaskClient) -> None:
    kinds = found(client, "mosul")
    assert kinds[:2] == [("city", "mosul"), ("district", "district-mosul")]
    assert kinds.index(("screening_site", "mosul-woods-screening")) < kinds.index(("corridor", "C01"))


def test_a_result_leads_to_its_page_and_to_the_map(client: FlaskClient) -> None:
    result = ask(client, "Qayyarah Airstrip")["results"][0]
    assert result["url"].startswith("/sites/qayyarah-airstrip")
    west, south, east, north = result["bbox"]
    assert west < result["lon"] < east
    assert south < result["lat"] < north
    assert client.get(result["url"]).status_code == 200
    assert client.get(result["map_url"]).status_code == 200


def test_what_has_no_position_has_no_map_link(client: FlaskClient) -> None:
    result = ask(client, "district Shikhan".removeprefix("district "))["results"]
    district = next(one for one in result if one["kind"] == "district")
    assert (district["bbox"], district["map_url"], district["lon"]) == (None, None, None)


@pytest.mark.parametrize(
    "asked",
    [
        "36.15, 43.24",
        "36.15 43.24",
        "36.15,43.24",
        "36.15; 43.24",
        "36,15 43,24",
        "٣٦٫١٥، ٤٣٫٢٤",
        "۳۶.۱۵ ۴۳.۲۴",
        "N 36.15 E 43.24",
        "43.24E 36.15N",
        "36°09'00\"N 43°14'24\"E",
        "36° 9′ N, 43° 14.4′ E",
        "geo:36.15,43.24?z=12",
        "geo:0,0?q=36.15,43.24(Camp)",
        "geo:0,0?z=12&q=36.15,43.24(مخيم)",
        "geo:35.5,44.1?q=36.15%2C43.24",
    ],
)
def test_coordinates_are_a_place_too(client: FlaskClient, asked: str) -> None:
    answer = ask(client, asked)
    result = answer["results"][0]
    assert (round(result["lat"], 6), round(result["lon"], 6)) == (36.15, 43.24)
    assert answer["message"] is None
    assert [one["id"] for one in answer["nearest"][:2]] == ["hammam-al-alil-2", "hammam-al-alil-1"]
    assert answer["nearest"][0]["distance"] == "0.7 km"


def test_swapped_coordinates_are_understood_and_explained(client: FlaskClient) -> None:
    answer = ask(client, "43.24, 36.15")
    assert answer["results"][0]["name"] == "36.15, 43.24"
    assert "longitude first" in answer["message"]


@pytest.mark.parametrize("asked", ["51.5, 0.1", "0, 0", "-36.15, 43.24", "999, 999", "36.15S 43.24E"])
def test_a_point_outside_the_response_area_gets_a_clear_answer(client: FlaskClient, asked: str) -> None:
    answer = ask(client, asked)
    assert answer["results"] == []
    assert "outside the response area" in answer["message"]
    assert client.get("/search", query_string={"q": asked, "lang": "en"}).status_code == 200


@given(st.floats(SOUTH, NORTH), st.floats(WEST, EAST))
def test_a_point_of_the_area_reads_the_same_in_either_order(lat: float, lon: float) -> None:
    one, other = read(f"{lat:.6f}, {lon:.6f}"), read(f"{lon:.6f} {lat:.6f}")
    assert one is not None
    assert other is not None
    assert (one.lat, one.lon) == (other.lat, other.lon) == (round(lat, 6), round(lon, 6))
    assert other.swapped
    assert not one.swapped


@given(st.text(max_size=60))
def test_any_text_is_read_as_a_point_or_not_at_all(asked: str) -> None:
    point = read(asked)
    assert point is None or isinstance(point.inside, bool)


@pytest.mark.parametrize(
    "asked",
    [
        "%",
        "_",
        "\\",
        "'; DROP TABLE ninewa.site; --",
        "<script>alert(1)</script>",
        "A${window.x=1}<img src=x onerror=1></script>",
        "\u202eevil\u0000",
        "(((((((",
        "[a-z]*",
        "¬´≈ç√∫",
        "a" * 120,
        "𝔐𝔬𝔰𝔲𝔩 ﷽",
    ],
)
def test_hostile_words_are_harmless(client: FlaskClient, asked: str) -> None:
    assert len(ask(client, asked)["results"]) <= 20
    body = client.get("/search", query_string={"q": asked, "lang": "en"})
    assert body.status_code == 200
    assert "<script>alert" not in body.get_data(as_text=True)
    assert "<img src=x" not in body.get_data(as_text=True)


def test_the_answer_is_bounded(client: FlaskClient) -> None:
    assert len(found(client, "a")) == 20
    assert client.get("/search", query_string={"q": "a" * 121}).status_code == 400
    assert client.get("/search.json", query_string={"q": "a" * 121}).status_code == 400


def test_nothing_found_says_what_was_asked(client: FlaskClient) -> None:
    body = client.get("/search?q=Atlantis&lang=en").get_data(as_text=True)
    assert "Nothing is known here under “Atlantis”." in body
    assert "What can be found" in body


def test_the_page_lists_and_never_redirects(client: FlaskClient) -> None:
    answer = client.get("/search?q=Rabia&lang=en")
    assert answer.status_code == 200
    assert "1 result" in answer.get_data(as_text=True)
    assert client.get("/search?lang=en").status_code == 200


def test_arabic_names_are_shown_in_arabic_with_the_spelling_that_fitted(client: FlaskClient) -> None:
    result = ask(client, "Ain Sifni", lang="ar")["results"][0]
    assert (result["name"], result["name_lang"], result["matched"]) == ("عين سفني", "ar", "Ain Sifni")


def test_the_public_finds_the_same(public_client: FlaskClient) -> None:
    assert found(public_client, "Ain Sifni") == [("community", "ain-sifni")]


def test_a_district_leads_to_its_sites_in_whatever_spelling(client: FlaskClient) -> None:
    found = client.get("/search.json?q=قضاء الشيخان&lang=en").get_json()["results"]
    district = next(result for result in found if result["kind"] == "district")
    listed = client.get(district["url"]).get_data(as_text=True)
    assert "Essian" in listed
    assert "/sites/qayyarah-airstrip" not in listed
