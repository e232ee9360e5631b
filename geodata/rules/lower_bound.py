"""How many people newly arrived at the least. Pure rules over rows of movements_near.sql.

A row counts unless it may hold the same people as a larger row that counts already. Two rows cannot, where
- their periods share no day, or their places cannot contain one another (may_contain.sql), and
- neither ends at a screening or reception site, from which people go on: beside such a row counts only what ended
  before it began.
A transfer or secondary movement from inside the distance brings nobody new into it. Families count × 6.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, Protocol, TypeVar

from geodata.rules.movement_sums import PERSONS_PER_FAMILY

# Who leaves, goes home or only passes is not somebody whom an activity there would meet.
ARRIVING = ("arrival", "displacement", "transfer", "secondary_movement", "cross_border")
MOVED_ON = ("transfer", "secondary_movement")  # of people who were displaced already
Touching = frozenset[tuple[str, str]]


class Arrival(Protocol):
    """What the rule reads of a movement near a community."""

    @property
    def flow_id(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def arrives(self) -> bool: ...
    @property
    def from_inside(self) -> bool: ...
    @property
    def passes_on(self) -> bool: ...
    @property
    def departure_m(self) -> float | None: ...
    @property
    def to_key(self) -> str: ...
    @property
    def period_start(self) -> date: ...
    @property
    def period_end(self) -> date: ...
    @property
    def families(self) -> int | None: ...
    @property
    def individuals(self) -> int | None: ...
    @property
    def withheld(self) -> list[str]: ...
    @property
    def qualifier(self) -> str | None: ...


Row = TypeVar("Row", bound=Arrival)


@dataclass(frozen=True)
class Left(Generic[Row]):
    """A row that is not added. `reason`: inside, origin_unknown, number_unknown, withheld, same_days or passes_on.

    `beside`: the row that counts and may hold the same people.
    """

    row: Row
    reason: str
    beside: Row | None = None


@dataclass(frozen=True)
class Counted(Generic[Row]):
    """Rows that cannot hold the same people, the largest first, and the rows left out."""

    rows: tuple[Row, ...]
    left: tuple[Left[Row], ...]

    @property
    def people(self) -> int | None:
        """None: no row has a number."""
        return sum(people(row) or 0 for row in self.rows) if self.rows else None

    @property
    def at_least(self) -> bool:
        """Whether more may have arrived: somebody may be in a row left out, or a source itself says more."""
        return any(left.reason != "inside" for left in self.left) or any(
            row.qualifier in ("at_least", "more_than") for row in self.rows
        )

    @property
    def estimated(self) -> bool:
        return any(row.individuals is None for row in self.rows)

    @property
    def rounded(self) -> bool:
        """Whether the sum is only about right: families × 6, or a source that says about."""
        return self.estimated or any(row.qualifier == "approx" for row in self.rows)


def people(row: Arrival) -> int | None:
    """None: no number that could be a part of a lower bound. `up to` says nothing of the least."""
    if row.qualifier == "up_to":
        return None
    if row.individuals is not None:
        return row.individuals
    return None if row.families is None else row.families * PERSONS_PER_FAMILY


def counted(movements: Sequence[Row], touching: Touching) -> Counted[Row]:
    """Which of the movements near one community count. `touching`: destinations that may contain one another."""
    rows: list[Row] = []
    left: list[Left[Row]] = []
    arriving = [row for row in movements if row.arrives and row.kind in ARRIVING]
    for row in sorted(arriving, key=lambda row: (-(people(row) or 0), row.flow_id)):
        reason = _alone(row)
        beside = None if reason else next((other for other in rows if _may_be_same(row, other, touching)), None)
        if beside is not None:
            reason = "passes_on" if row.passes_on or beside.passes_on else "same_days"
        if reason:
            left.append(Left(row, reason, beside))
        else:
            rows.append(row)
    return Counted(tuple(rows), tuple(left))


def _alone(row: Arrival) -> str:
    """Why a row cannot count whatever stands beside it; empty where it can."""
    if row.kind in MOVED_ON and row.from_inside:
        return "inside" if row.departure_m is not None else "origin_unknown"
    if people(row) is not None:
        return ""
    return "withheld" if row.withheld else "number_unknown"


def _may_be_same(one: Arrival, other: Arrival, touching: Touching) -> bool:
    if one.to_key != other.to_key and (one.passes_on or other.passes_on):
        # Between two of them people may have gone either way.
        after_one = one.passes_on and other.period_end >= one.period_start
        after_other = other.passes_on and one.period_end >= other.period_start
        return after_one or after_other
    if one.period_start > other.period_end or other.period_start > one.period_end:
        return False
    return one.to_key == other.to_key or (min(one.to_key, other.to_key), max(one.to_key, other.to_key)) in touching
