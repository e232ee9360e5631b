"""Nearest-site areas: sites at one point share one; families and free places only where they are known."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from webmap.layers.sites import is_old


@dataclass(frozen=True)
class Holding:
    """What some sites hold, as far as it is known: sums over the `…_in` sites that state it, None where none does."""

    sites: int
    families: int | None
    families_in: int
    free: int | None
    free_in: int


@dataclass(frozen=True)
class Catchment:
    """One area with the sites at its point, by name. `number` names it on the map."""

    number: int
    sites: list[Any]
    holding: Holding

    @property
    def first(self) -> Any:
        """Any of its sites: point, area and km² are the same for all."""
        return self.sites[0]


def catchments(rows: Sequence[Any]) -> tuple[list[Catchment], list[Any]]:
    """Areas from north to south, and the sites without a position, which have none."""
    by_place: dict[str, list[Any]] = {}
    for row in rows:
        if row.place is not None:
            by_place.setdefault(row.place, []).append(row)
    placed = sorted(by_place.values(), key=lambda sites: (-sites[0].lat, sites[0].lon))
    found = [Catchment(number, sites, holding(sites)) for number, sites in enumerate(placed, start=1)]
    return found, [row for row in rows if row.place is None]


def holding(sites: Sequence[Any]) -> Holding:
    families = [row.families for row in sites if row.families is not None]
    free = [row.free for row in sites if row.free is not None]
    return Holding(
        len(sites), sum(families) if families else None, len(families), sum(free) if free else None, len(free)
    )


def ages(rows: Sequence[Any], at: date) -> tuple[int, int]:
    """How many figures (families, plot counts) were used, and how many of them are old."""
    used = [row.families_as_of for row in rows if row.families is not None]
    used += [row.counted_as_of for row in rows if row.free is not None]
    return len(used), sum(is_old(as_of, at) for as_of in used)
