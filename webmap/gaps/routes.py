"""What sites lack by a set of standards, today and after an arrival: page, CSV and program's answer."""

from typing import Any

from flask import Blueprint, Response, render_template, request

from geodata.problems import DataError
from geodata.rules import standards
from geodata.statements.site_rows import SiteOnDay
from webmap.access import allow
from webmap.answers.data_table import csv_file
from webmap.answers.errors import for_programs, problem_in_words
from webmap.answers.json_answers import json_answer
from webmap.answers.turns import in_turn
from webmap.asked import known, numbers
from webmap.asked.address import address, addresses
from webmap.asked.chosen_day import chosen_day, default_day
from webmap.asked.parameters import asks
from webmap.db import reading
from webmap.gaps import as_json, findings, health_tables, page, picture, question, tables
from webmap.gaps.findings import Gaps
from webmap.standards import standard_words
from webmap.words.i18n import language

blueprint = Blueprint("gaps", __name__)
MOST_UNJUDGED = 100  # more names than anybody reads
OWN_CHOICES = ("set", "arrive", "site", "families", "family_size")


@blueprint.get("/plan/gaps")
@allow("public")
@asks(*OWN_CHOICES)
@in_turn
def index() -> Any:
    """How many latrines, showers, litres … are missing, where and in all."""
    status = 200
    with reading() as connection:
        chosen = default_day(connection)
        values: dict[str, Any] = {"problem": None, "answer": None, "remark": None}
        try:
            chosen = chosen_day(connection)
            values["remark"] = known.remark(connection, chosen.day, chosen.known)
            asked = question.read(request.args)
            values |= _answered(findings.gaps_on(connection, asked, chosen.day, chosen.known, language()))
        except DataError as error:  # the page keeps what was typed and says what is wrong with it
            problem = problem_in_words(error)
            values["problem"], status = problem, problem.status
        values.setdefault("sites", findings.sites_to_choose(connection, chosen.day, chosen.known, language()))
    values["site_choices"] = [(row.site_id, row.shown_name) for row in values["sites"]]
    sets = [(code, standard_words.set_name(code, chosen.day)) for code in standards.sets()]
    return render_template("gaps/index.html", at=chosen.day, why=chosen.why, sets=sets, **values), status


def _answered(found: Gaps) -> dict[str, Any]:
    address_of = addresses("sites.show", "site_id")
    assessed = page.worst_first(found)
    judged = {one.site.site_id for one in assessed}
    by_id = {row.site_id: row for row in found.sites}
    alone = found.question.only is not None
    return {
        "answer": page.answer(found),
        "weak_point": page.age(found) if alone else page.weak_point(found),
        "alone": alone,
        **({} if alone else {"sites": found.sites}),
        "arrivals": _arrivals(found),
        "pictures": picture.pictures(found),
        "totals": tables.totals_table(found),
        "by_site": tables.sites_table(assessed, found, address_of, csv_href=_csv_address()),
        "most_unjudged": MOST_UNJUDGED,
        "unjudged": [row for row in found.sites if row.site_id not in judged],
        "health": health_tables.health_table(found.health, found.health_limit, address_of),
        "health_sentence": health_tables.far_sentence(found.health, found.health_limit),
        "health_set": standard_words.set_name(found.health_limit.set, found.at),
        "shelter": health_tables.shelter_table(found.shelters, found.transitional, by_id, address_of),
        "limits": tables.limits_table([*found.limits.values()]),
        "sources": page.sources([*found.limits.values()]),
        "assumptions": page.assumptions(found),
    }


@blueprint.get("/plan/gaps.csv")
@allow("public")
@asks(*OWN_CHOICES)
@in_turn
def index_csv() -> Response:
    """A row for each site and limit, also where nothing is known: those cells are empty."""
    found = _gaps()
    table = tables.sites_table(found.assessed, found, addresses("sites.show", "site_id"))
    return csv_file(table, f"gaps-{found.question.set}-{found.at.isoformat()}")


@blueprint.get("/api/plan/gaps")
@allow("public")
@asks(*OWN_CHOICES)
@for_programs
@in_turn
def api() -> Response:
    """What sites lack by a set of standards, in absolute numbers, today and after an arrival."""
    found = _gaps()
    answer = as_json.gaps(found)
    answer["answer"], answer["assumptions"] = page.answer(found), [page.age(found), *page.assumptions(found)]
    return json_answer(answer)


def _gaps() -> Gaps:
    asked = question.read(request.args)
    with reading() as connection:
        chosen = chosen_day(connection)
        return findings.gaps_on(connection, asked, chosen.day, chosen.known, language())


def _csv_address() -> str:
    own = {name: request.args.getlist(name) for name in OWN_CHOICES if name in request.args}
    return address("gaps.index_csv", **own)


def _arrivals(found: Gaps) -> list[tuple[SiteOnDay, int, str]]:
    """The arrivals that the address names by `arrive`: site, families, and the address without it."""
    given = [one for one in request.args.getlist("arrive") if one]
    listed = []
    for row in found.arrives_at:
        others = [one for one in given if one.partition(":")[0] != row.site_id]
        if len(others) < len(given):
            named = [one for one in given if one not in others]
            families = sum(numbers.as_whole(one.partition(":")[2]) or 0 for one in named)
            listed.append((row, families, address(arrive=others or None)))
    return listed
