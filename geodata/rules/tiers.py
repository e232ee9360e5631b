"""Places by how they are known, from the surest to the least sure. Whoever plans says which are used.

1 counted within 31 days · 2 counted earlier · 3 counted, and changed since · 4 said to be ready · 5 published without
a place. Nobody can be sent to the fifth: it says whom to ask where the places are.
"""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple, Protocol

from geodata.rules.freshness import is_old
from geodata.rules.pairs import together

COUNTED, COUNTED_EARLIER, CHANGED, SAID_READY, WITHOUT_PLACE = TIERS = (1, 2, 3, 4, 5)
USED_UNLESS_SAID = frozenset({COUNTED, COUNTED_EARLIER})
IN_PEOPLE = ("capacity_persons_ready",)  # of the metrics that say a site to be ready; the others are families or tents


def of_count(as_of: date | None, precision: str | None, at: date, *, changed: bool) -> int:
    """The tier of places by a count of plots."""
    if changed:
        return CHANGED
    return COUNTED_EARLIER if is_old(as_of, precision, at) else COUNTED


class Peopled(Protocol):
    """Families and people of a site as last reported, with their days."""

    @property
    def families(self) -> int | None: ...
    @property
    def families_as_of(self) -> date | None: ...
    @property
    def families_precision(self) -> str | None: ...
    @property
    def individuals(self) -> int | None: ...
    @property
    def individuals_as_of(self) -> date | None: ...
    @property
    def individuals_precision(self) -> str | None: ...


class SaidReady(NamedTuple):
    """What was said to be ready at a site, with its day."""

    metric: str
    value: Decimal
    as_of: date
    precision: str


def places_left(said: SaidReady, there: Peopled, family_size: Fraction) -> int:
    """Whole families for whom there is room, less those counted there about that day; none where people were counted
    there more than 31 days later, who may have taken any part of it.
    """
    people = _about_then(there.individuals, there.individuals_as_of, there.individuals_precision, said)
    families = _about_then(there.families, there.families_as_of, there.families_precision, said)
    if people is None or families is None:
        return 0
    return places_said(said.metric, said.value, family_size, people, families)


def _about_then(count: int | None, as_of: date | None, precision: str | None, said: SaidReady) -> int | None:
    """0 where nobody was counted, or long before; None where somebody was, long after."""
    if not count or as_of is None:
        return 0
    if together(as_of, precision, said.as_of, said.precision):
        return count
    return None if as_of > said.as_of else 0


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
