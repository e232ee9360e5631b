"""All snapshots: for everybody those published, for people who plan all of them by their states."""

from flask import Blueprint, g, render_template

from webmap.access import allow
from webmap.answers.delivery import lasting
from webmap.db import reading, reading_own
from webmap.snapshots import queries
from webmap.snapshots.drafts import page
from webmap.snapshots.drafts.queries import MOST_LISTED, kept

blueprint = Blueprint("all_snapshots", __name__)


@blueprint.get("/snapshots")
@allow("public")
@lasting(0)
def index() -> str:
    """Those published, the newest day first; for people who plan also all others, and of these no version of the data
    tells that there is one more."""
    if g.person.id is not None and g.person.reads_exact:
        with reading_own() as connection:
            entries = [page.entry(one, g.person) for one in kept(connection)]
        groups = page.groups(entries)
        return render_template("snapshots/of_people.html", groups=groups, is_all=len(entries) < MOST_LISTED)
    with reading() as connection:
        found = queries.listed(connection)
    return render_template("snapshots/index.html", snapshots=found)
