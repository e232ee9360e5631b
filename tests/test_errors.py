"""Bad input gets a clear answer in the reader's language that names the parameter; never a 500."""

import json

import pytest
from flask.testing import FlaskClient

BAD = [
    ("/?at=2017-02-30", "at"),
    ("/?at=tomorrow", "at"),
    ("/?at=0001-01-01", "at"),
    ("/?at=2017-W05-1", "at"),
    ("/?at=%00", "at"),
    ("/?bbox=abc", "bbox"),
    ("/?bbox=1,2,3", "bbox"),
    ("/?bbox=43,36,42,35", "bbox"),
    ("/?bbox=NaN,36,44,37", "bbox"),
    ("/?layers=everything", "layers"),
    ("/?lang=xx", "lang"),
    ("/sites?sort=drop", "sort"),
    ("/sites?type=castle", "type"),
    ("/sites?lang=xx", "lang"),
    ("/sites/haj-ali?at=2017-13-01", "at"),
    ("/map/data.json?at=2017-02-30", "at"),
    ("/displacement?at=2017-02-30", "at"),
    ("/corridors/C02?within_km=abc", "within_km"),
]


@pytest.mark.parametrize(("address", "parameter"), BAD)
def test_a_bad_parameter_is_a_400_that_names_it(client: FlaskClient, address: str, parameter: str) -> None:
    answer = client.get(address, headers={"Accept-Language": "en"})
    assert answer.status_code == 400
    if ".json" in address:
        problem = json.loads(answer.data)
        assert (answer.content_type, problem["parameter"]) == ("application/problem+json", parameter)
        assert problem["title"]
        assert problem["detail"]
    else:
        assert f"<code>{parameter}</code>" in answer.get_data(as_text=True)


def test_the_answer_is_in_the_reader_s_language(client: FlaskClient) -> None:
    page = client.get("/?at=2017-02-30&lang=ar").get_data(as_text=True)
    assert '<html lang="ar" dir="rtl">' in page
    page = client.get("/?lang=xx", headers={"Accept-Language": "ar"}).get_data(as_text=True)
    assert '<html lang="ar" dir="rtl">' in page


@pytest.mark.parametrize(
    "address",
    [
        "/sites/nowhere",
        "/corridors/C99",
        "/communities/atlantis",
        "/nothing",
        "/sites/haj%00ali",
        "/sites/%F0%9F%98%80",
        "/sites/" + "x" * 3000,
    ],
)
def test_what_does_not_exist_is_a_page_that_leads_on(client: FlaskClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code in (400, 404)
    assert 'href="/sites' in answer.get_data(as_text=True)


def kind(client: FlaskClient, address: str, method: str = "GET", **headers: str) -> str:
    answer = client.open(address, method=method, headers=headers)
    assert answer.status_code >= 400
    return str(answer.mimetype)


BROWSER, PROGRAM = "text/html,application/xhtml+xml,*/*;q=0.8", "application/json"


@pytest.mark.parametrize(
    "address",
    ["/api/plan/nearest", "/api/plan/gaps?at=x", "/api/plan/nothing", "/map/data.json?at=x", "/search.json?lang=xx"],
)
def test_what_is_for_programs_is_refused_in_json_to_browsers_too(client: FlaskClient, address: str) -> None:
    for accept in (BROWSER, PROGRAM, "*/*"):
        assert kind(client, address, Accept=accept) == "application/problem+json"
    if "nothing" not in address:
        assert kind(client, address, "DELETE", Accept=BROWSER) == "application/problem+json"


def test_every_view_for_programs_says_so(client: FlaskClient) -> None:
    addresses = [rule.rule for rule in client.application.url_map.iter_rules() if "GET" in (rule.methods or ())]
    of_programs = [address for address in addresses if address.startswith("/api/") or address.endswith("json")]
    assert len(of_programs) >= 12
    for address in of_programs:
        assert kind(client, f"{address}?lang=xx", Accept=BROWSER) == "application/problem+json", address


@pytest.mark.parametrize("address", ["/sites?at=x", "/nothing", "/sites/nowhere"])
def test_a_page_is_refused_in_json_to_who_would_rather_have_that(client: FlaskClient, address: str) -> None:
    assert kind(client, address, Accept=PROGRAM) == "application/problem+json"
    assert kind(client, address, Accept="application/problem+json, text/html;q=0.5") == "application/problem+json"
    for accept in (BROWSER, "*/*", "text/html, application/json"):
        assert kind(client, address, Accept=accept) == "text/html"
    assert client.get(address).mimetype == "text/html"


def test_a_method_that_is_not_offered_is_said_so(client: FlaskClient) -> None:
    answer = client.post("/sites")
    assert (answer.status_code, "GET" in answer.headers["Allow"]) == (405, True)


@pytest.mark.parametrize(
    "address", ["/", "/sites", "/sites/haj-ali", "/displacement", "/search", "/corridors/C02", "/communities"]
)
@pytest.mark.parametrize(
    "value", ["'", "';--", "%00", "\\", "{{7*7}}", "%27%20OR%201=1", "9" * 400, "-1", "1e309", "NaN", "%ED%A0%80"]
)
def test_hostile_values_never_break_a_page(client: FlaskClient, address: str, value: str) -> None:
    for parameter in ("at", "bbox", "layers", "sort", "district", "q", "within_km", "provider", "scope", "lang"):
        answer = client.get(f"{address}?{parameter}={value}", follow_redirects=True)
        assert answer.status_code in (200, 400, 404, 422), parameter
