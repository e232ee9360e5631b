"""Two figures make a third only when they belong together: when they are stated of days at most 31 days apart.

A month or a year may mean any of its days, so the days farthest apart that two statements can mean decide.
"""

from datetime import date

from geodata.rules.dates import first_day
from geodata.rules.freshness import OLD_AFTER, is_old


def days_apart(one: date, precision: str | None, other: date, other_precision: str | None) -> int:
    """The largest number of days that may lie between two statements, each given by its last day and its precision."""
    return max((one - first_day(other, other_precision)).days, (other - first_day(one, precision)).days)


def together(one: date, precision: str | None, other: date, other_precision: str | None) -> bool:
    """Whether figures of the two may be set against one another."""
    return days_apart(one, precision, other, other_precision) <= OLD_AFTER.days


def is_recent(as_of: date | None, precision: str | None, at: date) -> bool:
    """Whether a figure is of the 31 days up to `at`, whichever day it means: those of several sites may be added."""
    return as_of is not None and not is_old(as_of, precision, at)
