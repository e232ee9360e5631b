"""Every statement about the reports of somebody's own site; each asks the database whether it is theirs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, func, insert, select
from sqlalchemy.dialects.postgresql import insert as insert_unless_there

from geodata import tables
from geodata.problems import NotFound
from geodata.rules.plausible import JUMP_WITHIN_DAYS
from geodata.tables import SITE_REPORT_FIGURES
from webmap.db import first_row, rows
from webmap.reporting.rows import LastFigure, LastLevel, Levels, OwnSite, Report

HERE = Path(__file__).parent
MOST_REPORTS = 200
NO_REPORT = -1
_ALWAYS = datetime.max.replace(tzinfo=UTC)
_SOURCE = tables.source.c
_LEVEL = tables.service_report.c


def own_site(connection: Connection, site_id: str, lang: str) -> OwnSite | None:
    return first_row(connection, HERE / "own_site.sql", OwnSite, site_id=site_id, lang=lang)


def _reports(connection: Connection, site_id: str, limit: int, **which: object) -> list[Report]:
    chosen = {"report_id": None, "client_uuid": None, "standing": False} | which
    return rows(connection, HERE / "reports.sql", Report, site_id=site_id, limit=limit, **chosen)


def history(connection: Connection, site_id: str) -> list[Report]:
    """All reports of a site, the newest first, corrected ones among them; at most MOST_REPORTS."""
    return _reports(connection, site_id, MOST_REPORTS)


def newest(connection: Connection, site_id: str) -> Report | None:
    """What stands as the newest report of a site."""
    return next(iter(_reports(connection, site_id, 1, standing=True)), None)


def report(connection: Connection, site_id: str, report_id: int) -> Report | None:
    return next(iter(_reports(connection, site_id, 1, report_id=report_id)), None)


def sent_before(connection: Connection, site_id: str, client_uuid: UUID) -> Report | None:
    """The report of this site that was sent under the same id."""
    return next(iter(_reports(connection, site_id, 1, client_uuid=client_uuid)), None)


def is_sent_elsewhere(connection: Connection, client_uuid: UUID) -> bool:
    """Whether some report, of whatever site, was sent under this id."""
    found = connection.scalar(
        select(tables.site_report.c.report_id).where(tables.site_report.c.client_uuid == client_uuid)
    )
    return found is not None


@dataclass(frozen=True)
class Asked:
    """What was last reported of a site: from `since` on and before a `moment` of a `day`, whatever `but` says."""

    site_id: str
    since: date = date.min
    day: date = date.max
    moment: datetime = _ALWAYS
    but: int = NO_REPORT


def before(site_id: str, day: date, moment: datetime, but: int | None = None) -> Asked:
    """Before a moment of a day, within the days of a jump; `but`: what is being corrected."""
    return Asked(site_id, day - timedelta(days=JUMP_WITHIN_DAYS), day, moment, but or NO_REPORT)


def last_figures(connection: Connection, asked: Sequence[Asked]) -> list[dict[str, LastFigure]]:
    """To each question what was last reported of each figure, by its column; one statement."""
    values = {
        "figures": list(SITE_REPORT_FIGURES),
        "sites": [one.site_id for one in asked],
        "since": [one.since for one in asked],
        "days": [one.day for one in asked],
        "moments": [one.moment for one in asked],
        "but": [one.but for one in asked],
    }
    answers: list[dict[str, LastFigure]] = [{} for _one in asked]
    for found in rows(connection, HERE / "last_figures.sql", LastFigure, **values):
        answers[found.nth - 1][found.figure] = found
    return answers


def last_levels(connection: Connection, site_id: str, indicators: Sequence[str]) -> dict[str, LastLevel]:
    found = rows(connection, HERE / "last_levels.sql", LastLevel, site_id=site_id, indicators=list(indicators))
    return {one.indicator: one for one in found}


def one_at_a_time(connection: Connection, site_id: str) -> None:
    """Until the end of the transaction nobody else writes a report of this site: each is judged after all before it."""
    connection.execute(select(func.report_alone(site_id)))


def add_report(connection: Connection, values: Mapping[str, Any], levels: Levels) -> int:
    """The id of a new report with the services that came with it, which the database refuses where the site is not the
    person's.

    NotFound where at this moment its client_uuid came with a report of another site.
    """
    adding = insert_unless_there(tables.site_report).on_conflict_do_nothing(index_elements=["client_uuid"])
    made: int | None = connection.scalar(adding.returning(tables.site_report.c.report_id), values)
    if made is None:
        raise NotFound("report", str(values["client_uuid"]), parameter="client_uuid")
    if levels:
        whose = {name: values[name] for name in ("as_of", "as_of_precision", "observed_at", "source_id")}
        whose |= {"site_ids": [values["site_id"]], "site_report_id": made, "qualifier": "exact", "confidence": "exact"}
        connection.execute(
            insert(tables.service_report),
            [{**whose, "indicator": one, "value": value, "unit": unit} for one, (value, unit) in levels.items()],
        )
    return made


def management_source(connection: Connection, site_id: str, name: str) -> int:
    """The source that reports of a site's own management cite."""
    return source(connection, f"site-management:{site_id}", f"Reported by site management, {name}")


def source(connection: Connection, cited_as: str, title: str) -> int:
    """The id of what is cited as this, made with the first report that cites it."""
    connection.execute(
        insert_unless_there(tables.source).on_conflict_do_nothing(index_elements=[_SOURCE.cited_as]),
        {"cited_as": cited_as, "title": title},
    )
    found: int = connection.execute(
        select(_SOURCE.source_id).where(_SOURCE.cited_as == bindparam("cited")), {"cited": cited_as}
    ).scalar_one()
    return found


def levels_of(connection: Connection, site_id: str, reports: Iterable[Report]) -> dict[int, Levels]:
    """The services that came with reports of a site, by the id of their report; none for one that came with none."""
    ids = [one.report_id for one in reports]
    found = select(_LEVEL.site_report_id, _LEVEL.indicator, _LEVEL.value, _LEVEL.unit).where(
        _LEVEL.site_report_id.in_(ids), func.may_report(site_id)
    )
    levels: dict[int, dict[str, tuple[Decimal, str]]] = {report_id: {} for report_id in ids}
    for one in connection.execute(found):
        levels[one.site_report_id][one.indicator] = (one.value, one.unit)
    return dict(levels)


def levels_with(connection: Connection, site_id: str, report: Report) -> Levels:
    """The services that came with a report."""
    return levels_of(connection, site_id, [report])[report.report_id]


def moment_now(connection: Connection) -> datetime:
    """The database's clock, by which reports are recorded."""
    now: datetime = connection.execute(select(func.clock_timestamp())).scalar_one()
    return now
