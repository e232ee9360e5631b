"""The report of a site, by those who may report it: form, confirmation, correction, undoing, history."""

from collections.abc import Callable
from dataclasses import replace
from uuid import uuid4

from flask import Blueprint, Response, g, render_template, request
from sqlalchemy import Connection

from geodata.problems import NotFound
from geodata.readers.indicators import INDICATORS
from webmap.access import allow
from webmap.answers.delivery import lasting
from webmap.answers.errors import for_programs, wants_json
from webmap.answers.json_answers import PROBLEM, json_answer
from webmap.answers.see_other import see_other
from webmap.answers.static_files import joined
from webmap.asked.address import address
from webmap.asked.numbers import row_number
from webmap.asked.own_form import token
from webmap.asked.parameters import asks
from webmap.db import reading, transaction
from webmap.reporting import page, queries
from webmap.reporting.chart import charts
from webmap.reporting.recording import Recorded, Stale, TooLate, confirm, judge_stored, may_undo, record, undo
from webmap.reporting.rows import OwnSite, Report
from webmap.reporting.sent import Typed, Unreadable, read
from webmap.words import problems
from webmap.words.i18n import day, language
from webmap.words.i18n import gettext as _
from webmap.words.moments import moment

blueprint = Blueprint("reporting", __name__)
REPORTING = ("site_manager", "information_officer", "admin")


@blueprint.get("/sites/<site_id>/report")
@allow(*REPORTING, own=True)
@asks("corrects")
def form(site_id: str) -> str:
    """An empty form beside what was last reported; with `corrects` one filled with that report."""
    with reading() as connection:
        site = own_site(connection, site_id)
        standing = queries.newest(connection, site_id)
        asked = request.args.get("corrects")
        mended = _report(connection, site_id, asked) if asked else None
        head = page.head(uuid4(), standing, queries.moment_now(connection), mended)
        typed = page.as_typed(mended, queries.levels_with(connection, site_id, mended)) if mended else None
        return _form_page(connection, site, head, typed)


@blueprint.post("/sites/<site_id>/report")
@allow(*REPORTING, own=True)
def send(site_id: str) -> Response | tuple[str, int]:
    """Store it. Whoever sends is told so only after the database has it on its disk."""
    typed: Typed = request.form
    try:
        with transaction() as connection:
            site = own_site(connection, site_id)
            sent = read(typed, queries.moment_now(connection))
            made = record(connection, site, sent)
    except Unreadable as problem:
        return _unreadable(site_id, typed, problem)
    except Stale as stale:
        return _stale(site_id, typed, stale.theirs)
    return _recorded(site_id, made)


def _recorded(site_id: str, made: Recorded) -> Response:
    told = "again" if made.is_again else "late" if made.is_late else None
    where = address("reporting.show", site_id=site_id, report_id=made.report_id, told=told)
    if wants_json():
        content = {"report_id": made.report_id, "told": told or "new", "doubts": list(made.doubts), "address": where}
        return json_answer(content, 200 if made.is_again else 201)
    return see_other(where)


def _unreadable(site_id: str, typed: Typed, problem: Unreadable) -> Response | tuple[str, int]:
    if wants_json():
        name, message = next(iter(problem.wrong.items()))
        return _problem(400, _("This cannot be read."), message, name)
    with reading() as connection:
        site = own_site(connection, site_id)
        return _form_page(connection, site, page.head_as_typed(typed), typed, problem.wrong), 400


@blueprint.post("/sites/<site_id>/report/filled")
@allow(*REPORTING, own=True)
def filled(site_id: str) -> str:
    """The form filled with what another page carries; nothing is written."""
    with reading() as connection:
        return _form_page(connection, own_site(connection, site_id), page.head_as_typed(request.form), request.form)


def _stale(site_id: str, typed: Typed, theirs: Report) -> Response | tuple[str, int]:
    """Both versions beside each other, and a way to go on from either."""
    if wants_json():
        return _problem(409, _("Somebody else reported meanwhile"), "", "based_on")
    with reading() as connection:
        site, standing = own_site(connection, site_id), queries.newest(connection, site_id)
        mine = read(typed, queries.moment_now(connection))
        their_levels = queries.levels_with(connection, site_id, theirs)
        head = replace(page.head_as_typed(typed), based_on=str(standing.report_id) if standing else "")
        if mine.corrects is not None:
            head = replace(head, corrects=str(theirs.report_id))
        if theirs.client_uuid == mine.client_uuid:  # sent, changed and sent again: what was changed is another report
            head = replace(head, client_uuid=str(uuid4()))
        values = {
            "site": site,
            "theirs": theirs,
            "their_when": page.when(theirs),
            "their_recorded": moment(theirs.recorded_at),
            "their_who": page.who(theirs, g.person.id),
            "my_when": moment(mine.observed_at) if mine.observed_at else day(mine.day),
            "pairs": page.side_by_side(mine, theirs, their_levels),
            "from_mine": page.carried(head, page.filled_with(mine)),
            "from_theirs": page.carried(replace(head, note=theirs.note or ""), page.as_typed(theirs, their_levels)),
        }
        return render_template("reporting/stale.html", **values), 409


def _form_page(
    connection: Connection,
    site: OwnSite,
    head: page.Head,
    typed: Typed | None = None,
    wrong: dict[str, str] | None = None,
) -> str:
    wrong = wrong or {}
    (last,) = queries.last_figures(connection, [queries.Asked(site.site_id)])
    return render_template(
        "reporting/form.html",
        site=site,
        action=address("reporting.form", site_id=site.site_id, corrects=None),
        head=head,
        lines=page.lines(last, head.day, typed, wrong),
        levels=page.level_lines(queries.last_levels(connection, site.site_id, INDICATORS), typed, wrong),
        wrong=[(name, page.label_of_field(name), said) for name, said in wrong.items()],
        made=moment(queries.moment_now(connection)),
    )


@blueprint.get("/sites/<site_id>/report/<int:report_id>")
@allow(*REPORTING, own=True)
@asks("told")
def show(site_id: str, report_id: int) -> str:
    """What was stored, what is doubted of it and why, and what can still be done."""
    with reading() as connection:
        site = own_site(connection, site_id)
        report = _report(connection, site_id, report_id)
        found, levels = judge_stored(connection, site_id, report), queries.levels_of(connection, site_id, [report])
        now, standing = queries.moment_now(connection), queries.newest(connection, site_id)
        is_newest = standing is not None and standing.report_id == report_id
        last = queries.last_figures(connection, [queries.Asked(site_id)])[0] if is_newest else {}
    open_doubts = found.open(report.confirmed) if report.corrected_by is None else ()
    return render_template(
        "reporting/recorded.html",
        site=site,
        report=report,
        entry=page.history([report], levels, g.person.id)[0],
        told=request.args.get("told", ""),
        is_newest=is_newest,
        left_out=page.left_out(report, last),
        doubts=[(one.rule, problems.message(one.problem), one.may_confirm) for one in open_doubts],
        odd=[problems.message(one) for one in found.odd],
        may_undo=may_undo(report, g.person.id, now),
    )


@blueprint.post("/sites/<site_id>/report/<int:report_id>/confirm")
@allow(*REPORTING, own=True)
def confirm_figures(site_id: str, report_id: int) -> Response | tuple[str, int]:
    """Rule by rule, what somebody says to be right; a report with the same figures then stands in its place."""
    return _mend(
        site_id, report_id, lambda db, site, report: confirm(db, site, report, set(request.form.getlist("rule")))
    )


@blueprint.post("/sites/<site_id>/report/<int:report_id>/undo")
@allow(*REPORTING, own=True)
def undo_report(site_id: str, report_id: int) -> Response | tuple[str, int]:
    """Within ten minutes, by whoever reported."""
    return _mend(site_id, report_id, lambda db, site, report: undo(db, site, report, g.person.id))


def _mend(
    site_id: str, report_id: int, mend: Callable[[Connection, OwnSite, Report], int]
) -> Response | tuple[str, int]:
    """Go to what stands afterwards, also where somebody else was faster."""
    try:
        with transaction() as connection:
            made = mend(connection, own_site(connection, site_id), _report(connection, site_id, report_id))
    except Stale as stale:
        return see_other(address("reporting.show", site_id=site_id, report_id=stale.theirs.report_id, told="stale"))
    except TooLate:
        return see_other(address("reporting.show", site_id=site_id, report_id=report_id, told="too-late"))
    return see_other(address("reporting.show", site_id=site_id, report_id=made))


@blueprint.get("/sites/<site_id>/reports")
@allow(*REPORTING, own=True)
def history(site_id: str) -> str:
    """Every report of the site, corrected ones among them, with who and when."""
    with reading() as connection:
        site = own_site(connection, site_id)
        reports = queries.history(connection, site_id)
        levels = queries.levels_of(connection, site_id, reports)
    return render_template(
        "reporting/history.html",
        site=site,
        entries=page.history(reports, levels, g.person.id),
        charts=charts(reports),
        most=queries.MOST_REPORTS if len(reports) == queries.MOST_REPORTS else None,
    )


@blueprint.get("/outbox.json")
@allow(*REPORTING, own=True)
@for_programs
def outbox() -> Response:
    """For whom this browser may send what it kept, and with what; 401 while nobody has signed in."""
    return json_answer({"person": g.person.id, "csrf_token": token()})


@blueprint.get("/outbox-worker.js")
@allow("public")
@lasting(0)
def worker() -> Response:
    """At the root, so that it may keep all pages of a site's management."""
    return Response(joined("reporting/worker.js").plain, content_type="text/javascript; charset=utf-8")


def own_site(connection: Connection, site_id: str) -> OwnSite:
    """NotFound where it is not there, and where it is not the person's to report."""
    site = queries.own_site(connection, site_id, language())
    if site is None:
        raise NotFound("site", site_id)
    return site


def _report(connection: Connection, site_id: str, report_id: str | int) -> Report:
    number = row_number(str(report_id))
    report = queries.report(connection, site_id, number) if number is not None else None
    if report is None:
        raise NotFound("report", str(report_id))
    return report


def _problem(status: int, title: str, detail: str, parameter: str) -> Response:
    return json_answer(
        {"title": title, "status": status, "detail": detail, "parameter": parameter}, status, kind=PROBLEM
    )
