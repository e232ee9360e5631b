"""A span of days in an address: `from=` and `to=`, else the days before the page's own day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from geodata.problems import InvalidData
from geodata.rules.written_days import EARLIEST
from webmap.asked.chosen_day import parse_day
from webmap.words.i18n import day
from webmap.words.i18n import gettext as _


@dataclass(frozen=True)
class Span:
    """Two days of the calendar, `first` not after `last`; `parameter` of the address gave the last one."""

    first: date
    last: date
    parameter: str = "to"

    @property
    def days(self) -> int:
        """Days from the first to the last."""
        return (self.last - self.first).days


def span(args: Mapping[str, str], at: date, days: int) -> Span:
    """The span of an address; without `from=` it begins `days` before its end, without `to=` it ends with `at`."""
    last = _day(args, "to") or at
    first = _day(args, "from") or max(EARLIEST, last - timedelta(days=days))
    if first > last:
        message = _(
            "The first day, %(first)s, lies after the last, %(last)s: choose an earlier first or a later last day.",
            first=day(first),
            last=day(last),
        )
        raise InvalidData(message, parameter="from")
    return Span(first, last, "to" if args.get("to") else "at")


def earlier_day(args: Mapping[str, str], at: date) -> date | None:
    """`from=` where it is a day before `at`; None without one, and where the map's slider has gone back past it."""
    since = _day(args, "from")
    return since if since is not None and since < at else None


def _day(args: Mapping[str, str], parameter: str) -> date | None:
    asked = args.get(parameter)
    if not asked:
        return None
    try:
        return parse_day(asked)
    except InvalidData as problem:
        raise InvalidData(problem.message, parameter=parameter) from problem
