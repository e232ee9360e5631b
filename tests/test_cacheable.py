"""Caches on the way may keep what is the public's, and nothing that was asked for by somebody."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import WORD
from tests.test_parameters import addresses
from webmap.answers.shared_caches import OF_PAGES, of_data

VARY = {"Accept-Language", "Accept-Encoding"}
PERSONAL = {"Cookie", "Authorization"}


def cached(answer: object) -> tuple[str, set[str]]:
    headers = answer.headers  # type: ignore[attr-defined]
    return headers["Cache-Control"], {one.strip() for one in headers.get("Vary", "").split(",")}


def test_what_caches_are_told() -> None:
    assert OF_PAGES == "public, max-age=0, s-maxage=2, stale-while-revalidate=30, stale-if-error=86400"
    for part in ("application/json", "image/svg+xml", "text/csv"):
        assert of_data(part) == "public, max-age=0, s-maxage=2, stale-if-error=86400", "no older than its page"


def test_pages_of_the_public_may_be_kept_and_those_of_a_person_never(public_app: Flask) -> None:
    client, looked_at = public_app.test_client(use_cookies=False), 0
    for address in addresses(public_app):
        answer = client.get(address, query_string="lang=en&at=2017-04-04")
        if answer.status_code != 200 or "ETag" not in answer.headers:
            assert "s-maxage" not in answer.headers.get("Cache-Control", ""), address
            continue
        looked_at += 1
        told, vary = cached(answer)
        assert told == of_data(answer.mimetype), address
        assert vary >= VARY, address
        is_for_whoever = getattr(
            public_app.view_functions[public_app.url_map.bind("localhost").match(address)[0]], "is_for_whoever", False
        )
        assert is_for_whoever or vary >= PERSONAL, address
        for said in ({"Cookie": "a=b"}, {"Authorization": f"Bearer {WORD}"}):
            personal = client.get(address, query_string="lang=en&at=2017-04-04", headers=said)
            assert personal.headers["Cache-Control"] == "private, no-cache", (address, said)
    assert looked_at > 35


@pytest.mark.parametrize("path", ["/", "/sites?lang=en", "/map/data.json?lang=en"])
def test_what_is_remembered_and_what_is_unchanged_say_the_same(public_client: FlaskClient, path: str) -> None:
    first, again = public_client.get(path), public_client.get(path)
    unchanged = public_client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert unchanged.status_code == 304
    assert cached(first) == cached(again) == cached(unchanged)
    assert cached(first)[0] == of_data(first.mimetype)
    through = public_client.get(path, headers={"X-Forwarded-For": "10.0.0.1", "X-Forwarded-Proto": "https"})
    assert cached(through) == cached(first)


def test_pages_that_hold_a_form_are_kept_nowhere(public_app: Flask) -> None:
    for path in ("/login", "/account", "/planner?word=x"):
        assert not re.search("s-maxage|public", public_app.test_client().get(path).headers["Cache-Control"]), path
