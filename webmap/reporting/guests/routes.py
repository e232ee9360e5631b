"""Links for guests of a site, the form that they open, and the one list of what came by them."""

from datetime import date
from uuid import uuid4

from flask import Blueprint, Response, current_app, g, render_template, request
from sqlalchemy import Connection

from geodata.problems import InvalidData
from geodata.readers.indicators import INDICATORS
from geodata.rules.dates import today
from webmap import tries
from webmap.access import allow
from webmap.answers.delivery import lasting
from webmap.answers.see_other import see_other
from webmap.asked import moments
from webmap.asked.address import address, bare_address
from webmap.asked.chosen_day import parse_day
from webmap.asked.client import address_asked_from, whole_address
from webmap.asked.numbers import row_number
from webmap.asked.parameters import asks
from webmap.db import acting, reading, transaction
from webmap.person import PUBLIC
from webmap.reporting import page as report_page
from webmap.reporting import queries as reports
from webmap.reporting.guests import deciding, page, queries
from webmap.reporting.guests.rows import OpenLink, PublicSite
from webmap.reporting.routes import own_site
from webmap.reporting.sent import LONGEST_REASON, Typed, Unreadable, read
from webmap.words.i18n import gettext as _
from webmap.words.i18n import language, number

blueprint = Blueprint("guests", __name__)
REPORTING = ("site_manager", "information_officer", "admin")
LONGEST_NAME, LONGEST_TOKEN = 120, 100
Page = Response | tuple[Response, int]


@blueprint.get("/guest/<token>")
@allow("public")
@asks("told")
@lasting(0)
def form(token: str) -> Page:
    """The form of a report for who has a link and no account; what everybody may know stands beside its fields."""
    with transaction(PUBLIC) as connection:
        link = _come(connection, token)
        if link is not None:
            head = report_page.head(uuid4(), None, reports.moment_now(connection))
            return _form_page(connection, token, link, head)
    return _closed(token)


@blueprint.post("/guest/<token>")
@allow("public")
@asks("told")
def send(token: str) -> Page:
    """Let it wait. Nothing of it is a figure before somebody who may report the site accepts it."""
    typed: Typed = request.form
    with transaction(PUBLIC) as connection:
        link = _come(connection, token)
        if link is None:
            return _closed(token, typed)
        head = report_page.head_as_typed(typed)
        try:
            is_new = deciding.wait(connection, link, read(typed, reports.moment_now(connection), may_correct=False))
        except Unreadable as problem:
            return _form_page(connection, token, link, head, typed, problem.wrong), 400
        except deciding.TooMany:
            full = _(
                "%(most)s reports of this link wait already. Nothing is lost: what you typed is still here. Send it"
                " when one of them is accepted or returned, or tell the management of the site.",
                most=number(deciding.MOST_WAITING),
            )
            return _form_page(connection, token, link, head, typed, full=full), 409
    return see_other(address("guests.form", token=token, told="waits" if is_new else "again"))


def _come(connection: Connection, token: str) -> OpenLink | None:
    return queries.come_by(connection, token) if len(token) <= LONGEST_TOKEN else None


def _form_page(
    connection: Connection,
    token: str,
    link: OpenLink,
    head: report_page.Head,
    typed: Typed | None = None,
    wrong: dict[str, str] | None = None,
    full: str = "",
) -> Response:
    wrong = wrong or {}
    came = queries.came_by(connection, link.link_id)
    # A link goes from hand to hand: it tells no more than what everybody is told.
    with acting(current_app.extensions["databases"], PUBLIC), reading() as published:
        site = queries.public_site(published, link.site_id, language())
        figures = queries.public_figures(published, link.site_id)
        levels = queries.public_levels(published, link.site_id, INDICATORS)
    text = render_template(
        "reporting/guests/form.html",
        site=site or PublicSite("", "", ""),
        action=address("guests.form", token=token, told=None),
        head=head,
        lines=report_page.lines(figures, head.day, typed, wrong),
        levels=report_page.level_lines(levels, typed, wrong),
        wrong=[(name, report_page.label_of_field(name), said) for name, said in wrong.items()],
        full=full,
        told=request.args.get("told", ""),
        came=page.came_by(came),
    )
    return _unreferred(text)


def _closed(token: str, typed: Typed | None = None) -> Page:
    """Of a link that opens nothing nobody is told whether it ever did; tries are counted.

    A link that opens is never refused for the tries of others who share its address, as phones do.
    """
    with transaction(PUBLIC) as connection:
        may_try = tries.admit(connection, [tries.by_address(address_asked_from(), tries.GUEST_LINK)])
    kept = report_page.as_written(typed) if typed is not None else []
    text = render_template("reporting/guests/closed.html", too_many=not may_try, kept=kept, minutes=tries.IN_MINUTES)
    return _unreferred(text), 404 if may_try else 429


def _unreferred(text: str) -> Response:
    answer = Response(text)
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


@blueprint.get("/sites/<site_id>/guests")
@allow(*REPORTING, own=True)
def links(site_id: str) -> str:
    """The links of a site: whom each was given to, whether it opens, and what waits."""
    return _links_page(site_id)


@blueprint.post("/sites/<site_id>/guests")
@allow(*REPORTING, own=True)
def make_link(site_id: str) -> tuple[str, int]:
    """A new link, which is shown on this answer alone."""
    given_to, wrong = moments.words(request.form.get("given_to", "").strip(), LONGEST_NAME)
    try:
        last_day = _last_day(request.form.get("last_day", "").strip())
        if wrong:
            raise InvalidData(wrong, parameter="given_to")
        with transaction() as connection:
            own_site(connection, site_id)
            token = queries.make_link(connection, site_id, given_to, last_day)
    except InvalidData as error:
        return _links_page(site_id, wrong=(error.parameter, error.message)), 400
    return _links_page(site_id, made=whole_address(bare_address("guests.form", token=token))), 201


def _last_day(written: str) -> date | None:
    if not written:
        return None
    try:
        day = parse_day(written)
    except InvalidData as error:
        raise InvalidData(error.message, parameter="last_day") from error
    if day < today():
        raise InvalidData(_("This day is over."), parameter="last_day")
    return day


@blueprint.post("/sites/<site_id>/guests/revoke")
@allow(*REPORTING, own=True)
def revoke(site_id: str) -> Response:
    with transaction() as connection:
        own_site(connection, site_id)
        queries.revoke(connection, site_id, _number("link"))
    return see_other(address("guests.links", site_id=site_id))


def _links_page(site_id: str, *, made: str = "", wrong: tuple[str, str] | None = None) -> str:
    with reading() as connection:
        site = own_site(connection, site_id)
        found = queries.links(connection, site_id)
    return render_template(
        "reporting/guests/links.html",
        site=site,
        shown_links=[page.link_shown(one, today(), g.person.id) for one in found],
        made=made,
        wrong=wrong,
        typed={name: request.form.get(name, "")[:LONGEST_NAME] if wrong else "" for name in ("given_to", "last_day")},
    )


@blueprint.get("/reports/waiting")
@allow(*REPORTING, own=True)
@asks("told", "site", "report")
def waiting() -> str:
    """What guests reported of the person's sites, beside what is known, to accept or to return."""
    return _waiting_page()


@blueprint.post("/reports/waiting/<int:waiting_id>/accept")
@allow(*REPORTING, own=True)
def accept(waiting_id: int) -> Response:
    """It is a report from here on, once, in the name of whoever accepted it."""
    seen = _number("seen") if request.form.get("seen") else None
    try:
        with transaction() as connection:
            made = deciding.accept(connection, waiting_id, seen, g.person, language())
            found = queries.waiting_one(connection, waiting_id, language())
    except deciding.Decided:
        return see_other(address("guests.waiting", told="decided"))
    except deciding.Overtaken:
        return see_other(address("guests.waiting", told="overtaken"))
    told = "doubted" if made.doubts else "accepted"
    site_id = found.site_id if found is not None else None
    return see_other(address("guests.waiting", told=told, site=site_id, report=made.report_id))


@blueprint.post("/reports/waiting/<int:waiting_id>/return")
@allow(*REPORTING, own=True)
def give_back(waiting_id: int) -> Response | tuple[str, int]:
    written = request.form.get("reason", "").strip()
    reason, wrong = moments.words(written, LONGEST_REASON)
    if reason is None:
        wrong = wrong or _("Say in a few words why it is returned: the guest reads it.")
        return _waiting_page(waiting_id, wrong, written[:LONGEST_REASON]), 400
    try:
        with transaction() as connection:
            deciding.give_back(connection, waiting_id, reason, g.person, language())
    except deciding.Decided:
        return see_other(address("guests.waiting", told="decided"))
    return see_other(address("guests.waiting", told="returned"))


def _waiting_page(of: int | None = None, wrong: str = "", written: str = "") -> str:
    """`of`: the one at which something is wrong with what was written."""
    with reading() as connection:
        found = queries.waiting(connection, language())
        listed = found[: queries.MOST_LISTED]
        now = reports.last_figures(connection, [reports.Asked(one.site_id) for one in listed])
        then = reports.last_figures(connection, [reports.before(one.site_id, one.as_of, one.told_at) for one in listed])
    told = {name: request.args.get(name, "") for name in ("told", "site", "report")}
    report_id = row_number(told["report"])
    return render_template(
        "reporting/guests/waiting.html",
        shown=[page.waiting_shown(*one) for one in zip(listed, now, then, strict=True)],
        more=len(found) > len(listed),
        wrong=(of, wrong, written),
        **told,
        report_link=address("reporting.show", site_id=told["site"], report_id=report_id, told=None)
        if told["site"] and report_id is not None
        else "",
    )


def _number(name: str) -> int:
    number = row_number(request.form.get(name, ""))
    if number is None:
        raise InvalidData(_("This cannot be read."), parameter=name)
    return number
