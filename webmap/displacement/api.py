"""Adding published figures for programs: the sum where it means something, else the reasons why it does not."""

from typing import Any

from flask import Blueprint, Response, json, request

from geodata.figure_checks import NOW, Figure, Refusal, refusals
from geodata.problems import InvalidData, NotFound
from webmap.access import allow
from webmap.db import reading
from webmap.displacement import checks, queries
from webmap.i18n import gettext as _

blueprint = Blueprint("figures_api", __name__, url_prefix="/api/plan/figures")
MOST_FIGURES = 20
MOST_REASONS = 20


@blueprint.get("/sum")
@allow("public")
def sum_of() -> Response:
    """`ids=` of figures, as /displacement.csv names them. 409 with every reason where they are not to be added."""
    ids = _ids(request.args.get("ids", ""))
    with reading() as connection:
        found = queries.figures(connection, ids)
    for figure_id in ids:
        if figure_id not in found:
            raise NotFound("ids", str(figure_id))
    figures = [found[figure_id] for figure_id in ids]
    reasons = refusals(figures)
    return _refused(reasons) if reasons else _json(_sum(figures), 200, "application/json")


def _ids(given: str) -> list[int]:
    parts = given.split(",")
    if not all(part.isascii() and part.isdigit() and len(part) <= 9 for part in parts):
        raise InvalidData(_("Name the figures by their ids, like 454,457."), parameter="ids")
    ids = [int(part) for part in parts]
    if not 2 <= len(ids) <= MOST_FIGURES:
        message = _("Name 2 to %(most)s figures.", most=MOST_FIGURES)
        raise InvalidData(message, parameter="ids")
    if len(set(ids)) < len(ids):
        raise InvalidData(_("A figure is named twice; it counts once."), parameter="ids")
    return ids


def _sum(figures: list[Figure]) -> dict[str, Any]:
    """Types can only differ where displaced now and returned make up those ever displaced."""
    first = figures[0]
    types = {figure.type for figure in figures}
    value = sum(figure.value for figure in figures)
    exact = all(figure.qualifier in (None, "exact") for figure in figures)
    return {
        "sum": _plain(value),
        "unit": first.unit,
        "type": first.type if len(types) == 1 else "cumulative",
        "means": "ever displaced" if NOW in {figure.metric for figure in figures} and len(types) > 1 else None,
        "exact": exact,
        "as_of": first.as_of.isoformat(),
        "scope": first.scope,
        "provider": first.provider,
        "figures": [_figure(figure) for figure in figures],
    }


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
    return _json(problem, 409, "application/problem+json")


def _figure(figure: Figure) -> dict[str, Any]:
    return {
        "figure_id": figure.figure_id,
        "metric": figure.metric,
        "value": _plain(figure.value),
        "qualifier": figure.qualifier,
        "source": figure.row.source_title,
        "source_url": figure.row.source_url,
    }


def _plain(value: float) -> float:
    return int(value) if value == int(value) else value


def _json(body: dict[str, Any], status: int, kind: str) -> Response:
    return Response(json.dumps(body, ensure_ascii=False), status, content_type=kind)
