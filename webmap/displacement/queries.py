"""Every statement about published figures. Takes a connection of the reader's layer and plain values."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import Connection

from geodata.rules.figure_checks import Figure
from geodata.rules.figures import HEADLINES
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
SERIES = "^(hawiga_)?(currently_displaced|cumulative_displaced|returned)_individuals$|^idps_in_ninewa_individuals$"
LARGEST_SERIES, LARGEST_LIST, LARGEST_FILE = 2000, 200, 20_000


@dataclass(frozen=True)
class Scope:
    """`begins`: the day of the first figure. `providers`: those with most figures first."""

    begins: date
    providers: list[str]


def series(connection: Connection, scope: str) -> list[SeriesFigure]:
    """All figures of the series of one scope; at most 2,000."""
    return rows(connection, HERE / "series.sql", SeriesFigure, scope=scope, metrics=SERIES, limit=LARGEST_SERIES)


def scopes(connection: Connection) -> dict[str, Scope]:
    """Scopes with a series by name; those with most figures first."""
    found: dict[str, Scope] = {}
    for row in rows(connection, HERE / "scopes.sql", ScopeOfProvider, metrics=SERIES):
        found.setdefault(row.scope, Scope(row.begins, [])).providers.append(row.provider)
    return found


def other_series(connection: Connection, at: date) -> list[OtherSeries]:
    """What else was published by the day: one row a series, with its newest figure."""
    return rows(connection, HERE / "other_series.sql", OtherSeries, at=at, metrics=SERIES, limit=LARGEST_LIST)


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
        HERE / "all_figures.sql",
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
    names = [metric for metric, _type in HEADLINES]
    now, ever, returned = names
    return rows(
        connection,
        HERE / "adding_up.sql",
        ThreeFigures,
        metrics=names,
        now=now,
        ever=ever,
        returned=returned,
        scope=scope,
        at=at,
        limit=LARGEST_LIST,
    )


def compared(connection: Connection, named: Sequence[tuple[str, date, float]]) -> list[ComparedFigure]:
    """The figures named by metric, day and value, with their sources."""
    metrics, days, amounts = ([list(part) for part in zip(*named, strict=True)]) if named else ([], [], [])
    return rows(connection, HERE / "compared.sql", ComparedFigure, metrics=metrics, days=days, amounts=amounts)


def loaded(connection: Connection, at: date | None) -> list[Figure]:
    """All figures with a value up to a day (None: of whichever day), for the checks that run over all of them."""
    return [
        _figure(row)
        for row in rows(connection, HERE / "checked.sql", CheckedFigure, ids=None, at=at, limit=LARGEST_FILE)
    ]


def figures(connection: Connection, ids: Sequence[int], at: date | None) -> dict[int, Figure]:
    """Figures by id; one that is not there, later than the day or not for this reader is missing."""
    found = rows(connection, HERE / "checked.sql", CheckedFigure, ids=list(ids), at=at, limit=LARGEST_FILE)
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
