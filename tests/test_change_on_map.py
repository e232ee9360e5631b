"""The map of a day compared with an earlier one: what it marks is what `/plan/changes` tells of the same days."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from webmap.words.i18n import without_isolates

DAYS = "from=2017-03-28&at=2017-04-04"
OF_A_SITE = ("site_new", "site_opened", "site_closed", "families", "individuals", "free_places", "statement")


def test_it_marks_the_sites_and_draws_the_movements_of_these_days(client: FlaskClient) -> None:
    told = client.get(f"/map/data.json?{DAYS}&lang=en").get_json()
    listed = client.get("/api/plan/changes?from=2017-03-28&to=2017-04-04&lang=en").get_json()["changes"]
    changed = {one["site_id"] for one in listed if one["kind"] in OF_A_SITE}
    assert set(told["since"]) == changed
    assert changed
    new = {one["site_id"] for one in listed if one["kind"] in ("site_new", "site_opened")}
    assert {site_id for site_id, one in told["since"].items() if one["new"]} == new
    whole = client.get("/map/data.json?at=2017-04-04&lang=en").get_json()
    assert "since" not in whole
    drawn = {one["id"] for one in told["movements"]}
    assert drawn < {one["id"] for one in whole["movements"]}
    said = [one["sentence"] for one in listed if one["kind"] == "movement"]
    for one in told["movements"]:
        number = without_isolates(one["number"]).strip("\u2066\u2069")
        assert any(number in sentence for sentence in said)


def test_an_earlier_level_is_a_line_and_no_earlier_count_is_said(client: FlaskClient) -> None:
    found = client.get("/map/data.json?from=2016-10-20&at=2016-12-15&lang=en").get_json()["since"]
    assert any(one["first"] and one["words"].startswith("first count") for one in found.values())
    later = client.get("/map/data.json?from=2017-01-31&at=2017-04-04&lang=en").get_json()["since"]
    assert any(one["fill"] for one in later.values())
    assert any(one["full"] for one in later.values())
    more = client.get("/map/data.json?from=2017-04-20&at=2017-05-20&lang=en").get_json()["since"]
    assert more["qayyarah-airstrip"]["words"] == "+6,046 families"


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_page_sheet_and_picture_say_the_news_and_keep_the_earlier_day(client: FlaskClient, lang: str) -> None:
    page = client.get(f"/?{DAYS}&lang={lang}").text
    title = re.search(r"<h1>(?:<span[^>]*>)?([^<]+)", page)
    assert title
    assert "28" in title[1]
    assert re.search(r"25,128.* 27\s.* 4\s", title[1]), "the figures are of 27 March and 4 April"
    for path in ("/map/drawing.svg", "/print", "/picture.png", "/map/data.json"):
        assert re.search(re.escape(path) + r"\?[^\"]*from=2017-03-28", page), path
    drawn = client.get(f"/picture.svg?{DAYS}&lang={lang}").text
    assert title[1].strip() in drawn
    assert "hm-still" in drawn.split("</style>")[1]
    assert "hm-still" not in client.get(f"/picture.svg?at=2017-04-04&lang={lang}").text.split("</style>")[1]
    sheet = client.get(f"/print?{DAYS}&lang={lang}").text
    assert title[1].strip() in sheet
    there = client.get(f"/plan/changes?from=2017-03-28&to=2017-04-04&lang={lang}").text
    assert re.search(r'href="/\?[^"]*from=2017-03-28', there)


def test_a_day_that_is_no_earlier_one_compares_nothing_and_what_cannot_be_read_is_named(client: FlaskClient) -> None:
    assert "since" not in client.get("/map/data.json?from=2017-04-04&at=2017-04-04&lang=en").get_json()
    answer = client.get("/picture.svg?from=nonsense&at=2017-04-04&lang=en")
    assert answer.status_code == 400
    assert answer.get_json()["parameter"] == "from"


def test_without_what_the_public_may_not_know(public_client: FlaskClient, client: FlaskClient) -> None:
    seen = public_client.get(f"/map/data.json?{DAYS}&lang=en").get_json()
    assert set(seen["since"]) <= set(client.get(f"/map/data.json?{DAYS}&lang=en").get_json()["since"])
