"""The title names the area in view: on the server by the address, in a browser by where somebody has moved."""

from __future__ import annotations

import json
import random
import subprocess
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.test_map_modules import node
from webmap.map_of_day.area import ALL_NINEWA, AROUND_MOSUL, place_in_view
from webmap.words.i18n import speaking

MODULES = Path(__file__).parent / "map" / "modules.js"
BASEMAP = Path(__file__).parent.parent / "webmap" / "static" / "map" / "basemap.json"
ASK = """
const { HM } = require(process.argv[1]), { places } = JSON.parse(require('fs').readFileSync(process.argv[2]));
const views = JSON.parse(require('fs').readFileSync(0));
console.log(JSON.stringify(views.map(([lang, ...view]) => HM.placeInView(places, view, lang))));
"""


def test_browser_and_server_name_a_view_alike() -> None:
    chance, views = random.Random(7), list[tuple[str, float, float, float, float]]()
    for n in range(600):
        west, south, wide = chance.uniform(40.5, 45), chance.uniform(34.3, 37.4), chance.choice((0.05, 0.3, 1, 3))
        views.append(("ar" if n % 2 else "en", west, south, west + wide, south + wide * chance.uniform(0.3, 1.2)))
    asked = [node(), "-e", ASK, str(MODULES), str(BASEMAP)]
    told = subprocess.run(asked, input=json.dumps(views), capture_output=True, text=True, check=True, timeout=60)
    named = []
    for lang, west, south, east, north in views:
        with speaking(lang):
            named.append(place_in_view((west, south, east, north)))
    assert json.loads(told.stdout) == named
    assert len(set(named)) > 60


def test_the_views_that_the_map_offers_are_around_mosul() -> None:
    with speaking("en"):
        assert [place_in_view(view) for view in (AROUND_MOSUL, ALL_NINEWA)] == ["Mosul", "Mosul"]


@pytest.mark.parametrize(
    ("box", "lang", "title"),
    [
        ("43.15,35.70,43.35,35.90", "en", "communities around Qayyarah, 4 April 2017"),
        ("43.15,35.70,43.35,35.90", "ar", "حول القيارة، 4\u00a0نيسان 2017"),
        ("", "en", "communities around Mosul, 4 April 2017"),
    ],
)
def test_the_title_of_an_address_names_what_its_map_shows(client: FlaskClient, box: str, lang: str, title: str) -> None:
    asked = {"at": "2017-04-04", "lang": lang, **({"bbox": box} if box else {})}
    page = client.get("/", query_string=asked).text
    assert title in page.replace("<span data-area>", "").replace("</span>", "")
    assert page.count("<span data-area>") == 2
    assert title in client.get("/", query_string=asked).text.partition("<title>")[2].partition("</title>")[0]
