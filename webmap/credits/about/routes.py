"""The page that says in some 120 words what this map is, and what its abbreviations stand for."""

from flask import Blueprint, current_app, render_template

from webmap.access import allow
from webmap.asked.chosen_day import chosen_day
from webmap.db import reading
from webmap.headlines.displaced import counted_by
from webmap.words.abbreviations import WRITTEN_OUT
from webmap.words.i18n import isolated, joined

blueprint = Blueprint("about", __name__)
MOST_NAMED = 6


@blueprint.get("/about")
@allow("public")
def index() -> str:
    """What it shows, which day and why, who counted, what grey means, and what it is not."""
    with reading() as connection:
        chosen = chosen_day(connection)
        counted = counted_by(connection, chosen.day)
    return render_template(
        "credits/about.html",
        at=chosen.day,
        why=chosen.why,
        providers=joined([isolated(provider) for provider in counted[:MOST_NAMED]]),
        is_invented=current_app.extensions["settings"].webmap_exercise,
        abbreviations=[(short, say()) for short, say in WRITTEN_OUT.items()],
    )
