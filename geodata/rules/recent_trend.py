"""How fast a site filled by its reports of the last month: families a day, and how sure that is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Protocol

TREND_DAYS = timedelta(days=31)
SURE_REPORTS, SURE_DAYS = 4, 7


class Counted(Protocol):
    """A report; of one without a stated day or without plots occupied nothing follows."""

    @property
    def as_of(self) -> date: ...
    @property
    def as_of_precision(self) -> str: ...
    @property
    def plots_occupied(self) -> int | None: ...


@dataclass(frozen=True)
class Trend:
    """Families a day between the oldest and the newest of some reports that state the plots occupied."""

    net: Fraction
    reports: int
    days: int

    @property
    def is_sure(self) -> bool:
        return self.reports >= SURE_REPORTS and self.days >= SURE_DAYS


def trend(reports: Sequence[Counted]) -> Trend | None:
    """Of the reports of the last 31 days before the newest, newest first.

    None where fewer than two days state the plots occupied.
    """
    dated = [one for one in reports if one.plots_occupied is not None and one.as_of_precision == "day"]
    near = [one for one in dated if dated[0].as_of - one.as_of <= TREND_DAYS]
    by_day: dict[date, int] = {}
    for one in near:  # the newest of a day speaks for it
        by_day.setdefault(one.as_of, one.plots_occupied or 0)
    if len(by_day) < 2:
        return None
    until, since = max(by_day), min(by_day)
    days = (until - since).days
    return Trend(Fraction(by_day[until] - by_day[since], days), len(by_day), days)
