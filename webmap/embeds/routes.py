"""The map in other people's pages: always what is public, whoever asks, without cookies, in a frame of any origin."""

import base64
import hashlib
from typing import Any

from flask import Blueprint, Response, current_app, render_template, request
from sqlalchemy import Connection

from geodata.problems import InvalidData
from webmap.access import allow
from webmap.answers.delivery import framed_by, lasting
from webmap.answers.errors import for_programs
from webmap.answers.json_answers import json_answer
from webmap.answers.pictures import as_png, as_svg, drawn
from webmap.answers.static_files import YEAR_SECONDS, joined, lasting_answer, static_url
from webmap.answers.turns import in_turn
from webmap.asked.address import address, bare_address, chosen_layers
from webmap.asked.choices import one_of
from webmap.asked.chosen_day import ChosenDay, chosen_day
from webmap.asked.parameters import asks
from webmap.asked.places import box
from webmap.db import reading
from webmap.drawing.pictures import Picture
from webmap.folium_map import page as folium_page
from webmap.layers.layer import Layer
from webmap.map_of_day import many_sites, queries
from webmap.map_of_day.embed_code import PICTURES
from webmap.map_of_day.embed_page import LIVING, STYLES, THEMES, Choices, Where, along_the_roads, parts_of
from webmap.map_of_day.links import LINKS
from webmap.map_of_day.pictured import ALL_NINEWA, AROUND_MOSUL, Shown, question
from webmap.map_of_day.sizes import Size, asked_size
from webmap.map_of_day.told import told_of_day
from webmap.person import PUBLIC
from webmap.words.i18n import gettext as _
from webmap.words.i18n import language, offered

blueprint = Blueprint("embeds", __name__)
YES_NO = ("1", "0")
LOOKS = ("map", "road")
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
    answer.headers["Content-Security-Policy"] = _policy(told)
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
    """The modules of a map in a frame; the digest only makes the address change with them."""
    return lasting_answer(joined(*LIVING), "map.js")


@blueprint.get("/embed/height.js")
@allow("public", whoever=True)
@lasting(24 * 3600)
def height() -> Response:
    """For the page around the frame: makes the frame as high as what stands in it."""
    return lasting_answer(joined("embed/height.js"), "height.js")


def public_layers() -> list[Layer[Any]]:
    """What everybody may see."""
    every: tuple[Layer[Any], ...] = current_app.extensions["layers"]
    return [layer for layer in every if layer.may_be_seen_by(PUBLIC.role)]


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
    if is_living:
        told |= _living(chosen, lang, layers, choices, edges, by_view=by_view)
    at = chosen.day.isoformat()
    where = Where(
        page=address("map_page.index", lang=lang, look="road" if is_road else None),
        other_way="" if is_road else address(explore=None if is_living else "1"),
        languages={code: address(lang=code) for code in offered()},
        pictures={size: address("embeds.drawing", size=size, at=at, lang=lang) for size in SIZES},
    )
    return render_template("map_of_day/embed.html", where=where, **told), told


def _living(
    chosen: ChosenDay,
    lang: str,
    layers: list[Layer[Any]],
    choices: Choices,
    edges: tuple[float, float, float, float] | None,
    *,
    by_view: bool,
) -> dict[str, Any]:
    shell = folium_page.shell(lang, layers)
    here = {"at": chosen.day.isoformat(), "lang": lang, "bbox": None, "layers": None}
    settings = {
        "at": here["at"],
        "lang": lang,
        "layers": list(choices.layers),
        "bbox": list(edges) if edges else None,
        "opening_bbox": AROUND_MOSUL,
        "ninewa_bbox": ALL_NINEWA,
        "data_url": address("embeds.data", **here),
        "basemap_url": static_url("map/basemap.json"),
        "plan_page": address("planning.index", **here | {"at": None}),
        "hints": {
            "wheel": _("Hold Ctrl while scrolling to zoom the map"),
            "fingers": _("Use two fingers to move the map"),
            "failed": _("The data did not arrive."),
        },
    }
    return {
        "living": folium_page.Shell(shell.html, shell.script, shell.libraries, list(LIVING), list(STYLES)),
        "modules_url": bare_address("embeds.modules", digest=joined(*LIVING).digest),
        "settings": settings | ({"by_view": True} if by_view else {}),
    }


def _policy(told: dict[str, Any] | None) -> str:
    """Nothing but what the page is made of: of a picture its style and its few lines of script, by their hashes."""
    if told is None:
        return "default-src 'none'; img-src data:; frame-ancestors *; base-uri 'none'; form-action 'none'"
    living = told.get("living")
    scripts = [told["tell"], *([living.script] if living else [])]
    allowed = " ".join(f"'sha256-{_sha256(script)}'" for script in scripts)
    own = " 'self'" if living else ""
    asks_itself = " connect-src 'self';" if living else ""
    return (
        f"default-src 'none'; script-src {allowed}{own}; style-src 'sha256-{_sha256(told['style'])}'{own};"
        f" img-src 'self' data:;{asks_itself} frame-ancestors *; base-uri 'none'; form-action 'none'"
    )


def _sha256(written: str) -> str:
    return base64.b64encode(hashlib.sha256(written.encode()).digest()).decode()


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
