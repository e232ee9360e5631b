"""Movements from where to where: page, file and JSON."""

import re
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, Response, json, render_template, request
from sqlalchemy import Connection

from geodata.problems import InvalidData
from webmap import known_since
from webmap.access import allow
from webmap.address import address
from webmap.chosen_day import EARLIEST, LATEST, chosen_day
from webmap.data_table import csv_file
from webmap.db import reading
from webmap.i18n import gettext as _
from webmap.i18n import language
from webmap.movement_matrix import page, queries
from webmap.span import Span, span

blueprint = Blueprint("movement_matrix", __name__)
DEFAULT_DAYS = 27  # with the last day four weeks
WEEK = re.compile(r"([0-9]{4})-W([0-9]{2})")


@blueprint.get("/plan/movements")
@allow("public")
def index() -> str:
    """The matrix, its flows as bars, net movements, passages apart, and what is left out."""
    with reading() as connection:
        asked, rows = _rows(connection)
        nearest = [] if rows else queries.nearest(connection, asked.first, asked.last)
    wanted = _filters(rows)
    found = page.sorted_out(rows, wanted, asked)
    origins, destinations, kinds = page.choices(rows)
    return render_template(
        "movement_matrix/index.html",
        span=asked,
        answer=page.answer(found),
        wanted=wanted,
        origins=origins,
        destinations=destinations,
        kinds=kinds,
        people=page.matrix(found.people, _("People who moved, by origin and destination")),
        passages=page.matrix(found.passages, _("Passages, by origin and destination")),
        people_bars=page.bars(found.people),
        passage_bars=page.bars(found.passages),
        net=page.net_table(found.pairs),
        left_out=page.left_out_table(found.out),
        csv_href=address("movement_matrix.index_csv", **_own_choices()),
        nearest=[(day, _address(Span(max(EARLIEST, day - timedelta(days=asked.days)), day))) for day in nearest],
        week=_address(page.week_of(asked.last)),
        earlier=_moved(asked, -1),
        later=_moved(asked, 1),
    )


@blueprint.get("/plan/movements.csv")
@allow("public")
def index_csv() -> Response:
    """Every row of the period, used or left out, with the sum of its flow."""
    found = _found()
    name = f"movements-{found.span.first.isoformat()}-{found.span.last.isoformat()}"
    return csv_file(page.file_table(found), name)


@blueprint.get("/api/plan/movements")
@allow("public")
def index_json() -> Response:
    return Response(json.dumps(page.as_json(_found()), ensure_ascii=False), content_type="application/json")


def _found() -> page.Found:
    with reading() as connection:
        asked, rows = _rows(connection)
    return page.sorted_out(rows, _filters(rows), asked)


def _rows(connection: Connection) -> tuple[Span, list[Any]]:
    """The period of the address and its movements; InvalidData where none could be known by its end."""
    asked = _span(connection)
    known_since.check_movements(connection, asked.last, asked.parameter)
    return asked, queries.movements(connection, asked.first, asked.last, language())


def _span(connection: Connection) -> Span:
    """`week=2017-W14` is Monday to Sunday; else `from=` and `to=`, both days included."""
    if request.args.get("week"):
        return _week(request.args["week"])
    return span(request.args, chosen_day(connection).day, DEFAULT_DAYS)


def _week(asked: str) -> Span:
    written = WEEK.fullmatch(asked)
    try:
        monday = date.fromisocalendar(int(written[1]), int(written[2]), 1) if written else None
    except ValueError:
        monday = None
    if monday is None or not EARLIEST <= monday <= LATEST - timedelta(days=6):
        message = _("“%(value)s” is not a week. Write it like 2017-W14.", value=asked[:40])
        raise InvalidData(message, parameter="week")
    return Span(monday, monday + timedelta(days=6), "week")


def _filters(rows: list[Any]) -> page.Filters:
    offered = dict(zip(("origin", "destination", "kind"), page.choices(rows), strict=True))
    chosen: dict[str, str] = {}
    for name, choices in offered.items():
        asked = request.args.get(name)
        if not asked:
            continue
        if asked not in [value for value, _words in choices]:
            message = _("No movement of this period has “%(value)s” here.", value=asked[:60])
            raise InvalidData(message, parameter=name)
        chosen[name] = asked
    return page.Filters(**chosen)


def _own_choices() -> dict[str, str]:
    names = ("from", "to", "week", "origin", "destination", "kind")
    return {name: request.args[name] for name in names if name in request.args}


def _moved(asked: Span, direction: int) -> str:
    by = timedelta(days=direction * (asked.days + 1))
    return _address(Span(asked.first + by, asked.last + by))


def _address(asked: Span) -> str:
    """The same page for another period; places of this period may have no movement in that one."""
    values = {"from": asked.first.isoformat(), "to": asked.last.isoformat()}
    return address(**values, week=None, origin=None, destination=None, kind=None)
