"""The map, its data, its slider, its tables as files and its print sheet."""

import base64
import hashlib
from collections.abc import Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, abort, current_app, g, render_template, request
from sqlalchemy import Connection

from geodata.statements.site_rows import SiteOnDay
from webmap.access import allow
from webmap.answers.data_table import csv_file
from webmap.answers.delivery import allow_script, lasting
from webmap.answers.errors import for_programs
from webmap.answers.json_answers import json_answer
from webmap.answers.preview import preview
from webmap.answers.static_files import YEAR_SECONDS, answer_of_digest, joined, static_url
from webmap.answers.turns import in_turn, in_turn_where
from webmap.asked import arriving, known
from webmap.asked.address import address, bare_address, chosen_layers, known_as
from webmap.asked.choices import one_of
from webmap.asked.chosen_day import ChosenDay, chosen_day
from webmap.asked.form import form_of
from webmap.asked.parameters import asks
from webmap.asked.places import box
from webmap.asked.span import earlier_day
from webmap.db import reading
from webmap.folium_map import page as folium_page
from webmap.headlines import displaced, programme
from webmap.layers import movements, sites
from webmap.layers.layer import Layer
from webmap.layers.seen import seen_by
from webmap.layers.sites import alerts, together
from webmap.map_of_day import headline, many_sites, queries
from webmap.map_of_day.area import ALL_NINEWA, AROUND_MOSUL
from webmap.map_of_day.arriving import Planner, Told
from webmap.map_of_day.changed import Changed, Comparer
from webmap.map_of_day.day import file_of_day, read_day, tables
from webmap.map_of_day.embed_box import PICTURE_WIDTH, EmbedBox, embed_box
from webmap.map_of_day.links import LINKS, address_of
from webmap.map_of_day.road import trunk
from webmap.map_of_day.told import told_of_day
from webmap.map_page import places
from webmap.map_page.slider import slider_days
from webmap.map_page.strip.routes import on_demand
from webmap.painting.map_files import ARRIVALS
from webmap.words.i18n import day as in_words
from webmap.words.i18n import gettext as _
from webmap.words.i18n import language

blueprint = Blueprint("map_page", __name__)
ALERTS_SHOWN = 4
LOOKS = ("map", "road")
# Loaded when somebody first arrives: what decides, what draws, what answers a hand.
ARRIVING = (*(f"map/{name}.js" for name in (*ARRIVALS, "arriving_box", "arrivals")), "map/arriving.css")
# Sizes of the drawing that stands in the page first, and the widest window that each is for.
PICTURES = ((360, 560), (720, 860), (1006, 1500), (1560, None))


@blueprint.get("/")
@allow("public")
@asks("provider", "look", "from", *arriving.NAMES)
def index() -> str:
    """The map of one day with its numbers and tables; with `look=road` what lies along the roads out of Mosul."""
    if one_of(request.args, "look", LOOKS, LOOKS[0]) == "road":
        return _along_the_roads()
    return _page("map_page/map.html")


@blueprint.get("/print")
@allow("public")
@asks("provider", "from", *arriving.NAMES)
def sheet() -> str:
    """The same map as one sheet of A4 paper, landscape."""
    return _page("map_page/sheet.html")


def sites_are_many() -> bool:
    """Asked once a request: before its turn, or else as it is answered."""
    if "sites_are_many" not in g:
        with reading() as connection:
            g.sites_are_many = sites.LAYER in seen_layers() and queries.are_more_than(connection, many_sites.MANY)
    return bool(g.sites_are_many)


@blueprint.get("/map/data.json")
@allow("public")
@asks("zoom", "from")
@in_turn_where(sites_are_many)
@for_programs
def data() -> Response:
    """All layers of a day; of very many sites those in the view (`bbox=`, `zoom=`), counted where they stand close."""
    view = many_sites.view(request.args) if sites_are_many() else None
    with reading() as connection:
        chosen = chosen_day(connection)
        told = told_of_day(connection, seen_layers(), chosen, language(), LINKS, view)
    changed = asked_since(chosen, language())
    if changed:
        told = changed.drawn(told)
    return json_answer(told, is_compact=True)


@blueprint.get("/map/<digest>/modules.js")
@allow("public")
@lasting(YEAR_SECONDS)
def modules(digest: str) -> Response:
    """Our own modules of the composed map, in their order."""
    return answer_of_digest(joined(*folium_page.shell(language(), seen_layers()).modules), digest, "modules.js")


@blueprint.get("/map/days.json")
@allow("public")
@for_programs
def days() -> Response:
    """The days of the slider with the series behind it."""
    with reading() as connection:
        found = slider_days(connection, language())
    return json_answer(found, is_compact=True)


@blueprint.get("/map/<name>.csv")
@allow("public")
@asks("hxl")
@in_turn
def layer_csv(name: str) -> Response:
    """All rows of a layer up to the day."""
    layer = next((layer for layer in seen_layers() if layer.name == name), None)
    if layer is None:
        abort(404)
    with reading() as connection:
        chosen = chosen_day(connection)
        table = file_of_day(connection, layer, chosen, language(), address_of(layer))
    return csv_file(table, f"{name}-{chosen.day.isoformat()}", hxl_of=name)


def told_arriving(connection: Connection, chosen: ChosenDay) -> Told | None:
    """What the plan says of the arrivals of the address; None where it names none."""
    asked = arriving.arrivals(request.args)
    if not asked:
        return None
    planner: Planner = current_app.extensions["planner"]
    return planner(connection, asked, request.args.get("max_km"), chosen.day, chosen.known, language())


def _along_the_roads() -> str:
    with reading() as connection:
        chosen = chosen_day(connection)
        roads = trunk.roads_of_day(connection, chosen.day, chosen.known, language())
        remark = known.remark(connection, chosen.day, chosen.known)
    title = trunk.title(chosen.day)
    shown = preview(title, "", at=chosen.day.isoformat(), lang=language(), bbox=None)
    return render_template(
        "map_page/road.html", title=title, at=chosen.day, why=chosen.why, remark=remark, roads=roads, preview=shown
    )


def asked_since(chosen: ChosenDay, lang: str) -> Changed | None:
    """What changed since `from=` of the address; None without it, and where it is no earlier day."""
    since = earlier_day(request.args, chosen.day)
    compare: Comparer = current_app.extensions["comparer"]
    return compare(since, chosen, lang) if since else None


def _same_question() -> dict[str, Any]:
    """For addresses of the same map in other forms: arrivals, and the earlier day that it is compared with."""
    return {name: request.args.getlist(name) for name in (*arriving.NAMES, "from")}


def seen_layers() -> list[Layer[Any]]:
    """Those that this reader may see."""
    return seen_by(g.person.role, current_app.extensions["layers"])


def _page(template: str) -> str:
    lang = language()
    shell = folium_page.shell(lang, seen_layers())
    with reading() as connection:
        chosen = chosen_day(connection)
        found = read_day(connection, seen_layers(), chosen.day, chosen.known, lang)
        numbers = displaced.numbers(connection, chosen.day, request.args.get("provider"))
        of_programme = programme.sentence(connection, chosen.day)
        by_view = queries.are_more_than(connection, many_sites.MANY)
        jointly = together.joint_counts(connection, chosen.day, lang)
        remark = known.remark(connection, chosen.day, chosen.known)
        known_sites = found.of(sites.LAYER)
        watched = _alerts(connection, known_sites, chosen)
        plan = told_arriving(connection, chosen)
    changed = asked_since(chosen, lang)
    is_exercise = current_app.extensions["settings"].webmap_exercise
    said = headline.of_page(chosen.day, bool(known_sites), is_exercise, box(request.args))
    if changed:
        page_title = f"{changed.title} · {_('Ninewa response map')}"
        said |= {"title": changed.title, "title_short": "", "page_title": page_title}
    title, same = said["title"], _same_question()
    short = plan.sentences[0] if plan else changed.sentence if changed else _in_short(numbers)
    allow_script(base64.b64encode(hashlib.sha256(shell.script.encode()).digest()).decode())
    return render_template(
        template,
        shell=shell,
        modules_url=bare_address("map_page.modules", digest=joined(*shell.modules).digest),
        settings=_settings(chosen.day, lang) | ({"by_view": True} if by_view else {}),
        numbers=numbers,
        programme=of_programme,
        **watched,
        places={
            "title": places.title(known_sites),
            "ages": places.ages(known_sites, chosen.day),
            "rows": places.lines(known_sites, jointly, chosen.day),
            "published": numbers.published,
        },
        tables=tables(found, LINKS),
        at=chosen.day.isoformat(),
        at_words=in_words(chosen.day),
        at_field=form_of().day("at", chosen.day),
        day_reason=_("The day shown is %(why)s.", why=chosen.why) if chosen.why else None,
        remark=remark,
        pictures=PICTURES,
        numbered=movements.numbered(changed.moves if changed else found.of(movements.LAYER)),
        changed=changed,
        arriving=plan,
        preview=preview(title, short, at=chosen.day.isoformat(), lang=lang, **same),
        sheet_url=address("map_page.sheet", **same),
        freeze_url=address("drafts.form", **same),
        same_question=same,
        embed=_embed_box(title),
        sources=headline.sources(numbers, found.of(movements.LAYER)),
        page_address=_page_address(chosen.day, lang),
        **said,
    )


def _embed_box(title: str) -> EmbedBox:
    """Of the live map with the choices of this address. Arrivals are a question of planners and go along nowhere."""
    there = current_app.extensions["settings"].webmap_address or ""
    page = address("map_page.index", **dict.fromkeys(("provider", "from", *arriving.NAMES)))
    asked = {kind: bare_address("oembed.about", url=there + page, format=kind) for kind in ("json", "xml")}
    return embed_box(
        there,
        title,
        page=page,
        embed=address("embeds.live", lang=language()),
        picture=address("picture.png", lang=language(), size=PICTURE_WIDTH),
        discovered={"application/json+oembed": asked["json"], "text/xml+oembed": asked["xml"]},
    )


def _alerts(connection: Connection, known_sites: Sequence[SiteOnDay], chosen: ChosenDay) -> dict[str, Any]:
    """Of the day, for people who watch every site; the public and site managers read none here."""
    if g.person.id is None or not g.person.reads_exact:
        return {}
    found = [one for one in alerts.of_sites(connection, known_sites, chosen.day, chosen.known) if one.known is None]
    shown = [(one.row, alerts.kind(one.alert.kind), one.alert.severity == "urgent") for one in found[:ALERTS_SHOWN]]
    there = address("alerts.index", at=chosen.day.isoformat())
    return {"alerts": shown, "alert_count": len(found), "alerts_url": there}


def _in_short(numbers: displaced.Numbers) -> str:
    """The first figure with its provider and day; empty where nobody had published one."""
    return next(
        (
            _(", ").join((f"{one.value} {one.name[:1].lower()}{one.name[1:]}", one.provider, one.date))
            for one in numbers.triple
        ),
        "",
    )


def _page_address(at: date, lang: str) -> str:
    """The full address of the map of this day, as known on the same instant."""
    known_on = {"known": request.args["known"]} if request.args.get("known") else {}
    said = {name: given for name, given in _same_question().items() if given}
    asked = urlencode({"at": at.isoformat(), "lang": lang, **known_on, **said}, doseq=True, safe=",:")
    return f"{known_as()}{bare_address('map_page.index')}?{asked}"


def _settings(at: date, lang: str) -> dict[str, Any]:
    """What the browser needs to know before it asks for data."""
    edges = box(request.args)
    return {
        "at": at.isoformat(),
        "lang": lang,
        "layers": list(chosen_layers([layer.name for layer in seen_layers()])) if "layers" in request.args else None,
        "bbox": list(edges) if edges else None,
        "opening_bbox": AROUND_MOSUL,
        "ninewa_bbox": ALL_NINEWA,
        "data_url": address(
            "map_page.data", at=at.isoformat(), lang=lang, bbox=None, layers=None, **{"from": request.args.get("from")}
        ),
        "days_url": address("map_page.days", at=None, lang=lang, bbox=None, layers=None),
        "basemap_url": static_url("map/basemap.json"),
        "plan_page": address("planning.index", at=None, lang=lang, bbox=None, layers=None),
        "arriving": {
            "url": address("on_map.answer", at=None, lang=lang, bbox=None, layers=None),
            "files": [static_url(name) for name in ARRIVING],
        },
        "strip": on_demand(lang),
    }
