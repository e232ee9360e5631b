"""On which day a site is full: pure rules, without database or web."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from math import ceil, floor
from typing import NamedTuple


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


class Stated(NamedTuple):
    """Families, or occupied plots, of a day or of an interval from `first` to `last`; `value` None: it is withheld."""

    kind: str
    first: date
    last: date
    precision: str
    value: int | None


@dataclass(frozen=True)
class Trend:
    """Families a day between two statements. Where one of them is of an interval, the change may have been as slow as
    `least` or as fast as `net`, whichever fills a site sooner.
    """

    net: Fraction
    least: Fraction
    since: Stated
    until: Stated
    before: int
    after: int

    @property
    def kind(self) -> str:
        return self.until.kind


def trend_of(stated: Sequence[Stated]) -> Trend | None:
    """From statements, newest first within a kind: occupied plots where two of them lie apart, else families.

    None as well where a value of that kind is None: it was stated and is withheld, and no older one stands for it.
    """
    for kind in ("occupied", "families"):
        of_kind = [one for one in stated if one.kind == kind]
        until = of_kind[0] if of_kind else None
        since = next((one for one in of_kind[1:] if until and one.last < until.first), None)
        if until is None or since is None:
            continue
        if until.value is None or since.value is None:
            return None
        days = ((until.first - since.last).days, (until.last - since.first).days)
        least, net = sorted(Fraction(until.value - since.value, apart) for apart in days)
        return Trend(net, least, since, until, since.value, until.value)
    return None
