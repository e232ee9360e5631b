"""Families who arrive on the map: its address, the plan's answer, and that browser and server fill the same places."""

from __future__ import annotations

import json
import random
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from geodata.rules.allocation import Room, allocate
from tests.test_map_modules import node

ROOT = Path(__file__).parent.parent
AT = "at=2017-04-04"
HERE, THERE = "36.1676,43.2549", "36.45,43.1"
FILLED = """
const { HM } = require(process.argv[1]), asked = JSON.parse(require('node:fs').readFileSync(0, 'utf8'));
process.stdout.write(JSON.stringify(asked.map(({ rooms, families }) => HM.arrived(rooms, families))));
"""


def filled(asked: list[dict[str, Any]]) -> list[Any]:
    """What the browser's rule answers to each {rooms, families}."""
    modules = str(ROOT / "tests" / "map" / "modules.js")
    done = subprocess.run(
        [node(), "-e", FILLED, modules], input=json.dumps(asked), capture_output=True, text=True, timeout=60, check=True
    )
    answers: list[Any] = json.loads(done.stdout)
    return answers


def told(client: FlaskClient, asked: str) -> Any:
    answer = client.get(f"/plan/on-map.json?{asked}")
    assert answer.status_code == 200, answer.text
    return answer.get_json()


def test_the_browser_fills_places_as_the_rule_of_allocation_does() -> None:
    chance, asked, expected = random.Random(11), [], []
    for _turn in range(400):
        origins = chance.randint(1, 4)
        rooms = [
            Room(f"made-up-{n}", chance.choice([1, 8, 240, 1500]), tuple(_metres(chance) for _o in range(origins)))
            for n in range(chance.randint(0, 12))
        ]
        chance.shuffle(rooms)
        families = [chance.choice([1, 100, 500, 3500, 10_000]) for _o in range(origins)]
        told_rooms = [
            {
                "id": room.site_id,
                "free": room.free,
                "metres": [None if far == float("inf") else round(far, 3) for far in room.metres],
            }
            for room in rooms
        ]
        asked.append({"rooms": told_rooms, "families": families})
        plan = allocate("nearest", families, rooms)
        placements = [{"origin": p.origin, "id": p.site_id, "families": p.families} for p in plan.placements]
        expected.append({"placements": placements, "unplaced": plan.unplaced})
    assert filled(asked) == expected


def _metres(chance: random.Random) -> float:
    """Some alike, some beyond a limit."""
    return chance.choice([chance.uniform(100, 90_000), 5000.0, 5000.0001, float("inf")])


@pytest.mark.parametrize("day", ["2016-11-30", "2017-04-04"])
def test_browser_and_server_agree_over_all_numbers_of_the_slider(client: FlaskClient, day: str) -> None:
    places = f"at={day}&max_km=160&arrive={HERE}:500&arrive={THERE}"
    one = told(client, f"{places}:700")
    assert len(one["rooms"]) > 2
    numbers = [1, 2, 3, 8, 11, 100, 239, 240, 241, 1000, 10_000]
    here = filled([{"rooms": one["rooms"], "families": [500, families]} for families in numbers])
    there = [told(client, f"{places}:{families}") for families in numbers]
    assert here == [{name: answer[name] for name in ("placements", "unplaced")} for answer in there]
    assert len({answer["unplaced"] for answer in there}) > 5


def test_it_is_the_answer_of_the_plan(client: FlaskClient) -> None:
    asked = f"{AT}&arrive={HERE}:3500&arrive={THERE}:700&max_km=160"
    answer = told(client, asked)
    origins = [{"lat": 36.1676, "lon": 43.2549, "families": 3500}, {"lat": 36.45, "lon": 43.1, "families": 700}]
    plan = client.post("/api/plan/allocate", json={"origins": origins, "at": "2017-04-04", "max_km": 160}).get_json()
    assert answer["placements"] == [
        {"origin": p["origin"], "id": p["site_id"], "families": p["families"]} for p in plan["placements"]
    ]
    assert answer["unplaced"] == plan["unplaced"] == 4200 - sum(p["families"] for p in answer["placements"])
    page = client.get(answer["plan"]).text
    words = re.sub(r"<[^>]+>|[\u2066-\u2069]", "", page)
    first = re.sub("[\u2066-\u2069]", "", answer["sentences"][0])
    assert first in re.sub(r"\s+", " ", words)
    shown = client.get(f"/?{asked}&lang=en").text
    assert first in re.sub("[\u2066-\u2069]", "", re.sub(r"<[^>]+>", "", shown))
    assert answer["plan"].replace("&", "&amp;") in shown.replace("lang=en&amp;", "").replace("&amp;lang=en", "")


def test_what_nobody_counted_is_asked_about_and_never_filled(client: FlaskClient) -> None:
    answer = told(client, f"{AT}&arrive={HERE}:10000&max_km=160")
    asked, rooms = {one["id"] for one in answer["ask"]}, {one["id"] for one in answer["rooms"]}
    assert "hammam-al-alil-2" in asked
    assert not asked & rooms
    assert {p["id"] for p in answer["placements"]} <= rooms
    assert sum(room["free"] for room in answer["rooms"]) == 10_000 - answer["unplaced"]


ODD = [
    ("arrive=36.17,43.25", 400, "arrive"),
    ("arrive=36.17:500", 400, "arrive"),
    ("arrive=36.17,43.25:", 400, "arrive"),
    ("arrive=36.17,43.25:0", 400, "arrive"),
    ("arrive=36.17,43.25:12.5", 400, "arrive"),
    ("arrive=36.17,43.25:1000001", 400, "arrive"),
    ("arrive=36.17,43.25,500", 400, "arrive"),
    ("arrive=NaN,43.25:500", 400, "arrive"),
    ("arrive=%00:%EF%BF%BF", 400, "arrive"),
    ("arrive=:::", 400, "arrive"),
    ("arrive=43.25,36.17:500", 422, "arrive"),
    ("arrive=48.85,2.35:500", 422, "arrive"),
    ("&".join(["arrive=36.17,43.25:500"] * 5), 400, "arrive"),
    ("arrive=36.17,43.25:500&max_km=x", 400, "max_km"),
    ("arrive=36.17,43.25:500&max_km=0", 400, "max_km"),
]


@pytest.mark.parametrize(("asked", "status", "parameter"), ODD)
def test_an_odd_arrival_is_answered_in_words_that_name_it(
    client: FlaskClient, asked: str, status: int, parameter: str
) -> None:
    answer = client.get(f"/plan/on-map.json?{asked}&{AT}")
    assert (answer.status_code, answer.get_json()["parameter"]) == (status, parameter)
    for address in ("/", "/print", "/picture.svg", "/map/drawing.svg"):
        assert client.get(f"{address}?{asked}&{AT}").status_code == status, address
    if "43.25,36.17" in asked:
        assert "swapped" in answer.get_json()["detail"]


def test_it_is_read_in_any_digits_and_means_nothing_where_it_is_empty(client: FlaskClient) -> None:
    latin, arabic = (told(client, f"{AT}&arrive={one}") for one in (f"{HERE}:3500", "٣٦٫١٦٧٦،٤٣٫٢٥٤٩:٣٬٥٠٠"))
    assert arabic["origins"] == latin["origins"] == [{"lat": 36.1676, "lon": 43.2549, "families": 3500}]
    assert "data-arriving-told" not in client.get(f"/?{AT}&arrive=").text
    assert client.get(f"/plan/on-map.json?{AT}&arrive=").status_code == 400


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_the_picture_draws_the_plan_and_the_page_names_its_picture(client: FlaskClient, lang: str) -> None:
    asked = f"{AT}&lang={lang}&arrive={HERE}:3500&max_km=160"
    answer, svg = told(client, asked), client.get(f"/picture.svg?{asked}").text
    client.application.extensions["painter"].stop()
    words = re.sub("[\u2066-\u2069]", "", " ".join(re.findall(r"<text[^>]*>([^<]*)</text>", svg)))
    assert "3,500" in words
    assert re.sub("[\u2066-\u2069]", "", answer["sentences"][0]) in words
    assert svg.count('class="hm-lacking"') == -(-answer["unplaced"] // 100)
    assert svg.count("hm-arrived-fill") > 2  # with its rule
    assert f"arrive={HERE}:3500" in client.get(f"/print?{asked}").text.replace("%2C", ",").replace("%3A", ":")
    page = client.get(f"/?{asked}").text
    assert re.search(r'og:image" content="[^"]*/picture.png[^"]*arrive=36.1676', page)
    assert re.search(r'drawing.svg[^"]*arrive=36.1676', page)
