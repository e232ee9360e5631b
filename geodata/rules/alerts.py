"""What somebody should look at in a site: derived from what stands on a day, and kept nowhere.

An alert is known by its site, its kind and the fact it rests on. While that holds it is one alert, with the day since
which it holds; once it does not, there is none. Figures older than 31 days raise none: then the site is late, which is
an alert of its own. The limits stand in geodata/reference/alerts.json.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache

from geodata.facts.files import FOLDER
from geodata.rules.conflicts import Conflict, conflicts, people_a_family
from geodata.rules.filling import fills_on
from geodata.rules.freshness import is_old
from geodata.rules.plausible import JUMP_WITHIN_DAYS, MAY_JUMP, Before, jumps
from geodata.rules.recent_trend import trend
from geodata.rules.rhythm import DELINQUENT, OVERDUE, Basis, late_since, rhythm, state
from geodata.statements.site_rows import SiteOnDay
from geodata.statements.watched import Acknowledgement, WatchedReport

OVER_CAPACITY, NEARLY_FULL, FILLS, LATE, JUMP, CONFLICT = KINDS = (
    "over_capacity",
    "nearly_full",
    "fills",
    "late",
    "jump",
    "conflict",
)
URGENT, SOON, CHECK = SEVERITIES = ("urgent", "soon", "check")
NOT_WATCHED = ("closed", "no_access", "not_open")
# Of a site that stopped reporting longer ago, and of which nobody states how often it is to, nobody is reminded.
FORGOTTEN_AFTER = timedelta(days=365)


@dataclass(frozen=True)
class Limits:
    """`nearly_full_percent`: of the ready plots occupied, from which on."""

    nearly_full_percent: int
    fills_within_days: int


@cache
def limits() -> Limits:
    stated = json.loads((FOLDER / "alerts.json").read_text(encoding="utf-8"))
    return Limits(stated["nearly_full_percent"], stated["fills_within_days"])


@dataclass(frozen=True)
class Alert:
    """`subject`: the fact it rests on. `level`: the greater the worse, among alerts of one kind."""

    site_id: str
    kind: str
    subject: str
    since: date
    level: int = 0
    severity: str = SOON
    values: Mapping[str, int | date | str] = field(default_factory=dict)
    report_id: int | None = None

    @property
    def key(self) -> tuple[str, str, str]:
        return self.site_id, self.kind, self.subject


def alerts(row: SiteOnDay, reports: Sequence[WatchedReport], at: date) -> list[Alert]:
    """Of one site on a day; `reports`: its last ones, newest first."""
    if row.status_then in NOT_WATCHED:
        return []
    return [
        *_full(row, reports, at),
        *_fills(row, reports, at),
        *_late(row, at),
        *_jumps(row, reports, at),
        *_conflicts(row, reports, at),
    ]


def acknowledged(alert: Alert, said: Sequence[Acknowledgement]) -> Acknowledgement | None:
    """The newest that still holds: of this alert since it began, when it was as bad as now or worse."""
    return next(
        (
            one
            for one in said
            if (one.site_id, one.kind, one.subject) == alert.key
            and one.on_day >= alert.since
            and one.level >= alert.level
        ),
        None,
    )


def _since(reports: Sequence[WatchedReport], holds: Callable[[int], bool | None], otherwise: date) -> date:
    """The day of the oldest of the reports, newest first, for which it held without a break.

    `holds` takes a place among them; None: that report says nothing of it.
    """
    since = otherwise
    for place, report in enumerate(reports):
        held = holds(place)
        if held is False:
            break
        if held:
            since = min(since, report.as_of)
    return since


def _full(row: SiteOnDay, reports: Sequence[WatchedReport], at: date) -> Iterator[Alert]:
    if row.counted_as_of is None or is_old(row.counted_as_of, row.counted_precision, at):
        return
    if row.over_capacity_by and row.ready is not None:
        since = _since(reports, lambda place: _is_over(reports[place]), row.counted_as_of)
        values: dict[str, int | date | str] = {"over": row.over_capacity_by, "day": row.counted_as_of}
        yield Alert(row.site_id, OVER_CAPACITY, "", since, row.over_capacity_by, URGENT, values)
    elif row.free is not None and _is_nearly_full(row.ready, row.occupied):
        assert row.ready is not None
        assert row.occupied is not None
        since = _since(reports, lambda place: _is_nearly_full_then(reports[place]), row.counted_as_of)
        values = {"occupied": row.occupied, "ready": row.ready, "free": row.free, "day": row.counted_as_of}
        yield Alert(row.site_id, NEARLY_FULL, "", since, 1000 * row.occupied // row.ready, SOON, values)


def _is_over(report: WatchedReport) -> bool | None:
    if report.plots_ready is None or report.plots_occupied is None:
        return None
    return report.plots_occupied > report.plots_ready


def _is_nearly_full_then(report: WatchedReport) -> bool | None:
    if report.plots_ready is None or report.plots_occupied is None:
        return None
    return _is_nearly_full(report.plots_ready, report.plots_occupied)


def _is_nearly_full(ready: int | None, occupied: int | None) -> bool:
    return bool(ready) and occupied is not None and 100 * occupied >= limits().nearly_full_percent * (ready or 0)


def _fills(row: SiteOnDay, reports: Sequence[WatchedReport], at: date) -> Iterator[Alert]:
    if not row.free or row.counted_as_of is None or is_old(row.counted_as_of, row.counted_precision, at):
        return
    full_on = _full_on(row.free, reports, row.counted_as_of, at)
    if full_on is None:
        return
    since = _since(reports, lambda place: _fills_then(reports[place:]), row.counted_as_of)
    values: dict[str, int | date | str] = {"on": full_on, "free": row.free, "day": row.counted_as_of}
    yield Alert(row.site_id, FILLS, "", since, -full_on.toordinal(), SOON, values)


def _full_on(free: int, reports: Sequence[WatchedReport], counted: date, at: date) -> date | None:
    """By the trend of the last month, within the days of the limit from `at`."""
    found = trend(reports)
    if found is None:
        return None
    return fills_on(free, found.net, (), counted, (at - counted).days + limits().fills_within_days)


def _fills_then(reports: Sequence[WatchedReport]) -> bool | None:
    newest = reports[0]
    if newest.plots_ready is None or newest.plots_occupied is None:
        return None
    free = newest.plots_ready - newest.plots_occupied
    return free > 0 and _full_on(free, reports, newest.as_of, newest.as_of) is not None


def _late(row: SiteOnDay, at: date) -> Iterator[Alert]:
    """By what is stated or by a habit; where monthly is but assumed nobody is reminded."""
    found = rhythm(row.reported_days or (), row.reports)
    last = row.reported_days[0] if row.reported_days else row.reports_since
    how = state(last, found, at)
    if last is None or how not in (OVERDUE, DELINQUENT) or found.basis is Basis.ASSUMED:
        return
    if found.basis is Basis.HABIT and at - last > FORGOTTEN_AFTER:
        return
    is_worse = how == DELINQUENT
    yield Alert(
        row.site_id,
        LATE,
        last.isoformat(),
        late_since(last, found),
        int(is_worse),
        URGENT if is_worse else SOON,
        {"every": found.days, "state": how},
    )


def _jumps(row: SiteOnDay, reports: Sequence[WatchedReport], at: date) -> Iterator[Alert]:
    """Of each figure the newest that is stated: once a later report goes on from it, it is none any more."""
    for column in MAY_JUMP:
        stated = [one for one in reports if getattr(one, column) is not None]
        if len(stated) < 2 or is_old(stated[0].as_of, stated[0].as_of_precision, at):
            continue
        newest, before = stated[:2]
        if JUMP in newest.confirmed or (newest.as_of - before.as_of).days > JUMP_WITHIN_DAYS:
            continue
        for found in jumps({column: getattr(newest, column)}, {column: Before(getattr(before, column), before.as_of)}):
            values = {**_whole(found.values), "column": column, "day": newest.as_of, "day_before": before.as_of}
            subject = f"{column} of report {newest.report_id}"
            yield Alert(row.site_id, JUMP, subject, newest.as_of, 0, CHECK, values, newest.report_id)


def _whole(values: Mapping[str, int | float | str | date]) -> dict[str, int | date | str]:
    return {name: value for name, value in values.items() if isinstance(value, int)}


@dataclass(frozen=True)
class _Alone:
    """The figures of one report beside one another."""

    families: int | None
    individuals: int | None
    occupied: int | None
    families_as_of: date
    families_precision: str
    opened_on: date | None
    opened_on_precision: str | None
    families_qualifier: str | None = None
    individuals_qualifier: str | None = None

    @property
    def individuals_as_of(self) -> date:
        return self.families_as_of

    @property
    def individuals_precision(self) -> str:
        return self.families_precision

    @property
    def counted_as_of(self) -> date:
        return self.families_as_of

    @property
    def counted_precision(self) -> str:
        return self.families_precision


def _conflicts(row: SiteOnDay, reports: Sequence[WatchedReport], at: date) -> Iterator[Alert]:
    days = {"families": row.families_as_of, "individuals": row.individuals_as_of, "occupied": row.counted_as_of}
    for found in conflicts(row):
        of_figures = [day for name in found.figures if (day := days[name]) is not None]
        newest = max(of_figures)
        if is_old(min(of_figures), "day", at):
            continue
        since = _since(reports, lambda place, found=found: _conflicts_then(row, reports[place], found), newest)  # type: ignore[misc]
        subject = " ".join((found.code, *found.figures))
        yield Alert(row.site_id, CONFLICT, subject, since, _distance(row, found), CHECK, {"code": found.code})


def _conflicts_then(row: SiteOnDay, report: WatchedReport, found: Conflict) -> bool | None:
    stated = {"families": report.families, "individuals": report.individuals, "occupied": report.plots_occupied}
    if any(stated[name] is None for name in found.figures):
        return None
    alone = _Alone(
        report.families,
        report.individuals,
        report.plots_occupied,
        report.as_of,
        report.as_of_precision,
        row.opened_on,
        row.opened_on_precision,
    )
    return found in conflicts(alone)


def _distance(row: SiteOnDay, found: Conflict) -> int:
    """How far apart the figures are, in whole steps: tenths of a person in a family, families short of the plots."""
    if found.code == "family_size":
        return abs(round(10 * (people_a_family(row) or 0)) - 60)
    if found.code == "fewer_than_plots":
        return (row.occupied or 0) - (row.families or 0)
    return 0
