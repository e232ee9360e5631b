"""Every site held against every limit of a set, today and after an arrival, and what that makes in all."""

from collections import Counter
from collections.abc import Collection, Container, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from operator import itemgetter

from geodata.rules.figures import of_sum
from geodata.rules.freshness import is_old
from geodata.rules.gaps import Arriving, Gap, gap, gap_of_rate, of_missing
from geodata.rules.pairs import days_apart, is_recent, together
from geodata.rules.provision import Key, Provision, Then
from geodata.rules.receiving import PASSED_THROUGH
from geodata.rules.standards import Standard
from geodata.statements.site_rows import SiteOnDay
from webmap.gaps.people import People
from webmap.gaps.rows import NearestHealth

TAKES_NOBODY = ("closed", "no_access")
METRES_PER_KM = 1000
STATES = ("reached", "again", "near", "below")  # from good to bad


@dataclass(frozen=True)
class Apart:
    """What is there and the newest people are stated of days that may be `days` apart: too far to make a gap.

    `then`: the people of about the day of what is there; `times`: how many times as many the newest are.
    """

    days: int
    then: Then | None
    times: Fraction | None


@dataclass(frozen=True)
class Assessed:
    """One site and one limit. `people` are those it is judged by: of about the day of what is there, else the newest.

    `now` is None where the people or what is there are not known, or are of days too far apart; `after` also where
    nobody arrives. A rate is judged without people of its time; `apart` tells all the same that they are others now.
    """

    site: SiteOnDay
    people: People
    standard: Standard
    there: Provision | None = None
    there_withheld: bool = False
    apart: Apart | None = None
    now: Gap | None = None
    after: Gap | None = None
    people_after: int | None = None
    arrives: bool = False

    @property
    def then(self) -> Gap | None:
        """After the arrival where there is one, else as it is now."""
        return self.after if self.arrives else self.now

    @property
    def amount(self) -> Fraction | None:
        """Units on the whole site; of a rate only where the people of its time are known."""
        if self.there is None:
            return None
        if not self.there.is_rate:
            return self.there.value
        if self.people.value is None or self.now is None or self.now.needed is None:
            return None
        return self.people.value * self.there.value

    @property
    def missing_qualifier(self) -> str | None:
        """How exact the number of units missing is, by the exactness of people and of what is there."""
        if self.there is None:
            return None
        return of_missing(self.people.qualifier, "approx" if self.there.is_rate else self.there.qualifier)

    @property
    def withheld(self) -> list[str]:
        """What was stated and is not public: `people`, `there`."""
        held = {"people": self.people.withheld, "there": self.there_withheld}
        return [figure for figure, is_so in held.items() if is_so]

    @property
    def is_withheld(self) -> bool:
        """Something was stated of what is there, and nothing is told of it, because a figure is not public."""
        stated = self.there is not None or self.there_withheld
        return self.now is None and self.apart is None and stated and bool(self.withheld)

    @property
    def again(self) -> bool:
        """Nothing can be told before people or what is there are counted again."""
        return self.now is None and self.apart is not None


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
    withheld: Collection[Key] = (),
) -> list[Assessed]:
    """By site, then by limit; limits of distance are not for this. `people` and `arriving` by id of the site.

    `withheld`: of which it was stated what is there, and is not public."""
    counted = [one for one in limits.values() if one.indicator != "health_distance"]
    return [
        _assessed(
            Assessed(
                site,
                people[site.site_id],
                one,
                there.get((site.site_id, one.indicator)),
                there_withheld=(site.site_id, one.indicator) in withheld,
            ),
            arriving.get(site.site_id),
        )
        for site in sites
        for one in counted
    ]


def _assessed(one: Assessed, arriving: Arriving | None) -> Assessed:
    people, limit, there = one.people, one.standard, one.there
    after = people.value + arriving.people if arriving and people.value is not None else None
    of_site = replace(one, people_after=after, arrives=arriving is not None)
    if there is None:
        return of_site
    apart = _apart(people, there)
    if there.is_rate:
        return _by_rate(replace(of_site, apart=apart), there, None if apart else people.value)
    if people.value is None or apart is not None:
        return replace(of_site, apart=apart)
    then = None if after is None else gap(limit, after, there.value)
    return replace(of_site, now=gap(limit, people.value, there.value), after=then)


def _by_rate(one: Assessed, there: Provision, newest: int | None) -> Assessed:
    """A rate stays what was reported; the people of its time make amounts of it. `newest`: where they are of that time.

    Whoever arrives shares what there was: that takes people of the same time.
    """
    then = there.then
    people = newest if newest is not None else then and then.people
    if not people:
        return replace(one, now=gap_of_rate(one.standard, there.value))
    amount = people * there.value
    after = gap(one.standard, one.people_after, amount) if newest and one.people_after is not None else None
    by = one.people if newest or then is None else People(then.people, then.qualifier, then.as_of, then.precision)
    return replace(one, people=by, now=gap(one.standard, people, amount), after=after)


def _apart(people: People, there: Provision) -> Apart | None:
    """None for figures that belong together, and where no people are known."""
    if people.value is None or people.as_of is None:
        return None
    days = (people.as_of, people.precision, there.as_of, there.precision)
    if together(*days):
        return None
    then = there.then
    return Apart(days_apart(*days), then, Fraction(people.value, then.people) if then and then.people else None)


def worst(assessed: Sequence[Assessed]) -> dict[str, str | None]:
    """Of each site the worst that can be told of all limits, after the arrival where there is one; None: nothing.

    `again` (to be counted again) is worse than a limit that is met, and better than one that is not.
    """
    found: dict[str, str | None] = {}
    for one in assessed:
        state = one.then.level if one.then else "again" if one.apart else None
        states = [known for known in (found.get(one.site.site_id), state) if known]
        found[one.site.site_id] = max(states, key=STATES.index, default=None)
    return found


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
