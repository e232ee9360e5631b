"""What a metric of the published series means: its type and unit. Figures of different types or scopes are never added.

Types (domain of displacement figures): `stock` present at the date · `cumulative` ever counted since the start ·
`returned` cumulative returns · `flow` within a period · `statement` said, not counted · `share` per cent of something ·
`ratio` so many for one of something else, a community or a day.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Meaning:
    """Type and unit of a metric."""

    type: str
    unit: str


# The headline triple: metric and type. Shown side by side for one provider and scope, never across them.
HEADLINES = (
    ("currently_displaced_individuals", "stock"),
    ("cumulative_displaced_individuals", "cumulative"),
    ("returned_individuals", "returned"),
)
LOWER = ("more_than", "at_least")
MOSUL_OPERATION = "Mosul operation since 2016-10-17"
DEFAULT_PROVIDER = "IOM DTM"
# Between these days IOM DTM counted east Mosul anew: its stock and its running total jump without new displacement.
RECOUNT = (date(2017, 6, 22), date(2017, 7, 3))

# First match wins; the order matters ("returned_..." before the general people metrics).
_TYPES = (
    (r".*[_ ]per[_ ]", "ratio"),
    (r"share_", "share"),
    (r"(hawiga_)?cumulative_|displaced_since|displaced_from_|passed_", "cumulative"),
    (r"activity_count|event_count|participants|persons_involved", "cumulative"),
    (r"(hawiga_)?returned_", "returned"),
    (r"newly_recorded|displaced_past_two_months|families_change|families_transferred_in", "flow"),
    (r"food_poisoning", "flow"),
    (r"(full|near_full|open)$|people_expected|plots_planned_in_two_months", "statement"),
    (r"", "stock"),
)
_UNITS = (
    (r"share_", "percent"),
    (r"(full|near_full|open)$", "flag"),
    (r"plots|.*plots_", "plots"),
    (r"tents|.*tent_bases", "tents"),
    (r".*families", "families"),
    (r"caravans", "caravans"),
    (r"children", "children"),
    (r"students", "students"),
    (r"rub_halls|tented_halls", "halls"),
    (r"improvised_shelters", "shelters"),
    (r"food_poisoning", "cases"),
    (r".*individuals|capacity_persons|camp_|.*population", "individuals"),
    (r"activity_count|event_count", "activities"),
    (r"participants|persons_involved|peace_builders", "individuals"),
)
_STILL_THERE = re.compile(r"\b(?:still|currently) displaced\b")
_SUSPECT = re.compile(r"SUSPECT|has transposed digits")


def meaning(metric: str, note: str = "") -> Meaning:
    """Type and unit of a metric by its name; ValueError for one without a known unit.

    `note`: what the source says beside the figure. Some metrics are printed now as a running total and now as those
    still displaced; the note says which.
    """
    kind = next(kind for pattern, kind in _TYPES if re.match(pattern, metric))
    if kind == "cumulative" and _STILL_THERE.search(note):
        kind = "stock"
    for pattern, unit in _UNITS:
        if re.match(pattern, metric):
            return Meaning(kind, unit)
    raise ValueError(f"no unit is known for the metric {metric!r}; add it to geodata/rules/figures.py")


def is_suspect(note: str) -> bool:
    """Whether the note beside a figure says that it cannot be right. Such a figure is listed and enters no answer."""
    return bool(_SUSPECT.search(note))


def is_recount(metric: str, provider: str | None, before: date, after: date) -> bool:
    """Whether the change of a headline figure between two days holds the recount, and so is no change of people."""
    of_it = provider == DEFAULT_PROVIDER and metric in (HEADLINES[0][0], HEADLINES[1][0])
    return of_it and before <= RECOUNT[0] and after >= RECOUNT[1]


def default_provider(published: Sequence[str]) -> str:
    """Whose figures stand first of those who published some: IOM DTM's, else the first (an exercise has its own)."""
    return DEFAULT_PROVIDER if DEFAULT_PROVIDER in published or not published else published[0]


def provider_and_relay(text: str) -> tuple[str | None, str | None]:
    """`IOM DTM via UNHCR` as who counted and who quotes it."""
    provider, _, relay = text.partition(" via ")
    return provider.strip() or None, relay.strip() or None


@dataclass(frozen=True)
class Stated:
    """A figure as far as its source commits itself: value and qualifier (None counts as exact)."""

    value: float
    qualifier: str | None = None

    @property
    def slack(self) -> float:
        """How far the true number may lie from the printed one: its last printed digit, at most 1,000; 0 when exact."""
        if self.qualifier in (None, "exact"):
            return 0
        return next((unit for unit in (1_000, 100, 10) if self.value % unit == 0), 1)


@dataclass(frozen=True)
class Balance:
    """Ever displaced - (displaced now + returned), of one provider, scope and day.

    `verdict`: `exact`, `rounded` (the difference is within the rounding of the printed figures) or `differs`.
    """

    difference: float
    verdict: str


def balance(now: Stated, ever: Stated, returned: Stated) -> Balance:
    """Whether the three figures add up; ask it only of one provider, scope and day."""
    difference = ever.value - (now.value + returned.value)
    if difference == 0:
        return Balance(0, "exact")
    slack = now.slack + ever.slack + returned.slack
    return Balance(difference, "rounded" if abs(difference) <= slack else "differs")


def of_difference(first: str | None, second: str | None) -> str | None:
    """What can be said of `first` less `second`, whose sources commit themselves so far; exact is None.

    897,663 less more than 350,000 is at most 547,663; where both are unsure, the difference is approximate.
    """
    if second in (None, "exact"):
        return "at_least" if first in LOWER else None if first == "exact" else first
    if first not in (None, "exact"):
        return "approx"
    return "up_to" if second in LOWER else "at_least" if second == "up_to" else "approx"


def of_sum(qualifiers: Iterable[str | None]) -> str | None:
    """What can be said of a sum: exact (None) only where all parts are; `more_than` only where none is less certain."""
    found = {qualifier or "exact" for qualifier in qualifiers}
    if found <= {"exact"}:
        return None
    if found <= {"exact", "more_than", "at_least"}:
        return "more_than" if "more_than" in found else "at_least"
    return "up_to" if found <= {"exact", "up_to"} else "approx"
