"""Free places of one site over the days as a drawing: the count, what is taken of it until the asked day, what follows.

Everything after the count is reckoned, so the line is dashed; plots that become ready are steps up. Time runs left to
right in every language.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from geodata.rules.filling import Course
from webmap.planning.forecast import Saturation
from webmap.words.i18n import day, ngettext, number
from webmap.words.i18n import gettext as _

WIDE, PHONE = (640, 300), (358, 270)  # each with text that can be read at its size
LEFT, RIGHT, TOP, BOTTOM = 50, 20, 46, 30
LETTER_PX = 6.6
LABEL_ROOM = 18  # pixels between the lines of two labels
LEAST_DAYS = 14
MOST_POINTS = 60


@dataclass(frozen=True)
class Label:
    x: float
    y: float
    text: str
    anchor: str = "middle"


@dataclass(frozen=True)
class Full:
    """Where and when the last place goes."""

    x: float
    y: float
    label: Label


@dataclass(frozen=True)
class Chart:
    """All in pixels. `before` and `after` the asked day are lines; `steps` are risings (x, from y, to y)."""

    width: int
    height: int
    grid: list[tuple[float, str]]
    ticks: list[tuple[float, str]]
    before: str
    after: str
    area: str
    steps: list[tuple[float, float, float]]
    labels: list[Label]
    counted: tuple[float, float]
    full: Full | None
    day_x: float
    day_label: Label
    description: str

    @property
    def left(self) -> int:
        return LEFT

    @property
    def top(self) -> int:
        return TOP

    @property
    def day_line_top(self) -> float:
        """Below both days that stand at the top."""
        return max(self.day_label.y, self.full.label.y if self.full else 0) + 6

    @property
    def floor(self) -> int:
        return self.height - BOTTOM


def charts(found: Saturation) -> list[tuple[str, Chart]]:
    """The same for wide pages and for phones; none where there is nothing to reckon with."""
    if found.course is None or found.inflow is None:
        return []
    return [(kind, _chart(found, found.course, size)) for kind, size in (("wide", WIDE), ("phone", PHONE))]


def _chart(found: Saturation, course: Course, size: tuple[int, int]) -> Chart:
    days = _days(found, course)
    scale = _Scale(course.counted_on, max(days), max(course.free_on(one) for one in days), size)
    steps = {added.on: _rising(course, added.on, scale) for added in found.added}
    before = _points([one for one in days if one <= found.at], course, steps, scale)
    after = _points([one for one in days if one > found.at], course, steps, scale)
    after.insert(0, (scale.x(found.at), scale.y(course.free_on(found.at))))
    at_label = _beside(scale.x(found.at), TOP - 26, day(found.at, short=True), scale.width)
    full = _full(found.on, at_label, scale) if found.on else None
    return Chart(
        width=size[0],
        height=size[1],
        grid=[(scale.y(level), number(level)) for level in scale.levels],
        ticks=_ticks(scale),
        before=_line(before),
        after=_line(after),
        area=f"M{after[0][0]} {scale.y(0)}L{_line(after)[1:]}L{after[-1][0]} {scale.y(0)}Z",
        steps=list(steps.values()),
        labels=_labels(found, course, scale),
        counted=before[0],
        full=full,
        day_x=scale.x(found.at),
        day_label=at_label,
        description=_described(found, course),
    )


def _days(found: Saturation, course: Course) -> list[date]:
    """Where the line has points: evenly, and wherever it bends."""
    last = max(found.until, course.counted_on + timedelta(days=LEAST_DAYS))
    step = max(1, (last - course.counted_on).days // MOST_POINTS)
    even = (course.counted_on + timedelta(days=n) for n in range(0, (last - course.counted_on).days + 1, step))
    bends = {course.counted_on, found.at, last, *([found.on] if found.on else [])}
    return sorted({*even, *bends, *(added.on for added in found.added)})


class _Scale:
    """Days and free places to pixels; free places from zero."""

    def __init__(self, first: date, last: date, largest: int, size: tuple[int, int]) -> None:
        self.width, self.height = size
        self.first, self.last = first, last
        step = _round_step(max(largest, 4) / 4)
        self.levels = [step * n for n in range(5) if n == 0 or step * (n - 1) < largest]
        self.top_value = max(self.levels[-1], largest * 1.05)

    def x(self, when: date) -> float:
        share = (when - self.first).days / (self.last - self.first).days
        return round(LEFT + 8 + share * (self.width - LEFT - 8 - RIGHT), 1)

    def y(self, value: float) -> float:
        return round(self.height - BOTTOM - value / self.top_value * (self.height - TOP - BOTTOM), 1)


def _round_step(least: float) -> int:
    power = 10 ** math.floor(math.log10(max(least, 1)))
    return int(next(factor * power for factor in (1, 2, 5, 10) if factor * power >= least))


def _line(points: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x} {y}" for x, y in points)


def _points(
    days: Sequence[date], course: Course, steps: Mapping[date, tuple[float, float, float]], scale: _Scale
) -> list[tuple[float, float]]:
    """Of a day with a step two points, one over the other."""
    found = []
    for one in days:
        if one in steps:
            found.append(steps[one][:2])
        found.append((scale.x(one), scale.y(course.free_on(one))))
    return found


def _rising(course: Course, on: date, scale: _Scale) -> tuple[float, float, float]:
    """Of the plots that become ready on a day: x, and y without and with them."""
    without = replace(course, pipeline=tuple(one for one in course.pipeline if one.on != on))
    return scale.x(on), scale.y(without.free_on(on)), scale.y(course.free_on(on))


def _full(on: date, beside: Label, scale: _Scale) -> Full:
    """Its day stands at the top like the asked one, a line lower where the two would touch."""
    label = _beside(scale.x(on), beside.y, _("full on %(day)s", day=day(on, short=True)), scale.width)
    if _overlap(label, beside):
        label = replace(label, y=label.y + LABEL_ROOM)
    return Full(scale.x(on), scale.y(0), label)


def _ticks(scale: _Scale) -> list[tuple[float, str]]:
    """Weeks, or as many of them as there is room for between two names; the first day of all too."""
    days = (scale.last - scale.first).days
    most = max(2, (scale.width - LEFT - RIGHT) // 92)
    step = next((n for n in (1, 2, 7, 14, 28, 56, 91, 182, 364, 728) if days / n <= most), max(1, days // most))
    shown = (scale.first + timedelta(days=n) for n in range(0, days + 1, step))
    return [(scale.x(one), day(one, short=True)) for one in shown if scale.x(one) < scale.width - RIGHT - 22]


def _labels(found: Saturation, course: Course, scale: _Scale) -> list[Label]:
    """The count first, then each step that finds room for its number."""
    wanted = [(course.counted_on, course.free_on(course.counted_on), _places(course.free_on(course.counted_on)))]
    wanted += [(added.on, course.free_on(added.on), f"+{number(added.plots)}") for added in found.added]
    labels: list[Label] = []
    for on, free, text in wanted:
        at = _beside(scale.x(on), scale.y(free) - 10, text, scale.width)
        if not any(abs(at.y - other.y) < LABEL_ROOM and _overlap(at, other) for other in labels):
            labels.append(at)
    return labels


def _beside(x: float, y: float, text: str, width: int) -> Label:
    """Over a point, or ending or beginning there near the edges of the drawing."""
    half = len(text) * LETTER_PX / 2
    if x - half < LEFT:
        return Label(x + 8, y, text, "start")
    return Label(x, y, text, "end" if x + half > width - 4 else "middle")


def _overlap(one: Label, other: Label) -> bool:
    (a, b), (c, d) = _span(one), _span(other)
    return a < d + 6 and c < b + 6


def _span(label: Label) -> tuple[float, float]:
    long = len(label.text) * LETTER_PX
    left = {"start": label.x, "middle": label.x - long / 2, "end": label.x - long}[label.anchor]
    return left, left + long


def _places(free: int) -> str:
    return ngettext("%(count)s place free", "%(count)s places free", free, count=number(free))


def _described(found: Saturation, course: Course) -> str:
    """For who cannot see it: the count, the asked day and the last day."""
    days = sorted({course.counted_on, found.at, *(added.on for added in found.added), found.until})
    return _("; ").join(f"{day(one)}: {_places(course.free_on(one))}" for one in days) + "."
