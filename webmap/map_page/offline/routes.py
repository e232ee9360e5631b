"""The map of a day as one file to take along, for places without a network."""

from flask import Blueprint, Response, current_app, g, render_template, request

from webmap.access import allow
from webmap.answers.pictures import drawn
from webmap.answers.turns import in_turn
from webmap.asked.address import address, chosen_layers, known_as
from webmap.asked.chosen_day import chosen_day
from webmap.asked.parameters import asks
from webmap.asked.places import box
from webmap.db import reading
from webmap.map_of_day.links import LINKS
from webmap.map_of_day.offline import Live, bundle
from webmap.map_of_day.pictured import Shown, question
from webmap.map_of_day.sizes import IN_PAGE
from webmap.map_page.routes import seen_layers, sites_are_many
from webmap.words.i18n import language

blueprint = Blueprint("offline", __name__)


@blueprint.get("/offline.html")
@allow("public")
@asks("provider")
@in_turn
def one_file() -> Response:
    """The map with its data, tables and key in one file that asks nobody for anything."""
    layers = seen_layers()
    shown = Shown(
        seen=layers,
        asked=chosen_layers([layer.name for layer in layers]),
        lang=language(),
        box=box(request.args),
        provider=request.args.get("provider"),
        by_view=sites_are_many(),
        is_exercise=current_app.extensions["settings"].webmap_exercise,
    )
    with reading() as connection:
        chosen = chosen_day(connection)
        asked = question(connection, chosen, shown, IN_PAGE[1006], stands_alone=False)
        at = chosen.day.isoformat()
        page = address("map_page.index", at=at, lang=shown.lang)
        there = known_as()
        told = bundle(connection, chosen, shown, LINKS, Live(f"{there}{page}", there), drawn(asked))
    answer = Response(render_template("map_of_day/offline.html", is_exact=g.person.reads_exact, **told))
    answer.headers["Content-Security-Policy"] = f"{told['composed'].policy}; frame-ancestors 'none'"
    answer.headers["Content-Disposition"] = f'attachment; filename="ninewa-{at}-{shown.lang}.html"'
    return answer
