"""Where the next activity would meet the most newly displaced people. Pure rules over rows; nothing is estimated twice.

newly arrived (community) = sum over the destinations within the distance of arrived (destination)
arrived (destination)     = the sum of its arrivals in the days asked, where they can be added without counting anybody
                            twice; otherwise the largest of them, which is at least so many. Families count × 6.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from webmap.layers.movement_sums import total
from webmap.layers.movements import PERSONS_PER_FAMILY

# Who leaves, goes home or only passes is not somebody whom an activity there would meet.
ARRIVING = ("arrival", "transfer", "displacement", "secondary_movement", "cross_border")


@dataclass(frozen=True)
class Term:
    """What one destination adds. `people` None: no row of it states a number."""

    destination: str
    distance_m: float
    rows: tuple[Any, ...]
    people: int | None
    families: int | None
    estimated: bool
    at_least: bool


@dataclass(frozen=True)
class Pressure:
    """A community with what is near it. `newly` None: no arrival with a number is reported."""

    community: Any
    sites: tuple[Any, ...]
    corridors: tuple[Any, ...]
    movements: tuple[Any, ...]
    terms: tuple[Term, ...]

    @property
    def newly(self) -> int | None:
        known = [term.people for term in self.terms if term.people is not None]
        return sum(known) if known else None

    @property
    def at_least(self) -> bool:
        """Whether more may have arrived than counted: a number is unknown or rows could not be added."""
        return any(term.at_least or term.people is None for term in self.terms)

    @property
    def estimated(self) -> bool:
        return any(term.estimated for term in self.terms)

    @property
    def mean_distance_m(self) -> float:
        """Of the newly arrived, in metres; infinite where none is reported."""
        if not self.newly:
            return float("inf")
        return sum((term.people or 0) * term.distance_m for term in self.terms) / self.newly

    @property
    def counted(self) -> list[Any]:
        """Sites with a known number of families."""
        return [site for site in self.sites if site.families is not None]

    @property
    def families(self) -> int | None:
        """The last counts of sites together, of whichever days; None where no site has one."""
        return sum(site.families for site in self.counted) if self.counted else None


def ranked(
    communities: Sequence[Any], sites: Sequence[Any], corridors: Sequence[Any], movements: Sequence[Any]
) -> list[Pressure]:
    """The most newly arrived first; among equals the one to which they are nearest, then by name."""
    by_id = {
        community.community_id: Pressure(
            community,
            _of(sites, community),
            _of(corridors, community),
            _of(movements, community),
            tuple(terms(_of(movements, community))),
        )
        for community in communities
    }
    return sorted(by_id.values(), key=lambda one: (-(one.newly or 0), one.mean_distance_m, one.community.name))


def place(listed: Sequence[Pressure], pressure: Pressure) -> int:
    """The rank: as many newly arrived share it."""
    return 1 + sum((other.newly or 0) > (pressure.newly or 0) for other in listed)


def _of(rows: Sequence[Any], community: Any) -> tuple[Any, ...]:
    return tuple(row for row in rows if row.community_id == community.community_id)


def terms(movements: Sequence[Any]) -> list[Term]:
    """One for each destination where people arrived, the largest first."""
    grouped: dict[str, list[Any]] = defaultdict(list)
    for row in movements:
        if row.arrives and row.kind in ARRIVING:
            grouped[row.to_shown].append(row)
    found = [_term(destination, rows) for destination, rows in grouped.items()]
    return sorted(found, key=lambda term: (-(term.people or 0), term.destination))


def _term(destination: str, rows: Sequence[Any]) -> Term:
    stated = [row for row in rows if row.individuals is not None or row.families is not None]
    distance = min(row.arrival_m for row in rows)
    if not stated:
        return Term(destination, distance, tuple(rows), None, None, False, False)
    together = total(stated)
    if together.reason:
        largest = max(stated, key=_people)
        together = total([largest])
    less = len(stated) < len(rows) or together.people != sum(_people(row) for row in stated)
    families = together.value if together.unit == "families" else None
    return Term(destination, distance, tuple(rows), together.people, families, together.estimated, less)


def _people(row: Any) -> int:
    return int(row.individuals if row.individuals is not None else row.families * PERSONS_PER_FAMILY)
