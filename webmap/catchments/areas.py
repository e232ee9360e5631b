"""Nearest-site areas: sites at one point share one; families and free places only where they are known."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from geodata.rules.figures import of_sum
from geodata.rules.freshness import is_old
from geodata.rules.pairs import is_recent
from geodata.statements.located import point
from webmap.catchments.rows import SiteWithArea


@dataclass(frozen=True)
class Holding:
    """What some sites hold by the counts of the last 31 days; counts of other times are never added to them.

    Sums over the `…_in` sites so counted, None where none is; in `…_earlier_in` sites the newest count is older.
    `families_qualifier`: how exactly the sum is known, which is no surer than its parts.
    """

    sites: int
    families: int | None
    families_qualifier: str | None
    families_in: int
    families_earlier_in: int
    free: int | None
    free_in: int
    free_earlier_in: int


@dataclass(frozen=True)
class Catchments:
    """All open sites of Ninewa: the areas, and the sites without a known position, which have none but count."""

    areas: list["Catchment"]
    unplaced: list[SiteWithArea]
    unplaced_holding: Holding
    holding: Holding

    @property
    def sites(self) -> list[SiteWithArea]:
        return [*(site for one in self.areas for site in one.sites), *self.unplaced]


@dataclass(frozen=True)
class Catchment:
    """One area with the sites at its point, by name. `number` names it on the map."""

    number: int
    sites: list[SiteWithArea]
    holding: Holding

    @property
    def first(self) -> SiteWithArea:
        """Any of its sites: point, area and km² are the same for all."""
        return self.sites[0]

    @property
    def at(self) -> tuple[float, float]:
        """Longitude and latitude of its point."""
        at = point(self.first)
        assert at is not None
        return at


def catchments(rows: Sequence[SiteWithArea], at: date) -> Catchments:
    """Areas from north to south, and the sites without a position; the whole holds what all of them hold."""
    by_place: dict[str, list[SiteWithArea]] = {}
    for row in rows:
        if row.place is not None:
            by_place.setdefault(row.place, []).append(row)
    placed = [Catchment(0, sites, holding(sites, at)) for sites in by_place.values()]
    from_the_north = sorted(placed, key=lambda one: (-one.at[1], one.at[0]))
    found = [replace(one, number=number) for number, one in enumerate(from_the_north, start=1)]
    unplaced = [row for row in rows if row.place is None]
    return Catchments(found, unplaced, holding(unplaced, at), holding(rows, at))


def holding(sites: Sequence[SiteWithArea], at: date) -> Holding:
    housed = [row for row in sites if row.families is not None]
    families = [row for row in housed if is_recent(row.families_as_of, row.families_precision, at)]
    counted = [row for row in sites if row.free is not None]
    free = [row for row in counted if is_recent(row.counted_as_of, row.counted_precision, at)]
    return Holding(
        sites=len(sites),
        families=sum(row.families or 0 for row in families) if families else None,
        families_qualifier=of_sum(row.families_qualifier for row in families),
        families_in=len(families),
        families_earlier_in=len(housed) - len(families),
        free=sum(row.free or 0 for row in free) if free else None,
        free_in=len(free),
        free_earlier_in=len(counted) - len(free),
    )


def ages(rows: Sequence[SiteWithArea], at: date) -> tuple[int, int]:
    """How many figures (families, plot counts) were used, and how many of them are old."""
    used = [(row.families_as_of, row.families_precision) for row in rows if row.families is not None]
    used += [(row.counted_as_of, row.counted_precision) for row in rows if row.free is not None]
    return len(used), sum(is_old(as_of, precision, at) for as_of, precision in used)
