"""Pages of the published figures of displacement, and their CSV file."""

from typing import Any

from flask import Blueprint, Response, render_template, request
from sqlalchemy import Connection

from geodata.facts.day import first_day
from geodata.problems import InvalidData, NotFound
from geodata.rules.figures import MOSUL_OPERATION, default_provider
from webmap.access import allow
from webmap.answers.data_table import csv_file
from webmap.answers.turns import in_turn
from webmap.asked.choices import one_of
from webmap.asked.chosen_day import ChosenDay, chosen_day, default_day
from webmap.asked.parameters import asks
from webmap.db import reading
from webmap.displacement import checks, page, queries, tables
from webmap.displacement.remarks import remarks
from webmap.headlines import displaced
from webmap.words import figures as words
from webmap.words.i18n import isolated, qualified
from webmap.words.periods import month_name

blueprint = Blueprint("displacement", __name__)


@blueprint.get("/displacement")
@allow("public")
@asks("scope", "provider")
@in_turn
def index() -> Any:
    """Series of people displaced in one scope: stock, running total, returned; each a chart and a table of its own."""
    with reading() as connection:
        chosen = default_day(connection)
        scopes = queries.scopes(connection)
        try:
            chosen = chosen_day(connection)
            scope, provider = _choices(scopes, chosen)
            values, status = _page(connection, chosen, scopes, scope, provider), 200
        except InvalidData as problem:
            values, status = {"problem": problem, **_form(scopes, chosen, MOSUL_OPERATION)}, 400
    body = render_template("displacement/index.html", at=chosen.day, why=chosen.why, **values)
    return body, status


def _choices(scopes: dict[str, queries.Scope], chosen: ChosenDay) -> tuple[str, str]:
    """Scope and provider of the address. One that began later may be asked for, but none is offered before it began."""
    every_provider = tuple(sorted({name for scope in scopes.values() for name in scope.providers}))
    usual = default_provider(scopes[MOSUL_OPERATION].providers if MOSUL_OPERATION in scopes else [])
    scope = request.args.get("scope", "")
    if scope not in scopes:
        scope = one_of(request.args, "scope", _begun(scopes, chosen), MOSUL_OPERATION) or MOSUL_OPERATION
    return scope, one_of(request.args, "provider", every_provider, usual) or usual


def _begun(scopes: dict[str, queries.Scope], chosen: ChosenDay) -> tuple[str, ...]:
    return tuple(name for name, scope in scopes.items() if scope.begins <= chosen.day)


def _form(scopes: dict[str, queries.Scope], chosen: ChosenDay, scope: str) -> dict[str, Any]:
    """What can be chosen."""
    offered = [name for name in scopes if name == scope or name in _begun(scopes, chosen)]
    return {
        "scope": scope,
        "scopes": tables.scope_choice(offered),
        "providers": tables.provider_choice(scopes[scope].providers if scope in scopes else []),
    }


def _page(
    connection: Connection, chosen: ChosenDay, scopes: dict[str, queries.Scope], scope: str, provider: str
) -> dict[str, Any]:
    of_operation, here = scope == MOSUL_OPERATION, scope in scopes and provider in scopes[scope].providers
    notes = remarks() if of_operation else []
    named = [figure for remark in notes for figure in remark.figures]
    numbered = page.numbered(notes, queries.compared(connection, named), chosen.day)
    rows = queries.series(connection, scope, chosen.day)
    blocks = page.blocks(rows, scope, provider, first_day(), chosen.day, numbered)
    return {
        **_form(scopes, chosen, scope),
        "problem": None,
        "scope_name": words.scope(scope),
        "provider_name": words.provider(provider),
        "month_name": month_name,
        "qualified": qualified,
        "isolated": isolated,
        "provider": provider,
        "provider_is_here": here,
        "blocks": blocks,
        "answer": page.answer(blocks, scope, provider, chosen.day),
        "numbers": displaced.numbers(connection, chosen.day, provider) if of_operation and here else None,
        "sums": tables.adding_up(queries.adding_up(connection, scope, chosen.day)) if of_operation else None,
        "checks": checks.checks(queries.loaded(connection, chosen.day), chosen.day),
        "notes": numbered,
        "others": tables.other_series(queries.other_series(connection, chosen.day)),
    }


@blueprint.get("/displacement.csv")
@allow("public")
@asks("metric", "scope", "provider")
@in_turn
def index_csv() -> Response:
    """Every figure published by the day that is not one of a site; metric, scope and provider narrow it."""
    metric, scope, provider = (request.args.get(name) or None for name in ("metric", "scope", "provider"))
    with reading() as connection:
        at = chosen_day(connection).day
        found = queries.all_figures(connection, at, metric, scope, provider)
    return csv_file(tables.all_figures(found), f"displacement-{at.isoformat()}")


@blueprint.get("/displacement/checks.csv")
@allow("public")
@in_turn
def checks_csv() -> Response:
    """Every check of the figures up to the day with its verdict."""
    with reading() as connection:
        at = chosen_day(connection).day
        found = queries.loaded(connection, at)
    return csv_file(checks.file_table(found), f"checks-{at.isoformat()}")


@blueprint.get("/displacement/<metric>")
@allow("public")
def show(metric: str) -> str:
    """Every figure of one metric, as published by the day."""
    with reading() as connection:
        chosen = chosen_day(connection)
        rows = queries.all_figures(connection, chosen.day, metric, limit=queries.LARGEST_SERIES)
        if not rows and not queries.metric_is_known(connection, metric):
            raise NotFound("metric", metric)
    table = tables.of_metric(metric, rows, chosen.day)
    return render_template("displacement/metric.html", at=chosen.day, why=chosen.why, table=table)
