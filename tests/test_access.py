"""Who somebody is before signing in: a planner who says the word, else the public; the layer follows from it."""

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pydantic import ValidationError
from sqlalchemy import create_engine, pool

from geodata.server.logins import Addresses
from tests.conftest import WORD, Make, static
from webmap.config import Settings, refusals
from webmap.planners_word import WRONG_WORDS

SITE = "/sites/haj-ali?at=2017-04-04&lang=en"
EXACT, PUBLIC = "35.74894", "35.75000"


def keep_from_public(addresses: Addresses, site: str) -> None:
    with create_engine(addresses.owner, poolclass=pool.NullPool).begin() as connection:
        connection.exec_driver_sql("UPDATE site SET sensitivity = 'moderate' WHERE site_id = %(site)s", {"site": site})


@pytest.fixture
def guarded(fresh_database: Addresses) -> Addresses:
    """A database in which Haj Ali's exact point is not public."""
    keep_from_public(fresh_database, "haj-ali")
    return fresh_database


@pytest.fixture
def strangers(guarded: Addresses, make_app: Make) -> FlaskClient:
    """Asks the guarded database, saying nothing."""
    return make_app(guarded, role="public").test_client()


def position_in(page: str) -> str:
    return "exact" if EXACT in page else "public" if PUBLIC in page else "neither"


def shown_position(client: FlaskClient, **request: Any) -> str:
    return position_in(client.get(SITE, **request).get_data(as_text=True))


def door(word: str) -> str:
    return f"/planner?word={word}"


def test_a_program_says_the_word(strangers: FlaskClient) -> None:
    assert shown_position(strangers, headers={"Authorization": f"Bearer {WORD}"}) == "exact"


def test_the_door_gives_a_cookie_and_the_word_is_in_no_address_after_it(strangers: FlaskClient) -> None:
    answer = strangers.get(door(WORD))
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie
    assert WORD not in str(answer.headers) + answer.text
    assert shown_position(strangers) == "exact"


@pytest.mark.parametrize(
    "asked", [{"base_url": "https://map.example.org"}, {"headers": {"X-Forwarded-Proto": "https"}}]
)
def test_over_https_the_cookie_goes_nowhere_else(strangers: FlaskClient, asked: dict[str, Any]) -> None:
    assert "Secure" in strangers.get(door(WORD), **asked).headers["Set-Cookie"]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Host": "127.0.0.1"},
        {"Host": "localhost:8000"},
        {"X-Forwarded-For": "127.0.0.1", "X-Forwarded-Host": "localhost", "X-Real-Ip": "::1"},
        {"Forwarded": "for=127.0.0.1;host=localhost"},
        {"Authorization": "Basic cGxhbm5lcjpwbGFubmVy"},
        {"Authorization": WORD},
        {"Authorization": f"Basic {WORD}"},
        {"Cookie": f"planner={WORD}; word={WORD}"},
        {"X-Authorization": f"Bearer {WORD}"},
    ],
)
def test_whoever_does_not_say_it_is_the_public_also_on_this_machine(
    strangers: FlaskClient, headers: dict[str, str]
) -> None:
    client = strangers.application.test_client(use_cookies=False)  # with them it sends only those of answers
    assert shown_position(client, headers=headers) == "public"


def test_a_cookie_of_an_earlier_word_is_nobody_s(guarded: Addresses, make_app: Make) -> None:
    before, now = (make_app(guarded, role="public", webmap_planner_word=word * 24) for word in "ab")
    name, _, value = before.test_client().get(door("a" * 24)).headers["Set-Cookie"].split(";")[0].partition("=")
    cookie_now = now.test_client().get(door("b" * 24)).headers["Set-Cookie"].partition("=")[0]
    for app, sent, shown in ((before, name, "exact"), (now, name, "public"), (now, cookie_now, "public")):
        client = app.test_client(use_cookies=False)
        assert shown_position(client, headers={"Cookie": f"{sent}={value}"}) == shown
        assert shown_position(client, headers={"Cookie": f"{sent}={value[:-1]}é"}) == "public"


@pytest.mark.parametrize("said", [{"query_string": {"word": "wrong"}}, {"headers": {"Authorization": "Bearer wrong"}}])
def test_wrong_words_are_answered_alike_and_many_are_too_many(strangers: FlaskClient, said: dict[str, Any]) -> None:
    answers = [strangers.get("/planner", **said) for _ in range(WRONG_WORDS)]
    assert {answer.status_code for answer in answers} == {401}
    assert all("Set-Cookie" not in answer.headers for answer in answers)
    assert answers[0].headers["WWW-Authenticate"].lower().startswith("bearer")
    more = strangers.get("/planner", **said)
    assert (more.status_code, more.headers["Retry-After"]) == (429, "60")
    assert strangers.get(door(WORD)).status_code == 303


@pytest.mark.parametrize("word", ["", WORD[:-1], f"{WORD}x", WORD.upper(), "é" * 40, "%00", "%ff%fe", "x" * 4000])
def test_each_wrong_word_gets_the_same_words(strangers: FlaskClient, word: str) -> None:
    assert _wrong(strangers, word) == _wrong(strangers, "wrong")


def _wrong(client: FlaskClient, word: str) -> tuple[int, str]:
    answer = client.get(door(word), headers={"Accept": "application/json"})
    return answer.status_code, answer.text


def test_a_program_with_a_wrong_word_does_not_take_rounded_points_for_exact(strangers: FlaskClient) -> None:
    answer = strangers.get("/map/data.json", headers={"Authorization": "Bearer wrong"})
    assert answer.status_code == 401
    assert answer.get_json()["title"] == "This is not the word for planners"


def test_without_a_word_nobody_is_a_planner(guarded: Addresses, make_app: Make) -> None:
    client = make_app(guarded, role="public", webmap_planner_word=None).test_client()
    for word in ("", "None", WORD):
        assert client.get(door(word)).status_code == 401
        assert client.get(SITE, headers={"Authorization": f"Bearer {word}"}).status_code == 401
    assert shown_position(client) == "public"


def test_a_page_kept_for_a_planner_is_not_given_to_the_public(strangers: FlaskClient) -> None:
    planner = {"headers": {"Authorization": f"Bearer {WORD}"}}
    for _ in range(2):
        assert shown_position(strangers, **planner) == "exact"
        assert shown_position(strangers) == "public"


def test_nothing_that_a_planner_is_told_may_be_kept_by_a_proxy(app: Flask) -> None:
    """Every address, also those of static files, wrong ones and wrong methods."""
    filled = {
        "site_id": "haj-ali",
        "corridor_id": "C02",
        "community_id": "rabia",
        "metric": "returnees",
        "name": "sites",
    }
    client = app.test_client()
    for rule in app.url_map.iter_rules():
        path = re.sub(r"<(?:\w+:)?(\w+)>", lambda found: filled.get(found[1], "0"), rule.rule)
        for method in ("GET", "HEAD", "POST"):
            headers = client.open(path, method=method).headers
            kept = headers["Cache-Control"]
            assert "public" not in kept, path
            assert "private" in kept or kept == "no-store", path
            view = app.view_functions[rule.endpoint]
            assert (
                kept == "no-store"
                or "immutable" in kept
                or getattr(view, "is_for_whoever", False)  # the public layer, whoever asks
                or {"Cookie", "Authorization"} <= set(headers["Vary"].split(", "))
            ), path
    style = client.get(static("gaps.css"))
    assert (style.status_code, "private" in style.headers["Cache-Control"]) == (200, True)


@pytest.mark.parametrize("value", ["planner", "", "Public"])
def test_a_planner_by_setting_is_refused_with_what_to_do_now(value: str) -> None:
    with pytest.raises(ValidationError) as refused:
        Settings(webmap_anonymous=value)
    (sentence,) = refusals(refused.value)
    assert sentence.startswith("WEBMAP_ANONYMOUS: whoever is not known is the public")
    assert "var/planner.word" in sentence


@pytest.mark.parametrize("word", ["short", "with blanks in it, but long enough", "ü" * 24])
def test_a_weak_word_is_refused_and_not_repeated(word: str) -> None:
    with pytest.raises(ValidationError) as refused:
        Settings(webmap_planner_word=word)
    assert refusals(refused.value)[0].startswith("WEBMAP_PLANNER_WORD: ")
    assert word not in str(refused.value)
