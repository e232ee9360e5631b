"""The reports of a site as a drawing: plots ready and occupied over time, what was corrected crossed out and pale.

A line joins reports that lie together; it is broken where somebody said *unknown* and where more than 31 days lie
between. Time runs left to right in every language.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from geodata.rules.dates import first_day
from geodata.rules.pairs import together
from webmap.drawing.scale import Scale, levels, month_starts
from webmap.reporting.rows import Report
from webmap.words import terms
from webmap.words.i18n import day, number, qualified
from webmap.words.i18n import gettext as _

# Two drawings of the same, because text that shrinks with a phone's screen cannot be read.
WIDE, NARROW = (640, 260), (320, 240)
LEFT, RIGHT, TOP, BOTTOM = 52, 20, 26, 30
COLUMNS = ("plots_ready", "plots_occupied")
FEWEST_FOR_A_CHART = 3


@dataclass(frozen=True)
class Dot:
    """One value; `is_corrected`: another report stands in its place. `words`: all of it, for who points at it."""

    x: float
    y: float
    is_corrected: bool
    words: str


@dataclass(frozen=True)
class Line:
    """One figure: its stretches, as points of polylines, and its dots."""

    column: str
    label: str
    stretches: Sequence[str]
    dots: Sequence[Dot]


@dataclass(frozen=True)
class Chart:
    """A drawing of `width` and `height` pixels; `description`: the standing values in words."""

    width: int
    height: int
    lines: Sequence[Line]
    grid: Sequence[tuple[float, str]]
    ticks: Sequence[tuple[float, str]]
    description: str
    left: int = LEFT

    @property
    def floor(self) -> int:
        return self.height - BOTTOM


def charts(reports: Sequence[Report]) -> list[tuple[str, Chart]]:
    """For a wide page and for a phone; none where fewer than three standing reports state either figure."""
    in_time = sorted(reports, key=lambda one: (_first(one), one.as_of, one.told_at, one.report_id))
    standing = [one for one in in_time if one.corrected_by is None]
    if max(sum(column in one.figures for one in standing) for column in COLUMNS) < FEWEST_FOR_A_CHART:
        return []
    return [("wide", _chart(in_time, WIDE)), ("phone", _chart(in_time, NARROW))]


def _chart(reports: Sequence[Report], size: tuple[int, int]) -> Chart:
    stating = [one for one in reports if not one.figures.keys().isdisjoint(COLUMNS)]
    most = max(one.figures.get(column, 0) for one in stating for column in COLUMNS)
    grid = levels(max(most, 1))
    first, last = stating[0].as_of, max(one.as_of for one in stating)
    scale = Scale(*size, first, last, max(grid[-1], most), LEFT, RIGHT, TOP, BOTTOM)
    lines = [_line(column, reports, scale) for column in COLUMNS]
    return Chart(
        *size,
        lines=[one for one in lines if one.dots],
        grid=[(scale.y(value), number(value)) for value in grid],
        ticks=_ticks(scale),
        description=_description(reports),
    )


def _line(column: str, reports: Sequence[Report], scale: Scale) -> Line:
    stretches: list[list[str]] = [[]]
    dots: list[Dot] = []
    before: Report | None = None
    for report in reports:
        is_corrected = report.corrected_by is not None
        value = report.figures.get(column)
        if value is None:
            if column in report.said_unknown and not is_corrected:
                before = None
            continue
        x, y = scale.x(report.as_of), scale.y(value)
        dots.append(Dot(x, y, is_corrected, _words(report, column)))
        if is_corrected:
            continue
        if before is None or not _lie_together(before, report):
            stretches.append([])
        stretches[-1].append(f"{x},{y}")
        before = report
    joined = [" ".join(points) for points in stretches if len(points) > 1]
    return Line(column, terms.report_figure(column), joined, dots)


def _lie_together(one: Report, other: Report) -> bool:
    return together(one.as_of, one.as_of_precision, other.as_of, other.as_of_precision)


def _words(report: Report, column: str) -> str:
    said = qualified(report.figures[column], report.stated.get(column, {}).get("qualifier"))
    words = {"day": day(report.as_of, report.as_of_precision), "value": said}
    if report.corrected_by is not None:
        return _("%(day)s: %(value)s, corrected later", **words)
    return _("%(day)s: %(value)s", **words)


def _description(reports: Sequence[Report]) -> str:
    parts = []
    for column in COLUMNS:
        stating = [one for one in reports if column in one.figures and one.corrected_by is None]
        if stating:
            ends = [_words(one, column) for one in (stating[0], stating[-1])]
            figure = terms.report_figure(column)
            parts.append(_("%(figure)s, first and last: %(ends)s", figure=figure, ends="; ".join(ends)))
    return ". ".join(parts)


def _ticks(scale: Scale) -> list[tuple[float, str]]:
    """Months; of reports within one month the first and the last day."""
    months = month_starts(scale.first, scale.last)
    if len(months) < 2:
        return [(scale.x(one), day(one, short=True)) for one in sorted({scale.first, scale.last})]
    step = math.ceil(len(months) / (scale.width // 90))
    return [(scale.x(one), day(one, "month", short=True)) for one in months[::step] if scale.x(one) < scale.end - 30]


def _first(report: Report) -> date:
    return first_day(report.as_of, report.as_of_precision)
