"""How many people live on a site: the newest count or, where only families were counted since, what they make."""

import math
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from geodata.statements.site_state import SiteState
from webmap.layers.sites.state import Dated, families, individuals
from webmap.words import terms
from webmap.words.i18n import day, ngettext, number, qualified
from webmap.words.i18n import gettext as _

FAMILY_SIZE = Fraction(5)  # persons, where nobody chooses another


@dataclass(frozen=True)
class People:
    """`families`: what an estimate was made of, None for a count. `counted`: the older count it stands before."""

    value: int | None
    qualifier: str | None
    as_of: date | None
    precision: str | None
    families: Dated | None = None
    counted: Dated | None = None
    withheld: bool = False

    @property
    def basis(self) -> str | None:
        """`count` or `families`; None where nothing is known."""
        return None if self.value is None else "families" if self.families else "count"

    def text(self, value: int | None = None) -> str:
        """The number, or another one that rests on it, with the sign of its exactness; unknown where nothing is."""
        if self.withheld:
            return terms.withheld()
        return qualified(self.value if value is None else value, self.qualifier)


def people_of(site: SiteState, family_size: Fraction) -> People:
    """Never an older count in silence: families counted later, times the persons in a family, are the newest known."""
    counted, housed = individuals(site), families(site)
    older = counted.as_of is None or (housed.as_of is not None and housed.as_of > counted.as_of)
    if housed.withheld and older:
        return People(None, None, housed.as_of, housed.precision, withheld=True)
    if housed.value is None or housed.as_of is None or not older:
        return People(counted.value, counted.qualifier, counted.as_of, counted.precision, withheld=counted.withheld)
    estimate = math.ceil(housed.value * family_size)
    before = counted if counted.value is not None else None
    return People(estimate, "approx", housed.as_of, housed.precision, housed, before)


def how_estimated(people: People, family_size: Fraction) -> str:
    """`2,283 families × 5`, and the older count with its day; empty for a count."""
    if people.families is None or people.families.value is None:
        return ""
    made = ngettext(
        "%(families)s family × %(size)s",
        "%(families)s families × %(size)s",
        people.families.value,
        families=people.families.text(),
        size=number(float(family_size)),
    )
    if people.counted is None:
        return made
    before = _("%(people)s counted %(day)s", people=people.counted.text(), day=people.counted.when())
    return _(", ").join((made, before))


def when(people: People) -> str:
    """The day of the count, of people or of the families that the estimate is made of."""
    return day(people.as_of, people.precision, short=True)
