"""What the public is answered never rests on how few a withheld count says: pages, plans, files and JSON of any day.

Reports are written at random, asked for, and asked for again after each count under 10 became another one under 10.
"""

from __future__ import annotations

import csv
import io
import random
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, create_engine, pool, text

from geodata.server.logins import Addresses
from geodata.tables import SITE_REPORT_FIGURES

SITES = [f"tried-{number}" for number in range(12)]
NEAR = "lon=43.2&lat=36.1&families=1&include_unknown=1&limit=100"
PLANS = "q=36.1,43.2&families=60&max_km=40"
DAYS = ("2017-03-06", "2017-03-20", "2017-04-04")
ASKED = [
    *(f"/sites/{site}" for site in SITES[:3]),
    *(f"/sites/{site}/figures.csv" for site in SITES[:3]),
    "/sites.csv",
    "/sites",
    "/map/data.json",
    f"/api/plan/nearest?{NEAR}",
    f"/plan?{PLANS}",
    "/plan/on-map.json?arrive=36.1,43.2:60",
    f"/plan/placed.csv?{PLANS}",
    f"/plan/passed-over.csv?{PLANS}",
    "/api/plan/gaps",
    "/plan/catchments",
    *(f"/plan/saturation?site={site}&inflow=5" for site in SITES[:3]),
    "/api/plan/changes?from=2017-03-01&to=2017-04-04",
    "/plan/changes?from=2017-03-10&to=2017-03-20",
]
FIGURES = """INSERT INTO ninewa.figure (site_ids, metric, type, as_of, unit, value, source_id, sensitivity)
    VALUES (ARRAY[:site], :metric, 'stock', :day, :unit, :value, 1, 'moderate')"""
SERVICES = """INSERT INTO ninewa.service_report (site_ids, as_of, indicator, value, unit, source_id, sensitivity)
    VALUES (ARRAY[:site], :day, :metric, :value, :unit, 1, 'moderate')"""
# That nobody waits and nothing is reserved is told.
FEWEST = dict.fromkeys(SITE_REPORT_FIGURES, 0) | {"plots_reserved": 1, "families_waiting": 1}
OTHERS = [
    f"{column} = CASE WHEN {column} BETWEEN {least} AND 9 THEN {least} + 9 - {column} ELSE {column} END"
    for column, least in FEWEST.items()
]
ANOTHER_FEW = [
    f"UPDATE ninewa.site_report SET {', '.join(OTHERS)} WHERE site_id LIKE 'tried-%'",
    "UPDATE ninewa.figure SET value = 9 - value WHERE value < 10 AND site_ids[1] LIKE 'tried-%' AND metric <> 'full'",
    "UPDATE ninewa.service_report SET value = 9 - value"
    " WHERE value < 10 AND site_ids[1] LIKE 'tried-%' AND unit NOT LIKE '%/%'",
]


def count(chance: random.Random) -> int:
    return chance.choice((chance.randrange(10), chance.randrange(10, 30), chance.randrange(30, 400)))


def day(chance: random.Random) -> str:
    return f"2017-{chance.choice(('03', '04'))}-{chance.randrange(1, 5):02}"


def write(connection: Connection, chance: random.Random) -> None:
    """Of each site some reports, corrections, statements and measures of a few days."""
    for number, site in enumerate(SITES):
        connection.execute(
            text(
                "INSERT INTO ninewa.site (site_id, name, type, as_of, source_id, sensitivity, geom) VALUES (:site,"
                " :site, 'camp', '2017-01-01', 1, 'moderate',"
                " ST_SetSRID(ST_MakePoint(43.2 + :number * 0.01, 36.1), 4326))"
            ),
            {"site": site, "number": number},
        )
        before: int | None = None
        for _report in range(chance.randrange(1, 5)):
            stated = chance.sample(SITE_REPORT_FIGURES, chance.randrange(1, 7))
            values: dict[str, Any] = {name: count(chance) for name in stated} | {"as_of": day(chance), "site_id": site}
            values["corrects"] = before if chance.random() < 0.3 else None
            names = ", ".join(values)
            inserted = (
                f"INSERT INTO ninewa.site_report ({names}, source_id)"
                f" VALUES ({', '.join(f':{name}' for name in values)}, 1) RETURNING report_id"
            )
            before = connection.scalar(text(inserted), values)
        for _statement in range(chance.randrange(3)):
            metric, unit = chance.choice(
                (("families", "families"), ("plots_available", "plots"), ("tents_ready", "tents"))
            )
            said = {"site": site, "metric": metric, "unit": unit, "value": count(chance), "day": day(chance)}
            connection.execute(text(FIGURES), said)
        for metric, unit in (("latrines", "latrines"), ("persons_per_latrine", "persons/latrine")):
            if chance.random() < 0.5:
                said = {"site": site, "metric": metric, "unit": unit, "value": count(chance), "day": day(chance)}
                connection.execute(text(SERVICES), said)


Ask = Callable[[str], dict[str, str]]


@pytest.fixture
def ask(fresh_database: Addresses, make_app: Callable[..., Flask]) -> Ask:
    clients = {role: make_app(fresh_database, role=role).test_client() for role in ("public", "planner")}
    return lambda role: dict(answers(clients[role]))


def answers(client: FlaskClient) -> Iterator[tuple[str, str]]:
    for address in ASKED:
        for at in DAYS if "/changes" not in address else DAYS[-1:]:
            asked = f"{address}{'&' if '?' in address else '?'}at={at}&lang=en"
            answer = client.get(asked)
            assert answer.status_code == 200, asked
            yield asked, answer.get_data(as_text=True)


def free_of(told: dict[str, str]) -> dict[tuple[str, str], tuple[Any, bool]]:
    """By day and site the free places that a file, the map and a program are told, and whether they are withheld."""
    found: dict[tuple[str, str], tuple[Any, bool]] = {}
    for asked, answer in told.items():
        if asked.startswith("/sites.csv"):
            for row in csv.DictReader(io.StringIO(answer.removeprefix("\ufeff"))):
                found[asked, row["site_id"]] = row["free_places"] or None, "free_places" in row.get("withheld", "")
    return found


@pytest.mark.parametrize("seed", range(3))
def test_answers_are_the_same_whatever_a_withheld_count_is(fresh_database: Addresses, ask: Ask, seed: int) -> None:
    chance = random.Random(seed)
    engine = create_engine(fresh_database.owner, poolclass=pool.NullPool)
    with engine.begin() as connection:
        write(connection, chance)
    before, exact = ask("public"), ask("planner")
    shown, real = free_of(before), free_of(exact)
    assert shown.keys() == real.keys()
    for of, (free, held) in shown.items():
        assert (free is None) if held else free == real[of][0], of
    assert any(held for _free, held in shown.values())
    with engine.begin() as connection:
        for update in ANOTHER_FEW:
            connection.exec_driver_sql(update.replace("%", "%%"))
    after = ask("public")
    for asked, answer in before.items():
        assert of_content(answer) == of_content(after[asked]), asked
    assert exact != ask("planner")


def of_content(answer: str) -> str:
    return re.sub(r'"version": ?\d+|data-version="[^"]*"', "", answer)
