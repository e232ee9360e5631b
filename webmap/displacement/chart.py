"""Where the marks of a chart of one series stand. One chart shows one metric, type, scope and provider, never two.

Time runs from left to right in every language; the value axis begins at zero. Nothing is smoothed: a dotted line only
says that its dots are one series, and it is broken where the way of counting changed.
"""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from webmap.displacement.rows import SeriesFigure

MOST_LINES = 4  # horizontal lines above zero
RING = 8  # radius of the ring round the number of a remark


@dataclass(frozen=True)
class Frame:
    """A drawing's size in pixels, the days it spans and the largest value it must hold."""

    width: int
    height: int
    first: date
    last: date
    most: float
    left: int = 10
    right: int = 12
    top: int = 26
    bottom: int = 22

    @property
    def floor(self) -> int:
        return self.height - self.bottom

    @property
    def end(self) -> int:
        return self.width - self.right

    def x(self, day: date) -> float:
        days = (self.last - self.first).days or 1
        return round(self.left + (self.end - self.left) * (day - self.first).days / days, 1)

    def y(self, value: float) -> float:
        return round(self.floor - (self.floor - self.top) * value / (self.most or 1), 1)


@dataclass(frozen=True)
class Dot:
    """One figure. `kind`: exact, rounded (hollow), more (arrow up), suspect (cross). `till`: the end of a month."""

    x: float
    y: float
    kind: str
    till: float | None = None


@dataclass(frozen=True)
class Mark:
    """The number of a remark; x, y is the middle of its ring, clear of the dot it is about."""

    number: int
    x: float
    y: float


@dataclass(frozen=True)
class Chart:
    frame: Frame
    lines: Sequence[tuple[float, float]]  # value, y
    ticks: Sequence[tuple[date, float]]
    pieces: Sequence[str]
    dots: Sequence[Dot]
    gaps: Sequence[tuple[float, float]] = field(default_factory=tuple)
    marks: Sequence[Mark] = field(default_factory=tuple)
    day_x: float | None = None
    end: tuple[float, float] | None = None


Gap = tuple[date, date]


def draw(
    frame: Frame,
    rows: Sequence[SeriesFigure],
    at: date,
    *,
    gaps: Sequence[Gap] = (),
    months: int = 1,
    marks: Sequence[Mark] = (),
) -> Chart:
    """The chart of one series (rows in order of days, none after `at`).

    `gaps`: first and last day of a change in the way of counting. `months`: a tick every so many months.
    """
    sound = one_a_day([row for row in rows if not row.suspect])
    return Chart(
        frame=frame,
        lines=[(value, frame.y(value)) for value in grid(frame.most)],
        ticks=[(day, frame.x(day)) for day in month_starts(frame.first, frame.last, months)],
        pieces=_pieces(frame, sound, gaps),
        dots=[_dot(frame, row) for row in rows],
        gaps=[(frame.x(begins), frame.x(ends)) for begins, ends in gaps],
        marks=marks,
        day_x=frame.x(at) if frame.first <= at <= frame.last else None,
        end=(frame.x(sound[-1].as_of), frame.y(float(sound[-1].value))) if sound else None,
    )


def place_marks(frame: Frame, about: Sequence[tuple[int, date, float]]) -> list[Mark]:
    """Rings above the figures (number, day, value); below where there is no room, higher where one is taken."""
    placed: list[Mark] = []
    for number, day, value in sorted(about, key=lambda one: one[1]):
        x, dot = frame.x(day), frame.y(value)
        y = dot - RING * 2 if dot > frame.top + RING * 3 else dot + RING * 2 + 2
        while any(abs(mark.x - x) < RING * 2 + 2 and abs(mark.y - y) < RING * 2 + 2 for mark in placed):
            y -= RING * 2 + 2
        placed.append(Mark(number, x, round(y, 1)))
    return placed


def one_a_day(rows: Sequence[SeriesFigure]) -> list[SeriesFigure]:
    """Of several figures of one day the exact one, and the provider's own before one that somebody quotes."""
    chosen: dict[date, SeriesFigure] = {}
    for row in sorted(rows, key=lambda row: (row.qualifier not in (None, "exact"), row.relayed_by is not None)):
        chosen.setdefault(row.as_of, row)
    return [chosen[day] for day in sorted(chosen)]


def grid(most: float) -> list[float]:
    """Zero and at most four round values, the last at or above `most`."""
    if most <= 0:
        return [0]
    power = 10 ** (len(str(int(most))) - 1)
    steps = [factor * power / 10 for factor in (1, 2, 2.5, 5, 10, 20, 25, 50)]
    step = next(step for step in steps if step * MOST_LINES >= most)
    count = next(number for number in range(1, MOST_LINES + 1) if number * step >= most)
    return [number * step for number in range(count + 1)]


def month_starts(first: date, last: date, every: int) -> list[date]:
    """First days of months inside a span, counted so that January is among them."""
    found, day = [], (first.replace(day=1) + timedelta(days=32)).replace(day=1)
    while day <= last:
        if (day.month - 1) % every == 0:
            found.append(day)
        day = (day + timedelta(days=32)).replace(day=1)
    return found


def _pieces(frame: Frame, rows: Sequence[SeriesFigure], gaps: Sequence[Gap]) -> list[str]:
    """Points of the unbroken pieces of the line."""
    pieces: list[list[str]] = [[]]
    for number, row in enumerate(rows):
        before = rows[number - 1] if number else None
        if before is not None and any(before.as_of <= begins and row.as_of >= ends for begins, ends in gaps):
            pieces.append([])
        pieces[-1].append(f"{frame.x(row.as_of)},{frame.y(float(row.value))}")
    return [" ".join(piece) for piece in pieces if len(piece) > 1]


def _dot(frame: Frame, row: SeriesFigure) -> Dot:
    kinds = {"more_than": "more", "at_least": "more", "approx": "rounded", "up_to": "rounded"}
    kind = "suspect" if row.suspect else kinds.get(row.qualifier or "exact", "exact")
    y = frame.y(float(row.value))
    if row.as_of_precision == "month":
        days = calendar.monthrange(row.as_of.year, row.as_of.month)[1]
        return Dot(frame.x(max(frame.first, row.as_of - timedelta(days=days - 1))), y, kind, frame.x(row.as_of))
    return Dot(frame.x(row.as_of), y, kind)
