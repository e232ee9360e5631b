"""The strip under the slider says of each site and day what the map of that day says."""

import re
from datetime import date, timedelta
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import Connection

from tests.made_rows import made
from webmap.asked.chosen_day import EVERYTHING
from webmap.db import rows
from webmap.layers import sites
from webmap.layers.layer import nowhere
from webmap.layers.sites.feature import feature
from webmap.map_of_day.over_time import queries
from webmap.map_of_day.over_time.rows import StateThen
from webmap.map_of_day.over_time.strips import Part, strips
from webmap.words.i18n import speaking

FIRST = date(2016, 10, 17)
# How a state of the map looks here. A site where people were counted, and no families, is "?" on the map.
LOOKS: dict[Any, set[str | None]] = {
    "counted": {"counted", "over"},
    "unknown": {"unknown"},
    "nothing": {"nothing", "unknown"},
    "not_open": {None},
}


def rows_of(told: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {site["id"]: site for area in told["areas"] for site in area["sites"]}


def test_each_day_of_it_is_what_the_map_says_of_that_day(client: FlaskClient, app_db: Connection) -> None:
    told = client.get("/map/strip.json?lang=en").get_json()
    assert told["first"] == FIRST.isoformat()
    found, compared = rows_of(told), 0
    for since in range(0, 400, 7):
        at = FIRST + timedelta(days=since)
        listed = sites.LAYER.read(app_db, at, EVERYTHING, "en")
        with speaking("en"):
            on_map = [feature(row, at, nowhere) for row in listed]
        for shown in on_map:
            own = found[str(shown["id"])]
            look, percent, old = next(
                ((look, percent, old) for begins, ends, look, percent, old in own["parts"] if begins <= since < ends),
                (None, 0, 0),
            )
            where = f"{shown['id']} on {at}"
            assert look in LOOKS[shown["state"]], where
            if look in ("counted", "over"):
                assert percent == min(100, round(100 * (shown["fill"] or 0))), where
                assert (look == "over") == bool(shown["over"]), where
            if look not in (None, "nothing"):
                assert bool(old) == shown["old"], where
            full = any(begins <= since < ends for begins, ends in own["full"])
            assert full == (shown["said_full"] and look is not None), where
            compared += 1
    assert compared > 1500


def test_a_count_pales_after_31_days_and_is_hatched_once_it_is_overtaken() -> None:
    day = date(2017, 1, 10)
    counted = {"site_id": "a", "status_then": "open", "counted_as_of": day, "counted_precision": "day", "withheld": []}
    states = [
        made(StateThen, **counted, day=day, ready=100, occupied=40, free=60, newest_as_of=day),
        made(StateThen, **counted, day=date(2017, 3, 1), changed_since=True, arrived=True, newest_as_of=day),
        made(StateThen, **counted | {"status_then": "closed"}, day=date(2017, 3, 5)),
    ]
    own = strips(states, date(2017, 3, 31))["a"]
    assert own.parts == [
        Part(day, date(2017, 2, 11), "counted", 40, is_old=False),
        Part(date(2017, 2, 11), date(2017, 3, 1), "counted", 40, is_old=True),
        Part(date(2017, 3, 1), date(2017, 3, 5), "unknown", 0, is_old=True),
    ]
    assert (own.came, own.edges) == ([date(2017, 3, 1)], [date(2017, 3, 5)])


def test_of_more_sites_than_can_be_told_apart_there_is_none(app_db: Connection) -> None:
    until = date(2017, 4, 4)
    assert queries.states_then(app_db, FIRST, until, EVERYTHING)
    asked = {"first": FIRST, "until": until, "known": EVERYTHING, "most": 20, "limit": 10}
    assert not rows(app_db, queries.HERE / "states_then.sql", StateThen, **asked)


def test_the_page_has_a_place_for_it_and_a_square_for_each_site(client: FlaskClient) -> None:
    page = client.get("/?at=2017-04-04&lang=en").text
    assert "data-strip" in page
    squares = re.findall(r"<i class=\"site-age-(\w+)\">", page)
    recent, older, never = (squares.count(age) for age in ("recent", "older", "never"))
    assert f"{recent} counted in the last 31 days, {older} earlier, {never} never" in page
    assert recent + older + never == 34
    assert "strip-title" in client.get("/?at=2017-04-04&lang=ar").text
