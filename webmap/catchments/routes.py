"""The area nearest to each open site: page, CSV and GeoJSON."""

from typing import Any

from flask import Blueprint, Response, json, render_template

from webmap import known_since
from webmap.access import allow
from webmap.address import address, addresses
from webmap.catchments import page, queries
from webmap.catchments.areas import Catchment, catchments, holding
from webmap.catchments.picture import picture
from webmap.chosen_day import ChosenDay, chosen_day
from webmap.data_table import csv_file
from webmap.db import reading
from webmap.i18n import language

blueprint = Blueprint("catchments", __name__)


@blueprint.get("/plan/catchments")
@allow("public")
def index() -> str:
    """Which open site is nearest where, with the families and free places there."""
    chosen, found, unplaced = _found()
    placed = [site for one in found for site in one.sites]
    whole = holding(placed)
    drawn = picture(found)
    return render_template(
        "catchments/index.html",
        at=chosen.day,
        why=chosen.why,
        answer=page.answer(found, whole),
        weak_point=page.weak_point(placed, chosen.day),
        table=page.table(found, whole, _site_addresses(), chosen.day, csv_href=address("catchments.index_csv")),
        unplaced=unplaced,
        most=queries.LARGEST_LIST if len(placed) + len(unplaced) >= queries.LARGEST_LIST else None,
        drawing=drawn.drawing if drawn else None,
        areas=drawn.areas if drawn else [],
    )


@blueprint.get("/plan/catchments.csv")
@allow("public")
def index_csv() -> Response:
    chosen, found, _unplaced = _found()
    whole = holding([site for one in found for site in one.sites])
    return csv_file(page.table(found, whole, _site_addresses(), chosen.day), f"catchments-{chosen.day.isoformat()}")


@blueprint.get("/api/plan/catchments")
@allow("public")
def api() -> Response:
    chosen, found, unplaced = _found()
    whole = holding([site for one in found for site in one.sites])
    return Response(json.dumps(page.geojson(found, unplaced, whole, chosen.day)), content_type="application/geo+json")


def _site_addresses() -> page.SiteAddress:
    return addresses("sites.show", "site_id")


def _found() -> tuple[ChosenDay, list[Catchment], list[Any]]:
    with reading() as connection:
        chosen = chosen_day(connection)
        known_since.check_sites(connection, chosen.day)
        return chosen, *catchments(queries.sites_with_areas(connection, chosen.day, language()))
