"""Pages of the published figures of displacement, and their CSV file."""

from typing import Any

from flask import Blueprint, Response, render_template, request
from sqlalchemy import Connection

from geodata.figures import DEFAULT_PROVIDER, MOSUL_OPERATION
from geodata.problems import NotFound
from webmap.access import allow
from webmap.address import one_of
from webmap.chosen_day import ChosenDay, chosen_day
from webmap.data_table import csv_file
from webmap.db import reading
from webmap.displacement import checks, page, queries, tables
from webmap.displacement.remarks import remarks
from webmap.i18n import isolated, qualified
from webmap.layers import figure_words as words
from webmap.layers import figures as layer
from webmap.layers.slider import first_day, month_name

blueprint = Blueprint("displacement", __name__)


@blueprint.get("/displacement")
@allow("public")
def index() -> str:
    """Series of people displaced in one scope: stock, running total, returned; each a chart and a table of its own."""
    with reading() as connection:
        chosen = chosen_day(connection)
        values = _page(connection, chosen)
    return render_template("displacement/index.html", at=chosen.day, why=chosen.why, **values)


def _page(connection: Connection, chosen: ChosenDay) -> dict[str, Any]:
    scopes = queries.scopes(connection)
    every_provider = tuple(sorted({name for names in scopes.values() for name in names}))
    scope = one_of("scope", tuple(scopes), MOSUL_OPERATION) or MOSUL_OPERATION
    provider = one_of("provider", every_provider, DEFAULT_PROVIDER) or DEFAULT_PROVIDER
    of_operation, here = scope == MOSUL_OPERATION, provider in scopes.get(scope, [])
    notes = remarks() if of_operation else []
    named = [figure for remark in notes for figure in remark.figures]
    numbered = page.numbered(notes, queries.compared(connection, named), chosen.day)
    rows = queries.series(connection, scope)
    blocks = page.blocks(rows, scope, provider, first_day(), chosen.day, numbered)
    return {
        "scope": scope,
        "scope_name": words.scope(scope),
        "provider_name": words.provider(provider),
        "month_name": month_name,
        "qualified": qualified,
        "isolated": isolated,
        "provider": provider,
        "scopes": tables.scope_choice(scopes),
        "providers": tables.provider_choice(scopes.get(scope, [])),
        "provider_is_here": here,
        "blocks": blocks,
        "answer": page.answer(blocks, scope, provider, chosen.day),
        "numbers": layer.numbers(connection, chosen.day, provider) if of_operation and here else None,
        "sums": tables.adding_up(queries.adding_up(connection, scope, chosen.day)) if of_operation else None,
        "checks": checks.checks(queries.loaded(connection), chosen.day),
        "notes": numbered,
        "others": tables.other_series(queries.other_series(connection, chosen.day)),
    }


@blueprint.get("/displacement.csv")
@allow("public")
def index_csv() -> Response:
    """Every published figure that is not one of a site; metric, scope and provider narrow it."""
    metric, scope, provider = (request.args.get(name) or None for name in ("metric", "scope", "provider"))
    with reading() as connection:
        found = queries.all_figures(connection, metric, scope, provider)
    return csv_file(tables.all_figures(found), "displacement")


@blueprint.get("/displacement/checks.csv")
@allow("public")
def checks_csv() -> Response:
    """Every check of the figures with its verdict."""
    with reading() as connection:
        found = queries.loaded(connection)
    return csv_file(checks.file_table(found), "checks")


@blueprint.get("/displacement/<metric>")
@allow("public")
def show(metric: str) -> str:
    """Every figure of one metric, as published."""
    with reading() as connection:
        chosen = chosen_day(connection)
        rows = queries.all_figures(connection, metric, None, None, limit=queries.LARGEST_SERIES)
    if not rows:
        raise NotFound("metric", metric)
    return render_template("displacement/metric.html", at=chosen.day, table=tables.of_metric(metric, rows))
