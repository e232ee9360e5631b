"""The rule of a gap: how many more are needed until a limit is met. Knows neither the database nor the web."""

import math
from dataclasses import dataclass
from fractions import Fraction

from geodata.rules.standards import Standard

LEVELS = ("reached", "near", "below")
HALF = Fraction(1, 2)


@dataclass(frozen=True)
class Gap:
    """`needed` and `missing` in whole units (latrines, litres a day, m²), rounded up; `percent` rounded down."""

    needed: int
    missing: int
    percent: int
    level: str


def gap(standard: Standard, people: int, there: Fraction) -> Gap:
    """What so many people need, and what of it is missing where `there` units are. Meeting the limit exactly passes."""
    wanted = people / standard.limit if standard.direction == "max" else people * standard.limit
    needed = math.ceil(wanted)
    if there >= wanted:
        return Gap(needed, 0, 100, "reached")
    share = there / wanted
    return Gap(needed, math.ceil(wanted - there), math.floor(share * 100), "near" if share >= HALF else "below")


@dataclass(frozen=True)
class Arriving:
    """Families that may arrive at a site, and how many people are taken for a family."""

    site_id: str
    families: int
    family_size: Fraction

    @property
    def people(self) -> int:
        return math.ceil(self.families * self.family_size)
