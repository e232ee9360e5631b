"""The home of who reports sites."""

from collections.abc import Mapping

from flask import Blueprint, Response, current_app, g, render_template, request
from sqlalchemy import Connection

from geodata.problems import InvalidData, NotFound
from geodata.rules.dates import today
from geodata.statements.kept_aside import kept_aside
from geodata.statements.own_sites import OwnSite
from webmap.access import allow
from webmap.answers.see_other import see_other
from webmap.asked.address import address
from webmap.asked.chosen_day import EVERYTHING
from webmap.db import acting, reading, transaction
from webmap.layers.sites import reports_due
from webmap.own_sites import frequency as stated_frequency
from webmap.own_sites import queries
from webmap.own_sites.page import homes
from webmap.person import PUBLIC
from webmap.standards.one_site import lacks
from webmap.words.i18n import language

blueprint = Blueprint("own_sites", __name__)
MOST_SITES = 30
OWN = ("site_manager", "information_officer", "admin")


@blueprint.get("/my-sites")
@allow(*OWN, own=True)
def index() -> str:
    """Each site that the person may report, as it stands today."""
    at, lang = today(), language()
    with reading() as connection:
        sites = queries.own_sites(connection, lang)
        shown = sites[:MOST_SITES]
        ids = [site.site_id for site in shown]
        states = queries.sites_on(connection, ids, at, EVERYTHING, lang)
        reports = queries.last_reports(connection, ids, at)
        assessed = lacks(connection, list(states.values()), at, EVERYTHING)
        reserved = queries.reservations(connection, ids, lang)
        waiting, aside = queries.waiting(connection), kept_aside(connection)
    # Of others' sites they are told what everybody is told.
    with acting(current_app.extensions["databases"], PUBLIC), reading() as connection:
        near = queries.near_free(connection, states.values(), at, lang)
    return render_template(
        "own_sites/index.html",
        homes=homes(shown, states, reports, assessed, near, reserved, at),
        reporting=reports_due.totals(states.values(), at),
        at=at,
        waiting=waiting,
        aside=aside,
        more=len(sites) - len(shown),
        is_manager=g.person.role == "site_manager",
    )


@blueprint.get("/my-sites/help")
@allow("public")
def how_to() -> str:
    """How to report, for who has no repository; guests may need it too."""
    return render_template("own_sites/help.html")


@blueprint.get("/sites/<site_id>/frequency")
@allow(*OWN, own=True)
def frequency(site_id: str) -> str:
    """How often the site is to report, what was stated before, and a form to state it anew."""
    with reading() as connection:
        return _frequency_page(connection, _own_site(connection, site_id), {})


@blueprint.post("/sites/<site_id>/frequency")
@allow(*OWN, own=True)
def state_frequency(site_id: str) -> Response | tuple[str, int]:
    """A statement beside those before; one that says what holds already is not kept twice."""
    with transaction() as connection:
        site = _own_site(connection, site_id)
        try:
            sent = stated_frequency.read(request.form)
        except InvalidData as problem:
            return _frequency_page(connection, site, request.form, problem), 400
        before = stated_frequency.in_force(queries.frequencies(connection, site_id), sent.since)
        if before is None or (before.frequency, before.since) != (sent.frequency, sent.since):
            queries.state_frequency(connection, site_id, sent.frequency, sent.since)
    return see_other(address("own_sites.frequency", site_id=site_id))


def _own_site(connection: Connection, site_id: str) -> OwnSite:
    site = queries.own_site(connection, site_id, language())
    if site is None:
        raise NotFound("site", site_id)
    return site


def _frequency_page(
    connection: Connection, site: OwnSite, typed: Mapping[str, str], problem: InvalidData | None = None
) -> str:
    at = today()
    stated = queries.frequencies(connection, site.site_id)
    row = queries.sites_on(connection, [site.site_id], at, EVERYTHING, language()).get(site.site_id)
    now = stated_frequency.in_force(stated, at)
    chosen = (now.frequency if now else None) or stated_frequency.NOT_STATED
    return render_template(
        "own_sites/frequency.html",
        site=site,
        sentence=reports_due.sentence(row, at),
        options=stated_frequency.options(typed.get("frequency", chosen)),
        since=typed.get("since", at.isoformat())[:40],
        history=stated_frequency.history(stated, g.person.id),
        limits=stated_frequency.limits(),
        problem=problem,
    )
