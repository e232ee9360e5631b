"""What each site has to offer, by how it is known: counted, counted and changed since, or only said to be ready."""

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from geodata.rules import tiers
from geodata.rules.movement_sums import PERSONS_PER_FAMILY
from geodata.rules.receiving import PASSED_THROUGH
from webmap.planning.arrivals import Arrivals
from webmap.planning.limits import Limits
from webmap.planning.rows import AroundSite, StatedRoom

OF_THE_SCENARIO = 0  # the tier of places that somebody supposes
TAKES_NOBODY = ("closed", "no_access")


@dataclass(frozen=True)
class Offer:
    """Places for families at a site. `metres`: from each origin, infinite where nobody is sent from there; None: the
    position is not known. `said`: what it rests on, where that is no count. `barred`: why no origin reaches it.
    """

    row: AroundSite
    tier: int
    places: int
    metres: tuple[float, ...] | None
    said: StatedRoom | None = None
    barred: str = ""

    @property
    def nearest(self) -> float:
        """Metres from the nearest origin, whatever the limits; infinite where the position is not known."""
        return min(self.row.metres) if self.row.metres else math.inf

    @property
    def as_of(self) -> date | None:
        return self.said.as_of if self.said else self.row.counted_as_of

    @property
    def precision(self) -> str | None:
        return self.said.as_of_precision if self.said else self.row.counted_precision


def offers(
    rows: Sequence[AroundSite],
    statements: Sequence[StatedRoom],
    arrivals: Arrivals,
    supposed: Collection[str],
    at: date,
) -> dict[str, Offer]:
    """By site, those with any places; `supposed`: sites to which the scenario gives plots."""
    said = {one.site_id: one for one in statements}
    found = {}
    for row in rows:
        if row.type in PASSED_THROUGH or row.status_then in TAKES_NOBODY or row.site_id in arrivals.exclude:
            continue
        if row.site_id in supposed:
            tier, places = OF_THE_SCENARIO, row.free or 0
        else:
            tier, places = _by_what_is_known(row, said.get(row.site_id), family_size(arrivals), at)
        if places > 0:
            metres, barred = _within(row, arrivals.limits)
            rests_on = said.get(row.site_id) if tier == tiers.SAID_READY else None
            found[row.site_id] = Offer(row, tier, places, metres, rests_on, barred)
    return found


def family_size(arrivals: Arrivals) -> Fraction:
    """People in a family, as the question says, else as emergency tracking takes it."""
    return arrivals.family_size or Fraction(PERSONS_PER_FAMILY)


def _by_what_is_known(row: AroundSite, said: StatedRoom | None, size: Fraction, at: date) -> tuple[int, int]:
    """The tier and the places; none where a site that was counted takes nobody in."""
    if row.free is not None or row.changed_since:
        tier = tiers.of_count(row.counted_as_of, row.counted_precision, at, changed=row.changed_since)
        return tier, (row.free_by_count or 0) if row.receives else 0
    if said is None:
        return tiers.SAID_READY, 0
    stated = tiers.SaidReady(said.metric, said.value, said.as_of, said.as_of_precision)
    return tiers.SAID_READY, tiers.places_left(stated, row, size)


def _within(row: AroundSite, limits: Limits) -> tuple[tuple[float, ...] | None, str]:
    """The metres from each origin, infinite beyond the limits; and which limit bars all of them."""
    if row.metres is None:
        return None, ""
    near = [far <= limits.metres for far in row.metres]
    inside = [bool(one) or not limits.same_governorate for one in row.same_governorate]
    metres = tuple(far if ok and within else math.inf for far, ok, within in zip(row.metres, near, inside, strict=True))
    if any(map(math.isfinite, metres)):
        return metres, ""
    return metres, "elsewhere" if any(near) else "beyond"
