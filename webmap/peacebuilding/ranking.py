"""Where the next activity would meet the most newly displaced people, and what else lies near each community."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from geodata.rules.lower_bound import Counted, Touching, counted, people
from geodata.rules.pairs import is_recent
from geodata.statements.place_rows import Community
from webmap.peacebuilding.rows import CorridorNear, MovementNear, SiteNear

Near = TypeVar("Near", SiteNear, CorridorNear, MovementNear)


@dataclass(frozen=True)
class Pressure:
    """A community with what is near it. `arrived`: which movements count as new arrivals, and which do not."""

    community: Community
    sites: tuple[SiteNear, ...]
    corridors: tuple[CorridorNear, ...]
    movements: tuple[MovementNear, ...]
    arrived: Counted[MovementNear]
    at: date

    @property
    def newly(self) -> int | None:
        """People; None where no arrival with a number is reported."""
        return self.arrived.people

    @property
    def mean_distance_m(self) -> float:
        """Of the newly arrived, in metres; infinite where none is reported."""
        if not self.newly:
            return float("inf")
        return sum((people(row) or 0) * (row.arrival_m or 0.0) for row in self.arrived.rows) / self.newly

    @property
    def counted_sites(self) -> list[SiteNear]:
        """Sites whose families were counted in the last 31 days before the day."""
        return [site for site in self.sites if site.families is not None and _is_recent(site, self.at)]

    @property
    def counted_earlier(self) -> int:
        """In so many more sites families were counted, but earlier."""
        return sum(site.families is not None for site in self.sites) - len(self.counted_sites)

    @property
    def families(self) -> int | None:
        """In the sites counted in the last 31 days together; None where none is."""
        counts = [site.families or 0 for site in self.counted_sites]
        return sum(counts) if counts else None


def _is_recent(site: SiteNear, at: date) -> bool:
    return is_recent(site.families_as_of, site.families_precision, at)


def ranked(
    communities: Sequence[Community],
    sites: Sequence[SiteNear],
    corridors: Sequence[CorridorNear],
    movements: Sequence[MovementNear],
    touching: Touching,
    at: date,
) -> list[Pressure]:
    """The most newly arrived first; among equals the one to which they are nearest, then by name."""
    found = [
        Pressure(
            community,
            _of(sites, community),
            _of(corridors, community),
            _of(movements, community),
            counted(_of(movements, community), touching),
            at,
        )
        for community in communities
    ]
    return sorted(found, key=lambda one: (-(one.newly or 0), one.mean_distance_m, one.community.name))


def place(listed: Sequence[Pressure], pressure: Pressure) -> int | None:
    """The rank; None where as many people are newly arrived near another community: the two cannot be ranked."""
    numbers = [other.newly or 0 for other in listed]
    own = pressure.newly or 0
    return None if numbers.count(own) > 1 else 1 + sum(number > own for number in numbers)


def foremost(listed: Sequence[Pressure]) -> list[Pressure]:
    """Those near which most people are newly arrived: one, or several that cannot be ranked."""
    return [one for one in listed if (one.newly or 0) == (listed[0].newly or 0)] if listed else []


def _of(rows: Sequence[Near], community: Community) -> tuple[Near, ...]:
    return tuple(row for row in rows if row.community_id == community.community_id)
