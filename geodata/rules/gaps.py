"""The rule of a gap: how many more are needed until a limit is met. Knows neither the database nor the web."""

import math
from dataclasses import dataclass
from fractions import Fraction

from geodata.rules.figures import LOWER, of_difference
from geodata.rules.standards import Standard

LEVELS = ("reached", "near", "below")
HALF = Fraction(1, 2)


@dataclass(frozen=True)
class Gap:
    """`needed` and `missing` in whole units (latrines, litres a day, m²), rounded up; `percent` rounded down.

    Of a rate whose people are not known, `needed` is None, and `missing` too unless the limit is met.
    """

    needed: int | None
    missing: int | None
    percent: int
    level: str


def gap(standard: Standard, people: int, there: Fraction) -> Gap:
    """What so many people need, and what of it is missing where `there` units are. Meeting the limit exactly passes."""
    wanted = people * units_for_one(standard)
    missing = max(0, math.ceil(wanted - there))
    return Gap(math.ceil(wanted), missing, *_how_far(there, wanted))


def gap_of_rate(standard: Standard, rate: Fraction) -> Gap:
    """How far a rate, in units for one person, meets a limit where it is not known for how many people."""
    wanted = units_for_one(standard)
    return Gap(None, 0 if rate >= wanted else None, *_how_far(rate, wanted))


def units_for_one(standard: Standard) -> Fraction:
    """How many units one person needs."""
    return 1 / standard.limit if standard.direction == "max" else standard.limit


def of_needed(people: str | None) -> str | None:
    """How exact the need of people is who are counted so exactly: more than 17,000 need at least 3,400."""
    return "at_least" if people in LOWER else None if people == "exact" else people


def of_missing(people: str | None, there: str | None) -> str | None:
    """How exact the difference is between what people need and what is there; both unsure make it approximate."""
    return of_difference(of_needed(people), there)


def _how_far(there: Fraction, wanted: Fraction) -> tuple[int, str]:
    if there >= wanted:
        return 100, "reached"
    share = there / wanted
    return math.floor(share * 100), "near" if share >= HALF else "below"


@dataclass(frozen=True)
class Arriving:
    """Families that may arrive at a site, and how many people are taken for a family."""

    site_id: str
    families: int
    family_size: Fraction

    @property
    def people(self) -> int:
        return math.ceil(self.families * self.family_size)
