"""What changed between two days: page, file and JSON."""

from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request
from sqlalchemy import Connection

from geodata.problems import InvalidData
from webmap.access import allow
from webmap.answers.data_table import csv_file
from webmap.answers.errors import for_programs
from webmap.answers.json_answers import json_answer
from webmap.answers.turns import in_turn
from webmap.asked import known
from webmap.asked.address import address, without_empty
from webmap.asked.chosen_day import chosen_day, default_day
from webmap.asked.parameters import asks
from webmap.asked.span import Span, span
from webmap.changes import changed_sites, files, page, picture, report, tables
from webmap.db import reading
from webmap.words.i18n import language

blueprint = Blueprint("changes", __name__)
DEFAULT_DAYS = 7


@blueprint.get("/plan/changes")
@allow("public")
@asks("from", "to")
@in_turn
def index() -> Any:
    """Tables of each kind of change, and sentences to paste into a report."""
    tidy = without_empty()
    if tidy:
        return redirect(tidy)
    values, status = _tried()
    return render_template("changes/index.html", **values), status


def _tried() -> tuple[dict[str, Any], int]:
    """The answer, or what is wrong with the question: then the page shows its form with the reason."""
    values: dict[str, Any] = {"problem": None, "answer": None, "remark": None}
    status, period = 200, None
    with reading() as connection:
        default = default_day(connection).day
        try:
            period, known_on = _span(connection)
            values["remark"] = known.remark(connection, period.last, known_on)
        except InvalidData as problem:
            values["problem"], status = problem, 400
    if period is not None and not values["problem"]:
        try:
            values |= _answer(period, page.changes(period, known_on, language()))
        except InvalidData as problem:
            values["problem"], status = problem, 400
    period = period or span({}, default, DEFAULT_DAYS)
    return {**values, "span": period}, status


def _answer(period: Span, compared: page.Changes) -> dict[str, Any]:
    sites = changed_sites.changed_sites(compared)
    choices = {"from": period.first.isoformat(), "to": period.last.isoformat()}
    return {
        "answer": page.title(period, compared),
        "report": report.report(period, compared),
        "groups": tables.groups(compared.listed, compared.counts),
        "sites": changed_sites.table(sites),
        "pictures": picture.pictures(sites),
        "mark_words": picture.mark_words,
        "about_moves": page.about_moves(),
        "csv_href": address("changes.index_csv", **choices),
        "earlier": _address(period, -1),
        "later": _address(period, 1),
    }


@blueprint.get("/plan/changes.csv")
@allow("public")
@asks("from", "to")
@in_turn
def index_csv() -> Response:
    """Every change as a row."""
    with reading() as connection:
        period, known_on = _span(connection)
    name = f"changes-{period.first.isoformat()}-{period.last.isoformat()}"
    return csv_file(files.file_table(), name, files.file_rows(page.every_change(period, known_on, language())))


@blueprint.get("/api/plan/changes")
@allow("public")
@asks("from", "to")
@for_programs
@in_turn
def index_json() -> Response:
    """What changed between two days, with the text for a report."""
    with reading() as connection:
        period, known_on = _span(connection)
    found = page.changes(period, known_on, language())
    answer = {
        "from": period.first.isoformat(),
        "to": period.last.isoformat(),
        "changes": [files.as_json(change) for change in found.listed],
        "count": found.counts.total(),
        "more": {
            kind: count - page.MOST_OF_A_KIND for kind, count in found.counts.items() if count > page.MOST_OF_A_KIND
        },
        "moved": {"known": True, "note": page.about_moves()},
        "text": report.report(period, found).full,
    }
    return json_answer(answer)


def _span(connection: Connection) -> tuple[Span, datetime]:
    """Both days, and what they are told as known on."""
    chosen = chosen_day(connection)
    return span(request.args, chosen.day, DEFAULT_DAYS), chosen.known


def _address(period: Span, direction: int) -> str:
    """The span of the same length before or after this one."""
    by = timedelta(days=direction * max(1, period.days))
    return address(**{"from": (period.first + by).isoformat(), "to": (period.last + by).isoformat()})
