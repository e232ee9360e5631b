"""Free places of one site over the days as a drawing: the count, what is taken of it until the asked day, what follows.

Everything after the count is reckoned, so the line is dashed; plots that become ready are steps up. Time runs left to
right in every language.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from geodata.rules.filling import Course
from webmap.drawing.labels import VALUE, Label, Labels, Place
from webmap.drawing.scale import Scale, levels
from webmap.planning.forecast import Saturation
from webmap.words.i18n import day, ngettext, number
from webmap.words.i18n import gettext as _

WIDE, PHONE = (640, 300), (358, 270)  # each with text that can be read at its size
LEFT, RIGHT, TOP, BOTTOM = 50, 20, 46, 30
AXIS_ROOM = 8  # pixels between the numbers of the axis and the first day
LABEL_ROOM = 18  # pixels between the lines of two labels
LEAST_DAYS = 14
MOST_POINTS = 60


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
    largest = max(course.free_on(one) for one in days)
    lines = levels(max(largest, 4))
    most = max(lines[-1], largest * 1.05)
    scale = Scale(*size, course.counted_on, max(days), most, LEFT + AXIS_ROOM, RIGHT, TOP, BOTTOM)
    steps = {added.on: _rising(course, added.on, scale) for added in found.added}
    before = _points([one for one in days if one <= found.at], course, steps, scale)
    after = _points([one for one in days if one > found.at], course, steps, scale)
    after.insert(0, (scale.x(found.at), scale.y(course.free_on(found.at))))
    at_words = day(found.at, short=True)
    at_x, at_y, anchor = _over(scale.x(found.at), TOP - 26, at_words, scale.width)
    at_label = Label(at_x, at_y, (at_words,), anchor)
    full = _full(found.on, at_label, scale) if found.on else None
    return Chart(
        width=size[0],
        height=size[1],
        grid=[(scale.y(level), number(level)) for level in lines],
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


def _line(points: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x} {y}" for x, y in points)


def _points(
    days: Sequence[date], course: Course, steps: Mapping[date, tuple[float, float, float]], scale: Scale
) -> list[tuple[float, float]]:
    """Of a day with a step two points, one over the other."""
    found = []
    for one in days:
        if one in steps:
            found.append(steps[one][:2])
        found.append((scale.x(one), scale.y(course.free_on(one))))
    return found


def _rising(course: Course, on: date, scale: Scale) -> tuple[float, float, float]:
    """Of the plots that become ready on a day: x, and y without and with them."""
    without = replace(course, pipeline=tuple(one for one in course.pipeline if one.on != on))
    return scale.x(on), scale.y(without.free_on(on)), scale.y(course.free_on(on))


def _full(on: date, beside: Label, scale: Scale) -> Full:
    """Its day stands at the top like the asked one, a line lower where the two would touch."""
    text = _("full on %(day)s", day=day(on, short=True))
    x, y, anchor = _over(scale.x(on), beside.y, text, scale.width)
    labels = Labels(scale.width, scale.height)
    labels.keep([labels.room(beside.lines, (beside.x, beside.y, beside.anchor), VALUE)])
    lower = (x, y + LABEL_ROOM, anchor)
    return Full(scale.x(on), scale.y(0), labels.place([text], [(x, y, anchor)], VALUE) or labels.put([text], lower))


def _ticks(scale: Scale) -> list[tuple[float, str]]:
    """Weeks, or as many of them as there is room for between two names; the first day of all too."""
    days = (scale.last - scale.first).days
    most = max(2, (scale.width - LEFT - RIGHT) // 92)
    step = next((n for n in (1, 2, 7, 14, 28, 56, 91, 182, 364, 728) if days / n <= most), max(1, days // most))
    shown = (scale.first + timedelta(days=n) for n in range(0, days + 1, step))
    return [(scale.x(one), day(one, short=True)) for one in shown if scale.x(one) < scale.width - RIGHT - 22]


def _labels(found: Saturation, course: Course, scale: Scale) -> list[Label]:
    """The count first, then each step that finds room for its number."""
    wanted = [(course.counted_on, course.free_on(course.counted_on), _places(course.free_on(course.counted_on)))]
    wanted += [(added.on, course.free_on(added.on), f"+{number(added.plots)}") for added in found.added]
    labels = Labels(scale.width, scale.height)
    placed = [
        labels.place([text], [_over(scale.x(on), scale.y(free) - 10, text, scale.width)], VALUE)
        for on, free, text in wanted
    ]
    return [label for label in placed if label]


def _over(x: float, y: float, text: str, width: int) -> Place:
    """Over a point, or ending or beginning there near the edges of the drawing."""
    half = len(text) * VALUE.letter / 2
    if x - half < LEFT:
        return x + 8, y, "start"
    return x, y, "end" if x + half > width - 4 else "middle"


def _places(free: int) -> str:
    return ngettext("%(count)s place free", "%(count)s places free", free, count=number(free))


def _described(found: Saturation, course: Course) -> str:
    """For who cannot see it: the count, the asked day and the last day."""
    days = sorted({course.counted_on, found.at, *(added.on for added in found.added), found.until})
    precision = {course.counted_on: found.row.counted_precision} if found.row else {}
    return _("; ").join(f"{day(one, precision.get(one))}: {_places(course.free_on(one))}" for one in days) + "."
