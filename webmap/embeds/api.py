"""The oEmbed endpoint, which other sites ask about an address of ours that somebody pasted."""

from typing import Any

from flask import Blueprint, Response, abort, current_app, request

from geodata.problems import InvalidData
from webmap.access import allow
from webmap.answers.errors import for_programs
from webmap.answers.json_answers import json_answer
from webmap.answers.shared_caches import until_withdrawn
from webmap.asked import numbers
from webmap.asked.address import known_as
from webmap.asked.chosen_day import EVERYTHING, default_day, parse_day, parse_known
from webmap.asked.parameters import asks
from webmap.db import reading
from webmap.embeds import queries
from webmap.embeds.oembed import Meant, answer, as_xml, meant
from webmap.map_of_day.headline import of_page
from webmap.words.i18n import gettext as _
from webmap.words.i18n import language, speaking

blueprint = Blueprint("oembed", __name__)
FORMATS = ("json", "xml")
LARGEST = 20_000  # px


@blueprint.get("/oembed")
@allow("public", whoever=True)
@asks("url", "format", "maxwidth", "maxheight")
@for_programs
def about() -> Response:
    """404 for what is not ours to show, 410 for what was withdrawn, 501 for another format, 400 for a width or height
    that is none."""
    url = request.args.get("url", "")
    if not url:
        raise InvalidData(_("Write here which address is to be embedded."), parameter="url")
    if request.args.get("format", "json") not in FORMATS:
        abort(501)
    most = [_pixels(name) for name in ("maxwidth", "maxheight")]
    # Made of the address that was asked about, which is compared with ours: so no other host ever stands in an answer
    # that a cache may keep for that address.
    found = meant(url, known_as())
    if found is None:
        abort(404)
    told = _told(found, *most)
    sent = _as_asked(told)
    if found.token:  # no version of the data tells that it was withdrawn
        sent.headers["Cache-Control"] = until_withdrawn(current_app.extensions["settings"].webmap_withdrawal_seconds)
    if url.startswith("/"):
        sent.headers["Cache-Control"] = "no-store"  # of a path the rest is what this request says of its host
    return sent


def _as_asked(told: dict[str, Any]) -> Response:
    if request.args.get("format") == "xml":
        return Response(as_xml(told), content_type="text/xml; charset=utf-8")
    return json_answer(told)


def _pixels(name: str) -> int | None:
    written = request.args.get(name)
    return numbers.clamped(written, name, 1, LARGEST) if written else None


def _told(found: Meant, most_width: int | None, most_height: int | None) -> dict[str, Any]:
    asked = found.choices
    if found.token:
        with reading() as connection:
            frozen = queries.snapshot(connection, found.token)
        if frozen is None:
            abort(404)
        if frozen.state == "withdrawn":
            abort(410)
        return answer(found, frozen.title or "", _("Ninewa response map"), most_width, most_height)
    with speaking(asked.get("lang") or language()):
        if "at" in asked:
            day = parse_day(asked["at"])
        else:
            known = parse_known(asked["known"]) if "known" in asked else EVERYTHING
            with reading() as connection:
                day = default_day(connection, known).day
        title = of_page(day, True, False)["title"]
        if current_app.extensions["settings"].webmap_exercise:
            title = f"{_('Exercise: invented figures')} · {title}"
        return answer(found, title, _("Ninewa response map"), most_width, most_height)
