"""The map of a day as one file to take along, for places without a network."""

from flask import Blueprint, Response, g, render_template

from webmap.access import allow
from webmap.answers.pictures import drawn
from webmap.answers.turns import in_turn
from webmap.asked.address import address, known_as
from webmap.asked.chosen_day import chosen_day
from webmap.asked.parameters import asks
from webmap.db import reading
from webmap.map_of_day.links import LINKS
from webmap.map_of_day.offline import Live, bundle
from webmap.map_of_day.pictured import question
from webmap.map_of_day.sizes import IN_PAGE
from webmap.map_page.picture.routes import shown

blueprint = Blueprint("offline", __name__)


@blueprint.get("/offline.html")
@allow("public")
@asks("provider")
@in_turn
def one_file() -> Response:
    """The map with its data, tables and key in one file that asks nobody for anything."""
    seen = shown()
    with reading() as connection:
        chosen = chosen_day(connection)
        asked = question(connection, chosen, seen, IN_PAGE[1006], stands_alone=False)
    picture, at, there = drawn(asked), chosen.day.isoformat(), known_as()
    live = Live(f"{there}{address('map_page.index', at=at, lang=seen.lang)}", there)
    with reading() as connection:
        told = bundle(connection, chosen, seen, LINKS, live, picture)
    answer = Response(render_template("map_of_day/offline.html", is_exact=g.person.reads_exact, **told))
    answer.headers["Content-Security-Policy"] = f"{told['composed'].policy}; frame-ancestors 'none'"
    answer.headers["Content-Disposition"] = f'attachment; filename="ninewa-{at}-{seen.lang}.html"'
    return answer
