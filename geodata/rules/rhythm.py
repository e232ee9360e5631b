"""How often a site reports, and whether its next report is due: by its own habit, or monthly where it has none."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median_high

MONTHLY = 30
# So many intervals make a habit, and only the newest of them tell what it is now.
FEWEST, NEWEST = 2, 6
DUE, OVERDUE, FRESH = "due", "overdue", "fresh"


@dataclass(frozen=True)
class Rhythm:
    """`is_habit`: found in the site's own reports; else nobody stated any, and monthly is taken."""

    days: int
    is_habit: bool


def rhythm(days: Sequence[date]) -> Rhythm:
    """Of the days of a site's reports, in any order, each counted once."""
    newest = sorted(set(days))[-NEWEST - 1 :]
    between = [(after - before).days for before, after in itertools.pairwise(newest)]
    if len(between) < FEWEST:
        return Rhythm(MONTHLY, is_habit=False)
    return Rhythm(min(median_high(between), MONTHLY), is_habit=True)


def state(last: date | None, found: Rhythm, at: date) -> str:
    """`due` from the day on which the next report is expected, `overdue` once as much time again has gone by."""
    age = (at - last).days if last is not None else None
    if age is None or age >= 2 * found.days:
        return OVERDUE
    return DUE if age >= found.days else FRESH
