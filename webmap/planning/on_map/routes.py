"""What the map asks while families arrive on it."""

from typing import Any

from flask import Blueprint, Response, request

from geodata.problems import InvalidData
from webmap.access import allow
from webmap.answers.errors import for_programs
from webmap.answers.json_answers import json_answer
from webmap.asked import arriving
from webmap.asked.chosen_day import chosen_day
from webmap.asked.parameters import asks
from webmap.db import reading
from webmap.planning.on_map.told import told
from webmap.words.i18n import gettext as _
from webmap.words.i18n import language

blueprint = Blueprint("on_map", __name__)


@blueprint.get("/plan/on-map.json")
@allow("public")
@asks(*arriving.NAMES)
@for_programs
def answer() -> Response:
    """Who goes where of the families arriving at places of the map, and which places are free."""
    asked = arriving.arrivals(request.args)
    if not asked:
        raise InvalidData(_("Say who arrives where, like arrive=36.1676,43.2549:3500."), parameter="arrive")
    with reading() as connection:
        chosen = chosen_day(connection)
        found = told(connection, asked, request.args.get("max_km"), chosen.day, chosen.known, language())
    said: dict[str, Any] = {"sentences": list(found.sentences), "plan": found.plan, "words": _words()}
    return json_answer(found.drawn | said, is_compact=True)


def _words() -> dict[str, str]:
    """Of the box beside a marker."""
    return {
        "title": _("Families arriving here"),
        "marker": _("Families arriving at %(place)s: %(families)s.", families="{n}", place="{place}"),
        "moves": _("Arrow keys move it, Delete takes it away."),
        "families": _("Families arriving"),
        "within": _("Sent at most"),
        "any": _("any distance"),
        "another": _("Another arrival"),
        "remove": _("Remove it"),
        "reasons": _("All reasons"),
    }
