"""Pages of the corridors: the list, one corridor, and their CSV twins."""

import re
from datetime import date, timedelta

from flask import Blueprint, Response, render_template, request
from sqlalchemy import Connection

from geodata.problems import NotFound
from geodata.rules.trunks import of_corridor, trunks
from geodata.statements.place_rows import Corridor
from webmap.access import allow
from webmap.answers.cited import with_sources
from webmap.answers.data_table import csv_file
from webmap.answers.preview import preview
from webmap.asked import known
from webmap.asked.address import address
from webmap.asked.choices import whole_number
from webmap.asked.chosen_day import chosen_day
from webmap.asked.parameters import asks
from webmap.corridors import queries
from webmap.corridors.analysis.page import published_on
from webmap.corridors.near import near_tables
from webmap.corridors.page import corridor_page, points_table
from webmap.db import reading
from webmap.layers.corridors.table import CORRIDORS
from webmap.layers.movements.table import EVERY
from webmap.map_of_day.analysed import DEFAULT_DAYS
from webmap.map_of_day.road import queries as road_queries
from webmap.map_of_day.road.picture import no_road
from webmap.map_of_day.road.trunk import road_of, trunk_name
from webmap.words.i18n import language

blueprint = Blueprint("corridors", __name__)
DEFAULT_WITHIN_KM, LARGEST_WITHIN_KM = 10, 100


def corridor_address(corridor_id: str) -> str:
    return address("corridors.show", corridor_id=corridor_id)


@blueprint.get("/corridors")
@allow("public")
def index() -> str:
    """All corridors: when used, how long at least, how well located, what moved along them lately."""
    with reading() as connection:
        chosen = chosen_day(connection)
        rows = queries.corridors_on(connection, chosen.day, language())
    table = CORRIDORS.of(rows, chosen.day, corridor_address, csv_href=address("corridors.index_csv"))
    used = {row.corridor_id for row in rows if row.state != "not_begun"}
    roads = [(trunk_name(code), ids[0]) for code, ids in trunks().items() if ids[0] in used]
    return render_template(
        "corridors/index.html",
        at=chosen.day,
        why=chosen.why,
        rows=rows,
        table=table,
        roads=roads,
        analyses=[(trunk_name(code), code) for code, ids in trunks().items() if used.intersection(ids)],
        published=_published(chosen.day),
    )


def _published(at: date) -> tuple[date, date] | None:
    """First and last day of the analysis that IOM DTM published, once it was."""
    last = published_on()
    return (last - timedelta(days=DEFAULT_DAYS), last) if last and last <= at else None


@blueprint.get("/corridors.csv")
@allow("public")
@asks("hxl")
def index_csv() -> Response:
    with reading() as connection:
        at = chosen_day(connection).day
        rows = queries.corridors_on(connection, at, language())
        table = with_sources(connection, CORRIDORS.of(rows, at, corridor_address))
    return csv_file(table, f"corridors-{at.isoformat()}", hxl_of="corridors")


@blueprint.get("/corridors/<corridor_id>")
@allow("public")
@asks("within_km")
def show(corridor_id: str) -> str:
    """One corridor: its points, what moved along it, and what lies within the chosen distance."""
    within_km = _within_km()
    with reading() as connection:
        chosen = chosen_day(connection)
        row = _corridor(connection, corridor_id, chosen.day)
        values = corridor_page(connection, row, chosen.day, chosen.known, language(), within_km)
        remark = known.remark(connection, chosen.day, chosen.known)
    shown = preview(row.shown_name, values["answer"][0], at=chosen.day.isoformat(), lang=language(), bbox=None)
    return render_template("corridors/corridor.html", why=chosen.why, remark=remark, preview=shown, **values)


@blueprint.get("/corridors/<corridor_id>/road")
@allow("public")
def road(corridor_id: str) -> str:
    """The road of a corridor as a line, kilometre by kilometre."""
    with reading() as connection:
        chosen = chosen_day(connection)
        row = _corridor(connection, corridor_id, chosen.day)
        csv_href = address("corridors.road_csv", corridor_id=corridor_id)
        drawn = road_of(connection, corridor_id, chosen.day, chosen.known, language(), csv_href)
        remark = known.remark(connection, chosen.day, chosen.known)
    values = {"at": chosen.day, "why": chosen.why, "remark": remark, "corridor": row, "road": drawn}
    values["trunk"] = of_corridor(corridor_id)[0]
    return render_template("corridors/road.html", **values)


@blueprint.get("/corridors/<corridor_id>/road.csv")
@allow("public")
def road_csv(corridor_id: str) -> Response:
    """What lies beside its line, by kilometre; only the head where it has no line by the day."""
    with reading() as connection:
        chosen = chosen_day(connection)
        _corridor(connection, corridor_id, chosen.day)
        drawn = road_of(connection, corridor_id, chosen.day, chosen.known, language())
    return csv_file(drawn.table if drawn else no_road(), _file_name(corridor_id, f"road-{chosen.day.isoformat()}"))


@blueprint.get("/corridors/<corridor_id>/points.csv")
@allow("public")
def points_csv(corridor_id: str) -> Response:
    with reading() as connection:
        at = chosen_day(connection).day
        row = _corridor(connection, corridor_id, at)
        points = road_queries.points(connection, [corridor_id], at, language())
    return csv_file(points_table(points, row), _file_name(corridor_id, "points"))


@blueprint.get("/corridors/<corridor_id>/movements.csv")
@allow("public")
def movements_csv(corridor_id: str) -> Response:
    """Every movement along the corridor up to the day; the column `drawn` tells running totals apart."""
    with reading() as connection:
        at = chosen_day(connection).day
        _corridor(connection, corridor_id, at)
        rows = queries.movements_along(connection, corridor_id, at, language())
        table = with_sources(connection, EVERY.of(rows, at))
    return csv_file(table, _file_name(corridor_id, f"movements-{at.isoformat()}"))


@blueprint.get("/corridors/<corridor_id>/near-<any(sites, communities, services):what>.csv")
@allow("public")
@asks("within_km")
def near_csv(corridor_id: str, what: str) -> Response:
    within_km = _within_km()
    with reading() as connection:
        chosen = chosen_day(connection)
        _corridor(connection, corridor_id, chosen.day)
        near = queries.near(connection, corridor_id, within_km, chosen.day, chosen.known, language())
    return csv_file(near_tables(near, corridor_id, within_km)[what], _file_name(corridor_id, f"{what}-{within_km}-km"))


def _file_name(corridor_id: str, what: str) -> str:
    """An id may hold any sign, a file name in a header may not."""
    return f"corridor-{re.sub(r'[^A-Za-z0-9]+', '-', corridor_id)}-{what}"


def _within_km() -> int:
    return whole_number(request.args, "within_km", DEFAULT_WITHIN_KM, 0, LARGEST_WITHIN_KM)


def _corridor(connection: Connection, corridor_id: str, at: date) -> Corridor:
    row = queries.corridor(connection, corridor_id, at, language())
    if row is None:
        raise NotFound("corridor", corridor_id)
    return row
