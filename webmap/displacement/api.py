"""Adding published figures for programs: the sum where it means something, else the reasons why it does not."""

from typing import Any

from flask import Blueprint, Response, request

from geodata.problems import InvalidData, NotFound
from geodata.rules.digits import latin_digits
from geodata.rules.figure_checks import NOW, Figure, Published, Refusal, published, refusals
from webmap.access import allow
from webmap.answers.errors import for_programs
from webmap.answers.json_answers import PROBLEM, json_answer
from webmap.asked.chosen_day import parse_day
from webmap.asked.numbers import parts
from webmap.asked.parameters import asks
from webmap.db import reading
from webmap.displacement import checks, queries
from webmap.words.i18n import gettext as _

blueprint = for_programs(Blueprint("figures_api", __name__, url_prefix="/api/plan/figures"))
MOST_FIGURES = 20
MOST_REASONS = 20


@blueprint.get("/sum")
@allow("public")
@asks("ids")
def sum_of() -> Response:
    """`ids=` of figures, as /displacement.csv names them. 409 with every reason where they are not to be added.

    With `at=` as it was known on that day: a figure of a later one is not found.
    """
    ids = _ids(request.args.get("ids", ""))
    at = parse_day(request.args["at"]) if request.args.get("at") else None
    with reading() as connection:
        found = queries.figures(connection, ids, at)
        all_figures = queries.loaded(connection, at)
    for figure_id in ids:
        if figure_id not in found:
            raise NotFound("ids", str(figure_id))
    figures = [found[figure_id] for figure_id in ids]
    reasons = refusals(figures)
    return _refused(reasons) if reasons else json_answer(_sum(figures, all_figures))


def _ids(given: str) -> list[int]:
    written = [latin_digits(part) for part in parts(given)]
    if not all(part.isascii() and part.isdigit() and len(part) <= 9 for part in written):
        raise InvalidData(_("Name the figures by their ids, like 454,457."), parameter="ids")
    ids = [int(part) for part in written]
    if not 2 <= len(ids) <= MOST_FIGURES:
        message = _("Name 2 to %(most)s figures.", most=MOST_FIGURES)
        raise InvalidData(message, parameter="ids")
    if len(set(ids)) < len(ids):
        raise InvalidData(_("A figure is named twice; it counts once."), parameter="ids")
    return ids


def _sum(figures: list[Figure], all_figures: list[Figure]) -> dict[str, Any]:
    """Types can only differ where displaced now and returned make up those ever displaced.

    Such a sum is not exact where the provider itself printed another total for that day.
    """
    first = figures[0]
    makes_up = len({figure.type for figure in figures}) > 1
    value = sum(figure.value for figure in figures)
    exact = all(figure.qualifier in (None, "exact") for figure in figures)
    answer = {
        "sum": _plain(value),
        "unit": first.unit,
        "type": "cumulative" if makes_up else first.type,
        "means": "ever displaced" if makes_up else None,
        "exact": exact,
        "as_of": first.as_of.isoformat(),
        "scope": first.scope,
        "provider": first.provider,
        "figures": [_figure(figure) for figure in figures],
    }
    return answer | _beside(figures, all_figures, exact) if makes_up else answer


def _beside(figures: list[Figure], all_figures: list[Figure], exact: bool) -> dict[str, Any]:
    """The published total, and what it does to the sum."""
    now, returned = sorted(figures, key=lambda figure: not figure.metric.endswith(NOW))
    found = published(now, returned, all_figures)
    if found is None:
        none = _("No total was published for that day, so the sum could not be compared with one.")
        return {"published": None, "agrees": None, "reason": none}
    if found.balance.verdict != "differs":
        return {"published": _published(found), "agrees": True, "exact": exact, "reason": None}
    reason = checks.printed_otherwise(found, now, returned)
    return {"published": _published(found), "agrees": False, "means": None, "exact": False, "reason": reason}


def _published(found: Published) -> dict[str, Any]:
    """`difference`: the published total less the sum. `totals_belong_to`: the day whose stock fits the totals."""
    belongs = found.true_stock.as_of.isoformat() if found.true_stock else None
    return {**_figure(found.ever), "difference": _plain(found.balance.difference), "totals_belong_to": belongs}


def _refused(reasons: list[Refusal]) -> Response:
    told = [
        {
            "code": reason.code,
            "detail": checks.refusal_in_words(reason),
            "figures": sorted({reason.one.figure_id, reason.other.figure_id}),
        }
        for reason in reasons[:MOST_REASONS]
    ]
    problem = {
        "title": checks.refused(reasons),
        "status": 409,
        "detail": " ".join(str(reason["detail"]) for reason in told),
        "parameter": "ids",
        "reasons": told,
    }
    return json_answer(problem, 409, kind=PROBLEM)


def _figure(figure: Figure) -> dict[str, Any]:
    return {
        "figure_id": figure.figure_id,
        "metric": figure.metric,
        "value": _plain(figure.value),
        "qualifier": figure.qualifier,
        "source": figure.printed.source_title,
        "source_url": figure.printed.source_url,
    }


def _plain(value: float) -> float:
    return int(value) if value == int(value) else value
