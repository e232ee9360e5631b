"""What a view does not understand is no part of the question: no link holds it, and no page is made anew for it."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

PARTS = {"site_id": "haj-ali", "corridor_id": "C02", "community_id": "mahad", "name": "sites", "metric": "idps"}
NEITHER = "x=1&utm_source=%3Cb%3E&at_site=nowhere&x=2"


def addresses(app: Flask) -> list[str]:
    """Each address that is read and needs no choice of its own."""
    return [
        re.sub(r"<(?:any\('?(\w+)[^>]*|)(\w*)>", lambda part: part[1] or PARTS.get(part[2], "1"), rule.rule)
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ())
    ]


def test_no_page_is_made_anew_for_what_it_does_not_understand(app: Flask, client: FlaskClient) -> None:
    looked_at = 0
    for address in addresses(app):
        plain = client.get(address, query_string="lang=en&at=2017-04-04")
        if plain.status_code == 200 and "ETag" in plain.headers and address != "/plan":
            looked_at += 1
            asked = client.get(address, query_string=f"{NEITHER}&lang=en&at=2017-04-04")
            assert (asked.headers["ETag"], asked.data) == (plain.headers["ETag"], plain.data), address
            assert b"utm_source" not in asked.data
    assert looked_at > 35


@pytest.mark.parametrize("choice", ["lang=ar", "at=2017-03-01", "known=2017-03-01", "layers=sites", "bbox=43,36,44,37"])
def test_what_every_page_understands_is_kept_in_its_links(client: FlaskClient, choice: str) -> None:
    assert choice.partition("=")[0] in re.sub(r"<head>.*</head>", "", client.get(f"/sites?{choice}").text)


def test_the_order_of_choices_makes_no_other_page(client: FlaskClient) -> None:
    asked = client.get("/sites?type=camp&x=1&sort=free").headers["ETag"]
    assert asked == client.get("/sites?type=camp&sort=free").headers["ETag"]
    assert asked != client.get("/sites?type=camp&sort=name").headers["ETag"]
