"""Days as sources state them: whole dates, months, thirds of a month or years, and how they become calendar days.

A month or year stands for its last day where it dates a state (as_of, opened_on, the end of a period) and for its first
day where it begins a period, so that nothing is shown before the source can have meant it. It is an interval all the
same: the source leaves open which of its days it means, and its age is that of its first day at most.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

# Whose calendar days are meant, wherever a moment becomes a day; a test holds SQL to the same zone.
TIME_ZONE = ZoneInfo("Asia/Baghdad")
# From the narrowest to the widest. A month has three thirds: to the 10th, to the 20th, to its end.
PRECISIONS_OF_DAYS = ("day", "early", "mid", "end", "month", "year")
_THIRDS = {"early": (1, 10), "mid": (11, 20), "end": (21, 31)}
_STATED = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}|early|mid|end))?")


def today() -> date:
    """The calendar day that it is in the response's time zone."""
    return datetime.now(TIME_ZONE).date()


@dataclass(frozen=True)
class StatedDay:
    """A calendar day in the response's time zone, with the precision (one of PRECISIONS_OF_DAYS) that was stated."""

    day: date
    precision: str


def stated_day(text: str, *, begins: bool = False) -> StatedDay | None:
    """`2017-04-04`, `2017-04`, `2017-04-early` or `2017` as a day; None for an empty text. ValueError otherwise.

    `begins`: the day begins a period, so an interval stands for its first day instead of its last.
    """
    if not text.strip():
        return None
    match = _STATED.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"not a date: {text!r}; write YYYY-MM-DD, YYYY-MM or YYYY")
    year, month, day = int(match[1]), int(match[2] or 0), match[3]
    if not month:
        return StatedDay(date(year, 1, 1) if begins else date(year, 12, 31), "year")
    if day and day not in _THIRDS:
        return StatedDay(date(year, month, int(day)), "day")
    first, last = _THIRDS.get(day, (1, 31))
    last = min(last, calendar.monthrange(year, month)[1])
    return StatedDay(date(year, month, first if begins else last), day or "month")


def stated_text(stated: StatedDay) -> str:
    """As `stated_day` reads it: `2017-04-04`, `2017-04-early`, `2017-04` or `2017`."""
    if stated.precision in _THIRDS:
        return f"{stated.day:%Y-%m}-{stated.precision}"
    return stated.day.isoformat()[: {"day": 10, "month": 7, "year": 4}[stated.precision]]


def as_precise(day: date, precision: str) -> StatedDay:
    """The day, or that third, month or year that holds it. ValueError where that third does not, or there is none."""
    if precision not in PRECISIONS_OF_DAYS:
        raise ValueError(f"not a precision: {precision!r}")
    found = stated_day(stated_text(StatedDay(day, precision)))
    if found is None or not first_day(found.day, precision) <= day <= found.day:
        raise ValueError(f"{day} does not lie in {precision}")
    return found


def first_day(as_of: date, precision: str | None) -> date:
    """The first day that a day of this precision may mean; `as_of_from` of a report is the same."""
    if precision == "year":
        return as_of.replace(month=1, day=1)
    return as_of.replace(day=_THIRDS.get(precision or "", (1, 31))[0]) if precision not in (None, "day") else as_of


def stated_period(text: str) -> tuple[StatedDay | None, StatedDay | None]:
    """`2017-02-25/2017-07` as its first and last day; one date alone is a period of that day, month or year."""
    first, _, last = text.partition("/")
    return stated_day(first, begins=True), stated_day(last or first)
