"""What a question states: numbers as people write them, points, days; InvalidData names the parameter."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from geodata.problems import InvalidData
from geodata.readers.cells import latin_digits
from geodata.rules.geometry import RESPONSE_AREA, inside_response_area
from webmap.asked.chosen_day import parse_day
from webmap.words.i18n import gettext as _

MOST_FAMILIES = 1_000_000
MOST_PEOPLE = 10_000_000
MOST_ORIGINS = 20
MOST_STEPS = 50
STRATEGIES = ("nearest", "min_cost")
LONGEST_HORIZON, DEFAULT_HORIZON = 3650, 90
_DECIMAL = re.compile(r"[+-]?[0-9]{1,12}(\.[0-9]{1,15})?")
_WHOLE = re.compile(r"[+-]?[0-9]{1,400}")
_GROUPED = re.compile(r"[+-]?[0-9]{1,3}([, ][0-9]{3})+(\.[0-9]{1,15})?")


@dataclass(frozen=True)
class Origin:
    """Families arriving at a point (degrees). `people`: what they were worked out from, if they were."""

    lon: float
    lat: float
    families: int
    people: int | None = None


@dataclass(frozen=True)
class Asked:
    """A question of allocation."""

    origins: tuple[Origin, ...]
    strategy: str
    at: date | None
    exclude: frozenset[str]
    family_size: Fraction | None = None


def written(text: str) -> str:
    """A number in Latin digits without marks between thousands: `٣٬٥٠٠` and `3,500` are 3500."""
    plain = latin_digits(text[:500])
    return re.sub("[, ]", "", plain) if _GROUPED.fullmatch(plain) else plain


def decimal(text: str | None, parameter: str, smallest: float, largest: float) -> Decimal:
    """A decimal number within its bounds; NaN, infinity and other spellings are refused."""
    plain = written(text or "")
    if not _DECIMAL.fullmatch(plain):
        raise InvalidData(_("Write a plain number, like 12.5."), parameter=parameter)
    return within(Decimal(plain), parameter, smallest, largest)


def whole(text: str | None, parameter: str, default: int, smallest: int, largest: int) -> int:
    """A whole number within its bounds, `default` when the address says nothing."""
    if text is None or text == "":
        return default
    plain = written(text)
    if not _WHOLE.fullmatch(plain):
        raise InvalidData(_("Write a whole number."), parameter=parameter)
    return int(within(Decimal(plain), parameter, smallest, largest))


def clamped(text: str | None, parameter: str, default: int, largest: int) -> int:
    """A whole number of at least 1; what is above the largest means the largest."""
    if text and _WHOLE.fullmatch(written(text)) and Decimal(written(text)) > largest:
        return largest
    return whole(text, parameter, default, 1, largest)


def yes_or_no(text: str | None, parameter: str) -> bool:
    """1 or 0; 0 when the address says nothing."""
    if text not in (None, "", "0", "1"):
        raise InvalidData(_("Write 1 for yes or 0 for no."), parameter=parameter)
    return text == "1"


def number(given: Any, parameter: str) -> float:
    """A number of a JSON body."""
    if isinstance(given, bool) or not isinstance(given, int | float) or not abs(given) < 1000:  # NaN is not either
        raise InvalidData(_("Write a plain number, like 12.5."), parameter=parameter)
    return float(given)


def within(value: Decimal, parameter: str, smallest: float, largest: float) -> Decimal:
    """The value itself; InvalidData outside the bounds."""
    if not smallest <= value <= largest:
        message = _(
            "This number does not fit; write one from %(smallest)s to %(largest)s.", smallest=smallest, largest=largest
        )
        raise InvalidData(message, parameter=parameter)
    return value


def position(lon: float, lat: float, parameters: tuple[str, str] = ("lon", "lat")) -> tuple[float, float]:
    """A point (degrees) inside the response area; InvalidData (outside) when it is not.

    `parameters`: where its longitude and its latitude were given.
    """
    if inside_response_area(lon, lat):
        return lon, lat
    west, south, east, north = RESPONSE_AREA
    message = _(
        "This point lies outside the response area (longitude %(west)s to %(east)s, latitude %(south)s to %(north)s).",
        south=south,
        north=north,
        west=west,
        east=east,
    )
    if inside_response_area(lat, lon):
        message += " " + _("Longitude and latitude look swapped.")
    raise InvalidData(message, parameter=parameters[west <= lon <= east], outside=True)


def point(args: Mapping[str, str]) -> tuple[float, float]:
    """`lon=` and `lat=` of an address."""
    lon, lat = (float(decimal(args.get(name), name, -1000, 1000)) for name in ("lon", "lat"))
    return position(lon, lat)


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
    size = number(given, "family_size")
    within(Decimal(str(size)), "family_size", 1, 50)
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
    return on, whole(plots, "ready", 0, 0, MOST_FAMILIES)
