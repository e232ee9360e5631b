"""The map of a day as SVG and PNG: for other pages, for chats, and for its own page before the script is there."""

from dataclasses import replace

from flask import Blueprint, Response, current_app, request

from webmap.access import allow
from webmap.answers.errors import for_programs
from webmap.answers.pictures import as_png, as_svg, drawn
from webmap.answers.turns import in_turn
from webmap.asked import arriving
from webmap.asked.address import chosen_layers
from webmap.asked.chosen_day import chosen_day
from webmap.asked.parameters import asks
from webmap.asked.places import box
from webmap.db import reading
from webmap.drawing.pictures import Picture
from webmap.map_of_day.pictured import Shown, question
from webmap.map_of_day.sizes import ALONE, IN_PAGE, PREVIEW, Size, asked_size
from webmap.map_page.routes import asked_since, seen_layers, sites_are_many, told_arriving
from webmap.words.i18n import language

blueprint = Blueprint("picture", __name__)


@blueprint.get("/picture.svg")
@allow("public")
@asks("size", "provider", "from", *arriving.NAMES)
@in_turn
@for_programs
def svg() -> Response:
    """The map of a day with title, key, scale and sources."""
    return as_svg(_drawn(asked_size(request.args.get("size"), ALONE, PREVIEW), stands_alone=True))


@blueprint.get("/picture.png")
@allow("public")
@asks("size", "provider", "from", *arriving.NAMES)
@in_turn
@for_programs
def png() -> Response:
    """The same in pixels; of the narrow sizes with more of them than their width says."""
    size = asked_size(request.args.get("size"), ALONE, PREVIEW)
    return as_png(_drawn(size, stands_alone=True), size.zoom)


@blueprint.get("/map/drawing.svg")
@allow("public")
@asks("size", "from", *arriving.NAMES)
@in_turn
@for_programs
def in_page() -> Response:
    """The map alone, as its page shows it before the living one is there, without script and on paper."""
    return as_svg(_drawn(asked_size(request.args.get("size"), IN_PAGE, max(IN_PAGE)), stands_alone=False))


def shown() -> Shown:
    """What the address asks to see of the map."""
    layers = seen_layers()
    return Shown(
        seen=layers,
        asked=chosen_layers([layer.name for layer in layers]),
        lang=language(),
        box=box(request.args),
        provider=request.args.get("provider"),
        by_view=sites_are_many(),
        is_exercise=current_app.extensions["settings"].webmap_exercise,
    )


def _drawn(size: Size, *, stands_alone: bool) -> Picture:
    """ServiceUnavailable while there is no picture to be had."""
    asked_view = shown()
    with reading() as connection:
        chosen = chosen_day(connection)
    changed = asked_since(chosen, language())
    with reading() as connection:
        asked = question(
            connection,
            chosen,
            replace(asked_view, arriving=told_arriving(connection, chosen), changed=changed),
            size,
            stands_alone=stands_alone,
        )
    return drawn(asked)
