"""How cost grows: the exponent of a number of things, and what is aimed at for candidates of an allocation."""

from __future__ import annotations

import math

ALLOCATION_GOAL = 1.1
FEW_CANDIDATES, MANY_CANDIDATES = 100, 1000


def exponent(before: float, after: float, few: int, many: int) -> float:
    """0: the cost does not grow with the number; 1: in step with it. Times in seconds, both above 0."""
    return math.log(after / before) / math.log(many / few)
