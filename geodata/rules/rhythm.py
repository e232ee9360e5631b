"""How often a site reports, and whether its next report is due: as stated, else by its own habit, else monthly.

The states and their limits are those of the Humanitarian Data Exchange (OCHA, hdx-data-freshness,
`project_configuration.yaml`, "aging"): so many days after the last report a site that reports daily is due at 1,
overdue at 2, delinquent at 3; every two days 2, 4, 6; weekly 7, 14, 21; every two weeks 14, 21, 28; monthly 30, 44, 60.
Between these rows a straight line is taken, rounded down. Days count from the day that a report is of, never from that
on which it arrived.
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from statistics import median_high

DAYS_OF = {"daily": 1, "weekly": 7, "monthly": 30}
MONTHLY = DAYS_OF["monthly"]
# (rhythm, overdue, delinquent) in days.
LIMITS = ((1, 2, 3), (2, 4, 6), (7, 14, 21), (14, 21, 28), (30, 44, 60))
# So many intervals make a habit, and only the newest of them tell what it is now.
FEWEST, NEWEST = 2, 6
# Of "reported this week": the day itself and the six before it.
WEEK = timedelta(days=6)
FRESH, DUE, OVERDUE, DELINQUENT = STATES = ("fresh", "due", "overdue", "delinquent")


class Basis(Enum):
    """STATED: by people of the site. HABIT: found in its reports. ASSUMED: neither, so that monthly is taken."""

    STATED = "stated"
    HABIT = "habit"
    ASSUMED = "assumed"


@dataclass(frozen=True)
class Rhythm:
    """A report every so many days."""

    days: int
    basis: Basis

    @property
    def overdue_after(self) -> int:
        """Days after its last report from which on the site is overdue."""
        return self._limit(1)

    @property
    def delinquent_after(self) -> int:
        return self._limit(2)

    def _limit(self, column: int) -> int:
        for low, high in itertools.pairwise(LIMITS):
            if self.days <= high[0]:
                return low[column] + (self.days - low[0]) * (high[column] - low[column]) // (high[0] - low[0])
        return LIMITS[-1][column]


def rhythm(days: Sequence[date], frequency: str | None = None) -> Rhythm:
    """Of the days of a site's reports, in any order, each counted once; `frequency`: what is stated, of DAYS_OF."""
    if frequency is not None:
        return Rhythm(DAYS_OF[frequency], Basis.STATED)
    newest = sorted(set(days))[-NEWEST - 1 :]
    between = [(after - before).days for before, after in itertools.pairwise(newest)]
    # A pause after which even a monthly site is delinquent ended the habit of before.
    while any(interval >= LIMITS[-1][2] for interval in between):
        between.pop(0)
    if len(between) < FEWEST:
        return Rhythm(MONTHLY, Basis.ASSUMED)
    return Rhythm(min(median_high(between), MONTHLY), Basis.HABIT)


def state(last: date | None, found: Rhythm, at: date) -> str | None:
    """One of STATES on the day `at`; None where there is no report to count from.

    `last`: the first day that the last report may be of; of a site that never reported the day since which a frequency
    is stated.
    """
    if last is None:
        return None
    age = (at - last).days
    if age >= found.delinquent_after:
        return DELINQUENT
    if age >= found.overdue_after:
        return OVERDUE
    return DUE if age >= found.days else FRESH


def late_since(last: date, found: Rhythm) -> date:
    """The first day on which it was overdue."""
    return last + timedelta(days=found.overdue_after)
