"""On which day a site is full: pure rules, without database or web."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from math import ceil, floor


@dataclass(frozen=True)
class Added:
    """Plots that become ready on a day."""

    on: date
    plots: int


def fills_on(
    room: int | Fraction, net: Fraction, pipeline: Sequence[Added], start: date, horizon_days: int
) -> date | None:
    """The first day from `start` on without a free place; None when that is not within the horizon.

    `room`: free places on `start`, negative where the site is over capacity. `net`: families arriving less those
    leaving, a day. A higher net inflow never gives a later day, because on every day it leaves no more room.
    """
    for first, after, added in _stretches(pipeline, start, horizon_days):
        least = room + added
        # Without a net inflow there is only more room from day to day, so a stretch is fullest on its first day.
        days = max(first, ceil(least / net)) if net > 0 else first
        if days < after and least - net * days <= 0:
            return start + timedelta(days=days)
    return None


def _stretches(pipeline: Sequence[Added], start: date, horizon_days: int) -> Iterator[tuple[int, int, int]]:
    """Days from `start` between which no plots are added: first day, the day after the last, plots added by then."""
    steps = sorted({max(0, (added.on - start).days) for added in pipeline} | {0})
    within = [day for day in steps if day <= horizon_days]
    for first, after in zip(within, [*within[1:], horizon_days + 1], strict=True):
        yield first, after, sum(one.plots for one in pipeline if (one.on - start).days <= first)


@dataclass(frozen=True)
class Course:
    """Free places from a count on, day by day.

    `room`: by the count of `counted_on`, negative where the site was over capacity. `most`: plots that families may
    take at all. `net`: families a day from `runs_from` on, until when the count holds. `pipeline`: only plots that the
    count cannot hold yet.
    """

    counted_on: date
    room: int
    most: int
    net: Fraction
    runs_from: date
    pipeline: tuple[Added, ...] = ()

    def free_on(self, today: date) -> int:
        """Whole free places: never below 0, and never more than the plots there are."""
        return max(0, min(floor(self._left_on(today)), self.most + self._added_by(today)))

    def full_on(self, at: date, horizon_days: int) -> date | None:
        """The day on which it is full: before `at`, where it is full on `at`; else the first within the horizon."""
        start = at if self._left_on(at) > 0 else self.runs_from
        later = [added for added in self.pipeline if added.on > start]
        # What is left on the first day holds everything before it.
        return fills_on(self._left_on(start), self.net, later, start, (at - start).days + horizon_days)

    def _left_on(self, today: date) -> Fraction:
        days = max(0, (today - self.runs_from).days)
        return self.room + self._added_by(today) - self.net * days

    def _added_by(self, today: date) -> int:
        return sum(added.plots for added in self.pipeline if added.on <= today)


@dataclass(frozen=True)
class Trend:
    """Families a day between two stated days."""

    net: Fraction
    kind: str
    since: date
    until: date
    before: int
    after: int


def trend_of(stated: Sequence[tuple[str, date, int | None]]) -> Trend | None:
    """From (kind, day, value), newest first within a kind: occupied plots where two days state them, else families.

    None as well where a value of that kind is None: it was stated and is withheld, and no older one stands for it.
    """
    for kind in ("occupied", "families"):
        values = [(day, value) for of_kind, day, value in stated if of_kind == kind]
        if len(values) >= 2:
            (until, after), (since, before) = values[:2]
            if after is None or before is None:
                return None
            return Trend(Fraction(after - before, (until - since).days), kind, since, until, before, after)
    return None
