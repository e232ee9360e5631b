"""Peacebuilding beside displacement: page, file and JSON."""

from flask import Blueprint, Response, json, render_template, request
from sqlalchemy import Connection

from webmap import known_since
from webmap.access import allow
from webmap.address import address, whole_number
from webmap.chosen_day import ChosenDay, chosen_day
from webmap.data_table import csv_file
from webmap.db import reading
from webmap.i18n import language
from webmap.peacebuilding import page, queries
from webmap.peacebuilding.activities import activity_table

blueprint = Blueprint("peacebuilding", __name__)
DEFAULT_WITHIN_KM, LARGEST_WITHIN_KM = 30, 200
DEFAULT_DAYS, LARGEST_DAYS = 28, 366


@blueprint.get("/plan/peacebuilding")
@allow("public")
def index() -> str:
    """The ranked list with its terms, what is near each community, activities by type and date."""
    within_km, days = _choices()
    with reading() as connection:
        chosen = _day(connection)
        found = queries.around(connection, within_km, days, chosen.day, language())
    listed = page.pressures(found)
    own = {name: request.args[name] for name in ("within_km", "days") if name in request.args}
    return render_template(
        "peacebuilding/index.html",
        at=chosen.day,
        why=chosen.why,
        within_km=within_km,
        days=days,
        answer=page.answer(listed, within_km, days),
        formula=page.formula(within_km, days),
        table=page.ranked_table(listed, address("peacebuilding.index_csv", **own)),
        pressures=listed,
        page=page,
        activities=activity_table(found.activities),
    )


@blueprint.get("/plan/peacebuilding.csv")
@allow("public")
def index_csv() -> Response:
    within_km, days = _choices()
    with reading() as connection:
        at = _day(connection).day
        found = queries.around(connection, within_km, days, at, language())
    table = page.file_table(page.pressures(found), within_km, days)
    return csv_file(table, f"peacebuilding-{at.isoformat()}")


@blueprint.get("/api/plan/peacebuilding")
@allow("public")
def index_json() -> Response:
    within_km, days = _choices()
    with reading() as connection:
        at = _day(connection).day
        found = queries.around(connection, within_km, days, at, language())
    answer = page.as_json(page.pressures(found), found.activities, (at, within_km, days))
    return Response(json.dumps(answer, ensure_ascii=False), content_type="application/json")


def _day(connection: Connection) -> ChosenDay:
    """The day of the address; InvalidData before the first movement, which the ranking rests on."""
    chosen = chosen_day(connection)
    known_since.check_movements(connection, chosen.day)
    return chosen


def _choices() -> tuple[int, int]:
    """Distance in km and days looked back on."""
    return (
        whole_number("within_km", DEFAULT_WITHIN_KM, 1, LARGEST_WITHIN_KM),
        whole_number("days", DEFAULT_DAYS, 1, LARGEST_DAYS),
    )
