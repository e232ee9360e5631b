"""What anybody reads of a snapshot: its page and files as they were frozen, and what is new since."""

import base64
import gzip
import hashlib
import re
from functools import lru_cache, partial

from flask import Blueprint, Response, abort, current_app, render_template, request
from sqlalchemy import Connection

from geodata.rules.dates import TIME_ZONE
from geodata.statements.snapshot_rows import Snapshot
from webmap.access import allow
from webmap.answers import hxl
from webmap.answers.delivery import framed_by, keep_as_given
from webmap.answers.errors import for_programs
from webmap.answers.shared_caches import until_withdrawn
from webmap.answers.static_files import Content, lasting_answer
from webmap.asked.parameters import asks
from webmap.db import reading
from webmap.map_of_day.living import FORM
from webmap.map_of_day.sizes import PREVIEW, asked_scale, asked_width
from webmap.sheets.factsheet import WIDTHS
from webmap.snapshots import comparing, exploring, queries
from webmap.snapshots.addresses import ENDINGS, POLICY
from webmap.snapshots.falling_away import what_stands
from webmap.snapshots.rows import FrozenFile
from webmap.words.i18n import language

blueprint = Blueprint("snapshots", __name__)
NARROW = "narrow"
SCRIPT = re.compile(rb"<script>(.*?)</script>", re.DOTALL)


@blueprint.get("/s/<token>")
@allow("public", whoever=True)
def show(token: str) -> Response:
    """The page, as it was frozen."""
    return _answer(token, f"page.{language()}.html")


@blueprint.get("/s/<token>.<any(svg, png, pdf, csv, geojson, html):ending>")
@allow("public", whoever=True)
@asks("size", "hxl")
def picture_or_data(token: str, ending: str) -> Response:
    """The picture (`size=narrow` as SVG for phones), its factsheet, the sites, all points, or one file for offline."""
    name = ENDINGS[ending].format(language())
    if ending == "svg" and request.args.get("size") == NARROW:
        name = f"narrow.{language()}.svg"
    return _answer(token, name, f"sites.{language()}.hxl" if ending == "csv" and hxl.is_asked() else "")


@blueprint.get("/s/<token>/<layer>.csv")
@allow("public", whoever=True)
@asks("hxl")
def layer_csv(token: str, layer: str) -> Response:
    """All rows of a layer, as they were frozen; `hxl=1`: with their hashtags, which were frozen too."""
    return _answer(token, f"{layer}.{language()}.csv", f"{layer}.{language()}.hxl" if hxl.is_asked() else "")


@blueprint.get("/s/<token>/map-<int:width>.<any(svg, png):ending>")
@allow("public", whoever=True)
def drawing(token: str, width: int, ending: str) -> Response:
    """The map alone, in the sizes of frames, some of them as a picture too."""
    return _answer(token, f"map-{width}.{language()}.{ending}")


@blueprint.get("/s/<token>/situation.svg")
@allow("public", whoever=True)
def situation(token: str) -> Response:
    """The factsheet as a picture."""
    return _answer(token, f"situation.{language()}.svg")


@blueprint.get("/s/<token>/situation.png")
@allow("public", whoever=True)
@asks("size", "scale")
def situation_in_pixels(token: str) -> Response:
    """The same, `size=` px wide, with `scale=` pixels for each."""
    width = asked_width(request.args.get("size"), tuple(WIDTHS), PREVIEW)
    return _answer(token, f"situation-{width}-{asked_scale(request.args.get('scale'))}.{language()}.png")


@blueprint.get("/s/<token>/analysis-<code>.<any(html, pdf, csv, svg):ending>")
@allow("public", whoever=True)
def analysis(token: str, code: str, ending: str) -> Response:
    """The analysis of a road that was frozen with it: its page, one A4, its figures, or its weeks as a picture."""
    return _answer(token, f"analysis-{code}.{language()}.{ending}")


@blueprint.get("/embed/<token>")
@allow("public", whoever=True)
@framed_by("*")
@asks("explore", "bare", "legend", "table", "theme")
def embedded(token: str) -> Response:
    """What stands in other people's pages, in a frame of any origin: as it was frozen, or living with that data."""
    answer = _explored(token) if request.args.get("explore") == "1" else None
    if answer is None:
        answer = _answer(token, f"embed.{language()}.html")
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer


@blueprint.get("/s/<token>/data.json")
@allow("public", whoever=True)
@for_programs
def data(token: str) -> Response:
    """What the living map draws of it, as long as our scripts read the form in which it was frozen."""
    return _answer(token, f"{exploring.DATA}.{language()}.json")


@blueprint.get("/s/<token>/now")
@allow("public", whoever=True)
def since(token: str) -> Response:
    """What a frozen page cannot say: whether a newer one stands in its series, and whether the data differs by now."""
    with reading(consistent=True) as connection:
        found = queries.of_token(connection, token)
        if found is None:
            abort(404)
        if found.state == "withdrawn":
            return _withdrawn(found)
        newer = queries.newer(connection, token)
        differ = comparing.layers_that_differ(connection, found, language())
    page = render_template("snapshots/since.html", snapshot=found, newer=newer, differ=differ)
    return _kept_shortly(Response(page))


def _explored(token: str) -> Response | None:
    with reading() as connection:
        found = exploring.page(connection, token, language(), request.args, current_app.extensions["layers"])
    if found is None:
        return None
    answer = Response(found.page)
    answer.headers["Content-Security-Policy"] = found.policy
    answer.vary.add("Accept-Language")
    return _kept_shortly(answer)


def _answer(token: str, name: str, tags: str = "") -> Response:
    """A frozen file; `tags`: the name of that with its hashtags, which are to stand under its header."""
    with reading() as connection:
        kept = queries.file(connection, token, name)
        if kept is not None and tags and (row := queries.file(connection, token, tags)):
            contents = hxl.tagged(kept.bytes, row.bytes)
            kept = kept._replace(bytes=contents, sha256=hashlib.sha256(contents).digest())
        if kept is not None and kept.mimetype.startswith("text/html"):
            contents = what_stands(kept.bytes, partial(_holds, connection))
            if name.startswith("embed."):
                contents = exploring.as_chosen(contents, token, exploring.choices_of(request.args))
            if contents != kept.bytes:
                kept = kept._replace(bytes=contents, sha256=hashlib.sha256(contents).digest())
        if kept is None:
            found = queries.of_token(connection, token)
            if found is None or found.state != "withdrawn":
                abort(404)
            return _withdrawn(found, in_frame=name.startswith("embed."))
    answer = lasting_answer(_content(kept), kept.name)
    answer.content_type = kept.mimetype
    answer.headers["Content-Security-Policy"] = _policy(kept)
    # Each encoding of the bytes has a tag of its own, as a strong one must.
    answer.set_etag(f"{kept.sha256.hex()[:32]}{'-gzip' if 'Content-Encoding' in answer.headers else ''}")
    if kept.name.endswith((".csv", ".geojson", ".pdf")):
        kind = kept.name.rpartition(".")[2]
        answer.headers["Content-Disposition"] = f'inline; filename="{kept.name.split(".")[0]}-{token}.{kind}"'
    if kept.name.startswith("offline."):
        answer.headers["Content-Disposition"] = f'attachment; filename="ninewa-{token}.html"'
    answer.vary.add("Accept-Language")
    answer.make_conditional(request)
    return _kept_shortly(answer)


def _holds(connection: Connection, kind: str, value: str) -> bool:
    """Whether a part of a frozen page stands there still."""
    if kind == "form":
        return value == str(FORM)
    found = queries.of_token(connection, value)
    return found is not None and found.state == "published"


def _policy(kept: FrozenFile) -> str:
    """It lets the few lines of script run that stand in a page, by the hashes of the frozen ones."""
    found = SCRIPT.findall(kept.bytes) if kept.mimetype.startswith("text/html") else ()
    scripts = (hashlib.sha256(script).digest() for script in found)
    allowed = " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in scripts) or "'none'"
    framed = "*" if kept.name.startswith("embed.") else "'none'"
    return f"{POLICY}; script-src {allowed}; frame-src 'self'; frame-ancestors {framed}"


def _content(kept: FrozenFile) -> Content:
    return Content(kept.bytes, _compressed(kept.bytes), kept.sha256.hex())


@lru_cache(maxsize=64)
def _compressed(contents: bytes) -> bytes:
    return gzip.compress(contents, compresslevel=6, mtime=0)


def _withdrawn(found: Snapshot, *, in_frame: bool = False) -> Response:
    """What is told instead under every address of one that was withdrawn: when, why, and which stands for it."""
    assert found.withdrawn_at is not None
    day = found.withdrawn_at.astimezone(TIME_ZONE).date()
    page = render_template("snapshots/withdrawn.html", snapshot=found, withdrawn_on=day, in_frame=in_frame)
    return _kept_shortly(Response(page, 410))


def _kept_shortly(answer: Response) -> Response:
    keep_as_given()
    answer.headers["Cache-Control"] = until_withdrawn(current_app.extensions["settings"].webmap_withdrawal_seconds)
    return answer
