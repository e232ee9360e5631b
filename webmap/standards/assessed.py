"""Every site held against every limit of a set, today and after an arrival, and what that makes in all."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from geodata.standards import Standard
from webmap.layers.sites import is_old
from webmap.standards.gaps import Arriving, Gap, gap
from webmap.standards.there import Key, There

PASSED_THROUGH = ("screening_site", "reception_centre")
NOBODY_THERE = ("closed", "not_open")
METRES_PER_KM = 1000


@dataclass(frozen=True)
class Assessed:
    """One site and one limit. `now` is None where the people or what is there are not known; `after` also where
    nobody arrives."""

    site: Any
    standard: Standard
    there: There | None
    now: Gap | None
    after: Gap | None
    people_after: int | None


@dataclass
class Total:
    """One limit over all sites with known figures; a surplus of one site never fills the gap of another."""

    standard: Standard
    computed: int = 0
    people: int = 0
    needed: int = 0
    missing: int = 0
    missing_after: int = 0
    levels: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class HealthRow:
    """A site with its nearest known health service. `far` is None where the site has no position and no service."""

    site: Any
    nearest: Any | None
    far: bool | None
    families_after: int | None


def lived_in(rows: Sequence[Any]) -> list[Any]:
    """The sites that people live in: not those they pass through, nor closed ones, nor those not known to be open."""
    return [row for row in rows if row.type not in PASSED_THROUGH and row.status_then not in NOBODY_THERE]


def assess(
    sites: Sequence[Any], limits: Mapping[str, Standard], there: Mapping[Key, There], arriving: Arriving | None
) -> list[Assessed]:
    """By site, then by limit; limits of distance are not for this."""
    counted = [one for one in limits.values() if one.indicator != "health_distance"]
    return [
        _assessed(site, one, there.get((site.site_id, one.indicator)), arriving) for site in sites for one in counted
    ]


def _assessed(site: Any, limit: Standard, there: There | None, arriving: Arriving | None) -> Assessed:
    people = site.individuals
    here = arriving is not None and arriving.site_id == site.site_id
    people_after = people + arriving.people if here and arriving and people is not None else None
    if there is None or people is None:
        return Assessed(site, limit, there, None, None, people_after)
    after = None if people_after is None else gap(limit, people_after, there.value)
    return Assessed(site, limit, there, gap(limit, people, there.value), after, people_after)


def totals(assessed: Sequence[Assessed]) -> list[Total]:
    """One total for each limit, in the order of the set."""
    found: dict[str, Total] = {}
    for one in assessed:
        total = found.setdefault(one.standard.indicator, Total(one.standard))
        if one.now is None:
            continue
        total.computed += 1
        total.people += one.site.individuals
        total.needed += one.now.needed
        total.missing += one.now.missing
        total.missing_after += (one.after or one.now).missing
        total.levels[one.now.level] += 1
    return list(found.values())


def ages(assessed: Sequence[Assessed], at: date) -> tuple[int, int, date | None]:
    """How many figures were used (of people and of what is there), how many of them are old, and the oldest day."""
    used = {(one.site.site_id, "people"): one.site.individuals_as_of for one in assessed if one.now}
    used |= {(one.site.site_id, one.standard.indicator): one.there.as_of for one in assessed if one.now and one.there}
    return len(used), sum(is_old(as_of, at) for as_of in used.values()), min(used.values(), default=None)


def health(sites: Sequence[Any], nearest: Sequence[Any], limit: Standard, arriving: Arriving | None) -> list[HealthRow]:
    """Farther ones first, then those of which nothing can be told, then the near ones; exactly the limit is near."""
    by_site = {row.site_id: row for row in nearest}
    found = [_health_row(site, by_site.get(site.site_id), limit, arriving) for site in sites]
    order = {True: 0, None: 1, False: 2}
    return sorted(found, key=lambda row: (order[row.far], -(row.nearest.metres if row.nearest else 0), row.site.name))


def _health_row(site: Any, nearest: Any | None, limit: Standard, arriving: Arriving | None) -> HealthRow:
    far = None if site.lon is None else True  # with a position and no service at all, every service is farther
    if nearest is not None:
        far = nearest.metres > limit.limit * METRES_PER_KM
    here = arriving is not None and arriving.site_id == site.site_id and site.families is not None
    return HealthRow(site, nearest, far, site.families + arriving.families if here and arriving else None)
