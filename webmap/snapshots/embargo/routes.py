"""The embargo of movements, for information officers and administrators."""

from flask import Blueprint, Response, render_template, request

from geodata.problems import InvalidData
from webmap.access import allow
from webmap.answers.errors import Problem, problem_in_words
from webmap.answers.see_other import see_other
from webmap.asked.address import bare_address
from webmap.asked.numbers import whole
from webmap.db import reading, transaction
from webmap.snapshots.embargo import queries
from webmap.words.i18n import language

blueprint = Blueprint("embargo", __name__)
OFFICERS = ("information_officer", "admin")
MOST_DAYS = 365


@blueprint.get("/snapshots/embargo")
@allow(*OFFICERS, own=True)
def form() -> str:
    return _form()


def _form(problem: Problem | None = None) -> str:
    with reading() as connection:
        days = queries.embargo(connection)
    said = request.form.get("days", str(days))
    return render_template("snapshots/embargo.html", days=days, said=said, most=MOST_DAYS, problem=problem)


@blueprint.post("/snapshots/embargo")
@allow(*OFFICERS, own=True)
def set_days() -> Response | tuple[str, int]:
    """It holds at once, on every public page; what was published before stays as it was frozen."""
    try:
        days = whole(request.form.get("days") or "?", "days", 0, 0, MOST_DAYS)
    except InvalidData as error:
        return _form(problem_in_words(error)), 400
    with transaction() as connection:
        if days != queries.embargo(connection):
            queries.set_embargo(connection, days)
    return see_other(bare_address("embargo.form", lang=language()))
