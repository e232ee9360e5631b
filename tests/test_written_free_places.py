"""Every known number is written on the map, from phone to wall: of free places, and of each movement.

On days of the shipped facts; a movement's number stands beside its line, or a chip on it bears the number of a line of
words under the map.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Connection

from webmap.asked.chosen_day import EVERYTHING, ChosenDay
from webmap.drawing.pictures import Painter, Picture
from webmap.drawing.question import Question
from webmap.layers import sites
from webmap.layers.registry import LAYERS
from webmap.map_of_day.area import AROUND_MOSUL
from webmap.map_of_day.pictured import Shown, question
from webmap.map_of_day.sizes import Size
from webmap.words import i18n

DAYS = ("2016-11-30", "2017-01-15", "2017-03-10", "2017-04-04", "2017-04-12")
SIZES = (
    *((320, 380), (340, 380), (360, 380), (390, 420), (480, 420)),
    *((640, 480), (720, 480), (1006, 520), (1200, 480), (1560, 840)),
)
WEST, SOUTH, EAST, NORTH = AROUND_MOSUL


@pytest.fixture
def painter(tmp_path: Path) -> Iterator[Painter]:
    found = Painter(tmp_path)
    yield found
    found.stop()


def asked_of(app: Flask, connection: Connection, day: str, lang: str, *, stands_alone: bool = False) -> Question:
    shown = Shown(LAYERS, [layer.name for layer in LAYERS], lang)
    with app.app_context(), i18n.speaking(lang):
        chosen = ChosenDay(date.fromisoformat(day), EVERYTHING)
        return question(connection, chosen, shown, Size(1000, 560), stands_alone=stands_alone)


def in_view(lon: float | None, lat: float | None) -> bool:
    return bool(lon and lat and WEST < lon < EAST and SOUTH < lat < NORTH)


def sized(asked: Question, width: int, height: int) -> Question:
    return replace(asked, map=replace(asked.map, width=width, height=height))


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_every_known_number_is_written(app: Flask, app_db: Connection, painter: Painter, lang: str) -> None:
    missing: list[tuple[str, int, str]] = []
    free = moved = 0
    for day in DAYS:
        asked = asked_of(app, app_db, day, lang)
        rows = sites.LAYER.read(app_db, date.fromisoformat(day), EVERYTHING, lang)
        inside = {row.site_id for row in rows if in_view(row.lon, row.lat)}
        told = [site for site in asked.data["sites"] if site["id"] in inside and is_asked_for(site)]
        moves = [move for move in asked.data["movements"] if move["number"] and all_in_view(move)]
        for width, height in SIZES:
            drawn = painter.picture(sized(asked, width, height))
            said = [" ".join(lines) for _key, lines, _box in drawn.placed]
            free, moved = free + len(told), moved + len(moves)
            figures = [(site["id"], site["detail"].split(" · ")[0]) for site in told]
            missing += [(day, width, which) for which, figure in figures if not any(figure in one for one in said)]
            missing += [(day, width, move["id"]) for move in moves if not is_numbered(drawn, move)]
            assert list(covering(drawn)) == [], (day, width)
    assert (free >= 5 * len(SIZES), moved >= 15 * len(SIZES)) == (True, True)
    assert missing == []


def is_asked_for(site: dict[str, Any]) -> bool:
    return (site["free"] or 0) > 0 or site["over"] > 0


def all_in_view(move: dict[str, Any]) -> bool:
    return in_view(*move["from"]) and in_view(*move["to"])


def is_numbered(drawn: Picture, move: dict[str, Any]) -> bool:
    """Beside its line or by a chip on it, which `numbered` explains."""
    lines = next((lines for key, lines, _box in drawn.placed if key == f"movement:{move['id']}"), [])
    return move["number"] in lines or (lines == [str(move["n"])] and move["n"] in drawn.numbered)


def covering(drawn: Picture) -> Iterator[tuple[str, str]]:
    """Chips that lie on words or trays."""
    chips = [(key, box) for key, lines, box in drawn.placed if key.startswith("movement:") and lines[0].isdigit()]
    for (chip, a), (other, _lines, b) in product(chips, drawn.placed):
        if chip != other and min(a[2], b[2]) - max(a[0], b[0]) > 1 and min(a[3], b[3]) - max(a[1], b[1]) > 1:
            yield chip, other


def test_a_picture_tells_of_each_number_on_it(app: Flask, app_db: Connection, painter: Painter) -> None:
    asked = asked_of(app, app_db, "2017-04-04", "en", stands_alone=True)
    drawn = painter.picture(sized(asked, 360, 420))
    told = {move["n"]: move for move in asked.data["movements"] if move["number"]}
    assert drawn.numbered
    for n in drawn.numbered:
        assert f"{told[n]['number']}" in drawn.svg


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_two_close_sites_have_one_label_on_a_phone(app: Flask, app_db: Connection, painter: Painter, lang: str) -> None:
    """Bardarash, whose free places are known, and Qaymawa (Zelikan) beside it, which had no name there."""
    asked = asked_of(app, app_db, "2017-04-04", lang)
    names = {site["id"]: site["name"] for site in asked.data["sites"]}
    drawn = painter.picture(sized(asked, 360, 420))
    (lines,) = (lines for key, lines, _box in drawn.placed if key == "site:bardarash")
    assert (lines[0], lines[-1]) == (names["bardarash"], names["qaymawa"].partition(" (")[0])
