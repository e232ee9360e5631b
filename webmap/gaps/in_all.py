"""What the limits of a set make over all sites, how old the figures are, and how far health services are."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from operator import itemgetter

from geodata.rules.figures import of_sum
from geodata.rules.freshness import is_old
from geodata.rules.gaps import Arriving
from geodata.rules.pairs import is_recent
from geodata.rules.standards import Standard
from geodata.statements.site_rows import SiteOnDay
from webmap.gaps.rows import NearestHealth
from webmap.standards.assessed import Assessed

METRES_PER_KM = 1000


@dataclass
class Total:
    """One limit over all sites that can be judged; a surplus of one site never fills the gap of another.

    `exactness`: what is said of each number missing that is not 0, now and after the arrival.
    `unsure`: in so many of them the limit is not met and it is not known what that makes, now and after the arrival.
    `again`: in so many sites what is there and the people are of days too far apart; they are not judged.
    `withheld`: so many cannot be judged, because a figure of them is not public.
    """

    standard: Standard
    computed: int = 0
    missing: int = 0
    missing_after: int = 0
    exactness: Counter[tuple[str, str | None]] = field(default_factory=Counter)
    unsure: Counter[str] = field(default_factory=Counter)
    levels: Counter[str] = field(default_factory=Counter)
    again: int = 0
    withheld: int = 0

    def qualifier(self, when: str) -> str | None:
        """Of the number missing, `now` or `after` the arrival."""
        said = {what for (at, what), sites in self.exactness.items() if sites and at == when}
        return of_sum([*said, *(["at_least"] if self.unsure[when] else [])])


@dataclass(frozen=True)
class HealthRow:
    """A site with the nearest primary care stated in the last 31 days.

    `beside`: the nearest that was stated earlier, and the nearest other health service within the limit.
    `far` is None where nothing can be told: without a position and such care on the site, and where primary care that
    was stated earlier lies within the limit. `families`: those counted in the last 31 days, with who arrives.
    """

    site: SiteOnDay
    nearest: NearestHealth | None
    beside: tuple[NearestHealth, ...]
    far: bool | None
    families: int | None
    families_after: int | None


def totals(assessed: Sequence[Assessed]) -> list[Total]:
    """One total for each limit, in the order of the set."""
    found: dict[str, Total] = {}
    for one in assessed:
        total = found.setdefault(one.standard.indicator, Total(one.standard))
        total.again += one.again
        if one.now is None:
            total.withheld += one.is_withheld
            continue
        total.computed += 1
        total.levels[one.now.level] += 1
        total.missing += one.now.missing or 0
        total.missing_after += (one.then.missing or 0) if one.then else 0
        total.exactness["now", one.missing_qualifier] += bool(one.now.missing)
        total.exactness["after", one.missing_qualifier] += bool(one.then and one.then.missing)
        total.unsure["now"] += one.now.missing is None
        total.unsure["after"] += one.then is None or one.then.missing is None
    return list(found.values())


def ages(assessed: Sequence[Assessed], at: date) -> tuple[int, int, tuple[date, str | None] | None]:
    """How many figures were used (of people and of what is there), how many of them are old, and the oldest day with
    its precision."""
    used = {
        (one.site.site_id, "people"): (one.people.as_of, one.people.precision)
        for one in assessed
        if one.now and one.people.as_of
    }
    used |= {
        (one.site.site_id, one.standard.indicator): (one.there.as_of, one.there.precision)
        for one in assessed
        if one.now and one.there
    }
    old = sum(is_old(as_of, precision, at) for as_of, precision in used.values())
    return len(used), old, min(used.values(), key=itemgetter(0), default=None)


def health(
    sites: Sequence[SiteOnDay],
    nearest: Sequence[NearestHealth],
    limit: Standard,
    arriving: Mapping[str, Arriving],
    at: date,
) -> list[HealthRow]:
    """Farther ones first, then those of which nothing can be told, then the near ones; exactly the limit is near."""
    by_site: dict[str, list[NearestHealth]] = {}
    for row in nearest:
        by_site.setdefault(row.site_id, []).append(row)
    found = [_health_row(site, by_site.get(site.site_id, []), limit, arriving.get(site.site_id), at) for site in sites]
    order = {True: 0, None: 1, False: 2}
    return sorted(found, key=lambda row: (order[row.far], -(row.nearest.metres if row.nearest else 0), row.site.name))


def _health_row(
    site: SiteOnDay, nearest: Sequence[NearestHealth], limit: Standard, arriving: Arriving | None, at: date
) -> HealthRow:
    within = {row.told for row in nearest if row.metres <= limit.limit * METRES_PER_KM}
    recent = next((row for row in nearest if row.told == "recent"), None)
    beside = tuple(row for row in nearest if row.told == "earlier" or (row.told == "other" and "other" in within))
    far = None if (site.lon is None and recent is None) or "earlier" in within else True
    counted = site.families if is_recent(site.families_as_of, site.families_precision, at) else None
    after = None if arriving is None or site.families is None else site.families + arriving.families
    return HealthRow(site, recent, beside, False if "recent" in within else far, counted, after)
