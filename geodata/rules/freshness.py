"""How long a figure speaks for a day: older than 31 days it is told apart; movements are recent for 14 days."""

from datetime import date, timedelta

OLD_AFTER = timedelta(days=31)
RECENT_DAYS = 14  # a longer period is a running total, never drawn and never added


def is_old(as_of: date | None, at: date) -> bool:
    """Whether a figure of `as_of` is more than 31 days old on `at`; what has no day has no age."""
    return as_of is not None and at - as_of > OLD_AFTER
