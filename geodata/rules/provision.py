"""What is there on a site, in the units that a limit counts: latrines, litres a day, m² of shelter, shelters.

A count is taken as reported, and a rate stays a rate: so many units a person, with the people counted about that time.
Kinds of tents and caravans of one day are added, other counts of tents are not.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Protocol

from geodata.rules.pairs import together
from geodata.statements.figure_rows import Sourced

COUNTS = {"latrines": "latrines", "showers": "showers", "water_points": "water_points"}
UNITS_PER_PERSON = {"water_litres_per_person_day": "water_litres", "covered_area_m2_per_person": "covered_area"}
PERSONS_PER_UNIT = {
    "persons_per_latrine": "latrines",
    "persons_per_shower": "showers",
    "persons_per_shelter": "shelters",
    "persons_per_tent": "shelters",
}
REPORTED = (*COUNTS, *UNITS_PER_PERSON, *PERSONS_PER_UNIT)

KINDS_OF_SHELTER = ("tents_on_concrete", "tents_on_ground", "caravans")  # of one day, they add up
ALL_TENTS = ("tents_ready", "tents_erected", "tents_occupied")  # each is all tents, in this order of preference
SHELTER_METRICS = (*KINDS_OF_SHELTER, *ALL_TENTS)
SHOWN_METRICS = (*SHELTER_METRICS, "improvised_shelters")
Key = tuple[str, str]  # site, indicator


class Reported(Sourced, Protocol):
    """A figure of one site as reported, with its source."""

    @property
    def site_id(self) -> str: ...
    @property
    def value(self) -> Decimal | None: ...
    @property
    def qualifier(self) -> str | None: ...
    @property
    def as_of(self) -> date: ...
    @property
    def as_of_precision(self) -> str: ...
    @property
    def confidence(self) -> str: ...


class OfThen(Reported, Protocol):
    """A figure with the count of people on the site that is nearest to its day; None where none is near, or public."""

    @property
    def people_then(self) -> int | None: ...
    @property
    def people_then_qualifier(self) -> str | None: ...
    @property
    def people_then_as_of(self) -> date | None: ...
    @property
    def people_then_precision(self) -> str | None: ...


class Level(OfThen, Protocol):
    @property
    def indicator(self) -> str: ...


class Shelter(OfThen, Protocol):
    @property
    def metric(self) -> str: ...


@dataclass(frozen=True)
class Then:
    """People counted at most 31 days from a figure, so that the two may be set against one another."""

    people: int
    qualifier: str | None
    as_of: date
    precision: str | None


@dataclass(frozen=True)
class Provision:
    """Units on a site, or with `basis` `rate` units for one person; `count` and `kinds` (added) are of the whole site.

    `stated` is the row of the figure, or the first of those that were added, with its source.
    """

    value: Fraction
    as_of: date
    precision: str
    qualifier: str | None
    basis: str
    stated: OfThen

    @property
    def is_rate(self) -> bool:
        return self.basis == "rate"

    @property
    def then(self) -> Then | None:
        """The people of about that time."""
        row = self.stated
        if row.people_then is None or row.people_then_as_of is None:
            return None
        if not together(self.as_of, self.precision, row.people_then_as_of, row.people_then_precision):
            return None
        return Then(row.people_then, row.people_then_qualifier, row.people_then_as_of, row.people_then_precision)


def provisions(levels: Sequence[Level], shelters: Sequence[Shelter]) -> dict[Key, Provision]:
    """The newest known of each site and indicator; of two of one day the count, not the rate.

    A withheld figure (value NULL) is the newest all the same: none older stands for it.
    """
    found: dict[Key, Provision] = {}
    for key, there in [*_reported(levels), *_sheltered(shelters)]:
        known = found.get(key)
        if known is None or (there.as_of, not there.is_rate) > (known.as_of, not known.is_rate):
            found[key] = there
    held = _withheld_on(levels, shelters)
    return {key: there for key, there in found.items() if there.as_of > held.get(key, date.min)}


def withheld(levels: Sequence[Level], shelters: Sequence[Shelter]) -> set[Key]:
    """Of which the newest was stated and is withheld: `provisions` has nothing of them."""
    return _withheld_on(levels, shelters).keys() - provisions(levels, shelters).keys()


def _withheld_on(levels: Iterable[Level], shelters: Iterable[Shelter]) -> dict[Key, date]:
    """The newest day of each on which something of it was stated and withheld."""
    days: dict[Key, date] = {}
    named = [((row.site_id, "shelters"), row.as_of) for row in shelters if row.value is None]
    named += [((row.site_id, _told_by(row)), row.as_of) for row in levels if row.value is None]
    for key, day in named:
        days[key] = max(day, days.get(key, day))
    return days


def _told_by(row: Level) -> str:
    """The indicator of the standards."""
    by_rate = UNITS_PER_PERSON.get(row.indicator) or PERSONS_PER_UNIT.get(row.indicator)
    return by_rate or COUNTS[row.indicator]


def _reported(levels: Iterable[Level]) -> Iterable[tuple[Key, Provision]]:
    for row in levels:
        if row.value is None:
            continue
        value, basis = Fraction(row.value), "count" if row.indicator in COUNTS else "rate"
        if row.indicator in PERSONS_PER_UNIT:
            if not value:
                continue
            value = 1 / value
        yield (row.site_id, _told_by(row)), Provision(value, row.as_of, row.as_of_precision, row.qualifier, basis, row)


def _sheltered(rows: Iterable[Shelter]) -> Iterable[tuple[Key, Provision]]:
    by_day: dict[tuple[str, date], dict[str, Shelter]] = defaultdict(dict)
    for row in rows:
        if row.metric in SHELTER_METRICS and row.value is not None:
            by_day[row.site_id, row.as_of][row.metric] = row
    for (site_id, _as_of), told in by_day.items():
        yield (site_id, "shelters"), _of_day(told)


def _of_day(told: dict[str, Shelter]) -> Provision:
    whole = next((told[metric] for metric in ALL_TENTS if metric in told), None)
    if whole is not None:
        return _added([whole], "count")
    return _added([told[metric] for metric in KINDS_OF_SHELTER if metric in told], "kinds")


def _added(rows: Sequence[Shelter], basis: str) -> Provision:
    first = rows[0]
    unsure = next((row.qualifier for row in rows if row.qualifier not in (None, "exact")), first.qualifier)
    value = sum((Fraction(row.value or 0) for row in rows), Fraction(0))
    return Provision(value, first.as_of, first.as_of_precision, unsure, basis if len(rows) > 1 else "count", first)
