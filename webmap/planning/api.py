"""The planning API: the same answers as the pages under /plan, for programs. Distances in km, unknown is null."""

from collections.abc import Sequence
from datetime import date, datetime
from operator import itemgetter
from typing import Any

from flask import Blueprint, Response, current_app, request
from sqlalchemy import Connection

from geodata.problems import InvalidData, NotFound
from geodata.statements.site_state import Withholding, is_withheld
from webmap.access import allow
from webmap.answers.errors import for_programs
from webmap.answers.json_answers import json_answer
from webmap.asked import known_since, places
from webmap.asked.address import COMMON
from webmap.asked.chosen_day import chosen_day, default_day
from webmap.asked.json_body import parsed
from webmap.asked.parameters import asks, refuses_others
from webmap.db import reading
from webmap.planning import (
    answers,
    assumptions,
    body,
    comparison,
    forecast,
    queries,
    saturation_page,
    sub_pages,
    tier_answers,
)
from webmap.planning.answers import Allocation
from webmap.planning.arrivals import Arrivals
from webmap.planning.question import OF_A_PLAN, OF_OTHER_QUESTIONS, said_once
from webmap.planning.rows import Along, AroundSite, NearestSite, PublishedPlots, UnlocatedSite
from webmap.words.i18n import gettext as _
from webmap.words.i18n import language

PREFIX = "/api/plan"
blueprint = for_programs(Blueprint("planning_api", __name__, url_prefix=PREFIX))
MOST_PASSED_OVER = 100


@blueprint.get("")
@allow("public")
def questions() -> Response:
    """The questions that programs may ask, each with its method, its own parameters and what it answers."""
    listed = [
        {
            "address": rule.rule,
            "method": "POST" if "POST" in (rule.methods or ()) else "GET",
            "parameters": sorted(getattr(view, "asked", None) or ()),
            "answers": (view.__doc__ or "").split("\n")[0],
        }
        for rule in current_app.url_map.iter_rules()
        if rule.rule.startswith(PREFIX) and (view := current_app.view_functions[rule.endpoint])
    ]
    everywhere = sorted(COMMON)
    return json_answer({"questions": sorted(listed, key=itemgetter("address")), "parameters_of_all": everywhere})


@blueprint.get("/nearest")
@allow("public")
@asks(*OF_A_PLAN, *OF_OTHER_QUESTIONS)
def nearest() -> Response:
    """Sites with at least so many free places, nearest first."""
    point = places.point(request.args)
    families, limit, unknown = sub_pages.nearest_choices(request.args)
    with reading() as connection:
        at, known = _day(connection)
        rows = queries.nearest(connection, point, families, unknown, limit, at, known, language())
        somewhere = queries.unlocated(connection, families, at, known, language())
    results = [{**_site(row), "distance_km": _km(row.metres), **_room(row)} for row in rows]
    found = {"at": at.isoformat(), "families": families, "results": results}
    # Places that are free, but nobody knows where.
    return json_answer(found | {"unlocated": [{**_site(row), **_room(row)} for row in somewhere]})


@blueprint.get("/along")
@allow("public")
@asks(*OF_A_PLAN, *OF_OTHER_QUESTIONS)
def along() -> Response:
    """Sites and communities within a distance of a corridor, in the order of its course."""
    corridor_id = request.args.get("corridor", "")
    if not corridor_id:
        raise InvalidData(_("Name a corridor by its id, like C02."), parameter="corridor")
    within_km = sub_pages.along_distance(request.args)
    with reading() as connection:
        at, known = _day(connection)
        if not queries.corridors(connection, language(), corridor_id):
            raise NotFound("corridor", corridor_id[:80])
        rows = queries.along(connection, corridor_id, within_km, at, known, language())
    found: dict[str, Any] = {"at": at.isoformat(), "corridor": corridor_id, "within_km": _plain(within_km)}
    found["results"] = [{**_site(row), **_course(row), **_room(row)} for row in rows if row.kind == "site"]
    found["communities"] = [
        {"community_id": row.id, "name": row.shown_name, **_course(row)} for row in rows if row.kind == "community"
    ]
    if len(found["results"]) == queries.ALONG_MOST:
        found["limit_reached"] = True  # more may lie there, farther off
    return json_answer(found)


@blueprint.post("/allocate")
@allow("public")
@refuses_others
def allocate() -> Response:
    """Which families go to which free places, and how many find none. All of the question stands in the body."""
    _only("lang")
    question = body.read(parsed(request.get_data(cache=False)))
    with reading() as connection:
        at = question.arrivals.at or default_day(connection, question.known).day
        known_since.check_sites(connection, at, question.known)
        answers.check_named(connection, question.arrivals.exclude, question.scenario, "exclude_sites")
        found = answers.allocation(connection, question.arrivals, question.scenario, at, question.known, language())
        published = queries.published_plots(connection, at) if question.arrivals.limits.stated else []
    return json_answer(_plan(question.arrivals, found, at, published))


@blueprint.get("/compare")
@allow("public")
@refuses_others
def compare() -> Response:
    """Two plans, or a scenario and what is known. `a` and `b` are addresses of /plan, or their queries."""
    _only("a", "b", "at", "known", "lang")
    with reading() as connection:
        at, known = _day(connection)
        found = comparison.compared(connection, request.args, at, known, language())
    a, b = found.a, found.b
    far, near = found.kilometres
    sites = [
        {"site_id": row.site_id, "name": row.shown_name, "a": here, "b": there, "difference": here - there}
        for row, here, there in found.per_site
    ]
    less = {"placed": a.placed - b.placed, "unplaced": a.unplaced - b.unplaced, "family_km": round(far - near, 1)}
    return json_answer(
        {
            "at": at.isoformat(),
            "a": {**_plan(a.question.arrivals, a.found, a.at, a.published), "family_km": far},
            "b": {**_plan(b.question.arrivals, b.found, b.at, b.published), "family_km": near},
            "difference": {**less, "sites": sites},
            "answer": comparison.difference(a, b),
        }
    )


@blueprint.get("/saturation")
@allow("public")
@asks(*OF_A_PLAN, *OF_OTHER_QUESTIONS)
def saturation() -> Response:
    """The day on which a site is full, or why none can be told."""
    site_id = request.args.get("site", "")
    if not site_id:
        raise InvalidData(_("Name a site by its id, like haj-ali."), parameter="site")
    flows, pipeline, horizon = saturation_page.choices(request.args)
    with reading() as connection:
        at, known = _day(connection)
        found = forecast.saturation(connection, site_id, flows, pipeline, horizon, at, known, language())
    return json_answer(
        {
            "site_id": site_id,
            "free_plots": found.row.free if found.row is not None else None,
            **(_withheld(found.row) if found.row is not None else {}),
            "fills_on": found.on.isoformat() if found.on else None,
            "reason": found.reason,
        }
    )


@blueprint.before_request
def _say_once() -> None:
    said_once(request.args)


def _only(*names: str) -> None:
    """InvalidData for a parameter of the address that would change nothing."""
    unknown = next((name for name in request.args if name not in names), None)
    if unknown is not None:
        message = _("This is not understood here; use some of: %(known)s.", known=", ".join(names))
        raise InvalidData(message, parameter=unknown[:40])


def _plan(question: Arrivals, found: Allocation, at: date, published: Sequence[PublishedPlots]) -> dict[str, Any]:
    placements: list[dict[str, Any]] = [
        {"origin": p.origin, "site_id": p.site_id, "families": p.families, "distance_km": _km(p.metres)}
        for p in found.plan.placements
    ]
    if question.limits.stated:
        for placement in placements:
            placement["tier"] = found.offers[placement["site_id"]].tier or None
    return {
        "at": at.isoformat(),
        "placements": placements,
        "placed": found.plan.placed,
        "unplaced": found.plan.unplaced,
        "scenario": list(found.changes),
        "assumptions": assumptions.of_allocation(question, found, at),
        "passed_over": [_passed_over(found, row, code) for row, code in answers.first_over(found, MOST_PASSED_OVER)],
        "passed_over_count": len(found.over),
        **(tier_answers.of_limits(found, question.limits, at, published) if question.limits.stated else {}),
    }


def _passed_over(found: Allocation, row: AroundSite, code: str) -> dict[str, Any]:
    known = row.free is not None
    return {
        "site_id": row.site_id,
        "name": row.shown_name,
        "distance_km": _km(min(row.metres)) if row.metres else None,
        "code": code,
        "reason": found.reason(row, code),
        "free_plots": row.free,
        **_withheld(row),
        "as_of": row.counted_as_of.isoformat() if known and row.counted_as_of else None,
        "as_of_precision": row.counted_precision if known and row.counted_as_of else None,
    }


def _withheld(row: Withholding) -> dict[str, list[str]]:
    """What of a site's plots was stated and is not public, by the names of the rule; nothing where all is."""
    held = [figure for figure in ("free", "ready", "occupied", "reserved") if is_withheld(row, figure)]
    return {"withheld": held} if held else {}


def _day(connection: Connection) -> tuple[date, datetime]:
    """The day of the address, and as known on; InvalidData for a day before anything is known of any site."""
    chosen = chosen_day(connection)
    known_since.check_sites(connection, chosen.day, chosen.known)
    return chosen.day, chosen.known


def _site(row: NearestSite | UnlocatedSite | Along) -> dict[str, Any]:
    return {"site_id": row.id if isinstance(row, Along) else row.site_id, "name": row.shown_name}


def _room(row: NearestSite | UnlocatedSite | Along) -> dict[str, Any]:
    known = row.free is not None and row.status_then != "closed"
    return {
        "status": row.status_then,
        "free_plots": row.free if known else None,
        "capacity": "known" if known else "unknown",
        **_withheld(row),
        "as_of": row.counted_as_of.isoformat() if known and row.counted_as_of else None,
        "as_of_precision": row.counted_precision if known and row.counted_as_of else None,
    }


def _course(row: Along) -> dict[str, Any]:
    position = None if row.position is None else round(row.position, 6)
    path = {"from": row.path_from, "to": row.path_to} if row.path_from and row.path_to else None
    return {"offset_km": _km(row.offset_m), "position": position, "path": path, "side": answers.side(row)}


def _km(metres: float) -> float:
    return round(metres / 1000, 3)


def _plain(value: float) -> float:
    return int(value) if value == int(value) else value
