"""The search page and its JSON twin for the map."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, render_template, request

from geodata.problems import InvalidData
from geodata.rules.geometry import RESPONSE_AREA
from geodata.rules.positions import Position, read
from webmap.access import allow
from webmap.answers.errors import for_programs
from webmap.answers.json_answers import json_answer
from webmap.asked.named_places import MOST, as_typed, named
from webmap.asked.parameters import asks
from webmap.db import reading
from webmap.search import queries
from webmap.search.results import Result, near, of_point, of_rows
from webmap.words.i18n import gettext as _
from webmap.words.i18n import language

blueprint = Blueprint("search", __name__)
LONGEST = 120


@dataclass(frozen=True)
class Answer:
    """`nearest` belongs to a point only; `message` explains how the question was read or why nothing is found."""

    query: str
    results: list[Result]
    nearest: list[Result]
    message: str = ""


@blueprint.get("/search")
@allow("public")
@asks("q")
def index() -> str:
    """Places, sites, communities and corridors by any spelling, and coordinates; always a list, the nearest first."""
    return render_template("search/index.html", answer=_answer(_query(), language()), most=MOST)


@blueprint.get("/search.json")
@allow("public")
@asks("q")
@for_programs
def index_json() -> Response:
    answer = _answer(_query(), language())
    found: dict[str, Any] = {
        "query": answer.query,
        "results": [result.as_json() for result in answer.results],
        "nearest": [result.as_json() for result in answer.nearest],
        "message": answer.message or None,
    }
    return json_answer(found)


def _query() -> str:
    """`q=` without control characters; InvalidData when it is too long to be a name."""
    query = as_typed(request.args.get("q", ""))
    if len(query) > LONGEST:
        raise InvalidData(_("Ask with at most %(count)s letters.", count=LONGEST), parameter="q")
    return query


def _answer(query: str, lang: str) -> Answer:
    if not query:
        return Answer(query, [], [])
    point = read(query)
    if point is not None:
        return _of_point(query, point, lang)
    with reading() as connection:
        return Answer(query, of_rows(named(connection, query, lang)), [])


def _of_point(query: str, point: Position, lang: str) -> Answer:
    if not point.inside:
        west, south, east, north = RESPONSE_AREA
        message = _(
            "This point lies outside the response area (latitude %(south)s to %(north)s, longitude %(west)s to "
            "%(east)s). Write the latitude first, like 36.15, 43.24.",
            south=south,
            north=north,
            west=west,
            east=east,
        )
        return Answer(query, [], [], message)
    message = _("Read with the longitude first, because only so the point lies in the response area.")
    with reading() as connection:
        found = near(queries.near_point(connection, point.lon, point.lat, lang))
    return Answer(query, [of_point(point)], found, message if point.swapped else "")
