"""Pages of the communities: the list, one community, and their CSV twins."""

import re

from flask import Blueprint, Response, render_template
from sqlalchemy import Connection

from geodata.problems import NotFound
from geodata.statements.place_rows import Community
from webmap.access import allow
from webmap.answers.cited import with_sources
from webmap.answers.data_table import csv_file
from webmap.asked.address import address
from webmap.asked.chosen_day import ChosenDay, chosen_day
from webmap.asked.parameters import asks
from webmap.communities import queries
from webmap.communities.page import activity_table, community_page
from webmap.db import reading
from webmap.headlines import programme
from webmap.layers.communities.table import COMMUNITIES
from webmap.words.i18n import gettext as _
from webmap.words.i18n import language

blueprint = Blueprint("communities", __name__)


def community_address(community_id: str) -> str:
    return address("communities.show", community_id=community_id)


@blueprint.get("/communities")
@allow("public")
def index() -> str:
    """All communities: district, position, peace builders as a count, known activities, nearest site."""
    with reading() as connection:
        chosen = chosen_day(connection)
        rows = queries.communities_on(connection, chosen.day, chosen.known, language())
        totals = programme.totals(connection, chosen.day)
    table = COMMUNITIES.of(rows, chosen.day, community_address, csv_href=address("communities.index_csv"))
    return render_template("communities/index.html", at=chosen.day, why=chosen.why, table=table, programme=totals)


@blueprint.get("/communities.csv")
@allow("public")
@asks("hxl")
def index_csv() -> Response:
    with reading() as connection:
        chosen = chosen_day(connection)
        rows = queries.communities_on(connection, chosen.day, chosen.known, language())
        table = with_sources(connection, COMMUNITIES.of(rows, chosen.day, community_address))
    return csv_file(table, f"communities-{chosen.day.isoformat()}", hxl_of="communities")


@blueprint.get("/communities/programme.csv")
@allow("public")
def programme_csv() -> Response:
    """Totals of the programme, with the time that each covers."""
    with reading() as connection:
        at = chosen_day(connection).day
        return csv_file(programme.table(connection, at), f"peacebuilding-programme-{at.isoformat()}")


@blueprint.get("/communities/<community_id>")
@allow("public")
def show(community_id: str) -> str:
    """One community: what it is, what took place there, and what lies nearest."""
    with reading() as connection:
        chosen = chosen_day(connection)
        row = _community(connection, community_id, chosen)
        values = community_page(connection, row, chosen.day, chosen.known, language())
    return render_template("communities/community.html", why=chosen.why, **values)


@blueprint.get("/communities/<community_id>.csv")
@allow("public")
def show_csv(community_id: str) -> Response:
    """The programme's records known by the day: those tied to this community and those tied to none."""
    with reading() as connection:
        chosen = chosen_day(connection)
        _community(connection, community_id, chosen)
        records = queries.activities(connection, community_id, chosen.day)
    name = re.sub(r"[^A-Za-z0-9]+", "-", community_id)  # an id may hold any sign, a header may not
    table = activity_table(records, _("Activities"), with_place=True)
    return csv_file(table, f"community-{name}-activities-{chosen.day.isoformat()}")


def _community(connection: Connection, community_id: str, chosen: ChosenDay) -> Community:
    row = queries.community(connection, community_id, chosen.day, chosen.known, language())
    if row is None:
        raise NotFound("community", community_id)
    return row
