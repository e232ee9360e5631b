"""The alerts of sites in words, and what somebody said of them: for their page, for feeds and for the map."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from geodata.rules import alerts as rule
from geodata.rules.alerts import Alert
from geodata.rules.conflicts import Conflict
from geodata.rules.conflicts import conflicts as conflicting
from geodata.rules.rhythm import DELINQUENT
from geodata.statements.site_rows import SiteOnDay
from geodata.statements.watched import Acknowledgement, WatchedReport
from webmap.db import STATEMENTS, rows
from webmap.layers.sites import conflicts, reports_due
from webmap.words import terms
from webmap.words.i18n import day, ngettext, number
from webmap.words.i18n import gettext as _

REPORTS_LOOKED_AT = 12


@dataclass(frozen=True)
class Watched:
    """An alert of a site on a day. `known`: who said to know of it, as long as that holds."""

    alert: Alert
    row: SiteOnDay
    sentence: str
    known: Acknowledgement | None = None


def of_sites(connection: Connection, sites: Sequence[SiteOnDay], at: date, known: datetime) -> list[Watched]:
    """Of these sites, in the exact layer: the gravest first, open ones before those that somebody knows of."""
    ids = [row.site_id for row in sites]
    values = {"site_ids": ids, "at": at, "known": known}
    reports: dict[str, list[WatchedReport]] = defaultdict(list)
    for report in rows(connection, STATEMENTS / "watched_reports.sql", WatchedReport, each=REPORTS_LOOKED_AT, **values):
        reports[report.site_id].append(report)
    said = rows(connection, STATEMENTS / "acknowledgements.sql", Acknowledgement, **values)
    found = [
        Watched(alert, row, sentence(alert, row, at), rule.acknowledged(alert, said))
        for row in sites
        for alert in rule.alerts(row, reports[row.site_id], at)
    ]
    return sorted(found, key=_order)


def _order(one: Watched) -> tuple[int, bool, int, int, str]:
    alert = one.alert
    severity, kind = rule.SEVERITIES.index(alert.severity), rule.KINDS.index(alert.kind)
    return severity, one.known is not None, kind, -alert.level, one.row.shown_name.casefold()


def severity(code: str) -> str:
    """A heading."""
    return {"urgent": _("Now"), "soon": _("Soon"), "check": _("To check")}[code]


def kind(code: str) -> str:
    """A few words, for lists and feeds."""
    return {
        "over_capacity": _("over capacity"),
        "nearly_full": _("nearly full"),
        "fills": _("fills soon"),
        "late": _("report late"),
        "jump": _("implausible jump"),
        "conflict": _("figures in conflict"),
    }[code]


def sentence(alert: Alert, row: SiteOnDay, at: date) -> str:
    """What is so, with the days of the figures that say it."""
    values = alert.values
    if alert.kind == rule.OVER_CAPACITY:
        return ngettext(
            "Over capacity by %(over)s family, counted %(day)s.",
            "Over capacity by %(over)s families, counted %(day)s.",
            alert.level,
            over=number(alert.level),
            day=_day(values["day"]),
        )
    if alert.kind == rule.NEARLY_FULL:
        ready = int(str(values["ready"]))
        return ngettext(
            "%(occupied)s of %(ready)s ready plot is occupied, counted %(day)s; the limit is %(percent)s %%.",
            "%(occupied)s of %(ready)s ready plots are occupied, counted %(day)s; the limit is %(percent)s %%.",
            ready,
            occupied=number(int(str(values["occupied"]))),
            ready=number(ready),
            day=_day(values["day"]),
            percent=number(rule.limits().nearly_full_percent),
        )
    if alert.kind == rule.FILLS:
        return _(
            "Full on %(on)s, if it goes on as in the last month (free on %(day)s: %(free)s).",
            on=_day(values["on"]),
            day=_day(values["day"]),
            free=number(int(str(values["free"]))),
        )
    if alert.kind == rule.LATE:
        return reports_due.sentence(row, at)
    if alert.kind == rule.JUMP:
        return _(
            "%(what)s: from %(before)s (%(day_before)s) to %(now)s (%(day)s), and nobody has said that it is right.",
            what=terms.report_figure(str(values["column"])),
            before=number(int(str(values["before"]))),
            day_before=_day(values["day_before"]),
            now=number(int(str(values["now"]))),
            day=_day(values["day"]),
        )
    told = (one for one, found in zip(conflicts.sentences(row), conflicting(row), strict=True) if _is_of(alert, found))
    return next(told, "")


def _is_of(alert: Alert, found: Conflict) -> bool:
    return alert.subject == " ".join((found.code, *found.figures))


def _day(value: object) -> str:
    return day(value if isinstance(value, date) else None, short=True)


def next_step(alert: Alert) -> str:
    """What to do, in a few words that are a link."""
    if alert.kind == rule.LATE:
        is_gone = alert.values["state"] == DELINQUENT
        return _("Ask what happened, then report") if is_gone else _("Report what stands today")
    return {
        rule.OVER_CAPACITY: _("Find free places nearby"),
        rule.NEARLY_FULL: _("See when it fills"),
        rule.FILLS: _("See when it fills"),
        rule.JUMP: _("Confirm or correct the report"),
        rule.CONFLICT: _("Compare the figures"),
    }[alert.kind]
