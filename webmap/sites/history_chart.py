"""The history of one site as a drawing: what was counted and when, and how long nobody counted.

A figure of a month is a bar as wide as the month, one of a day a dot, "more than" an upward arrow, statements of "full"
are lids, the time since the last count is hatched. Nothing is smoothed. Time runs left to right in every language.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from geodata.rules.dates import first_day
from webmap.drawing.labels import VALUE, Label, Labels
from webmap.drawing.scale import Scale, levels, month_starts
from webmap.sites.reported import Stated, newest_withheld, standing
from webmap.sites.rows import Report
from webmap.words.i18n import day, ngettext, number, qualified
from webmap.words.i18n import gettext as _

# Two drawings of the same, because text that shrinks with a phone's screen cannot be read.
WIDE, NARROW = (640, 320), (358, 260)
LEFT, RIGHT, TOP, BOTTOM = 56, 20, 44, 30
ROOM_OF_DOT, ROOM_OF_ARROW = 10, 22  # pixels from a figure to its value; values without room are in the table alone
GAP_FROM_DAYS = 31
FEWEST_FOR_A_CHART = 3


@dataclass(frozen=True)
class Mark:
    """One figure: a bar from x1 to x2 or (x1 = x2) a dot, with its label unless there is no room for it."""

    x1: float
    x2: float
    y: float
    label: Label | None
    more_than: bool
    approximate: bool


@dataclass(frozen=True)
class Chart:
    title: str
    description: str
    marks: list[Mark] = field(default_factory=list)
    series: str = ""
    grid: list[tuple[float, str]] = field(default_factory=list)
    ticks: list[tuple[float, str]] = field(default_factory=list)
    lids: list[tuple[float, str]] = field(default_factory=list)
    gap: tuple[float, float, str] | None = None
    day_x: float = 0
    day_label: str = ""
    width: int = WIDE[0]
    height: int = WIDE[1]
    left: int = LEFT
    top: int = TOP

    @property
    def floor(self) -> int:
        return self.height - BOTTOM


class Series(NamedTuple):
    """People of one site over time or, where no source counts people, families."""

    figure: str
    shown: Sequence[Stated]

    @property
    def title(self) -> str:
        return _("People living here") if self.figure == "individuals" else _("Families living here")


def one_series(reports: Sequence[Report]) -> Series:
    figure = "individuals" if any(r.individuals is not None for r in reports) else "families"
    return Series(figure, standing(reports, figure))


def in_words(series: Series) -> str:
    """The figures in a sentence; empty without any."""
    return _describe(series.shown, series.title) if series.shown else ""


def history_chart(
    series: Series, reports: Sequence[Report], said_full: Sequence[date], at: date, size: tuple[int, int] = WIDE
) -> Chart | None:
    """The series as a drawing; None of fewer figures than make a line: a sentence says them.

    `size` is the width and height of the drawing in pixels.
    """
    figure, shown = series
    if len(shown) < FEWEST_FOR_A_CHART:
        return None
    first = min(first_day(one.report.as_of, one.report.as_of_precision) for one in shown)
    largest = max(one.value for one in shown)
    lines = levels(max(largest, 1))
    scale = _scale(first, at, max(lines[-1], largest * 1.05), size)
    marks = _marks(shown, scale)
    return Chart(
        title=series.title,
        description=in_words(series),
        marks=marks,
        series=" ".join(f"{(m.x1 + m.x2) / 2:.1f},{m.y:.1f}" for m in marks) if len(marks) > 1 else "",
        grid=[(scale.y(value), number(value)) for value in lines],
        ticks=_ticks(scale),
        lids=[(scale.x(said), day(said, short=True)) for said in sorted(set(said_full)) if said >= first],
        gap=_gap((newest_withheld(reports, figure) or shown[-1].report).as_of, at, scale),
        day_x=scale.x(at),
        day_label=day(at, short=True),
        width=size[0],
        height=size[1],
    )


def _scale(first: date, last: date, most: float, size: tuple[int, int]) -> Scale:
    """Whole months from the first figure on, and at least four weeks."""
    begins = first.replace(day=1)
    return Scale(*size, begins, max(last, begins + timedelta(days=27)), most, LEFT, RIGHT, TOP, BOTTOM)


def _marks(shown: Sequence[Stated], scale: Scale) -> list[Mark]:
    marks: list[Mark] = []
    labels = Labels(scale.width, scale.height)
    for report, value, qualifier in shown:
        x1, x2, y = scale.x(first_day(report.as_of, report.as_of_precision)), scale.x(report.as_of), scale.y(value)
        middle = min(max((x1 + x2) / 2, LEFT + 24), scale.width - RIGHT - 20)
        more_than = qualifier in ("more_than", "at_least")
        over = (middle, y - (ROOM_OF_ARROW if more_than else ROOM_OF_DOT), "middle")
        marks.append(
            Mark(
                x1=x1,
                x2=x2,
                y=y,
                label=labels.place([qualified(value, qualifier)], [over], VALUE),
                more_than=more_than,
                approximate=qualifier == "approx",
            )
        )
    return marks


def _ticks(scale: Scale) -> list[tuple[float, str]]:
    months = [scale.first, *month_starts(scale.first, scale.last)]
    step = math.ceil(len(months) / (scale.width // 90))
    shown = (one for one in months[::step] if scale.x(one) < scale.width - RIGHT - 30)
    return [(scale.x(one), day(one, "month", short=True)) for one in shown]


def _gap(last: date, at: date, scale: Scale) -> tuple[float, float, str] | None:
    days = (at - last).days
    if days <= GAP_FROM_DAYS:
        return None
    text = ngettext("no count for %(days)s day", "no count for %(days)s days", days, days=number(days))
    return scale.x(last), scale.x(at), text


def _describe(shown: Sequence[Stated], title: str) -> str:
    parts = [
        f"{day(report.as_of, report.as_of_precision)}: {qualified(value, qualifier)}"
        for report, value, qualifier in shown
    ]
    return f"{title}. " + _("; ").join(parts) + "."
