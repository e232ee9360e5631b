"""The audit for administrators: a page at a time, and as a file."""

from datetime import UTC, datetime

from flask import Blueprint, Response, render_template, request

from geodata.objects.auditing import audited
from geodata.problems import InvalidData
from webmap.access import allow
from webmap.answers.data_table import csv_file
from webmap.answers.errors import problem_in_words
from webmap.asked.address import address
from webmap.asked.chosen_day import parse_day
from webmap.asked.numbers import whole
from webmap.asked.parameters import asks
from webmap.audit import page, queries
from webmap.audit.queries import Wanted
from webmap.db import reading

blueprint = Blueprint("audit", __name__)
ON_A_PAGE = 50
IN_A_FILE = 10_000
ASKED = ("who", "table", "site", "day", "before")


@blueprint.get("/audit")
@allow("admin", own=True)
@asks(*ASKED)
def index() -> Response:
    try:
        wanted, problem = _wanted(), ""
    except InvalidData as error:
        wanted, problem = Wanted(), problem_in_words(error).message
    with reading() as connection:
        found = [] if problem else queries.events(connection, wanted, ON_A_PAGE + 1)
        backup, restored = queries.last_backup(connection), queries.last_restored(connection)
    told, is_late = page.about_backup(backup, restored, datetime.now(UTC))
    answer = render_template(
        "audit/index.html",
        events=[page.shown(event) for event in found[:ON_A_PAGE]],
        older=address("audit.index", before=found[ON_A_PAGE - 1].event_id) if len(found) > ON_A_PAGE else "",
        newest=address("audit.index", before=None) if wanted.before is not None else "",
        csv_href=address("audit.as_csv"),
        kinds=page.kinds([page.READ, *(table.name for table in audited())]),
        asked={name: request.args.get(name, "")[:100] for name in ASKED},
        problem=problem,
        backup=told,
        is_late=is_late,
    )
    return Response(answer, 400 if problem else 200)


@blueprint.get("/audit.csv")
@allow("admin", own=True)
@asks(*ASKED)
def as_csv() -> Response:
    """The newest 10,000; older ones by `before`."""
    with reading() as connection:
        return csv_file(page.table(queries.events(connection, _wanted(), IN_A_FILE)), "audit")


def _wanted() -> Wanted:
    told = {name: request.args.get(name, "").strip()[:100] for name in ASKED}
    before = whole(told["before"], "before", 0, 1, 2**62) if told["before"] else None
    day = parse_day(told["day"]) if told["day"] else None
    return Wanted(told["who"], told["table"], told["site"], day, before)
