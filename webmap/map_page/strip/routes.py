"""What was known of each site, for the strip under the slider."""

from typing import Any

from flask import Blueprint, Response, current_app, g

from webmap.access import allow
from webmap.answers.errors import for_programs
from webmap.answers.json_answers import json_answer
from webmap.answers.static_files import static_url
from webmap.answers.turns import in_turn
from webmap.asked.address import address
from webmap.asked.chosen_day import chosen_day
from webmap.db import reading
from webmap.layers import sites
from webmap.layers.seen import seen_by
from webmap.map_of_day.over_time import queries
from webmap.map_of_day.over_time.strips import strips
from webmap.map_of_day.queries import sites_of_ids
from webmap.map_page import slider
from webmap.map_page.strip.told import told
from webmap.words.i18n import language

blueprint = Blueprint("strip", __name__)
FILES = ("map/strip.js", "map/strip.css")


def on_demand(lang: str) -> dict[str, Any]:
    """What a page brings when somebody comes to the strip: the address of its rows, and the files that draw them."""
    there = address("strip.of_all_days", at=None, lang=lang, bbox=None, layers=None)
    return {"url": there, "files": [static_url(name) for name in FILES]}


@blueprint.get("/map/strip.json")
@allow("public")
@in_turn
@for_programs
def of_all_days() -> Response:
    """Each site over the days of the slider; of more sites than somebody can tell apart, none."""
    if sites.LAYER not in seen_by(g.person.role, current_app.extensions["layers"]):
        return json_answer({"areas": []}, is_compact=True)
    with reading() as connection:
        known, (first, last) = chosen_day(connection).known, slider.ends(connection)
        found = strips(queries.states_then(connection, first, last, known), last)
        listed = sites_of_ids(connection, last, known, language(), list(found))
    return json_answer(told(listed, found, first), is_compact=True)
