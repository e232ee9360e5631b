"""On which day a site is full: pure rules, without database or web."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction


@dataclass(frozen=True)
class Added:
    """Plots that become ready on a day."""

    on: date
    plots: int


def fills_on(room: int, net: Fraction, pipeline: Sequence[Added], at: date, horizon_days: int) -> date | None:
    """The first day from `at` on without a free place; None when that is not within the horizon.

    `room`: free places on `at`, negative where the site is over capacity. `net`: families arriving less those leaving,
    a day. A higher net inflow never gives a later day, because on every day it leaves no more room.
    """
    for day in range(horizon_days + 1):
        today = at + timedelta(days=day)
        added = sum(plots.plots for plots in pipeline if plots.on <= today)
        if room + added - net * day <= 0:
            return today
        if net <= 0:
            return None  # from here on there is only more room
    return None


@dataclass(frozen=True)
class Trend:
    """Families a day between two stated days."""

    net: Fraction
    kind: str
    since: date
    until: date
    before: int
    after: int


def trend_of(stated: Sequence[tuple[str, date, int]]) -> Trend | None:
    """From (kind, day, value), newest first within a kind: occupied plots where two days state them, else families."""
    for kind in ("occupied", "families"):
        values = [(day, value) for of_kind, day, value in stated if of_kind == kind]
        if len(values) >= 2:
            (until, after), (since, before) = values[:2]
            return Trend(Fraction(after - before, (until - since).days), kind, since, until, before, after)
    return None
