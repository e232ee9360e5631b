"""Days as sources state them: whole dates, months or years, and how they become calendar days.

A month or year stands for its last day where it dates a state (as_of, opened_on, the end of a period) and for its first
day where it begins a period, so that nothing is shown before the source can have meant it.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

# Whose calendar days are meant, wherever a moment becomes a day; a test holds SQL to the same zone.
TIME_ZONE = ZoneInfo("Asia/Baghdad")
_STATED = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")


def today() -> date:
    """The calendar day that it is in the response's time zone."""
    return datetime.now(TIME_ZONE).date()


@dataclass(frozen=True)
class StatedDay:
    """A calendar day in the response's time zone, with the precision (`day`, `month`, `year`) that was stated."""

    day: date
    precision: str


def stated_day(text: str, *, begins: bool = False) -> StatedDay | None:
    """`2017-04-04`, `2017-04` or `2017` as a day; None for an empty text. ValueError for anything else.

    `begins`: the day begins a period, so a month or year stands for its first day instead of its last.
    """
    if not text.strip():
        return None
    match = _STATED.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"not a date: {text!r}; write YYYY-MM-DD, YYYY-MM or YYYY")
    year, month, day = (int(part) if part else None for part in match.groups())
    assert year is not None
    if day is not None and month is not None:
        return StatedDay(date(year, month, day), "day")
    if month is not None:
        return StatedDay(date(year, month, 1 if begins else calendar.monthrange(year, month)[1]), "month")
    return StatedDay(date(year, 1, 1) if begins else date(year, 12, 31), "year")


def stated_period(text: str) -> tuple[StatedDay | None, StatedDay | None]:
    """`2017-02-25/2017-07` as its first and last day; one date alone is a period of that day, month or year."""
    first, _, last = text.partition("/")
    return stated_day(first, begins=True), stated_day(last or first)
