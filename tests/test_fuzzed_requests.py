"""Whatever is asked of whatever address: no fault of ours, and the public is told nothing exact.

The long form takes half an hour: FUZZED_REQUESTS=5000 FUZZED_LARGE=1 LARGE_SITES=10000 scripts/check
tests/test_fuzzed_requests.py -n 0 -o faulthandler_timeout=0"""

from __future__ import annotations

import os
import random
import re
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine, pool

from geodata.server.cluster import Cluster
from geodata.server.logins import Addresses, libpq
from tests import large_database
from tests.conftest import Make, copy_of, drop

REQUESTS = int(os.environ.get("FUZZED_REQUESTS", "300"))  # of each reader
SEED = 20170404
# Digits with which none of the 10,000 made-up places begins, now or before it moved.
HIDDEN_LON, HIDDEN_LAT, HIDDEN_COUNT = "43.263127", "36.171619", "4747471"
IDS = ["haj-ali", "qaymawa", "qayyarah-airstrip", "hidden-site", "nowhere", "made-up-1", "C02", "C99", "mahad", "idps"]
NAMES = (
    *("lang", "at", "known", "layers", "bbox", "zoom", "from", "to", "week", "origin", "destination", "kind", "q"),
    *("lat", "lon", "families", "people", "family_size", "strategy", "exclude", "close", "plots", "limit", "corridor"),
    *("include_unknown", "within_km", "a", "b", "site", "inflow", "outflow", "horizon_days", "ready", "set", "arrive"),
    *("days", "community", "sort", "order", "district", "type", "status", "free", "scope", "provider", "metric", "ids"),
)
FITTING = {
    "lang": ["en", "ar", "xx"],
    "at": ["2017-04-04", "2016-12-01", "٢٠١٧-٠٤-٠٤", "2017-07-01"],
    "known": ["2017-04-04", "2017-04-04T10:00Z", "2030-01-01"],
    "from": ["2016-10-17", "2017-03-01"],
    "to": ["2017-04-04"],
    "bbox": ["42.5,35.5,44,37", "43,36,44,37"],
    "zoom": ["6", "9", "14"],
    "q": ["Mosul", "36.17,43.26", "made", "hidden"],
    "lat": ["36.3"],
    "lon": ["43.1"],
    "families": ["1", "3500"],
    "site": IDS,
    "corridor": IDS,
    "community": IDS,
    "arrive": ["haj-ali:300", "hidden-site:5"],
    "sort": ["free", "families", "newest"],
    "set": ["sphere"],
}
ODD = ["", "0", "-1", "1e309", "NaN", "Infinity", "99999999999999999999", "%00", "\x00", "٣", "a" * 3000, "'; --", "[]"]
ODD += [
    "2017-13-45",
    "1,2,3,4",
    "43,36",
    "43,36,5",
    "haj-ali:1:2",
    "\U0001f600",
    "\u202e",
    "<b>",
    "{{7*7}}",
    "../..",
    "%s",
    "0x10",
]


@pytest.fixture(scope="module")
def hidden(cluster: Cluster, template: str) -> Iterator[Addresses]:
    """A database with a site and figures that nobody but planners may see."""
    addresses = copy_of(template, "ninewa_fuzzed", cluster)
    if os.environ.get("FUZZED_LARGE"):
        with psycopg.connect(libpq(addresses.owner)) as grown:
            large_database.grow(grown)
    engine = create_engine(addresses.owner, poolclass=pool.NullPool)
    with engine.begin() as owner:
        owner.exec_driver_sql(f"""
            INSERT INTO site (site_id, name, type, status, geom, precision, opened_on, opened_on_precision, as_of,
                              source_id, sensitivity)
            VALUES ('hidden-site', 'Hidden site', 'camp', 'open',
                    ST_SetSRID(ST_MakePoint({HIDDEN_LON}, {HIDDEN_LAT}), 4326), 'exact', '2017-01-01', 'day',
                    '2017-01-01', 1, 'moderate');
            INSERT INTO site_report (site_id, as_of, plots_ready, plots_occupied, families, source_id, sensitivity)
            VALUES ('hidden-site', '2017-04-01', {HIDDEN_COUNT}, 4, 4, 1, 'severe')""")
    yield addresses
    drop(cluster, "ninewa_fuzzed")


def requests(app: Flask, chance: random.Random) -> Iterator[tuple[str, dict[str, Any]]]:
    """Addresses of every kind with choices that fit and such that do not."""
    rules = [rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())]
    while True:
        rule = chance.choice(rules)
        path = re.sub(r"<(?:any\(([^)]*)\):)?[^>]*>", lambda part: _part(part[1], chance), rule.rule)
        asked = {name: _value(name, chance) for name in chance.sample(NAMES, chance.choice((0, 1, 2, 3, 5)))}
        yield path, asked


def _part(choices: str | None, chance: random.Random) -> str:
    if choices and chance.random() < 0.8:
        return chance.choice(choices.replace("'", "").split(",")).strip()
    return chance.choice((*IDS, "sites", "movements", "x" * 300, "%00", "..", "a b"))


def _value(name: str, chance: random.Random) -> str:
    return chance.choice(FITTING.get(name, ODD) if chance.random() < 0.7 else ODD)


def asked_of(app: Flask, client: FlaskClient, count: int) -> Iterator[tuple[str, int, str, bool]]:
    """Of each answer what was asked, its status, its text, and whether it says when to come back."""
    chance = random.Random(SEED)
    for (path, asked), _number in zip(requests(app, chance), range(count), strict=False):
        answer = client.open(path, method=chance.choice(("GET", "GET", "GET", "HEAD", "POST")), query_string=asked)
        text = answer.get_data().decode(errors="replace")  # pictures in pixels among them
        yield f"{path} {asked}", answer.status_code, text, "Retry-After" in answer.headers


@pytest.mark.parametrize("role", ["public", "planner"])
def test_no_request_is_a_fault_of_ours_or_tells_the_public_what_is_exact(
    hidden: Addresses, make_app: Make, role: str
) -> None:
    app = make_app(hidden, role=role)
    faults, told = [], []
    for asked, status, text, comes_back in asked_of(app, app.test_client(), REQUESTS):
        if status >= 500 and not (status == 503 and comes_back):
            faults.append((asked, status))
        if HIDDEN_LON[:7] in text or HIDDEN_LAT[:7] in text or HIDDEN_COUNT in text.replace(",", ""):
            told.append(asked)
    assert faults == []
    assert role == "planner" or told == []
