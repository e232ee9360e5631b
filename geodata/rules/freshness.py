"""How long a figure speaks for a day: older than 31 days it is told apart; movements are recent for 14 days."""

from datetime import date, timedelta

from geodata.rules.dates import first_day

OLD_AFTER = timedelta(days=31)
RECENT_DAYS = 14  # a longer period is a running total, never drawn and never added


def is_old(as_of: date | None, precision: str | None, at: date) -> bool:
    """Whether a figure may be more than 31 days old on `at`: a month's counts from its first day. No day has no age."""
    return as_of is not None and at - first_day(as_of, precision) > OLD_AFTER


def age(as_of: date, precision: str | None, at: date) -> tuple[int, int]:
    """The least and the most days that a figure may be old on `at`; both are the same where its day is stated."""
    return (at - as_of).days, (at - first_day(as_of, precision)).days
