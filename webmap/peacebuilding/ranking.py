"""Where the next activity would meet the most newly displaced people, and what else lies near each community."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from geodata.rules.lower_bound import Counted, Touching, counted, people
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
        """Sites with a known number of families."""
        return [site for site in self.sites if site.families is not None]

    @property
    def families(self) -> int | None:
        """The last counts of sites together, of whichever days; None where no site has one."""
        counts = [site.families for site in self.sites if site.families is not None]
        return sum(counts) if counts else None


def ranked(
    communities: Sequence[Community],
    sites: Sequence[SiteNear],
    corridors: Sequence[CorridorNear],
    movements: Sequence[MovementNear],
    touching: Touching,
) -> list[Pressure]:
    """The most newly arrived first; among equals the one to which they are nearest, then by name."""
    found = [
        Pressure(
            community,
            _of(sites, community),
            _of(corridors, community),
            _of(movements, community),
            counted(_of(movements, community), touching),
        )
        for community in communities
    ]
    return sorted(found, key=lambda one: (-(one.newly or 0), one.mean_distance_m, one.community.name))


def place(listed: Sequence[Pressure], pressure: Pressure) -> int:
    """The rank: as many newly arrived share it."""
    return 1 + sum((other.newly or 0) > (pressure.newly or 0) for other in listed)


def _of(rows: Sequence[Near], community: Community) -> tuple[Near, ...]:
    return tuple(row for row in rows if row.community_id == community.community_id)
