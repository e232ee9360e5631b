"""The scale of a chart: days from left to right in every language, values upwards from zero, both in pixels."""

import math
from dataclasses import dataclass
from datetime import date, timedelta

MOST_LINES = 4  # horizontal lines above zero


@dataclass(frozen=True)
class Scale:
    """A drawing's size, the days it spans, the largest value it must hold, and its margins."""

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


def levels(most: float) -> list[int]:
    """Zero and at most four round numbers, the last at or above `most`."""
    if most <= 0:
        return [0]
    power = 10 ** max(0, math.floor(math.log10(most / MOST_LINES)))
    steps = (int(factor * power) for factor in (1, 2, 2.5, 5, 10) if factor * power % 1 == 0)
    step = next(step for step in steps if step * MOST_LINES >= most)
    return [step * n for n in range(math.ceil(most / step) + 1)]


def month_starts(first: date, last: date, every: int = 1) -> list[date]:
    """First days of the months after that of `first`, counted so that January is among them."""
    found, day = [], (first.replace(day=1) + timedelta(days=32)).replace(day=1)
    while day <= last:
        if (day.month - 1) % every == 0:
            found.append(day)
        day = (day + timedelta(days=32)).replace(day=1)
    return found
