"""The map of a day as SVG and PNG: for other pages, for chats, and for its own page before the script is there."""

from datetime import date

from flask import Blueprint, Response, current_app, request
from werkzeug.exceptions import ServiceUnavailable

from webmap.access import allow
from webmap.answers.errors import for_programs
from webmap.answers.turns import in_turn
from webmap.asked import known
from webmap.asked.address import chosen_layers
from webmap.asked.chosen_day import chosen_day
from webmap.asked.parameters import asks
from webmap.asked.places import box
from webmap.db import reading
from webmap.drawing.pictures import NotDrawn, Painter, Picture
from webmap.drawing.question import MapView, Question, Words
from webmap.folium_map.words import parts, words
from webmap.headlines import displaced
from webmap.layers import movements
from webmap.layers.layer import nowhere
from webmap.map_page import headline
from webmap.map_page.day import Links
from webmap.map_page.picture.sizes import ALONE, IN_PAGE, PREVIEW, Size, asked_size
from webmap.map_page.picture.words import around
from webmap.map_page.routes import AROUND_MOSUL, seen_layers, sites_are_many
from webmap.map_page.told import told_of_day
from webmap.words.i18n import direction, language
from webmap.words.i18n import gettext as _

blueprint = Blueprint("picture", __name__)
NARROW = 620  # px, as in static/map/placing/scene.js
RETRY_AFTER_SECONDS = 5
# It may be opened by itself: nothing in it runs or is fetched.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
NO_LINKS = Links(lambda _layer: nowhere, lambda _layer: "")


@blueprint.get("/picture.svg")
@allow("public")
@asks("size", "provider")
@in_turn
@for_programs
def svg() -> Response:
    """The map of a day with title, key, scale and sources."""
    return _as_svg(_drawn(asked_size(request.args.get("size"), ALONE, PREVIEW), stands_alone=True))


@blueprint.get("/picture.png")
@allow("public")
@asks("size", "provider")
@in_turn
@for_programs
def png() -> Response:
    """The same in pixels; of the narrow sizes with more of them than their width says."""
    size = asked_size(request.args.get("size"), ALONE, PREVIEW)
    picture = _drawn(size, stands_alone=True)
    try:
        return Response(_painter().png(picture, size.zoom), mimetype="image/png")
    except NotDrawn:
        raise ServiceUnavailable(retry_after=RETRY_AFTER_SECONDS) from None


@blueprint.get("/map/drawing.svg")
@allow("public")
@asks("size")
@in_turn
@for_programs
def in_page() -> Response:
    """The map alone, as its page shows it before the living one is there, without script and on paper."""
    return _as_svg(_drawn(asked_size(request.args.get("size"), IN_PAGE, max(IN_PAGE)), stands_alone=False))


def _as_svg(picture: Picture) -> Response:
    return Response(picture.svg, mimetype="image/svg+xml", headers={"Content-Security-Policy": POLICY})


def _painter() -> Painter:
    painter: Painter = current_app.extensions["painter"]
    return painter


def _drawn(size: Size, *, stands_alone: bool) -> Picture:
    """ServiceUnavailable while there is no picture to be had."""
    question = _question(size, stands_alone)
    try:
        return _painter().picture(question)
    except NotDrawn:
        raise ServiceUnavailable(retry_after=RETRY_AFTER_SECONDS) from None


def _question(size: Size, stands_alone: bool) -> Question:
    lang, layers = language(), seen_layers()
    edges = box(request.args)
    shown = edges or AROUND_MOSUL
    asked = chosen_layers([layer.name for layer in layers])
    say = words(_)
    view = size.view(shown) if sites_are_many() else None
    with reading() as connection:
        chosen = chosen_day(connection)
        told = told_of_day(connection, layers, chosen, lang, NO_LINKS, view)
        round_it = None
        if stands_alone:
            numbers = displaced.numbers(connection, chosen.day, request.args.get("provider"))
            remark = known.remark(connection, chosen.day, chosen.known)
            is_told = movements.LAYER in layers
            moves = movements.LAYER.read(connection, chosen.day, chosen.known, lang) if is_told else []
            round_it = _words(
                chosen.day,
                remark.sentence if remark else "",
                headline.sources(numbers, moves),
                size,
                bool(told.get("sites") or told.get("groups")),
            )
    return Question(
        data=told,
        map=MapView(size.width, size.height, shown, roomy=edges is None),
        layers=[part for part in parts(_, layers) if part.get("choice") is None or part["choice"] in asked],
        lang=lang,
        rtl=direction(lang) == "rtl",
        comma=say["comma"],
        km=say["km"],
        words=round_it,
    )


def _words(at: date, remark: str, sources: str, size: Size, has_sites: bool) -> Words:
    is_exercise = current_app.extensions["settings"].webmap_exercise
    is_narrow = size.width < NARROW
    said = headline.of_page(at, has_sites, is_exercise)
    title = said["title_short"] if is_narrow else said["title"]
    if is_exercise:
        title = f"{_('Exercise: invented figures')} · {title}"
    sentence = said["sentence"] if not has_sites or not is_narrow else said["sentence_short"]
    plain = getattr(sentence, "striptags", lambda: sentence)()
    return around(title, f"{plain} {remark}".strip(), sources, seen_layers(), is_narrow)
