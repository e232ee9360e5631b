"""Every known number of free places is written on the map: on days of the shipped facts, from phone to wall."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Connection

from webmap.asked.chosen_day import EVERYTHING, ChosenDay
from webmap.drawing.pictures import Painter
from webmap.layers import sites
from webmap.layers.registry import LAYERS
from webmap.map_of_day.pictured import AROUND_MOSUL, Shown, question
from webmap.map_of_day.sizes import Size
from webmap.words import i18n

DAYS = ("2016-11-30", "2017-01-15", "2017-03-10", "2017-04-04", "2017-04-12")
SIZES = (
    *((320, 380), (340, 380), (360, 380), (390, 420), (480, 420)),
    *((640, 480), (720, 480), (1006, 520), (1200, 480), (1560, 840)),
)
WEST, SOUTH, EAST, NORTH = AROUND_MOSUL


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_every_known_free_number_is_written(app: Flask, app_db: Connection, tmp_path: Path, lang: str) -> None:
    painter, shown = Painter(tmp_path), Shown(LAYERS, [layer.name for layer in LAYERS], lang)
    missing, looked_for = [], 0
    try:
        for day in DAYS:
            with app.app_context(), i18n.speaking(lang):
                chosen = ChosenDay(date.fromisoformat(day), EVERYTHING)
                asked = question(app_db, chosen, shown, Size(1000, 560), stands_alone=False)
                rows = sites.LAYER.read(app_db, chosen.day, EVERYTHING, lang)
            inside = {
                row.site_id for row in rows if row.lon and row.lat and WEST < row.lon < EAST and SOUTH < row.lat < NORTH
            }
            told = [
                site
                for site in asked.data["sites"]
                if site["id"] in inside and ((site["free"] or 0) > 0 or site["over"] > 0)
            ]
            for width, height in SIZES:
                drawn = painter.picture(replace(asked, map=replace(asked.map, width=width, height=height)))
                said = [" ".join(lines) for _key, lines, _box in drawn.placed]
                for site in told:
                    looked_for += 1
                    figure = site["detail"].split(" · ")[0]
                    if not any(figure in one for one in said):
                        missing.append((day, width, site["id"]))
    finally:
        painter.stop()
    assert looked_for >= 5 * len(SIZES)
    assert missing == []
