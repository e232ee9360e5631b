"""Saving a question of planning, the list of what was saved, and one of them asked again."""

from uuid import uuid4

from flask import Blueprint, Response, g, render_template, request
from sqlalchemy import Connection

from geodata.problems import DataError, InvalidData, NotFound
from webmap.access import allow
from webmap.answers.errors import Problem, problem_in_words
from webmap.answers.see_other import see_other
from webmap.asked import moments
from webmap.asked.address import bare_address
from webmap.asked.form import client_uuid_sent
from webmap.asked.parameters import asks
from webmap.db import reading, transaction
from webmap.person import READING_EXACT
from webmap.planning import saved_questions
from webmap.planning.question import OF_A_PLAN
from webmap.planning.saving import page, queries
from webmap.planning.saving.rows import Scenario
from webmap.words.i18n import gettext as _
from webmap.words.i18n import language

blueprint = Blueprint("saving", __name__)
LONGEST_TITLE, LONGEST_NOTE = 120, 1000


@blueprint.get("/plan/save")
@allow(*READING_EXACT, own=True)
@asks(*OF_A_PLAN)
def form() -> str:
    """The question with its answer, and what it shall be called."""
    question = saved_questions.kept(request.args)
    return _form(question, str(uuid4()))


def _form(question: saved_questions.Kept, client_uuid: str, problem: Problem | None = None) -> str:
    with reading() as connection:
        answer = saved_questions.answered(connection, question, language())
    return render_template(
        "planning/save.html",
        question=question,
        answer=answer,
        sentence=answer.sentence,
        client_uuid=client_uuid,
        typed=request.form,
        problem=problem,
        longest=(LONGEST_TITLE, LONGEST_NOTE),
    )


@blueprint.post("/plan/saved")
@allow(*READING_EXACT, own=True)
def save() -> Response | tuple[str, int]:
    """Keep it with its answer of this moment; sent twice it is kept once."""
    question, client_uuid = saved_questions.read(request.form.get("asked", "")), client_uuid_sent()
    try:
        title, note = _words("title", LONGEST_TITLE), _words("note", LONGEST_NOTE)
        if title is None:
            raise InvalidData(_("Give it a title that others will know it by."), parameter="title")
    except InvalidData as error:
        return _form(question, str(client_uuid), problem_in_words(error)), 400
    with transaction() as connection:
        answer = saved_questions.answered(connection, question, language())
        values = {"title": title, "note": note, "asked": question.asked, "client_uuid": client_uuid}
        counts = {"asked_on": answer.at, "placed": answer.placed, "unplaced": answer.unplaced}
        queries.save(connection, values | counts)
        found = queries.scenarios(connection, client_uuid=client_uuid)
    if not found:
        raise NotFound("scenario", str(client_uuid), parameter="client_uuid")
    return _see("saving.show", scenario_id=found[0].scenario_id)


def _words(name: str, longest: int) -> str | None:
    text, wrong = moments.words(request.form.get(name, ""), longest)
    if wrong:
        raise InvalidData(wrong, parameter=name)
    return text


@blueprint.get("/plan/saved")
@allow(*READING_EXACT, own=True)
def index() -> str:
    """What everybody who plans has saved."""
    with reading() as connection:
        saved = queries.scenarios(connection)
    return render_template(
        "planning/saved.html", saved=[page.entry(one, g.person) for one in saved], most=queries.MOST_SCENARIOS
    )


@blueprint.get("/plan/saved/<int:scenario_id>")
@allow(*READING_EXACT, own=True)
def show(scenario_id: int) -> str:
    """One of them, with what its question is answered today."""
    with reading() as connection:
        one = _scenario(connection, scenario_id)
        question, answer, problem = saved_questions.read(one.asked), None, ""
        try:
            answer = saved_questions.answered(connection, question, language())
        except DataError as error:  # as a site that is not there any more
            problem = problem_in_words(error).message
    return render_template(
        "planning/saved_one.html",
        entry=page.entry(one, g.person),
        answer=answer,
        sentence=answer.sentence if answer else None,
        changed=page.then_and_now(one, answer) if answer else "",
        problem=problem,
    )


@blueprint.post("/plan/saved/<int:scenario_id>/remove")
@allow(*READING_EXACT, own=True)
def remove(scenario_id: int) -> Response:
    with transaction() as connection:
        _scenario(connection, scenario_id)
        if not queries.remove(connection, scenario_id):
            raise NotFound("scenario", str(scenario_id))
    return _see("saving.index")


def _scenario(connection: Connection, scenario_id: int) -> Scenario:
    found = queries.scenarios(connection, scenario_id=scenario_id) if scenario_id < 2**63 else []
    if not found:
        raise NotFound("scenario", str(scenario_id))
    return found[0]


def _see(endpoint: str, **values: int) -> Response:
    return see_other(bare_address(endpoint, lang=language(), **values))
