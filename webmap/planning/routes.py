"""Pages of planning: the question stands in the address, the answer under it; every table has its CSV twin."""

import math
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, g, redirect, render_template, request
from sqlalchemy import Connection

from geodata.problems import DataError
from webmap.access import allow
from webmap.answers.data_table import csv_file
from webmap.answers.errors import problem_in_words
from webmap.answers.preview import preview
from webmap.asked import known, known_since
from webmap.asked.address import address, choices
from webmap.asked.chosen_day import ChosenDay, chosen_day, default_day
from webmap.asked.parameters import asks
from webmap.db import reading
from webmap.planning import before_asked, comparison, page, picture, queries, saturation_page, sub_pages
from webmap.planning.first_lines import Sentence
from webmap.planning.kept_as_a import kept_as_a
from webmap.planning.limits import USUAL_KM
from webmap.planning.offers import Offer
from webmap.planning.question import OF_A_PLAN, OF_OTHER_QUESTIONS, is_asked, said_once
from webmap.planning.tier_words import known_how
from webmap.words.i18n import gettext as _
from webmap.words.i18n import language

blueprint = Blueprint("planning", __name__)
MOST_ARRIVALS = 200  # as many as the page of what is lacking takes


@blueprint.get("/plan")
@allow("public")
@asks(*OF_A_PLAN, *OF_OTHER_QUESTIONS, "at_site", "new_plots")
def index() -> Any:
    """Where can so many families arriving here sleep on that day?"""
    if request.args.get("at_site") and request.args.get("new_plots"):
        return redirect(_with_new_plots())
    values, status = _tried(is_asked(request.args), _plan, lambda connection: page.judge(connection, request.args))
    if not values["answer"]:
        with reading() as connection:
            values["free_then"] = before_asked.free_on(connection, values["at"], values["known"], language())
        values["pictures"] = values["free_then"].pictures if values["free_then"] else picture.pictures([])
    return render_template(
        "planning/plan.html",
        **{"usual_km": USUAL_KM, **values},
        # Saving and reserving are for people with a name.
        plans_by_name=g.person.id is not None and g.person.reads_exact,
        kept_question={name: given for name, given in _own_choices().items() if name in OF_A_PLAN},
    ), status


def _in_short(sentence: Sentence) -> str:
    found = _(", ").join((sentence.placed, sentence.unplaced))
    return " ".join((f"{found}.", *sentence.rest))


def _plan(connection: Connection, chosen: ChosenDay) -> dict[str, Any]:
    answer = page.answered(connection, request.args, chosen.day, chosen.known, language())
    return {
        "answer": answer,
        "sentence": answer.sentence,
        "preview": preview(_("Plan: who goes where"), _in_short(answer.sentence), at=chosen.day.isoformat()),
        "known_how": known_how,
        "as_a": kept_as_a(request.args, chosen.day),
        "pictures": page.drawn(answer),
        "squares": picture.squares(answer.placed, answer.unplaced) if answer.unplaced else None,
        **page.answer_tables(answer, _csv_of, _supposed),
        "known_sites": sorted(answer.found.rows.values(), key=lambda row: row.shown_name),
        "nearest_site": page.nearest_site(answer),
        "compare_href": address("planning.compare", a=_query(), b=_query(without=("close", "plots"))),
        "gaps_href": _gaps_after(answer),
    }


def _csv_of(what: str) -> str:
    return address("planning.index_csv", what=what, **_own_choices())


def _supposed(offer: Offer) -> str:
    """The plan with these places as if they were counted, and with a limit that reaches them."""
    plots = [one for one in request.args.getlist("plots") if one and one.partition(":")[0] != offer.row.site_id]
    changed: dict[str, Any] = {"plots": [*plots, f"{offer.row.site_id}:{offer.places}"]}
    if offer.barred == "beyond":
        changed["max_km"] = math.ceil(offer.nearest / 1000)
    elif offer.barred:
        changed["same_governorate"] = None
    return address("planning.index", **{**_own_choices(), **changed})


def _gaps_after(answer: page.PlanAnswer) -> str:
    """Where what is lacking is told as it would be with these families; empty where nobody is placed."""
    arriving = [f"{site_id}:{families}" for site_id, families in page.per_site(answer).items()]
    if not 0 < len(arriving) <= MOST_ARRIVALS:
        return ""
    size = answer.question.arrivals.family_size
    return address(
        "gaps.index",
        at=answer.at.isoformat(),
        arrive=arriving,
        family_size=f"{round(float(size), 3):g}" if size else None,
    )


def _with_new_plots() -> str:
    """The two fields of the form for new plots as one choice of the address."""
    added = f"{request.args['at_site']}:{request.args['new_plots']}"
    plots = [*filter(None, request.args.getlist("plots")), added]
    return address("planning.index", **{**_own_choices(), "plots": plots}, at_site=None, new_plots=None)


@blueprint.get("/plan/<any('placed', 'passed-over', 'ask-first'):what>.csv")
@allow("public")
@asks(*OF_A_PLAN, *OF_OTHER_QUESTIONS)
def index_csv(what: str) -> Response:
    with reading() as connection:
        chosen = _known_day(connection)
        answer = page.answered(connection, request.args, chosen.day, chosen.known, language())
    return csv_file(page.whole_table(answer, what), f"plan-{what}-{chosen.day.isoformat()}")


@blueprint.get("/plan/nearest")
@allow("public")
@asks(*OF_A_PLAN, *OF_OTHER_QUESTIONS)
def nearest() -> Any:
    """Which free places are nearest to a point?"""
    values, status = _tried(is_asked(request.args), _nearest, lambda _: sub_pages.nearest_choices(request.args))
    return render_template("planning/nearest.html", **{"pictures": picture.pictures([]), **values}), status


@blueprint.get("/plan/nearest.csv")
@allow("public")
@asks(*OF_A_PLAN, *OF_OTHER_QUESTIONS)
def nearest_csv() -> Response:
    with reading() as connection:
        chosen = _known_day(connection)
        table = _nearest(connection, chosen)["table"]
    return csv_file(table, f"nearest-{chosen.day.isoformat()}")


def _nearest(connection: Connection, chosen: ChosenDay) -> dict[str, Any]:
    csv_href = address("planning.nearest_csv", **_own_choices())
    return sub_pages.nearest(connection, request.args, chosen.day, chosen.known, language(), csv_href)


@blueprint.get("/plan/along")
@allow("public")
@asks(*OF_A_PLAN, *OF_OTHER_QUESTIONS)
def along() -> Any:
    """Which sites and communities lie along a corridor?"""
    values, status = _tried(
        bool(request.args.get("corridor")), _along, lambda _: sub_pages.along_distance(request.args)
    )
    with reading() as connection:
        corridors = queries.corridors(connection, language())
    return render_template("planning/along.html", corridors=corridors, **values), status


@blueprint.get("/plan/along-<any(sites, communities):what>.csv")
@allow("public")
@asks(*OF_A_PLAN, *OF_OTHER_QUESTIONS)
def along_csv(what: str) -> Response:
    with reading() as connection:
        chosen = _known_day(connection)
        table = _along(connection, chosen)[what]
    return csv_file(table, f"along-{what}-{chosen.day.isoformat()}")


def _along(connection: Connection, chosen: ChosenDay) -> dict[str, Any]:
    def csv_href(what: str) -> str:
        return address("planning.along_csv", what=what, **_own_choices())

    return sub_pages.along(connection, request.args, chosen.day, chosen.known, language(), csv_href)


@blueprint.get("/plan/saturation")
@allow("public")
@asks(*OF_A_PLAN, *OF_OTHER_QUESTIONS)
def saturation() -> Any:
    """On which day is a site full?"""
    values, status = _tried(
        bool(request.args.get("site")), _saturation, lambda _: saturation_page.choices(request.args)
    )
    with reading() as connection:
        names = queries.site_names(connection, values["at"], values["known"], language())
    usual = saturation_page.usual_site(names)
    return render_template("planning/saturation.html", known_sites=names, usual_site=usual, **values), status


@blueprint.get("/plan/saturation.csv")
@allow("public")
@asks(*OF_A_PLAN, *OF_OTHER_QUESTIONS)
def saturation_csv() -> Response:
    with reading() as connection:
        chosen = _known_day(connection)
        table = _saturation(connection, chosen)["table"]
    return csv_file(table, f"saturation-{chosen.day.isoformat()}")


def _saturation(connection: Connection, chosen: ChosenDay) -> dict[str, Any]:
    csv_href = address("planning.saturation_csv", **_own_choices())
    return saturation_page.saturation(connection, request.args, chosen.day, chosen.known, language(), csv_href)


@blueprint.get("/plan/compare")
@allow("public")
@asks(*OF_A_PLAN, *OF_OTHER_QUESTIONS)
def compare() -> Any:
    """Two plans, or a scenario and what is known, side by side. `a` and `b` are the queries of their addresses."""
    values, status = _tried(
        bool(request.args.get("a")), _compare, lambda connection: comparison.judge(connection, request.args)
    )
    return render_template("planning/compare.html", **values), status


@blueprint.get("/plan/compare.csv")
@allow("public")
@asks(*OF_A_PLAN, *OF_OTHER_QUESTIONS)
def compare_csv() -> Response:
    with reading() as connection:
        chosen = _known_day(connection)
        table = _compare(connection, chosen)["table"]
    return csv_file(table, f"compare-{chosen.day.isoformat()}")


def _compare(connection: Connection, chosen: ChosenDay) -> dict[str, Any]:
    csv_href = address("planning.compare_csv", **_own_choices())
    return comparison.shown(
        comparison.compared(connection, request.args, chosen.day, chosen.known, language()), csv_href
    )


def _known_day(connection: Connection) -> ChosenDay:
    """The day of the address; InvalidData for one before anything is known of any site."""
    said_once(request.args)
    chosen = chosen_day(connection)
    known_since.check_sites(connection, chosen.day, chosen.known)
    return chosen


Work = Callable[[Connection, ChosenDay], dict[str, Any]]


def _tried(complete: bool, work: Work, judge: Callable[[Connection], object]) -> tuple[dict[str, Any], int]:
    """What `work` makes of the question, or what is wrong with it: then the page shows its form with the reason.

    While the question is not complete, `judge` refuses what the address says already.
    """
    with reading() as connection:
        chosen = default_day(connection)
        values: dict[str, Any] = {"problem": None, "answer": None, "remark": None}
        status = 200
        try:
            said_once(request.args)
            chosen = chosen_day(connection)
            values["remark"] = known.remark(connection, chosen.day, chosen.known)
            if complete or not chosen.why:
                known_since.check_sites(connection, chosen.day, chosen.known)
            if complete:
                values |= work(connection, chosen)
            else:
                judge(connection)
        except DataError as error:
            problem = problem_in_words(error)
            values["problem"], status = problem, problem.status
    return {**values, "at": chosen.day, "known": chosen.known, "why": chosen.why}, status


def _query(without: tuple[str, ...] = ()) -> str:
    """The question of this address as the text of a query, to be carried in another address."""
    kept = {name: given for name, given in _own_choices().items() if given and name not in (*without, "a", "b")}
    return urlencode(kept, doseq=True)


def _own_choices() -> dict[str, Any]:
    """What the question is made of, for links to its files."""
    return {name: given for name, given in choices().items() if name in (*OF_A_PLAN, *OF_OTHER_QUESTIONS)}
