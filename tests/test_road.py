"""A road as a line: the right kilometres, everything once, in rows that do not touch."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from itertools import pairwise

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, text

from webmap.asked.chosen_day import EVERYTHING
from webmap.map_of_day.road import queries
from webmap.map_of_day.road.picture import BOTTOM, Picture, picture

AT = date(2017, 4, 4)
SOUTH = ("C02", "C01", "C14")
# Each of 500 places of the line measured on the spheroid, without the rule's own projection and indexes.
NEAREST_STEP = """
WITH line AS (
    SELECT (SELECT d.geom FROM ST_Dump(c.axis) d ORDER BY ST_Length(d.geom::geography) DESC, d.path LIMIT 1) AS geom
    FROM corridors c WHERE c.corridor_id = 'C02'
),
steps AS MATERIALIZED (
    SELECT n / 500.0 AS part, ST_LineInterpolatePoint(line.geom, n / 500.0) AS geom,
           ST_Length(ST_LineSubstring(line.geom, 0, n / 500.0)::geography) AS metres
    FROM line, generate_series(0, 500) n
)
SELECT s.site_id, near.metres, near.off
FROM sites s
CROSS JOIN LATERAL (
    SELECT steps.metres, ST_Distance(s.geom::geography, steps.geom::geography) AS off FROM steps ORDER BY off LIMIT 1
) near
WHERE near.off <= 10000
"""


def road(connection: Connection, corridors: tuple[str, ...] = SOUTH, at: date = AT) -> queries.Road:
    found = queries.road(connection, corridors, 10.0, at, EVERYTHING, "en")
    assert found is not None
    return found


@pytest.fixture
def drawn(app: Flask, public_db: Connection) -> Picture:
    with app.test_request_context("/corridors?lang=en"):
        app.preprocess_request()
        return picture(road(public_db), AT, "south")


def test_sites_stand_at_their_kilometre(public_db: Connection) -> None:
    """Against a look at 500 places of the line, each measured on the spheroid."""
    places = {one.id: one for one in road(public_db).places.values() if one.kind == "site"}
    looked_at = {row.site_id: row for row in public_db.execute(text(NEAREST_STEP))}
    assert places.keys() == looked_at.keys()
    assert len(places) > 5
    for site_id, row in looked_at.items():
        assert places[site_id].along_m == pytest.approx(row.metres, abs=170), site_id
        assert places[site_id].offset_m == pytest.approx(row.off, abs=25), site_id


def test_everything_beside_it_is_drawn_once_in_rows_that_do_not_touch(drawn: Picture) -> None:
    names = [one.name for one in drawn.beside]
    assert len(set(names)) == len([one for one in names if "services" not in one]) + len(
        {one for one in names if "services" in one}
    )
    assert {"Mosul", "Al-Shura", "Qayyarah", "Hammam al-Alil 1", "Haj Ali"} <= set(names)
    for before, after in pairwise(drawn.beside):
        assert after.km >= before.km
        assert after.row_y - before.row_y >= (after.room + before.room) / 2 - 0.2
    assert drawn.beside[0].row_y > 0
    assert drawn.beside[-1].row_y + drawn.beside[-1].room / 2 <= drawn.height - BOTTOM + 12.2
    assert len(drawn.moved) == len(drawn.sentences) == 3
    assert drawn.not_drawn.startswith("3 more movements")


def test_what_nobody_located_is_hatched_and_named(drawn: Picture) -> None:
    """Between West Mosul and Hammam al-Alil lies the Scorpion junction; nobody says where."""
    assert "Al-Aqrab (Scorpion) junction" in drawn.unplaced
    (begins, ends) = drawn.hatched[0]
    by_name = {one.name: one for one in drawn.beside}
    assert begins == drawn.line[0]
    assert by_name["Hammam al-Alil 1"].y - ends == pytest.approx(0, abs=12)


def test_a_corridor_that_is_not_in_use_yet_has_no_line(public_db: Connection) -> None:
    assert queries.road(public_db, ["C10"], 10.0, AT, EVERYTHING, "en") is None
    assert queries.road(public_db, ["C10"], 10.0, date(2017, 4, 14), EVERYTHING, "en") is not None
    assert queries.road(public_db, ["C17"], 10.0, date(2017, 7, 4), EVERYTHING, "en") is None  # no axis


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_the_page_the_table_and_the_file_say_the_same(client: FlaskClient, lang: str) -> None:
    page = client.get(f"/corridors/C02/road?at=2017-04-04&lang={lang}").text
    file = client.get(f"/corridors/C02/road.csv?at=2017-04-04&lang={lang}").text
    listed = list(csv.DictReader(io.StringIO(file.removeprefix("\ufeff"))))
    assert listed[0]["km"] == "0.0"
    marks = re.findall(r'<g transform="translate\([\d.]+ [\d.]+\)">', page.split('class="road"')[1].split("</svg>")[0])
    assert len(marks) == len(listed) == page.split("<tbody>")[1].split("</tbody>")[0].count("<tr")


@pytest.mark.parametrize("lang", ["en", "ar"])
@pytest.mark.parametrize("address", ["/?look=road", "/embed/live?look=road"])
def test_the_roads_of_a_day_are_a_look_at_it(public_client: FlaskClient, address: str, lang: str) -> None:
    page = public_client.get(f"{address}&at=2017-04-04&lang={lang}").text
    roads = [svg.split("</svg>")[0] for svg in page.split('<svg class="road"')[1:]]
    words = re.compile(r">([^<>]+)</tspan>")
    assert len(roads) == 3
    for svg, corridor in zip(roads, ("C02", "C04", "C08"), strict=True):
        alone = public_client.get(f"/corridors/{corridor}/road?at=2017-04-04&lang={lang}").text
        assert words.findall(svg) == words.findall(alone.split('<svg class="road"')[1].split("</svg>")[0])


def test_map_roads_and_list_lead_to_one_another(client: FlaskClient) -> None:
    for address, now in (("/?at=2017-03-20&lang=en", "Map"), ("/?at=2017-03-20&lang=en&look=road", "Along the road")):
        looks = client.get(address).text.split('<nav class="looks')[1].split("</nav>")[0]
        assert re.findall(r'aria-current="page"[^>]*>([^<]+)<', looks) == [now]
        links = re.findall(r'href="([^"]+)"', looks)
        assert all("at=2017-03-20" in link for link in links)
        assert sum("look=road" in link for link in links) == 1
    assert client.get("/?look=roads&lang=en").status_code == 400
    assert "no road is known" in client.get("/?look=road&at=2016-09-01&lang=en").text


def test_corridors_lead_to_the_roads_out_of_mosul(client: FlaskClient) -> None:
    page = client.get("/corridors?at=2017-04-04&lang=en").text
    for corridor_id in ("C02", "C04", "C08"):
        assert f'href="/corridors/{corridor_id}/road?' in page
    assert "The road south of Mosul" in client.get("/corridors/C01?at=2017-04-04&lang=en").text
    assert "no line" in client.get("/corridors/C17/road?at=2017-04-04&lang=en").text
