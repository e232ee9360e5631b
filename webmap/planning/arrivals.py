"""Who arrives where and how they are sent to free places; InvalidData names the parameter."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from geodata.problems import InvalidData
from geodata.rules.digits import latin_digits
from webmap.asked import arriving, numbers
from webmap.asked.chosen_day import parse_day
from webmap.planning.limits import NONE_STATED, Limits
from webmap.words.i18n import gettext as _

MOST_FAMILIES = arriving.MOST_FAMILIES
MOST_PEOPLE = 10_000_000
MOST_ORIGINS = 20
MOST_STEPS = 50
STRATEGIES = ("nearest", "min_cost")
LONGEST_HORIZON, DEFAULT_HORIZON = 3650, 90


@dataclass(frozen=True)
class Origin:
    """Families arriving at a point (degrees). `people`: what they were worked out from, if they were."""

    lon: float
    lat: float
    families: int
    people: int | None = None


@dataclass(frozen=True)
class Arrivals:
    """A question of allocation. `exclude`: ids of sites that take none of them."""

    origins: tuple[Origin, ...]
    strategy: str
    at: date | None
    exclude: frozenset[str]
    family_size: Fraction | None = None
    limits: Limits = NONE_STATED


def strategy(given: Any) -> str:
    if given is None or given == "":
        return STRATEGIES[0]
    if given not in STRATEGIES:
        message = _("Choose one of these strategies: %(choices)s.", choices=", ".join(STRATEGIES))
        raise InvalidData(message, parameter="strategy")
    return str(given)


def as_families(people: int, size: Fraction) -> int:
    """Families of a size, the last of which may be smaller."""
    return math.ceil(people / size)


def family_size(given: Any) -> Fraction | None:
    """People in a family, 1 to 50, exactly as written; None when nothing is given."""
    if given is None:
        return None
    size = numbers.number(given, "family_size")
    numbers.within(Decimal(str(size)), "family_size", 1, 50)
    return Fraction(str(size))


def pipeline(given: Sequence[str]) -> list[tuple[date, int]]:
    """`ready=YYYY-MM-DD:plots`, as often as needed, but no more than can be told again in the answer."""
    stated = [latin_digits(one) for one in given if one]
    if len(stated) > MOST_STEPS:
        message = _("At most %(most)s days on which plots become ready can be given.", most=MOST_STEPS)
        raise InvalidData(message, parameter="ready")
    return [_step(one) for one in stated]


def _step(one: str) -> tuple[date, int]:
    written_day, _colon, plots = one.partition(":")
    if not plots:
        raise InvalidData(_("Write plots that become ready like 2017-04-20:500."), parameter="ready")
    try:
        on = parse_day(written_day)
    except InvalidData as problem:
        raise InvalidData(problem.message, parameter="ready") from problem
    return on, numbers.whole(plots, "ready", 0, 0, MOST_FAMILIES)
