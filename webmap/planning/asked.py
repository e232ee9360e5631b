"""What a question states, read from an address or a JSON body; InvalidData names the parameter."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from geodata.geometry import inside_response_area
from geodata.problems import InvalidData
from geodata.tables import RESPONSE_AREA
from webmap.chosen_day import parse_day
from webmap.i18n import gettext as _

MOST_FAMILIES = 1_000_000
MOST_PEOPLE = 10_000_000
MOST_ORIGINS = 20
MOST_EXCLUDED = 500
STRATEGIES = ("nearest", "min_cost")
LONGEST_HORIZON, DEFAULT_HORIZON = 3650, 90
_DECIMAL = re.compile(r"[+-]?[0-9]{1,12}(\.[0-9]{1,15})?")
_WHOLE = re.compile(r"[+-]?[0-9]{1,400}")


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


def decimal(text: str | None, parameter: str, smallest: float, largest: float) -> Decimal:
    """A decimal number within its bounds; NaN, infinity and other spellings are refused."""
    if text is None or not _DECIMAL.fullmatch(text):
        raise InvalidData(_("Write a plain number, like 12.5."), parameter=parameter)
    return _within(Decimal(text), parameter, smallest, largest)


def whole(text: str | None, parameter: str, default: int, smallest: int, largest: int) -> int:
    """A whole number within its bounds, `default` when the address says nothing."""
    if text is None or text == "":
        return default
    if not _WHOLE.fullmatch(text):
        raise InvalidData(_("Write a whole number."), parameter=parameter)
    return int(_within(Decimal(text), parameter, smallest, largest))


def clamped(text: str | None, parameter: str, default: int, largest: int) -> int:
    """A whole number of at least 1; what is above the largest means the largest."""
    if text and _WHOLE.fullmatch(text) and Decimal(text) > largest:
        return largest
    return whole(text, parameter, default, 1, largest)


def _within(value: Decimal, parameter: str, smallest: float, largest: float) -> Decimal:
    if not smallest <= value <= largest:
        message = _(
            "This number does not fit; write one from %(smallest)s to %(largest)s.", smallest=smallest, largest=largest
        )
        raise InvalidData(message, parameter=parameter)
    return value


def position(lon: float, lat: float, parameter: str = "") -> tuple[float, float]:
    """A point (degrees) inside the response area; InvalidData (outside) when it is not."""
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
    which = "lat" if RESPONSE_AREA[0] <= lon <= RESPONSE_AREA[2] else "lon"
    raise InvalidData(message, parameter=f"{parameter}.{which}" if parameter else which, outside=True)


def point(args: Mapping[str, str]) -> tuple[float, float]:
    """`lon=` and `lat=` of an address."""
    lon, lat = (float(decimal(args.get(name), name, -1000, 1000)) for name in ("lon", "lat"))
    return position(lon, lat)


def allocation(body: Any) -> Asked:
    """The JSON body of a question of allocation."""
    if not isinstance(body, dict):
        raise InvalidData(_("Send a JSON object with a list of origins."), parameter="body")
    size = family_size(body.get("family_size"))
    given = body.get("origins")
    if not isinstance(given, list) or not 1 <= len(given) <= MOST_ORIGINS:
        raise InvalidData(_("Give a list of 1 to %(most)s origins.", most=MOST_ORIGINS), parameter="origins")
    origins = tuple(_origin(one, f"origins[{n}]", size) for n, one in enumerate(given))
    used = size if any(origin.people is not None for origin in origins) else None
    return Asked(origins, strategy(body.get("strategy")), _day(body.get("at")), _excluded(body), used)


def strategy(given: Any) -> str:
    if given is None or given == "":
        return STRATEGIES[0]
    if given not in STRATEGIES:
        message = _("Choose one of these strategies: %(choices)s.", choices=", ".join(STRATEGIES))
        raise InvalidData(message, parameter="strategy")
    return str(given)


def _origin(given: Any, parameter: str, size: Fraction | None) -> Origin:
    if not isinstance(given, dict):
        raise InvalidData(_("An origin is an object with lon, lat and families."), parameter=parameter)
    lon, lat = (_number(given.get(name), f"{parameter}.{name}") for name in ("lon", "lat"))
    position(lon, lat, parameter)
    if ("families" in given) == ("people" in given):
        raise InvalidData(_("Say how many arrive, either as families or as people."), parameter=f"{parameter}.families")
    if "families" in given:
        return Origin(lon, lat, _count(given["families"], f"{parameter}.families", MOST_FAMILIES))
    if size is None:
        raise InvalidData(_("With people, say how many are a family."), parameter="family_size")
    people = _count(given["people"], f"{parameter}.people", MOST_PEOPLE)
    return Origin(lon, lat, as_families(people, size), people)


def as_families(people: int, size: Fraction) -> int:
    """Families of a size, the last of which may be smaller."""
    return math.ceil(people / size)


def _number(given: Any, parameter: str) -> float:
    if isinstance(given, bool) or not isinstance(given, int | float) or not abs(given) < 1000:  # NaN is not either
        raise InvalidData(_("Write a plain number, like 12.5."), parameter=parameter)
    return float(given)


def _count(given: Any, parameter: str, largest: int) -> int:
    whole_number = isinstance(given, int) or (isinstance(given, float) and given.is_integer())
    if isinstance(given, bool) or not whole_number:
        raise InvalidData(_("Write a whole number."), parameter=parameter)
    return int(_within(Decimal(int(given)), parameter, 1, largest))


def family_size(given: Any) -> Fraction | None:
    """People in a family, 1 to 50, exactly as written; None when nothing is given."""
    if given is None:
        return None
    size = _number(given, "family_size")
    _within(Decimal(str(size)), "family_size", 1, 50)
    return Fraction(str(size))


def _day(given: Any) -> date | None:
    if given is None:
        return None
    return parse_day(given if isinstance(given, str) else repr(given))


def _excluded(body: Mapping[str, Any]) -> frozenset[str]:
    given = body.get("exclude_sites")
    if given is None:
        return frozenset()
    if not isinstance(given, list) or not all(isinstance(one, str) for one in given) or len(given) > MOST_EXCLUDED:
        raise InvalidData(_("List the sites to leave out by their ids."), parameter="exclude_sites")
    return frozenset(given)


def pipeline(given: Sequence[str]) -> list[tuple[date, int]]:
    """`ready=YYYY-MM-DD:plots`, as often as needed."""
    found = []
    for one in given[:50]:
        day, _colon, plots = one.partition(":")
        if not _colon:
            raise InvalidData(_("Write plots that become ready like 2017-04-20:500."), parameter="ready")
        found.append((parse_day(day), whole(plots, "ready", 0, 0, MOST_FAMILIES)))
    return found
