"""Every site held against every limit of a set, today and after an arrival, and what that makes in all."""

from collections import Counter
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from geodata.rules.figures import of_sum
from geodata.rules.freshness import is_old
from geodata.rules.gaps import LEVELS, Arriving, Gap, gap
from geodata.rules.provision import Key, Provision
from geodata.rules.receiving import PASSED_THROUGH
from geodata.rules.standards import Standard
from geodata.statements.site_rows import SiteOnDay
from webmap.gaps.people import People
from webmap.gaps.rows import NearestHealth

TAKES_NOBODY = ("closed", "no_access")
METRES_PER_KM = 1000


@dataclass(frozen=True)
class Assessed:
    """One site and one limit. `now` is None where the people or what is there are not known; `after` also where
    nobody arrives."""

    site: SiteOnDay
    people: People
    standard: Standard
    there: Provision | None
    now: Gap | None
    after: Gap | None
    people_after: int | None


@dataclass
class Total:
    """One limit over all sites with known figures; a surplus of one site never fills the gap of another.

    `signs`: how exactly the people of each computed site are known.
    """

    standard: Standard
    computed: int = 0
    people: int = 0
    needed: int = 0
    missing: int = 0
    missing_after: int = 0
    levels: Counter[str] = field(default_factory=Counter)
    signs: list[str | None] = field(default_factory=list)

    @property
    def qualifier(self) -> str | None:
        """How exactly all of them are known."""
        return of_sum(self.signs)


@dataclass(frozen=True)
class HealthRow:
    """A site with its nearest known health service. `far` is None where the site has no position and no service."""

    site: SiteOnDay
    nearest: NearestHealth | None
    far: bool | None
    families_after: int | None


def lived_in(rows: Sequence[SiteOnDay], arriving: Container[str] = ()) -> list[SiteOnDay]:
    """The sites that people live in: not those they pass through, nor closed ones, nor those not known to be open,
    unless somebody is to arrive there: a plan may open a site."""
    return [
        row
        for row in rows
        if row.type not in PASSED_THROUGH
        and row.status_then != "closed"
        and (row.status_then != "not_open" or row.site_id in arriving)
    ]


def assess(
    sites: Sequence[SiteOnDay],
    people: Mapping[str, People],
    limits: Mapping[str, Standard],
    there: Mapping[Key, Provision],
    arriving: Mapping[str, Arriving],
) -> list[Assessed]:
    """By site, then by limit; limits of distance are not for this. `people` and `arriving` by id of the site."""
    counted = [one for one in limits.values() if one.indicator != "health_distance"]
    return [
        _assessed(site, people[site.site_id], one, there.get((site.site_id, one.indicator)), arriving.get(site.site_id))
        for site in sites
        for one in counted
    ]


def _assessed(
    site: SiteOnDay, people: People, limit: Standard, there: Provision | None, arriving: Arriving | None
) -> Assessed:
    people_after = people.value + arriving.people if arriving and people.value is not None else None
    if there is None or people.value is None:
        return Assessed(site, people, limit, there, None, None, people_after)
    after = None if people_after is None else gap(limit, people_after, there.value)
    return Assessed(site, people, limit, there, gap(limit, people.value, there.value), after, people_after)


def worst(assessed: Sequence[Assessed]) -> dict[str, str | None]:
    """Of each site the worst level of all limits that can be told, after the arrival where there is one; None: none."""
    found: dict[str, str | None] = {}
    for one in assessed:
        gap_then = one.after or one.now
        levels = [level for level in (found.get(one.site.site_id), gap_then and gap_then.level) if level]
        found[one.site.site_id] = max(levels, key=LEVELS.index, default=None)
    return found


def totals(assessed: Sequence[Assessed]) -> list[Total]:
    """One total for each limit, in the order of the set."""
    found: dict[str, Total] = {}
    for one in assessed:
        total = found.setdefault(one.standard.indicator, Total(one.standard))
        if one.now is None:
            continue
        total.computed += 1
        total.people += one.people.value or 0
        total.signs.append(one.people.qualifier)
        total.needed += one.now.needed
        total.missing += one.now.missing
        total.missing_after += (one.after or one.now).missing
        total.levels[one.now.level] += 1
    return list(found.values())


def ages(assessed: Sequence[Assessed], at: date) -> tuple[int, int, date | None]:
    """How many figures were used (of people and of what is there), how many of them are old, and the oldest day."""
    used = {(one.site.site_id, "people"): one.people.as_of for one in assessed if one.now and one.people.as_of}
    used |= {(one.site.site_id, one.standard.indicator): one.there.as_of for one in assessed if one.now and one.there}
    return len(used), sum(is_old(as_of, at) for as_of in used.values()), min(used.values(), default=None)


def health(
    sites: Sequence[SiteOnDay], nearest: Sequence[NearestHealth], limit: Standard, arriving: Mapping[str, Arriving]
) -> list[HealthRow]:
    """Farther ones first, then those of which nothing can be told, then the near ones; exactly the limit is near."""
    by_site = {row.site_id: row for row in nearest}
    found = [_health_row(site, by_site.get(site.site_id), limit, arriving.get(site.site_id)) for site in sites]
    order = {True: 0, None: 1, False: 2}
    return sorted(found, key=lambda row: (order[row.far], -(row.nearest.metres if row.nearest else 0), row.site.name))


def _health_row(
    site: SiteOnDay, nearest: NearestHealth | None, limit: Standard, arriving: Arriving | None
) -> HealthRow:
    far = None if site.lon is None else True  # with a position and no service at all, every service is farther
    if nearest is not None:
        far = nearest.metres > limit.limit * METRES_PER_KM
    families_after = None if arriving is None or site.families is None else site.families + arriving.families
    return HealthRow(site, nearest, far, families_after)
