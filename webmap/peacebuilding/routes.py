"""Peacebuilding beside displacement: page, files and JSON."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, render_template, request
from sqlalchemy import Connection

from geodata.problems import InvalidData, NotFound
from webmap.access import allow
from webmap.answers.data_table import DataTable, csv_file
from webmap.answers.errors import for_programs
from webmap.answers.json_answers import json_answer
from webmap.answers.turns import in_turn
from webmap.asked import known, known_since
from webmap.asked.address import address
from webmap.asked.choices import whole_number
from webmap.asked.chosen_day import ChosenDay, chosen_day, default_day
from webmap.asked.parameters import asks
from webmap.db import reading
from webmap.headlines import programme
from webmap.peacebuilding import arrivals, files, page, picture, queries
from webmap.peacebuilding.activities import activity_table
from webmap.peacebuilding.ranking import Pressure
from webmap.peacebuilding.rows import ActivityHeld
from webmap.words.i18n import gettext as _
from webmap.words.i18n import isolated, joined, language

blueprint = Blueprint("peacebuilding", __name__)
DEFAULT_WITHIN_KM, LARGEST_WITHIN_KM = 30, 200
DEFAULT_DAYS, LARGEST_DAYS = 28, 366
OWN_CHOICES = ("within_km", "days", "community")


@dataclass(frozen=True)
class Near:
    """A question with what was found. `around`: the community to draw the distance around, where one is chosen."""

    chosen: ChosenDay
    within_km: int
    days: int
    around: str | None
    pressures: list[Pressure]
    activities: list[ActivityHeld]


@blueprint.get("/plan/peacebuilding")
@allow("public")
@asks(*OWN_CHOICES)
@in_turn
def index() -> Any:
    """The ranked list with its rule, a map, what is near each community, activities by type and date."""
    values: dict[str, Any] = {"problem": None, "answer": None, "remark": None, "status": 200}
    with reading() as connection:
        chosen = default_day(connection)
        names = queries.community_names(connection, language())
        try:
            chosen = chosen_day(connection)
            values["remark"] = known.remark(connection, chosen.day, chosen.known)
            near = _near(connection, chosen)
            values |= _values(near) | {"programme": programme.totals(connection, chosen.day)}
        except InvalidData as problem:
            values |= {"problem": problem, "status": 422 if problem.outside else 400}
        except NotFound as problem:
            message = _("Nothing is known under the id “%(id)s”.", id=problem.identifier)
            values |= {"problem": InvalidData(message, parameter=problem.kind), "status": 404}
    status = values.pop("status")
    values["communities"] = [(one.community_id, one.shown_name) for one in names]
    values |= {"defaults": {"within_km": DEFAULT_WITHIN_KM, "days": DEFAULT_DAYS}, "page": page}
    body = render_template("peacebuilding/index.html", at=chosen.day, why=chosen.why, **values)
    return body, status


def _values(near: Near) -> dict[str, Any]:
    listed = near.pressures
    ringed = picture.ringed(listed, near.around, arrivals.MOST_COLUMNS)
    return {
        "within_km": near.within_km,
        "days": near.days,
        "answer": page.answer(listed, near.within_km, near.days),
        "formula": page.formula(near.within_km, near.days),
        "table": page.ranked_table(listed, address("peacebuilding.index_csv", **_own())),
        "movements": arrivals.table(listed, _file("movements")),
        "sites_href": _file("sites"),
        "pressures": listed,
        "arrivals": arrivals,
        "pictures": picture.pictures(listed[: arrivals.MOST_COLUMNS], ringed, near.within_km),
        "picture": picture,
        "around": joined([isolated(one.community.shown_name) for one in ringed]) if ringed else "",
        "activities": activity_table(near.activities, _file("activities")),
    }


@blueprint.get("/plan/peacebuilding.csv")
@allow("public")
@asks(*OWN_CHOICES)
@in_turn
def index_csv() -> Response:
    """The ranked list."""
    near = _near_of_address()
    return _csv(files.communities_table(near.pressures, near.within_km, near.days), "peacebuilding", near)


@blueprint.get("/plan/peacebuilding/<any('movements', 'sites', 'activities'):what>.csv")
@allow("public")
@asks(*OWN_CHOICES)
@in_turn
def file(what: str) -> Response:
    """Movements near each community, counted or not; sites near each; activities."""
    near = _near_of_address()
    table = {
        "movements": lambda: arrivals.file_table(near.pressures),
        "sites": lambda: files.sites_table(near.pressures),
        "activities": lambda: activity_table(near.activities),
    }[what]()
    return _csv(table, f"peacebuilding-{what}", near)


@blueprint.get("/api/plan/peacebuilding")
@allow("public")
@asks(*OWN_CHOICES)
@for_programs
@in_turn
def index_json() -> Response:
    """Displaced people around each peacebuilding community, and where most of the newly arrived are."""
    near = _near_of_address()
    answer = files.as_json(near.pressures, near.activities, (near.chosen.day, near.within_km, near.days))
    return json_answer(answer)


def _near_of_address() -> Near:
    with reading() as connection:
        return _near(connection, chosen_day(connection))


def _near(connection: Connection, chosen: ChosenDay) -> Near:
    """InvalidData before the first movement, which the ranking rests on, and for what cannot be read."""
    within_km = whole_number(request.args, "within_km", DEFAULT_WITHIN_KM, 1, LARGEST_WITHIN_KM)
    days = whole_number(request.args, "days", DEFAULT_DAYS, 1, LARGEST_DAYS)
    known_since.check_movements(connection, chosen.day)
    found = queries.around(connection, within_km, days, chosen.day, chosen.known, language())
    around = request.args.get("community") or None
    if around and around not in {one.community_id for one in found.communities}:
        raise NotFound("community", around[:40])
    return Near(chosen, within_km, days, around, page.pressures(found, chosen.day), found.activities)


def _own() -> dict[str, str]:
    """What the question is made of, for links to its files."""
    return {name: request.args[name] for name in OWN_CHOICES if request.args.get(name)}


def _file(what: str) -> str:
    return address("peacebuilding.file", what=what, **_own())


def _csv(table: DataTable, name: str, near: Near) -> Response:
    return csv_file(table, f"{name}-{near.chosen.day.isoformat()}")
