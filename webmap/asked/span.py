"""A span of days in an address: `from=` and `to=`, else the days before the page's own day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from geodata.problems import InvalidData
from webmap.asked.chosen_day import EARLIEST, parse_day
from webmap.words.i18n import day
from webmap.words.i18n import gettext as _


@dataclass(frozen=True)
class Typed:
    """A day in a form as its reader typed it; `is_day`: a field for days can hold it."""

    value: str
    is_day: bool


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


def typed(args: Mapping[str, str], shown: Span) -> dict[str, Typed]:
    """What the two fields of a form hold: what the address says, right or wrong, else the days shown."""
    return {name: _typed(args.get(name), day) for name, day in (("from", shown.first), ("to", shown.last))}


def _typed(asked: str | None, shown: date) -> Typed:
    if not asked:
        return Typed(shown.isoformat(), True)
    try:
        parse_day(asked)
    except InvalidData:
        return Typed(asked, False)
    return Typed(asked, True)


def _day(args: Mapping[str, str], parameter: str) -> date | None:
    asked = args.get(parameter)
    if not asked:
        return None
    try:
        return parse_day(asked)
    except InvalidData as problem:
        raise InvalidData(problem.message, parameter=parameter) from problem
