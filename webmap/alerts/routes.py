"""The page of alerts, acknowledging, and feeds: with a session, or under a secret address of a person."""

from dataclasses import replace

from flask import Blueprint, Response, abort, current_app, g, render_template, request
from sqlalchemy import Connection

from geodata.problems import InvalidData
from geodata.rules.alerts import JUMP, LATE, OVER_CAPACITY, SEVERITIES
from geodata.rules.dates import TIME_ZONE, today
from geodata.statements.kept_aside import kept_aside
from geodata.statements.site_rows import SiteOnDay
from webmap.access import allow
from webmap.alerts import feed, mail, queries
from webmap.answers.delivery import lasting
from webmap.answers.errors import for_programs
from webmap.answers.json_answers import json_answer
from webmap.answers.see_other import see_other
from webmap.asked.address import address, bare_address
from webmap.asked.chosen_day import ChosenDay, chosen_day
from webmap.asked.client import whole_address
from webmap.asked.mail_address import LONGEST_ADDRESS
from webmap.asked.parameters import asks
from webmap.db import reading, transaction
from webmap.layers.sites import alerts, reports_due
from webmap.layers.sites.alerts import Watched
from webmap.person import PUBLIC, Person
from webmap.words import terms
from webmap.words.i18n import day, language
from webmap.words.i18n import gettext as _

blueprint = Blueprint("alerts", __name__)
WATCHING = ("planner", "site_manager", "information_officer", "admin")
LONGEST_NOTE, LONGEST_TOKEN = 500, 100


@blueprint.get("/alerts")
@allow(*WATCHING, own=True)
@asks("told")
def index() -> str:
    """The gravest first, each with what to do next."""
    with reading() as connection:
        return _page(connection)


@blueprint.get("/alerts.atom")
@allow(*WATCHING, own=True)
@for_programs
def index_atom() -> Response:
    with reading() as connection:
        return _atom(connection)


@blueprint.get("/alerts.json")
@allow(*WATCHING, own=True)
@for_programs
def index_json() -> Response:
    with reading() as connection:
        return _json(connection)


@blueprint.post("/alerts/acknowledge")
@allow(*WATCHING, own=True)
def acknowledge() -> Response:
    """That the person knows of an alert, as bad as it is now; of one that ended meanwhile nothing is kept."""
    wanted = tuple(request.form.get(name, "") for name in ("site_id", "kind", "subject"))
    note = " ".join(request.form.get("note", "").replace("\0", "").split())[:LONGEST_NOTE]
    with transaction() as connection:
        chosen, _sites, found = _watched(connection)
        one = next((one for one in found if one.alert.key == wanted), None)
        if one is not None and one.known is None:
            queries.acknowledge(connection, one.alert, chosen.day, note)
    told = "ended" if one is None else None
    return see_other(address("alerts.index", told=told))


@blueprint.post("/alerts/feed")
@allow(*WATCHING, own=True)
def begin_feed() -> str:
    """A secret address, shown here once; the one before opens nothing any more."""
    with transaction() as connection:
        token = queries.begin_feed(connection, g.person.id)
        return _page(connection, whole_address(bare_address("alerts.feed_atom", token=token)))


@blueprint.post("/alerts/feed/end")
@allow(*WATCHING, own=True)
def end_feed() -> Response:
    with transaction() as connection:
        queries.end_feeds(connection, g.person.id)
    return see_other(address("alerts.index"))


@blueprint.post("/alerts/mail")
@allow(*WATCHING, own=True)
def ask_for_mail() -> Response | tuple[str, int]:
    """New alerts go to this address, in the language of the page."""
    typed = request.form.get("mail_address", "")
    try:
        written = mail.read_address(typed)
    except InvalidData as problem:
        with reading() as connection:
            return _page(connection, mail_typed=typed[:LONGEST_ADDRESS], mail_problem=str(problem)), 400
    with transaction() as connection:
        queries.ask_for_mail(connection, g.person.id, written, language())
    return see_other(address("alerts.index"))


@blueprint.get("/alerts/mail/<token>")
@allow(*WATCHING, own=True)
def confirming(token: str) -> str | Response:
    """What the link in a message leads to: programs that look into mail open it too, and press nothing."""
    with reading() as connection:
        wish = queries.mail_wish(connection, g.person.id)
        if wish is None or not queries.opens(connection, g.person.id, token[:LONGEST_TOKEN]):
            return see_other(address("alerts.index", told="confirmed" if wish and wish.is_confirmed else "link"))
    return render_template("alerts/confirm_mail.html", mail_address=wish.mail_address, token=token)


@blueprint.post("/alerts/mail/<token>")
@allow(*WATCHING, own=True)
def confirm_mail(token: str) -> Response:
    with transaction() as connection:
        is_done = queries.confirm_mail(connection, g.person.id, token[:LONGEST_TOKEN])
    return see_other(address("alerts.index", told="confirmed" if is_done else "link"))


@blueprint.post("/alerts/mail/end")
@allow(*WATCHING, own=True)
def end_mail() -> Response:
    with transaction() as connection:
        queries.end_mail(connection, g.person.id)
    return see_other(address("alerts.index"))


@blueprint.get("/alerts/feed/<token>.atom")
@allow("public")
@lasting(0)
@for_programs
def feed_atom(token: str) -> Response:
    """As whoever made the address may see them now."""
    with transaction(_reader(token)) as connection:
        return _atom(connection)


@blueprint.get("/alerts/feed/<token>.json")
@allow("public")
@lasting(0)
@for_programs
def feed_json(token: str) -> Response:
    with transaction(_reader(token)) as connection:
        return _json(connection)


def _reader(token: str) -> Person:
    """Looked up for each request, so that what was ended or taken away holds at once."""
    with transaction(PUBLIC) as connection:
        found = queries.reader_of_feed(connection, token) if len(token) <= LONGEST_TOKEN else None
    if found is None:
        abort(404)
    return Person(found.role, found.account_id, tuple(found.scope), found.name)


def _watched(connection: Connection) -> tuple[ChosenDay, list[SiteOnDay], list[Watched]]:
    """The day, the sites that the person watches, and their alerts."""
    chosen = _day(connection)
    sites = queries.watched_sites(connection, chosen.day, chosen.known, language())
    return chosen, sites, alerts.of_sites(connection, sites, chosen.day, chosen.known)


def _day(connection: Connection) -> ChosenDay:
    """That of the address; else today, once anybody reports here: until then the day that other pages show."""
    chosen, now = chosen_day(connection), today()
    if request.args.get("at") or not queries.is_reported_to(connection, now):
        return chosen
    return replace(chosen, day=now, why="")


def _page(connection: Connection, new_feed: str = "", mail_typed: str = "", mail_problem: str = "") -> str:
    chosen, sites, found = _watched(connection)
    made = queries.feed(connection, g.person.id)
    return render_template(
        "alerts/index.html",
        at=chosen.day,
        why=chosen.why,
        groups=[
            (alerts.severity(code), [(one, _next(one), _known(one)) for one in found if one.alert.severity == code])
            for code in SEVERITIES
        ],
        count=len(found),
        open_count=sum(one.known is None for one in found),
        sites=len(sites),
        reporting=reports_due.totals(sites, chosen.day),
        kind=alerts.kind,
        told=request.args.get("told", ""),
        aside=kept_aside(connection),
        is_past=bool(request.args.get("at") or request.args.get("known")),
        feed_since=day(made.made_at.astimezone(TIME_ZONE).date()) if made else "",
        new_feed=new_feed,
        wish=queries.mail_wish(connection, g.person.id),
        mail_typed=mail_typed,
        mail_problem=mail_problem,
        is_mailing=bool(current_app.extensions["settings"].webmap_smtp_host),
    )


def _known(one: Watched) -> str:
    """Who knows of it: others are told the role alone."""
    if one.known is None:
        return ""
    who = _("you") if one.known.account_id == g.person.id else terms.role(one.known.account_role or "planner")
    return _(
        "Acknowledged %(day)s by: %(who)s.", day=day(one.known.acknowledged_at.astimezone(TIME_ZONE).date()), who=who
    )


def _next(one: Watched) -> tuple[str, str]:
    """What to do in words, and where."""
    site_id, person = one.row.site_id, g.person
    may_report = person.role in ("information_officer", "admin") or site_id in person.scope
    where = address("sites.show", site_id=site_id)
    if one.alert.kind == OVER_CAPACITY and one.row.lat is not None:
        point = f"{one.row.lat:.5f}, {one.row.lon:.5f}"
        where = address("planning.nearest", q=point, families=str(one.alert.level), told=None)
    elif one.alert.kind in ("nearly_full", "fills"):
        where = address("planning.saturation", site=site_id, told=None)
    elif one.alert.kind == JUMP and may_report and one.alert.report_id is not None:
        where = address("reporting.show", site_id=site_id, report_id=one.alert.report_id, told=None)
    elif one.alert.kind == LATE and may_report:
        where = address("reporting.form", site_id=site_id, told=None)
    return alerts.next_step(one.alert), where


def _atom(connection: Connection) -> Response:
    chosen, _sites, found = _watched(connection)
    page = whole_address(bare_address("alerts.index"))
    made = feed.atom(found, chosen.day, language(), page, _address_of)
    return Response(made, content_type=f"{feed.ATOM}; charset=utf-8")


def _json(connection: Connection) -> Response:
    chosen, _sites, found = _watched(connection)
    return json_answer(feed.as_json(found, chosen.day, _address_of))


def _address_of(one: Watched) -> str:
    return whole_address(bare_address("sites.show", site_id=one.row.site_id))
