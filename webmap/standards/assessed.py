"""Every site held against every limit of a set, today and after an arrival."""

from collections.abc import Collection, Container, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from geodata.rules.gaps import Arriving, Gap, gap, gap_of_rate, of_missing
from geodata.rules.pairs import days_apart, together
from geodata.rules.provision import Key, Provision, Then
from geodata.rules.receiving import PASSED_THROUGH
from geodata.rules.standards import Standard
from geodata.statements.site_rows import SiteOnDay
from geodata.statements.site_state import SiteState
from webmap.standards.people import People

TAKES_NOBODY = ("closed", "no_access")
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

    site: SiteState
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


def is_lived_in(row: SiteState, *, arrives: bool = False) -> bool:
    """Not one that people pass through, nor a closed one, nor one not known to be open, unless somebody is to arrive
    there: a plan may open a site."""
    return row.type not in PASSED_THROUGH and row.status_then != "closed" and (row.status_then != "not_open" or arrives)


def lived_in(rows: Sequence[SiteOnDay], arriving: Container[str] = ()) -> list[SiteOnDay]:
    """The sites that people live in, by `is_lived_in`."""
    return [row for row in rows if is_lived_in(row, arrives=row.site_id in arriving)]


def assess(
    sites: Sequence[SiteState],
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
