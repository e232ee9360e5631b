"""What a view does not understand is no part of the question: who reads is sent to the address without it."""

import html
import re
from urllib.parse import parse_qsl, unquote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException

from geodata.server.logins import Addresses
from tests.conftest import Make
from webmap.answers import led_on
from webmap.asked.address import COMMON
from webmap.asked.scope import FIXED

PARTS = {"site_id": "haj-ali", "corridor_id": "C02", "community_id": "mahad", "name": "sites", "metric": "idps"}
NEITHER = "x=1&utm_source=%3Cb%3E&of_site=nowhere&x=2"
TOLD_EVERYTHING = ("/api/plan/compare", "/api/plan/allocate")


def addresses(app: Flask) -> list[str]:
    """Each address that is read and needs no choice of its own."""
    return [
        re.sub(r"<(?:any\('?(\w+)[^>]*|)(\w*)>", lambda part: part[1] or PARTS.get(part[2], "1"), rule.rule)
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ())
    ]


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_each_page_has_one_address(app: Flask, client: FlaskClient, method: str) -> None:
    """Also what is refused, or is not for this reader: nothing is looked up before."""
    led = 0
    for address in addresses(app):
        answer = client.open(address, method=method, query_string=f"{NEITHER}&lang=en&at=2017-04-04")
        if address in TOLD_EVERYTHING:
            assert answer.status_code == 400, address
        elif answer.status_code != 404 and "<" not in address:
            led += 1
            assert (answer.status_code, answer.location) == (301, f"{address}?lang=en&at=2017-04-04"), address
            assert client.open(answer.location, method=method).status_code != 301, address
    assert led > 80


@pytest.mark.parametrize(
    "headers", [{}, {"Cookie": "a=b; session-x=y", "Sec-Fetch-Dest": "iframe", "Accept-Language": "ar"}]
)
def test_the_door_leads_where_the_application_leads(app: Flask, headers: dict[str, str]) -> None:
    """With the same headers, once the application was asked for another address of that view; and only then."""
    client, led = app.test_client(use_cookies=False), 0
    for address in addresses(app):
        for question in (f"{NEITHER}&lang=en&at=2017-04-04", "type=camp&x", "lang=ar", "x=1&=&x"):
            with app.test_request_context(address, query_string=question, headers=headers) as asked:
                environ = asked.request.environ
            told, given = client.get(address, query_string=question, headers=headers), led_on.at_hand(app, environ)
            if told.status_code != 301 or told.location is None or "x" in told.location.partition("?")[2]:
                assert given is None, (address, question)
                continue
            assert given is not None, (address, question)
            status, said, body = given
            kept = {name: value for name, value in told.headers if name not in ("Content-Length", "Set-Cookie")}
            assert (status, dict(said), body) == (told.status.upper(), kept, told.data), (address, question)
            led += 1
    assert led > 200


@pytest.mark.parametrize(
    ("method", "path", "question", "host"),
    [
        ("POST", "/sites", "x=1", "localhost"),
        ("GET", "/nothing-here", "x=1", "localhost"),
        ("GET", "/sites/", "x=1", "localhost"),
        ("GET", "/sites", "x=" + "1" * led_on.LONGEST_QUESTION, "localhost"),
        ("GET", "/sites", "", "localhost"),
    ],
)
def test_the_door_leaves_all_else_to_the_application(
    app: Flask, client: FlaskClient, method: str, path: str, question: str, host: str
) -> None:
    client.get("/sites?x=1")
    asked = {"REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": question, "HTTP_HOST": host}
    assert led_on.at_hand(app, FIXED | asked | {"wsgi.url_scheme": "http"}) is None


@pytest.mark.parametrize("host", ["a..b", ".com", "[::1", "evil.example", ""])
def test_at_the_door_no_host_makes_a_difference(app: Flask, client: FlaskClient, host: str) -> None:
    client.get("/sites?x=1")
    asked = {"REQUEST_METHOD": "GET", "PATH_INFO": "/sites", "QUERY_STRING": "x=1&lang=ar", "HTTP_HOST": host}
    given = led_on.at_hand(app, FIXED | asked | {"wsgi.url_scheme": "http", "SERVER_NAME": "x", "SERVER_PORT": "80"})
    assert given is None or dict(given[1])["Location"] == "/sites?lang=ar"


def test_nothing_is_looked_up_for_a_redirect(make_app: Make) -> None:
    """Whoever asks: no session, no version of the data, no page."""
    nowhere = "postgresql+psycopg://webmap_public@/ninewa?host=/nowhere"
    app = make_app(Addresses(nowhere, nowhere, nowhere), role="public")
    sessions = app.extensions["sessions"]
    for headers in ({}, {"Authorization": "Bearer ninewa_x"}, {"Cookie": f"{sessions.name_for('session')}=x"}):
        answer = app.test_client(use_cookies=False).get("/sites?type=camp&fbclid=x", headers=headers)
        assert (answer.status_code, answer.location, answer.data) == (301, "/sites?type=camp", b""), headers
        assert answer.headers["Cache-Control"] == "private, max-age=3600"
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert app.test_client().get("/my-sites?fbclid=x").headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("asked", "there"),
    [
        ("/sites?utm_source=a&type=camp&utm_medium=b&sort=free", "/sites?type=camp&sort=free"),
        ("/?fbclid=1", "/"),
        ("/?x=//evil.example&lang=ar", "/?lang=ar"),
        ("/sites?at=%D9%A1/%D9%A4/%D9%A2%D9%A0%D9%A1%D9%A7&x", "/sites?at=%D9%A1/%D9%A4/%D9%A2%D9%A0%D9%A1%D9%A7"),
        ("/sites?at=%FF%0d%0aX:y&x", "/sites?at=%25FF%0D%0AX:y"),
        ("/sites/a%3Fb%23c%2F..?x=1", None),
        ("/sites/a%3Fb%23c?x=1", "/sites/a%3Fb%23c"),
        ("/plan/gaps?arrive=a:1&x=1&arrive=b:2", "/plan/gaps?arrive=a:1&arrive=b:2"),
        ("/sites?=1", "/sites"),
        ("/nothing-here?x=1", None),
    ],
)
def test_the_rest_of_the_address_stays_and_no_host_is_named(client: FlaskClient, asked: str, there: str | None) -> None:
    answer = client.get(asked, headers={"Host": "evil.example"})
    assert answer.location == there
    assert answer.status_code == (301 if there else 404)
    if there:
        assert client.get(there).status_code != 301


@pytest.mark.parametrize("path", ["//evil.example/?x=1", "/%2F/evil.example?x=1", "/\\\\evil.example?x=1"])
def test_no_redirect_leads_elsewhere(client: FlaskClient, path: str) -> None:
    location = client.get(path).location
    assert location is None or (location.startswith("/") and not location.startswith(("//", "/\\")))


def test_what_is_written_is_not_sent_elsewhere(client: FlaskClient) -> None:
    asked = {"arrivals": [{"lat": 36.3, "lon": 43.2, "families": 5}]}
    for address in ("/api/plan/nearest?x=1", "/sites?x=1"):
        assert client.post(address, json=asked).status_code != 301


def test_our_own_links_and_forms_say_nothing_that_their_view_does_not_understand(
    app: Flask, client: FlaskClient
) -> None:
    """They would lead to a redirect each."""
    there, looked_at, wrong = app.url_map.bind("localhost"), 0, set()
    for page in addresses(app):
        answer = client.get(page, query_string="lang=en&at=2017-04-04", follow_redirects=True)
        text = answer.text if answer.mimetype == "text/html" else ""
        for written in set(re.findall(r'(?:href|src|action)="(/[^"]*?\?[^"]*)"', text)):
            path, _, query = html.unescape(written).partition("#")[0].partition("?")
            try:
                endpoint, _ = there.match(unquote(path), method="GET")
            except HTTPException:
                continue  # for what is written alone
            own: frozenset[str] | None = getattr(app.view_functions[endpoint], "asked", frozenset())
            looked_at += 1
            wrong |= {(path, name) for name, _ in parse_qsl(query) if own is not None and name not in {*COMMON, *own}}
    assert not wrong
    assert looked_at > 500


@pytest.mark.parametrize("choice", ["lang=ar", "at=2017-03-01", "known=2017-03-01", "layers=sites", "bbox=43,36,44,37"])
def test_what_every_page_understands_is_kept_in_its_links(client: FlaskClient, choice: str) -> None:
    assert choice.partition("=")[0] in re.sub(r"<head>.*</head>", "", client.get(f"/sites?{choice}").text)


def test_each_choice_makes_another_page(client: FlaskClient) -> None:
    asked = client.get("/sites?type=camp&sort=free").headers["ETag"]
    assert asked != client.get("/sites?type=camp&sort=name").headers["ETag"]
