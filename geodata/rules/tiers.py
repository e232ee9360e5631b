"""Places by how they are known, from the surest to the least sure. Whoever plans says which are used.

1 counted within 31 days · 2 counted earlier · 3 counted, and changed since · 4 said to be ready · 5 published without
a place. Nobody can be sent to the fifth: it says whom to ask where the places are.
"""

from datetime import date
from decimal import Decimal
from fractions import Fraction

from geodata.rules.freshness import is_old

COUNTED, COUNTED_EARLIER, CHANGED, SAID_READY, WITHOUT_PLACE = TIERS = (1, 2, 3, 4, 5)
USED_UNLESS_SAID = frozenset({COUNTED, COUNTED_EARLIER})
IN_PEOPLE = ("capacity_persons_ready",)  # of the metrics that say a site to be ready; the others are families or tents


def of_count(as_of: date | None, precision: str | None, at: date, *, changed: bool) -> int:
    """The tier of places by a count of plots."""
    if changed:
        return CHANGED
    return COUNTED_EARLIER if is_old(as_of, precision, at) else COUNTED


def places_said(metric: str, value: Decimal, family_size: Fraction, people_there: int, families_there: int) -> int:
    """Whole families for whom there is room where a site is said to be ready for so many; one family takes one tent.

    Who lives there already is taken off what was said of people or families; plots said to be available are free.
    """
    if metric in IN_PEOPLE:
        people = max(people_there, int(families_there * family_size))
        return max(0, int((Fraction(value) - people) / family_size))
    if metric == "plots_available":
        return int(value)
    families = max(families_there, -int(-people_there // family_size))
    return max(0, int(value) - families)
