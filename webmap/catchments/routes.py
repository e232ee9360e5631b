"""The area nearest to each open site: page, CSV and GeoJSON."""

from datetime import date
from typing import Any

from flask import Blueprint, Response, render_template
from sqlalchemy import Connection

from geodata.problems import DataError
from webmap.access import allow
from webmap.answers.data_table import csv_file
from webmap.answers.errors import for_programs, problem_in_words
from webmap.answers.json_answers import GEOJSON, json_answer
from webmap.answers.turns import in_turn
from webmap.asked import known, known_since
from webmap.asked.address import address, addresses
from webmap.asked.chosen_day import ChosenDay, chosen_day, default_day
from webmap.catchments import page, queries
from webmap.catchments.areas import Catchments, catchments
from webmap.catchments.picture import picture
from webmap.db import reading
from webmap.headlines.displaced import published_places
from webmap.words.i18n import language

blueprint = Blueprint("catchments", __name__)


@blueprint.get("/plan/catchments")
@allow("public")
@in_turn
def index() -> Any:
    """Which open site is nearest where, with the families and free places there."""
    status, values = 200, dict[str, Any](problem=None, answer=None, remark=None)
    with reading() as connection:
        chosen = default_day(connection)
        try:
            chosen = chosen_day(connection)
            values["remark"] = known.remark(connection, chosen.day, chosen.known)
            values |= _answered(_whole(connection, chosen), chosen.day, published_places(connection, chosen.day))
        except DataError as error:  # the page keeps its form and says what is wrong
            problem = problem_in_words(error)
            status, values["problem"] = problem.status, problem
    return render_template("catchments/index.html", at=chosen.day, why=chosen.why, **values), status


def _answered(whole: Catchments, at: date, published: str) -> dict[str, Any]:
    drawn = picture(whole.areas)
    return {
        "answer": page.answer(whole),
        "weak_point": page.weak_point(whole, at, published),
        "table": page.table(whole, _site_addresses(), at, csv_href=address("catchments.index_csv")),
        "most": queries.LARGEST_LIST if len(whole.sites) >= queries.LARGEST_LIST else None,
        "drawing": drawn.drawing if drawn else None,
        "areas": drawn.areas if drawn else [],
    }


@blueprint.get("/plan/catchments.csv")
@allow("public")
@in_turn
def index_csv() -> Response:
    whole, at = _of_day()
    return csv_file(page.table(whole, _site_addresses(), at), f"catchments-{at.isoformat()}")


@blueprint.get("/api/plan/catchments")
@allow("public")
@for_programs
@in_turn
def api() -> Response:
    """The area of each open site: where it is the nearest, with families, free places and the outline as GeoJSON."""
    return json_answer(page.geojson(*_of_day()), kind=GEOJSON)


def _site_addresses() -> page.SiteAddress:
    return addresses("sites.show", "site_id")


def _of_day() -> tuple[Catchments, date]:
    with reading() as connection:
        chosen = chosen_day(connection)
        return _whole(connection, chosen), chosen.day


def _whole(connection: Connection, chosen: ChosenDay) -> Catchments:
    """InvalidData for a day before anything is known of any site."""
    known_since.check_sites(connection, chosen.day, chosen.known)
    return catchments(queries.sites_with_areas(connection, chosen.day, chosen.known, language()), chosen.day)
