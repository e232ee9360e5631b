"""Capacity as a pipeline: planned, prepared, ready, occupied, reserved, free, each with its own day, on one scale."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from geodata.rules.freshness import is_old
from geodata.statements.site_state import is_withheld
from webmap.layers.sites.state import percent_occupied
from webmap.sites.reported import Stated, newest_withheld, standing
from webmap.sites.rows import Report, Site
from webmap.words import terms
from webmap.words.i18n import day, qualified
from webmap.words.i18n import gettext as _

FULL_WIDTH = 300  # pixels of the longest bar


@dataclass(frozen=True)
class Step:
    """`width` in pixels, None when nothing is stated; `remark` says why a figure does not hold any more."""

    code: str
    label: str
    value: int | None
    text: str
    when: str
    width: float | None
    old: bool
    remark: str = ""


def pipeline(row: Site, reports: Sequence[Report], at: date) -> list[Step]:
    labels = {
        "plots_planned": _("Planned"),
        "plots_prepared": _("Prepared"),
        "plots_ready": _("Ready"),
        "plots_occupied": _("Occupied"),
        "plots_reserved": _("Reserved"),
    }
    held = {column: report for column in labels if (report := newest_withheld(reports, column))}
    newest = {c: None if c in held else next(reversed(standing(reports, c)), None) for c in labels}
    largest = max((found.value for found in newest.values() if found is not None), default=0)
    scale = FULL_WIDTH / largest if largest else 0
    steps = [
        _withheld(column, label, held[column]) if column in held else _step(column, label, newest[column], scale, at)
        for column, label in labels.items()
    ]
    return [*(_with_percent(step, row) for step in steps), _free(row, scale, at)]


def _with_percent(step: Step, row: Site) -> Step:
    """Beside the plots occupied, how many per cent of those ready they are, where one count states both."""
    percent = percent_occupied(row) if step.code == "occupied" and step.value == row.occupied else ""
    return replace(step, remark=_("; ").join(filter(None, (percent, step.remark)))) if percent else step


def _withheld(column: str, label: str, report: Report) -> Step:
    when = day(report.as_of, report.as_of_precision, short=True)
    return Step(column.removeprefix("plots_"), label, None, terms.withheld(), when, None, False)


def _step(column: str, label: str, found: Stated | None, scale: float, at: date) -> Step:
    code = column.removeprefix("plots_")
    if found is None:
        return Step(code, label, None, _("not stated"), "", None, False)
    report, value, qualifier = found
    old = is_old(report.as_of, report.as_of_precision, at)
    return Step(
        code,
        label,
        value,
        qualified(value, qualifier),
        day(report.as_of, report.as_of_precision, short=True),
        round(max(value * scale, 1), 1),
        old,
        _("older than 31 days") if old else "",
    )


def _free(row: Site, scale: float, at: date) -> Step:
    if is_withheld(row, "free"):
        when = day(row.counted_as_of, row.counted_precision, short=True)
        return Step("free", _("Free"), None, terms.withheld(), when, None, False)
    if row.free is None:
        if row.doubted:
            remark = _("the count is in doubt: imported under a warning that nobody has confirmed")
        elif row.changed_since:
            remark = _("the counts of ready and occupied plots changed since")
        elif row.out_of_date:
            remark = _("the counts of ready and occupied plots are out of date")
        else:
            remark = _("no source counts both ready and occupied plots")
        return Step("free", _("Free"), None, _("unknown"), "", None, False, remark)
    remark = _("over capacity by %(number)s", number=row.over_capacity_by) if row.over_capacity_by else ""
    when = day(row.counted_as_of, row.counted_precision, short=True)
    old = is_old(row.counted_as_of, row.counted_precision, at)
    return Step("free", _("Free"), row.free, qualified(row.free, "exact"), when, max(row.free * scale, 1), old, remark)
