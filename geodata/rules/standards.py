"""Standards that what a site has is held against: sets of limits with their sources, from reference/standards.csv.

A row whose source was not read keeps its mark `unchecked`, one that was concluded from evidence `inference`.
"""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache

from geodata.facts.files import rows

DIRECTIONS = ("max", "min")
MARKS = ("", "unchecked", "inference")


@dataclass(frozen=True)
class Standard:
    """One limit. `max`: at most so many `unit` (persons, km) for a `per`; `min`: at least so many for a person.

    `agreed`: the year in which it was, where its source says so: on earlier days it is applied back.
    """

    set: str
    indicator: str
    direction: str
    limit: Fraction
    unit: str
    per: str
    source: str
    source_url: str
    mark: str
    note: str
    agreed: str


@cache
def standards() -> tuple[Standard, ...]:
    """All limits in the order of the file. ValueError for a direction, mark or limit that makes no sense."""
    found = tuple(
        Standard(limit=Fraction(row["limit"]), **{name: text for name, text in row.items() if name != "limit"})
        for row in rows("standards")
    )
    for one in found:
        if one.direction not in DIRECTIONS or one.mark not in MARKS or one.limit <= 0:
            raise ValueError(f"standards.csv: {one.set}, {one.indicator} cannot be read")
    return found


def sets() -> tuple[str, ...]:
    """The codes of the sets in the order of the file."""
    return tuple(dict.fromkeys(one.set for one in standards()))


def of_set(name: str) -> dict[str, Standard]:
    """The limits of one set by indicator."""
    return {one.indicator: one for one in standards() if one.set == name}


def applied_back(name: str, at: date) -> str:
    """The year in which limits of a set were agreed, if that was after the day; else empty."""
    years = [one.agreed for one in standards() if one.set == name and one.agreed]
    return max((year for year in years if int(year) > at.year), default="")


def health_distance() -> Standard:
    """How far a health service may be, in km: the one set that states a distance."""
    return next(one for one in standards() if one.indicator == "health_distance")
