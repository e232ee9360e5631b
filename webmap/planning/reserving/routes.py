"""Reserving what a plan placed, the list of reservations, and ending one."""

from typing import Any
from uuid import uuid4

from flask import Blueprint, Response, g, render_template, request
from sqlalchemy import Connection
from werkzeug.datastructures import MultiDict

from geodata.problems import InvalidData, NotFound
from geodata.rules.dates import TIME_ZONE, today
from geodata.statements.reservations import Reservation
from geodata.tables import RESERVATION_ENDS
from webmap.access import allow
from webmap.answers.errors import wants_json
from webmap.answers.json_answers import PROBLEM, json_answer
from webmap.answers.see_other import see_other
from webmap.asked import moments
from webmap.asked.address import bare_address
from webmap.asked.chosen_day import EVERYTHING
from webmap.asked.numbers import row_number
from webmap.asked.parameters import asks
from webmap.db import reading, transaction
from webmap.person import READING_EXACT
from webmap.planning import page as plans
from webmap.planning import saved_questions
from webmap.planning.page import PlanAnswer
from webmap.planning.question import OF_A_PLAN
from webmap.planning.reserving import page, queries
from webmap.planning.reserving.recording import Recorded, SentOtherwise, TooMany, end, reserve
from webmap.planning.reserving.sent import LONGEST_NOTE, Typed, Unreadable, read
from webmap.planning.saved_questions import Kept
from webmap.planning.saving.queries import scenarios
from webmap.words.i18n import gettext as _
from webmap.words.i18n import language

blueprint = Blueprint("reserving", __name__)
LONGEST_REASON = 300
ENDING = (*READING_EXACT, "site_manager")


@blueprint.get("/plan/reserve")
@allow(*READING_EXACT, own=True)
@asks(*OF_A_PLAN, "scenario")
def form() -> str:
    """The sites that a plan uses today, with what can be reserved at each."""
    with reading() as connection:
        scenario = _scenario(connection, request.args.get("scenario", ""))
        question = saved_questions.read(scenario[1]) if scenario else saved_questions.kept(request.args)
        return _form_page(connection, question, str(uuid4()), scenario_id=scenario[0] if scenario else None)


def _scenario(connection: Connection, asked: str) -> tuple[int, str] | None:
    """The id and the question of a saved one; NotFound for one that is not there."""
    if not asked:
        return None
    number = row_number(asked)
    found = scenarios(connection, scenario_id=number) if number is not None else []
    if not found:
        raise NotFound("scenario", asked[:40], parameter="scenario")
    return found[0].scenario_id, found[0].asked


def _today(connection: Connection, question: Kept) -> PlanAnswer:
    """Plots are reserved from now on: whatever day was asked for, the plan is worked out for today."""
    args = MultiDict(pair for pair in question.args.items(multi=True) if pair[0] not in ("at", "known"))
    return plans.answered(connection, args, today(), EVERYTHING, language())


def _form_page(
    connection: Connection,
    question: Kept,
    client_uuid: str,
    *,
    scenario_id: int | None = None,
    typed: Typed | None = None,
    wrong: dict[str, str] | None = None,
) -> str:
    answer, wrong = _today(connection, question), wrong or {}
    rooms = queries.rooms(connection, list(plans.per_site(answer)), answer.at, language())
    day, time = page.usual_end(queries.moment_now(connection))
    return render_template(
        "planning/reserve.html",
        question=question,
        is_of_another_day=question.args.get("at") not in (None, answer.at.isoformat()),
        answer=answer,
        sentence=answer.sentence,
        lines=page.lines(answer, rooms, typed, wrong),
        until_day=(typed.get("until_day") or "") if typed is not None else day,
        until_time=(typed.get("until_time") or "") if typed is not None else time,
        note=(typed.get("note") or "") if typed is not None else "",
        longest_note=LONGEST_NOTE,
        scenario_id=scenario_id,
        client_uuid=client_uuid,
        wrong=wrong,
    )


@blueprint.post("/plan/reserve")
@allow(*READING_EXACT, own=True)
def send() -> Response | tuple[str, int]:
    """All of it or nothing; sent twice it is reserved once."""
    typed: Typed = request.form
    question = saved_questions.read(request.form.get("asked", ""))
    wrong: dict[str, str] = {}
    try:
        with transaction() as connection:
            scenario = _scenario(connection, request.form.get("scenario", ""))
            sent = read(typed, queries.moment_now(connection))
            made = reserve(connection, sent, question.asked, scenario[0] if scenario else None, today(), language())
        return _reserved(made)
    except Unreadable as problem:
        status, wrong = 400, problem.wrong
    except TooMany as problem:
        status, wrong = 409, page.too_few(problem.left)
    except SentOtherwise as problem:
        if wants_json():
            return _problem(409, _("Another reservation was sent under this id."), "client_uuid")
        return _see("reserving.index", told=str(problem.known[0].client_uuid))
    if wants_json():
        name, message = next(iter(wrong.items()))
        return _problem(status, message, name)
    with reading() as connection:
        saved = _scenario(connection, request.form.get("scenario", ""))
        client_uuid, scenario_id = request.form.get("client_uuid", ""), saved[0] if saved else None
        return _form_page(connection, question, client_uuid, scenario_id=scenario_id, typed=typed, wrong=wrong), status


def _reserved(made: Recorded) -> Response:
    if not wants_json():
        return _see("reserving.index", told=str(made.made[0].client_uuid))
    told = "again" if made.is_again else "new"
    listed = [
        {
            "reservation_id": one.reservation_id,
            "site_id": one.site_id,
            "plots": one.plots,
            "until": one.holds_until.astimezone(TIME_ZONE).isoformat(),
        }
        for one in made.made
    ]
    return json_answer({"told": told, "reservations": listed}, 200 if made.is_again else 201)


@blueprint.get("/plan/reservations")
@allow(*READING_EXACT, own=True)
@asks("told")
def index() -> str:
    """One's own, and those of others that hold now."""
    with reading() as connection:
        own = queries.reservations(connection, language(), account_id=g.person.id)
        holding = queries.reservations(connection, language(), holding=True)
    told = request.args.get("told", "")
    return render_template(
        "planning/reservations.html",
        own=[page.entry(one) for one in own],
        others=[page.entry(one) for one in holding if one.account_id != g.person.id],
        new=[page.entry(one) for one in own if str(one.client_uuid) == told],
        most=queries.MOST_RESERVATIONS,
    )


@blueprint.get("/plan/reservations/<int:reservation_id>")
@allow(*ENDING, own=True)
def show(reservation_id: int) -> str:
    """One of them, and how it can be ended."""
    with reading() as connection:
        return _page_of(_reservation(connection, reservation_id))


def _page_of(one: Reservation, problem: str = "") -> str:
    return render_template(
        "planning/reservation.html",
        entry=page.entry(one),
        is_own=one.account_id == g.person.id,
        problem=problem,
        reason=request.form.get("reason", ""),
        longest_reason=LONGEST_REASON,
    )


@blueprint.post("/plan/reservations/<int:reservation_id>/end")
@allow(*ENDING, own=True)
def end_one(reservation_id: int) -> Response | tuple[str, int]:
    """The families have arrived, or it is cancelled; whoever cancels what another reserved says why."""
    how = request.form.get("how", "")
    reason, wrong = moments.words(request.form.get("reason", ""), LONGEST_REASON)
    with transaction() as connection:
        one = _reservation(connection, reservation_id)
        if how not in RESERVATION_ENDS:
            raise InvalidData(_("Say whether they have arrived or it is cancelled."), parameter="how")
        if not wrong and how == "cancelled" and reason is None and one.account_id != g.person.id:
            wrong = _("Say in a few words why: somebody else reserved these plots.")
        if not wrong:
            end(connection, one, how, reason)
    if wrong:
        return _page_of(one, wrong), 400
    return _see("reserving.show", reservation_id=reservation_id)


def _reservation(connection: Connection, reservation_id: int) -> Reservation:
    is_id = reservation_id < 2**63
    found = queries.reservations(connection, language(), reservation_id=reservation_id) if is_id else []
    if not found:
        raise NotFound("reservation", str(reservation_id))
    return found[0]


def _problem(status: int, detail: str, parameter: str) -> Response:
    content = {"title": _("Nothing was reserved"), "status": status, "detail": detail, "parameter": parameter}
    return json_answer(content, status, kind=PROBLEM)


def _see(endpoint: str, **values: Any) -> Response:
    return see_other(bare_address(endpoint, lang=language(), **values))
