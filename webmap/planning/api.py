"""The planning API: the same answers as the pages under /plan, for programs. Distances in km, unknown is null."""

from datetime import date
from fractions import Fraction
from typing import Any

from flask import Blueprint, Response, json, request
from sqlalchemy import Connection

from geodata.problems import InvalidData, NotFound
from webmap import known_since
from webmap.access import allow
from webmap.chosen_day import chosen_day, default_day
from webmap.db import reading
from webmap.i18n import gettext as _
from webmap.i18n import language
from webmap.planning import answers, asked, assumptions, queries
from webmap.planning.saturation import Added

blueprint = Blueprint("planning_api", __name__, url_prefix="/api/plan")
DEFAULT_LIMIT, LARGEST_LIMIT = 10, 100
DEFAULT_WITHIN_KM, LARGEST_WITHIN_KM = 10, 100


@blueprint.get("/nearest")
@allow("public")
def nearest() -> Response:
    """Sites with at least so many free places, nearest first."""
    point = asked.point(request.args)
    families = asked.whole(request.args.get("families"), "families", 1, 1, asked.MOST_FAMILIES)
    limit = asked.clamped(request.args.get("limit"), "limit", DEFAULT_LIMIT, LARGEST_LIMIT)
    unknown = _yes_or_no("include_unknown")
    with reading() as connection:
        at = _day(connection)
        rows = queries.nearest(connection, point, families, unknown, limit, at, language())
    results = [{**_site(row), "distance_km": _km(row.metres), **_room(row)} for row in rows]
    return _json({"at": at.isoformat(), "families": families, "results": results})


@blueprint.get("/along")
@allow("public")
def along() -> Response:
    """Sites and communities within a distance of a corridor, in the order of its course."""
    corridor_id = request.args.get("corridor", "")
    if not corridor_id:
        raise InvalidData(_("Name a corridor by its id, like C02."), parameter="corridor")
    given = request.args.get("within_km") or str(DEFAULT_WITHIN_KM)
    within_km = float(asked.decimal(given, "within_km", 0, LARGEST_WITHIN_KM))
    with reading() as connection:
        at = _day(connection)
        if not queries.corridors(connection, language(), corridor_id):
            raise NotFound("corridor", corridor_id[:80])
        rows = queries.along(connection, corridor_id, within_km, at, language())
    found: dict[str, Any] = {"at": at.isoformat(), "corridor": corridor_id, "within_km": _plain(within_km)}
    found["results"] = [{**_site(row), **_course(row), **_room(row)} for row in rows if row.kind == "site"]
    found["communities"] = [
        {"community_id": row.id, "name": row.shown_name, **_course(row)} for row in rows if row.kind == "community"
    ]
    if len(found["results"]) == queries.ALONG_MOST:
        found["limit_reached"] = True  # more may lie there, farther off
    return _json(found)


@blueprint.post("/allocate")
@allow("public")
def allocate() -> Response:
    """Which families go to which free places, and how many find none."""
    question = asked.allocation(_body())
    with reading() as connection:
        at = question.at or default_day(connection).day
        known_since.check_sites(connection, at)
        found = answers.allocation(connection, question, at, language())
    placements = [
        {"origin": p.origin, "site_id": p.site_id, "families": p.families, "distance_km": _km(p.metres)}
        for p in found.plan.placements
    ]
    return _json(
        {
            "placements": placements,
            "placed": found.plan.placed,
            "unplaced": found.plan.unplaced,
            "assumptions": assumptions.of_allocation(question, found.used, found.over, found.each, at),
        }
    )


@blueprint.get("/saturation")
@allow("public")
def saturation() -> Response:
    """The day on which a site is full, or why none can be told."""
    site_id = request.args.get("site", "")
    if not site_id:
        raise InvalidData(_("Name a site by its id, like haj-ali."), parameter="site")
    horizon = asked.whole(
        request.args.get("horizon_days"), "horizon_days", asked.DEFAULT_HORIZON, 1, asked.LONGEST_HORIZON
    )
    pipeline = [Added(on, plots) for on, plots in asked.pipeline(request.args.getlist("ready"))]
    flows = _flow("inflow"), _flow("outflow")
    with reading() as connection:
        at = _day(connection)
        found = answers.saturation(connection, site_id, flows, pipeline, horizon, at, language())
    return _json(
        {
            "site_id": site_id,
            "free_plots": found.row.free if found.row is not None else None,
            "fills_on": found.on.isoformat() if found.on else None,
            "reason": found.reason,
        }
    )


def _day(connection: Connection) -> date:
    at = chosen_day(connection).day
    known_since.check_sites(connection, at)
    return at


def _flow(parameter: str) -> Fraction | None:
    given = request.args.get(parameter)
    return Fraction(asked.decimal(given, parameter, 0, asked.MOST_FAMILIES)) if given else None


def _yes_or_no(parameter: str) -> bool:
    given = request.args.get(parameter, "0")
    if given not in ("0", "1"):
        raise InvalidData(_("Write 1 for yes or 0 for no."), parameter=parameter)
    return given == "1"


def _body() -> Any:
    try:
        body = json.loads(request.get_data(cache=False), parse_constant=_refuse)
        json.dumps(
            body, ensure_ascii=False
        ).encode()  # half a surrogate pair can be escaped, but never be written again
        return body
    except (ValueError, RecursionError) as error:
        raise InvalidData(_("The body cannot be read as JSON."), parameter="body") from error


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no number of JSON")


def _site(row: Any) -> dict[str, Any]:
    return {"site_id": row.site_id if hasattr(row, "site_id") else row.id, "name": row.shown_name}


def _room(row: Any) -> dict[str, Any]:
    known = row.free is not None and row.status_then != "closed"
    return {
        "free_plots": row.free if known else None,
        "capacity": "known" if known else "unknown",
        "as_of": row.counted_as_of.isoformat() if known else None,
    }


def _course(row: Any) -> dict[str, Any]:
    position = None if row.position is None else round(row.position, 6)
    return {"offset_km": _km(row.offset_m), "position": position, "side": answers.side(row)}


def _km(metres: float) -> float:
    return round(metres / 1000, 3)


def _plain(value: float) -> float:
    return int(value) if value == int(value) else value


def _json(found: dict[str, Any]) -> Response:
    return Response(json.dumps(found, ensure_ascii=False), content_type="application/json")
