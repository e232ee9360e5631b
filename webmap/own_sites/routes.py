"""The home of who reports sites."""

from flask import Blueprint, current_app, g, render_template

from geodata.rules.dates import today
from geodata.rules.provision import COUNTS
from webmap.access import allow
from webmap.asked.chosen_day import EVERYTHING
from webmap.db import acting, reading
from webmap.own_sites import queries
from webmap.own_sites.page import homes
from webmap.person import PUBLIC
from webmap.words.i18n import language

blueprint = Blueprint("own_sites", __name__)
MOST_SITES = 30


@blueprint.get("/my-sites")
@allow("site_manager", "information_officer", "admin", own=True)
def index() -> str:
    """Each site that the person may report, as it stands today."""
    at, lang = today(), language()
    with reading() as connection:
        sites = queries.own_sites(connection, lang)
        shown = sites[:MOST_SITES]
        ids = [site.site_id for site in shown]
        states = queries.sites_on(connection, ids, at, EVERYTHING, lang)
        reports = queries.last_reports(connection, ids, at)
        levels = queries.levels(connection, ids, list(COUNTS), at)
    # Of others' sites they are told what everybody is told.
    with acting(current_app.extensions["databases"], PUBLIC), reading() as connection:
        near = {row.site_id: queries.near_free(connection, row, at, lang) for row in states.values()}
    return render_template(
        "own_sites/index.html",
        homes=homes(shown, states, reports, levels, near, at),
        at=at,
        more=len(sites) - len(shown),
        is_manager=g.person.role == "site_manager",
    )
