"""The map in other people's pages: always what is public, whoever asks, without cookies, in a frame of any origin."""

from typing import Any

from flask import Blueprint, Response, current_app, render_template, request
from sqlalchemy import Connection

from geodata.problems import InvalidData
from webmap.access import allow
from webmap.answers.delivery import framed_by, lasting
from webmap.answers.errors import for_programs
from webmap.answers.json_answers import json_answer
from webmap.answers.pictures import as_png, as_svg, drawn
from webmap.answers.static_files import YEAR_SECONDS, answer_of_digest, joined, lasting_answer
from webmap.answers.turns import in_turn
from webmap.asked.address import address, chosen_layers
from webmap.asked.choices import one_of
from webmap.asked.chosen_day import chosen_day
from webmap.asked.parameters import asks
from webmap.asked.places import box
from webmap.db import reading
from webmap.drawing.pictures import Picture
from webmap.layers.layer import Layer
from webmap.layers.seen import seen_by
from webmap.map_of_day import many_sites, queries
from webmap.map_of_day.embed_code import PICTURES
from webmap.map_of_day.embed_page import LIVING, THEMES, Choices, Where, along_the_roads, parts_of
from webmap.map_of_day.links import LINKS
from webmap.map_of_day.living import Living, living, policy
from webmap.map_of_day.pictured import Shown, question
from webmap.map_of_day.sizes import Size, asked_size
from webmap.map_of_day.told import told_of_day
from webmap.person import PUBLIC
from webmap.words.i18n import language, offered

blueprint = Blueprint("embeds", __name__)
YES_NO = ("1", "0")
LOOKS = ("map", "road")
NOTHING = "default-src 'none'; img-src data:; frame-ancestors *; base-uri 'none'; form-action 'none'"
SIZES = {width: Size(width, height) for width, height, _most in PICTURES}


@blueprint.get("/embed/live")
@allow("public", whoever=True)
@framed_by("*")
@asks("legend", "table", "theme", "explore", "look")
def live() -> Response:
    """The map of the asked day, or of the one that fits the data: its picture first, the living map on request."""
    try:
        body, told = _page()
        answer = Response(body)
    except InvalidData as problem:
        told = None
        answer = Response(render_template("map_of_day/embed_problem.html", problem=problem), 400)
    answer.headers["Content-Security-Policy"] = policy(told) if told else NOTHING
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer


@blueprint.get("/embed/live.svg")
@allow("public", whoever=True)
@asks("size")
@in_turn
@for_programs
def drawing() -> Response:
    """The map alone, in the sizes of frames."""
    return as_svg(_drawn(asked_size(request.args.get("size"), SIZES, max(SIZES))))


@blueprint.get("/embed/live.png")
@allow("public", whoever=True)
@asks("size")
@in_turn
@for_programs
def thumbnail() -> Response:
    """The same in as many pixels."""
    return as_png(_drawn(asked_size(request.args.get("size"), SIZES, max(SIZES))), 1.0)


@blueprint.get("/embed/live.json")
@allow("public", whoever=True)
@asks("zoom")
@in_turn
@for_programs
def data() -> Response:
    """What the living map draws: as /map/data.json, of the public layer."""
    with reading() as connection:
        view = many_sites.view(request.args) if _are_many(connection) else None
        told = told_of_day(connection, public_layers(), chosen_day(connection), language(), LINKS, view)
    return json_answer(told, is_compact=True)


@blueprint.get("/embed/<digest>/map.js")
@allow("public", whoever=True)
@lasting(YEAR_SECONDS)
def modules(digest: str) -> Response:
    """The modules of a map in a frame."""
    return answer_of_digest(joined(*LIVING), digest, "map.js")


@blueprint.get("/embed/height.js")
@allow("public", whoever=True)
@lasting(24 * 3600)
def height() -> Response:
    """For the page around the frame: makes the frame as high as what stands in it."""
    return lasting_answer(joined("embed/height.js"), "height.js")


def public_layers() -> list[Layer[Any]]:
    """What everybody may see."""
    return seen_by(PUBLIC.role, current_app.extensions["layers"])


def _are_many(connection: Connection) -> bool:
    return queries.are_more_than(connection, many_sites.MANY)


def _choices() -> Choices:
    return Choices(
        layers=chosen_layers([layer.name for layer in public_layers()]),
        legend=one_of(request.args, "legend", YES_NO, "1") == "1",
        table=one_of(request.args, "table", YES_NO, "0") == "1",
        theme=one_of(request.args, "theme", THEMES, "light") or "light",
    )


def _page() -> tuple[str, dict[str, Any] | None]:
    """The page, and what it was made of."""
    lang, layers, choices = language(), public_layers(), _choices()
    is_road = one_of(request.args, "look", LOOKS, LOOKS[0]) == "road"
    is_living = one_of(request.args, "explore", YES_NO, "0") == "1" and not is_road
    edges = box(request.args)
    is_exercise = current_app.extensions["settings"].webmap_exercise
    with reading() as connection:
        chosen = chosen_day(connection)
        told = parts_of(connection, layers, chosen, lang, choices, LINKS, is_exercise=is_exercise)
        by_view = is_living and _are_many(connection)
        if is_road:
            told |= along_the_roads(connection, chosen, lang)
    at = chosen.day.isoformat()
    if is_living:
        here = {"lang": lang, "bbox": None, "layers": None}
        data, plan = address("embeds.data", at=at, **here), address("planning.index", **here)
        told |= living(Living(lang, layers, choices.layers, at, edges, data, plan, by_view))
    where = Where(
        page=address("map_page.index", lang=lang, look="road" if is_road else None),
        other_way="" if is_road else address(explore=None if is_living else "1"),
        languages={code: address(lang=code) for code in offered()},
        pictures={size: address("embeds.drawing", size=size, at=at, lang=lang) for size in SIZES},
    )
    return render_template("map_of_day/embed.html", where=where, **told), told


def _drawn(size: Size) -> Picture:
    """ServiceUnavailable while there is no picture to be had."""
    layers = public_layers()
    with reading() as connection:
        shown = Shown(
            seen=layers,
            asked=chosen_layers([layer.name for layer in layers]),
            lang=language(),
            box=box(request.args),
            by_view=_are_many(connection),
            is_exercise=current_app.extensions["settings"].webmap_exercise,
        )
        asked = question(connection, chosen_day(connection), shown, size, stands_alone=False)
    return drawn(asked)
