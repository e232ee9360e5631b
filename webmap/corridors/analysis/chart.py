"""Where the bars of the weeks stand: a panel a kind, a bar a report, side by side and never on one another.

Time runs from left to right in every language; all panels have one scale.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, product

from geodata.statements.movement_rows import Movement
from webmap.corridors.analysis.weeks import OfKind, Weeks
from webmap.layers.movements.moved import pattern, people, sentence
from webmap.words.i18n import isolated, number, qualified, without_isolates
from webmap.words.movements import flow_kind
from webmap.words.periods import tight_period

WIDE, NARROW = 700, 344  # px; each with labels of its own
TITLE, LABELS, BARS, STRIP, BETWEEN, AXIS = 20, 26, 58, 6, 14, 34
WIDEST_BAR, SPACE, LEAST_HEIGHT, UNKNOWN_HEIGHT = 26.0, 3.0, 2.0, 16.0
LETTER, LINE = 7.4, 12.0  # px of a label's text, at most: bold, in the widest of the fonts that phones have
MOST_BARS = 12  # of a week
LEAST_LABELLED = 62.0  # px of a week with its days under it


@dataclass(frozen=True)
class Bar:
    """A report. `look`: as the map draws it (layers/movements/moved.py); `label` is empty where it has no room."""

    x: float
    y: float
    width: float
    height: float
    look: str
    label: str
    told: str
    label_x: float = 0.0
    label_y: float = 0.0

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 1)


@dataclass(frozen=True)
class Panel:
    """`hatched`: weeks that nobody reported of; `covered`: days that a report is about; both as left edge and width."""

    title: str
    title_y: float
    top: float
    floor: float
    bars: Sequence[Bar]
    more: Sequence[tuple[float, str]]
    hatched: Sequence[tuple[float, float]]
    covered: Sequence[tuple[float, float]]


@dataclass(frozen=True)
class Chart:
    width: int
    height: int
    panels: Sequence[Panel]
    edges: Sequence[float]
    days: Sequence[tuple[float, str]]


@dataclass(frozen=True)
class _Days:
    """Pixels of days: each of the span is as wide as the next."""

    found: Weeks
    width: int

    def x(self, days: int) -> float:
        return round(self.width * days / (self.found.span.days + 1), 1)

    def edges(self) -> list[float]:
        first = self.found.span.first
        return [*(self.x((week.first - first).days) for week in self.found.weeks), float(self.width)]


def chart(found: Weeks, width: int) -> Chart:
    days = _Days(found, width)
    edges = days.edges()
    most = max((people(row).value or 0 for row in found.used), default=0) or 1
    panels: list[Panel] = []
    for one in found.kinds:
        top = panels[-1].floor + STRIP + BETWEEN if panels else 0.0
        panels.append(_panel(one, days, edges, top, most))
    end = panels[-1].floor + STRIP if panels else 0.0
    return Chart(width, round(end + AXIS), panels, edges, _under_weeks(found, edges))


def _panel(one: OfKind, days: _Days, edges: Sequence[float], top: float, most: int) -> Panel:
    floor = top + TITLE + LABELS + BARS
    bars: list[Bar] = []
    more = []
    for rows, (left, right) in zip(one.by_week, pairwise(edges), strict=True):
        bars += _of_week(rows[:MOST_BARS], left, right, floor, most)
        if rows[MOST_BARS:]:
            more.append((round((left + right) / 2, 1), f"+{number(len(rows) - MOST_BARS)}"))
    first, last = days.found.span.first, days.found.span.last
    covered = [
        (days.x((max(begins, first) - first).days), days.x((min(ends, last) - first).days + 1))
        for begins, ends in one.covered
    ]
    return Panel(
        title=flow_kind(one.kind),
        title_y=top + 13,
        top=top + TITLE,
        floor=floor,
        bars=_labelled(bars, top + TITLE, days.width),
        more=more,
        hatched=[(edges[place], round(edges[place + 1] - edges[place], 1)) for place in sorted(one.silent)],
        covered=[(left, round(right - left, 1)) for left, right in covered],
    )


def _of_week(rows: Sequence[Movement], left: float, right: float, floor: float, most: int) -> list[Bar]:
    if not rows:
        return []
    room = (right - left - SPACE) / len(rows)
    wide = round(min(WIDEST_BAR, max(1.0, room - SPACE)), 1)
    step = min(room, wide + 2 * SPACE)
    begins = (left + right) / 2 - step * len(rows) / 2 + (step - wide) / 2
    return [_bar(row, round(begins + step * place, 1), wide, floor, most) for place, row in enumerate(rows)]


def _bar(row: Movement, x: float, wide: float, floor: float, most: int) -> Bar:
    moved = people(row)
    if moved.value is None:
        high, label = UNKNOWN_HEIGHT, "?"
    else:
        high = round(max(LEAST_HEIGHT, BARS * moved.value / most), 1) if moved.value else 0.8
        label = qualified(moved.value, "approx" if moved.estimated else row.qualifier)
    inside = {"label_x": round(x + wide / 2, 1), "label_y": floor - 4} if moved.value is None else {}
    return Bar(x, round(floor - high, 1), wide, high, pattern(row), label, sentence(row), **inside)


def _labelled(bars: Sequence[Bar], top: float, width: float) -> list[Bar]:
    """Each with its number above it, up to four lines higher where another stands there; else without. The largest
    choose first."""
    taken: list[tuple[float, float, float]] = []  # left, right, base
    by_size = sorted(bars, key=lambda bar: -bar.height)
    labelled = {id(bar): _with_label(bar, bars, taken, top, width) for bar in by_size}
    return [labelled[id(bar)] for bar in bars]


def _with_label(
    bar: Bar, bars: Sequence[Bar], taken: list[tuple[float, float, float]], top: float, width: float
) -> Bar:
    if bar.label_x:
        return bar
    half = LETTER * len(without_isolates(bar.label)) / 2
    for middle, base in product(
        (bar.middle, bar.x + bar.width - half, bar.x + half), (bar.y - 4 - n * LINE for n in range(5))
    ):
        left, right = middle - half, middle + half
        meets_label = any(left < x1 and right > x0 and abs(base - y) < LINE for x0, x1, y in taken)
        meets_bar = any(left < one.x + one.width and right > one.x and base > one.y - 1 for one in bars if one != bar)
        if left >= 0 and right <= width and base > top + LINE - 4 and not meets_label and not meets_bar:
            taken.append((left, right, base))
            return replace(bar, label_x=round(middle, 1), label_y=round(base, 1))
    return replace(bar, label="")


def _under_weeks(found: Weeks, edges: Sequence[float]) -> list[tuple[float, str]]:
    """The first days of the weeks, of as many as there is room for."""
    wide = edges[-1] / len(found.weeks)
    every = 1
    while wide * every < LEAST_LABELLED:
        every += 1
    listed = list(zip(found.weeks, pairwise(edges), strict=True))[::-1][::every]
    return [
        _within((left + right) / 2, tight_period(week.first, week.last), edges[-1])
        for week, (left, right) in listed
        if right - left > LEAST_LABELLED / 2 or every > 1
    ]


def _within(middle: float, text: str, width: float) -> tuple[float, str]:
    half = LETTER * len(text) / 2
    return round(min(max(middle, half), width - half), 1), isolated(text)
