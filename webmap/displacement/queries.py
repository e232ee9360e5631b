"""Every statement about published figures. Takes a connection of the reader's layer and plain values."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import ARRAY, Column, ColumnElement, Connection, Date, Integer, Text, and_, bindparam, func, or_, select
from sqlalchemy.dialects.postgresql import distinct_on

from geodata import relations
from geodata.rules.figure_checks import Figure
from geodata.rules.figures import HEADLINES
from geodata.statements.headlines import BEST_FIRST, OF_NO_SITE
from geodata.statements.sources import PUBLISHED, PUBLISHER, TITLE, TITLE_AND_URL, WEB_ADDRESS
from webmap.db import rows
from webmap.displacement.rows import (
    CheckedFigure,
    ComparedFigure,
    OtherSeries,
    PublishedFigure,
    ScopeOfProvider,
    SeriesFigure,
    ThreeFigures,
)

HERE = Path(__file__).parent
# Series of people displaced, of whichever operation; a POSIX regular expression for the statements.
OF_SERIES = "^(hawiga_)?(currently_displaced|cumulative_displaced|returned)_individuals$|^idps_in_ninewa_individuals$"
PERIOD = ("period_start", "period_start_precision", "as_of", "as_of_precision")
LARGEST_SERIES, LARGEST_LIST, LARGEST_FILE = 2000, 200, 20_000
_FIGURE, _SOURCE = relations.figures.c, relations.sources.c
_SOURCED = relations.figures.join(relations.sources, _SOURCE.source_id == _FIGURE.source_id)
_AT = bindparam("at", type_=Date)
_LIMIT = bindparam("limit", type_=Integer)
_NOTE = func.said_by(_FIGURE.note, _AT).label("note")


def _chosen(column: Column[str], by: str) -> ColumnElement[bool]:
    """True of every row where the reader chose nothing (None)."""
    value = bindparam(by, type_=Text)
    return or_(value.is_(None), column == value)


# Every figure of the headline metrics of one scope, in series: metric, type, provider, then day. Notes as of `at`.
SERIES = (
    select(
        *_FIGURE["figure_id", "metric", "type", *PERIOD, "unit", "value", "qualifier", "scope"],
        *_FIGURE["provider", "relayed_by", "suspect"],
        _NOTE,
        _FIGURE.source_id,
        *TITLE_AND_URL,
    )
    .select_from(_SOURCED)
    .where(_FIGURE.metric.regexp_match(bindparam("metrics", type_=Text)), OF_NO_SITE)
    .where(_FIGURE.scope == bindparam("scope", type_=Text), _FIGURE.provider.is_not(None), _FIGURE.value.is_not(None))
    .order_by(_FIGURE.metric, _FIGURE.type, _FIGURE.provider, _FIGURE.as_of)
    .order_by(_FIGURE.relayed_by.is_not(None), _FIGURE.figure_id)
    .limit(_LIMIT)
)

# Every published figure up to a day that is not one of a site, narrowed by what the reader chose.
ALL_FIGURES = (
    select(
        *_FIGURE["metric", "type", *PERIOD, "value", "unit", "qualifier", "multiplier", "scope", "provider"],
        *_FIGURE["relayed_by", "suspect"],
        _NOTE,
        *_FIGURE["source_id", "figure_id"],
        *TITLE_AND_URL,
    )
    .select_from(_SOURCED)
    .where(OF_NO_SITE, _FIGURE.as_of <= _AT)
    .where(_chosen(_FIGURE.metric, "metric"), _chosen(_FIGURE.scope, "scope"), _chosen(_FIGURE.provider, "provider"))
    .order_by(_FIGURE.metric, _FIGURE.type, _FIGURE.scope, _FIGURE.provider, _FIGURE.as_of, _FIGURE.figure_id)
    .limit(_LIMIT)
)

_IDS = bindparam("ids", type_=ARRAY(Integer))
# Figures with what decides whether they may be added or compared. `ids` None: all of them; `at` None: of whichever day.
CHECKED = (
    select(
        *_FIGURE["figure_id", "metric", "type", "unit", "value", "qualifier", "as_of", "as_of_precision", "scope"],
        *_FIGURE["provider", "relayed_by", "site_ids", "suspect", "multiplier", "source_id"],
        TITLE,
        PUBLISHER,
        *PUBLISHED,
        WEB_ADDRESS.label("source_url"),
    )
    .select_from(_SOURCED)
    .where(_FIGURE.value.is_not(None), or_(_AT.is_(None), _FIGURE.as_of <= _AT))
    .where(or_(_IDS.is_(None), _FIGURE.figure_id == func.any(_IDS)))
    .order_by(_FIGURE.as_of, _FIGURE.figure_id)
    .limit(_LIMIT)
)


# Of several figures of a day the best, for each provider and metric of one scope.
_PREFERRED = (
    select(
        *_FIGURE["provider", "as_of", "as_of_precision", "metric", "value", "qualifier"],
        relations.sources.c.title,
        relations.sources.c.url,
    )
    .ext(distinct_on(_FIGURE.provider, _FIGURE.as_of, _FIGURE.metric))
    .select_from(_SOURCED)
    .where(_FIGURE.metric.in_([metric for metric, _type in HEADLINES]), OF_NO_SITE, ~_FIGURE.suspect)
    .where(_FIGURE.scope == bindparam("scope", type_=Text), _FIGURE.as_of <= _AT)
    .where(_FIGURE.provider.is_not(None), _FIGURE.value.is_not(None))
    .order_by(_FIGURE.provider, _FIGURE.as_of, _FIGURE.metric, *BEST_FIRST)
    .cte("preferred")
)
_NOW, _EVER, _RETURNED = (_PREFERRED.alias(name) for name in ("now", "ever", "returned"))


def _beside(one: Any, metric: str) -> ColumnElement[bool]:
    """Another figure of the provider and day."""
    return and_(one.c.provider == _NOW.c.provider, one.c.as_of == _NOW.c.as_of, one.c.metric == metric)


# Days for which one provider gave all three of one scope: displaced now, ever displaced, returned.
ADDING_UP = (
    select(
        *_NOW.c["provider", "as_of", "as_of_precision"],
        *(
            one.c[name].label(f"{one.name}_{name}")
            for one in (_NOW, _EVER, _RETURNED)
            for name in ("value", "qualifier", "title", "url")
        ),
    )
    .join_from(_NOW, _EVER, _beside(_EVER, HEADLINES[1][0]))
    .join(_RETURNED, _beside(_RETURNED, HEADLINES[2][0]))
    .where(_NOW.c.metric == HEADLINES[0][0])
    .order_by(_NOW.c.as_of.desc(), _NOW.c.provider)
    .limit(_LIMIT)
)


@dataclass(frozen=True)
class Scope:
    """`begins`: the day of the first figure. `providers`: those with most figures first."""

    begins: date
    providers: list[str]


def series(connection: Connection, scope: str, at: date) -> list[SeriesFigure]:
    """All figures of the series of one scope, with what was said of them by the day; at most 2,000."""
    return rows(connection, SERIES, SeriesFigure, scope=scope, at=at, metrics=OF_SERIES, limit=LARGEST_SERIES)


def scopes(connection: Connection) -> dict[str, Scope]:
    """Scopes with a series by name; those with most figures first."""
    found: dict[str, Scope] = {}
    for row in rows(connection, HERE / "scopes.sql", ScopeOfProvider, metrics=OF_SERIES):
        found.setdefault(row.scope, Scope(row.begins, [])).providers.append(row.provider)
    return found


def other_series(connection: Connection, at: date) -> list[OtherSeries]:
    """What else was published by the day: one row a series, with its newest figure."""
    return rows(connection, HERE / "other_series.sql", OtherSeries, at=at, metrics=OF_SERIES, limit=LARGEST_LIST)


def all_figures(
    connection: Connection,
    at: date,
    metric: str | None,
    scope: str | None = None,
    provider: str | None = None,
    limit: int = LARGEST_FILE,
) -> list[PublishedFigure]:
    """Every published figure up to a day that is not one of a site; None leaves a choice open."""
    return rows(
        connection,
        ALL_FIGURES,
        PublishedFigure,
        at=at,
        metric=metric,
        scope=scope,
        provider=provider,
        limit=limit,
    )


def metric_is_known(connection: Connection, metric: str) -> bool:
    """Whether a figure of a metric is loaded, of whichever day."""
    return bool(all_figures(connection, date.max, metric, limit=1))


def adding_up(connection: Connection, scope: str, at: date) -> list[ThreeFigures]:
    """Days up to `at` for which one provider gave all three figures, newest first."""
    return rows(connection, ADDING_UP, ThreeFigures, scope=scope, at=at, limit=LARGEST_LIST)


def compared(connection: Connection, named: Sequence[tuple[str, date, float]]) -> list[ComparedFigure]:
    """The figures named by metric, day and value, with their sources."""
    metrics, days, amounts = ([list(part) for part in zip(*named, strict=True)]) if named else ([], [], [])
    return rows(connection, HERE / "compared.sql", ComparedFigure, metrics=metrics, days=days, amounts=amounts)


def loaded(connection: Connection, at: date | None) -> list[Figure]:
    """All figures with a value up to a day (None: of whichever day), for the checks that run over all of them."""
    return [_figure(row) for row in rows(connection, CHECKED, CheckedFigure, ids=None, at=at, limit=LARGEST_FILE)]


def figures(connection: Connection, ids: Sequence[int], at: date | None) -> dict[int, Figure]:
    """Figures by id; one that is not there, later than the day or not for this reader is missing."""
    found = rows(connection, CHECKED, CheckedFigure, ids=list(ids), at=at, limit=LARGEST_FILE)
    return {row.figure_id: _figure(row) for row in found}


def _figure(row: CheckedFigure) -> Figure:
    return Figure(
        figure_id=row.figure_id,
        metric=row.metric,
        type=row.type,
        unit=row.unit,
        value=float(row.value),
        as_of=row.as_of,
        precision=row.as_of_precision,
        qualifier=row.qualifier,
        scope=row.scope,
        provider=row.provider,
        site_ids=tuple(row.site_ids),
        suspect=row.suspect,
        multiplier=float(row.multiplier) if row.multiplier is not None else None,
        source_id=row.source_id,
        row=row,
    )
