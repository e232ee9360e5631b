"""`arrive=` of the map's address: families arriving at places of it; InvalidData names the parameter."""

import re
from typing import NamedTuple

from werkzeug.datastructures import MultiDict

from geodata.problems import InvalidData
from webmap.asked import numbers, places
from webmap.words.i18n import gettext as _

MOST, MOST_FAMILIES = 4, 1_000_000
NAMES = ("arrive", "max_km")


class Arrival(NamedTuple):
    """Families arriving at a place (degrees)."""

    lat: float
    lon: float
    families: int


def arrivals(args: MultiDict[str, str]) -> tuple[Arrival, ...]:
    """Those of `arrive=latitude,longitude:families`, up to MOST of them, in the order of the address."""
    given = [one for one in args.getlist("arrive") if one.strip()]
    if len(given) > MOST:
        message = _("At most %(most)s arrivals fit on a map; /plan takes more.", most=MOST)
        raise InvalidData(message, parameter="arrive")
    return tuple(map(_arrival, given))


def _arrival(written: str) -> Arrival:
    where, colon, families = written.rpartition(":")
    pair = [numbers.as_decimal(part) for part in numbers.parts(where)]
    if not colon or len(pair) != 2 or None in pair or not re.search(r"\d", families):
        message = _("Write an arrival as latitude,longitude:families, like 36.1676,43.2549:3500.")
        raise InvalidData(message, parameter="arrive")
    lat, lon = (round(float(part), 5) for part in pair if part is not None)
    places.position(lon, lat, ("arrive", "arrive"))
    return Arrival(lat, lon, numbers.whole(families.strip(), "arrive", 1, 1, MOST_FAMILIES))
