"""Where the marks of a chart of one series stand. One chart shows one metric, type, scope and provider, never two.

Time runs from left to right in every language; the value axis begins at zero. Nothing is smoothed: a dotted line only
says that its dots are one series, and it is broken where the way of counting changed.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from geodata.rules.dates import first_day
from webmap.displacement.rows import SeriesFigure
from webmap.drawing.scale import Scale, levels, month_starts

RING = 8  # radius of the ring round the number of a remark


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
    scale: Scale
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
    scale: Scale,
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
        scale=scale,
        lines=[(value, scale.y(value)) for value in levels(scale.most)],
        ticks=[(day, scale.x(day)) for day in month_starts(scale.first, scale.last, months)],
        pieces=_pieces(scale, sound, gaps),
        dots=[_dot(scale, row) for row in rows],
        gaps=[(scale.x(begins), scale.x(ends)) for begins, ends in gaps],
        marks=marks,
        day_x=scale.x(at) if scale.first <= at <= scale.last else None,
        end=(scale.x(sound[-1].as_of), scale.y(float(sound[-1].value))) if sound else None,
    )


def place_marks(scale: Scale, about: Sequence[tuple[int, date, float]]) -> list[Mark]:
    """Rings above the figures (number, day, value); below where there is no room, higher where one is taken."""
    placed: list[Mark] = []
    for number, day, value in sorted(about, key=lambda one: one[1]):
        x, dot = scale.x(day), scale.y(value)
        y = dot - RING * 2 if dot > scale.top + RING * 3 else dot + RING * 2 + 2
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


def _pieces(scale: Scale, rows: Sequence[SeriesFigure], gaps: Sequence[Gap]) -> list[str]:
    """Points of the unbroken pieces of the line."""
    pieces: list[list[str]] = [[]]
    for number, row in enumerate(rows):
        before = rows[number - 1] if number else None
        if before is not None and any(before.as_of <= begins and row.as_of >= ends for begins, ends in gaps):
            pieces.append([])
        pieces[-1].append(f"{scale.x(row.as_of)},{scale.y(float(row.value))}")
    return [" ".join(piece) for piece in pieces if len(piece) > 1]


def _dot(scale: Scale, row: SeriesFigure) -> Dot:
    kinds = {"more_than": "more", "at_least": "more", "approx": "rounded", "up_to": "rounded"}
    kind = "suspect" if row.suspect else kinds.get(row.qualifier or "exact", "exact")
    y = scale.y(float(row.value))
    if row.as_of_precision != "day":
        begins = first_day(row.as_of, row.as_of_precision)
        return Dot(scale.x(max(scale.first, begins)), y, kind, scale.x(row.as_of))
    return Dot(scale.x(row.as_of), y, kind)
