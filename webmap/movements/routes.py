"""Movements from where to where: page, file and JSON."""

import re
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request
from sqlalchemy import Connection

from geodata.problems import InvalidData
from geodata.rules.digits import latin_digits
from geodata.rules.written_days import EARLIEST, LATEST
from geodata.statements.movement_rows import Movement
from webmap.access import allow
from webmap.answers.data_table import csv_file
from webmap.answers.errors import for_programs
from webmap.answers.json_answers import json_answer
from webmap.answers.turns import in_turn
from webmap.asked import known_since
from webmap.asked.address import address, without_empty
from webmap.asked.chosen_day import chosen_day, default_day
from webmap.asked.parameters import asks
from webmap.asked.span import Span, span
from webmap.db import reading
from webmap.movements import files, page, picture, queries
from webmap.words.i18n import day, language
from webmap.words.i18n import gettext as _

blueprint = Blueprint("movements", __name__)
DEFAULT_DAYS = 27  # with the last day four weeks
OWN_CHOICES = ("from", "to", "week", "origin", "destination", "kind")
WEEK = re.compile(r"([0-9]{4})-W([0-9]{2})")


@blueprint.get("/plan/movements")
@allow("public")
@asks(*OWN_CHOICES)
@in_turn
def index() -> Any:
    """The matrix, its flows as bars, net movements, passages apart, and what is left out."""
    tidy = without_empty()
    if tidy:
        return redirect(tidy)
    values, status = _tried()
    return render_template("movements/index.html", **values), status


def _tried() -> tuple[dict[str, Any], int]:
    """The answer, or what is wrong with the question: then the page shows its form with the reason."""
    values: dict[str, Any] = {"problem": None, "answer": None}
    status, shown, listed = 200, None, list[Movement]()
    with reading() as connection:
        default = default_day(connection).day
        try:
            shown = _span(connection)
            listed = _rows(connection, shown)
            nearest = [] if listed else queries.nearest(connection, shown.first, shown.last)
            values |= _answer(page.sorted_out(listed, _filters(listed, shown), shown), nearest)
        except InvalidData as problem:
            values["problem"], status = problem, 400
    shown = shown or span({}, default, DEFAULT_DAYS)
    fields = {field.name: (field.label, field.offered) for field in page.fields(listed)}
    return {**values, "shown": shown, "fields": fields, "most_offered": page.MOST_OFFERED}, status


def _answer(found: page.PeriodFlows, nearest: list[date]) -> dict[str, Any]:
    period = found.span
    return {
        "answer": page.answer(found),
        "span": period,
        "drawn": picture.flow_map([*found.people, *found.passages]),
        "look_words": picture.look_words,
        "map_href": address("map_page.index", at=period.last.isoformat()),
        "people": page.matrix(found.people, _("People who moved, by origin and destination")),
        "passages": page.matrix(found.passages, _("Passages, by origin and destination")),
        "people_into": page.by_destination(found.people),
        "passages_into": page.by_destination(found.passages),
        "people_flows": len(found.people),
        "passage_flows": len(found.passages),
        "net": page.net_table(found.pairs),
        "left_out": page.left_out_table(found.out),
        "csv_href": address("movements.index_csv", **_own_choices()),
        "nearest": [(at, _address(Span(max(EARLIEST, at - timedelta(days=period.days)), at))) for at in nearest],
        "week": _address(page.week_of(period.last)),
        "earlier": _moved(period, -1),
        "later": _moved(period, 1),
    }


@blueprint.get("/plan/movements.csv")
@allow("public")
@asks(*OWN_CHOICES, "hxl")
@in_turn
def index_csv() -> Response:
    """Every row of the period, used or left out, with the sum of its flow."""
    found = _flows()
    name = f"movements-{found.span.first.isoformat()}-{found.span.last.isoformat()}"
    return csv_file(files.file_table(found), name, hxl_of="movements")


@blueprint.get("/api/plan/movements")
@allow("public")
@asks(*OWN_CHOICES)
@for_programs
@in_turn
def index_json() -> Response:
    """Movements from where to where in a period, by kind, with the sums that may be made and why others may not."""
    return json_answer(files.as_json(_flows()))


def _flows() -> page.PeriodFlows:
    with reading() as connection:
        period = _span(connection)
        listed = _rows(connection, period)
    return page.sorted_out(listed, _filters(listed, period), period)


def _rows(connection: Connection, period: Span) -> list[Movement]:
    """The movements of a period; InvalidData where none could be known by its end."""
    known_since.check_movements(connection, period.last, period.parameter)
    return queries.movements(connection, period.first, period.last, language())


def _span(connection: Connection) -> Span:
    """`week=2017-W14` is Monday to Sunday; else `from=` and `to=`, both days included."""
    if request.args.get("week"):
        return _week(request.args["week"])
    return span(request.args, chosen_day(connection).day, DEFAULT_DAYS)


def _week(written: str) -> Span:
    parts = WEEK.fullmatch(latin_digits(written[:40]))
    try:
        monday = date.fromisocalendar(int(parts[1]), int(parts[2]), 1) if parts else None
    except ValueError:
        monday = None
    if monday is None or not EARLIEST <= monday <= LATEST - timedelta(days=6):
        message = _("“%(value)s” is not a week. Write it like 2017-W14.", value=written[:40])
        raise InvalidData(message, parameter="week")
    return Span(monday, monday + timedelta(days=6), "week")


def _filters(listed: list[Movement], period: Span) -> page.Filters:
    chosen: dict[str, str] = {}
    for field in page.fields(listed):
        value = request.args.get(field.name)
        if not value:
            continue
        if value not in [one for one, _words in field.offered]:
            message = _(
                "No movement from %(first)s to %(last)s has “%(value)s” under “%(field)s”. Choose one that is offered"
                " there, all of them, or other days.",
                first=day(period.first),
                last=day(period.last),
                value=value[:60],
                field=field.label,
            )
            raise InvalidData(message, parameter=field.name)
        chosen[field.name] = value
    return page.Filters(**chosen)


def _own_choices() -> dict[str, str]:
    return {name: request.args[name] for name in OWN_CHOICES if request.args.get(name)}


def _moved(period: Span, direction: int) -> str:
    by = timedelta(days=direction * (period.days + 1))
    return _address(Span(period.first + by, period.last + by))


def _address(period: Span) -> str:
    """The same page for another period; places of this period may have no movement in that one."""
    values = {"from": period.first.isoformat(), "to": period.last.isoformat()}
    return address(**values, week=None, origin=None, destination=None, kind=None)
