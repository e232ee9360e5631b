"""Points and boxes as an address states them, in degrees; InvalidData names the parameter."""

from collections.abc import Mapping

from geodata.problems import InvalidData
from geodata.rules.geometry import RESPONSE_AREA, inside_response_area
from webmap.asked.numbers import as_decimal, decimal, parts
from webmap.words.i18n import gettext as _


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


def box(args: Mapping[str, str]) -> tuple[float, float, float, float] | None:
    """West, south, east, north of `bbox=`; None when the address names none."""
    written = args.get("bbox")
    if not written:
        return None
    edges = [as_decimal(part) for part in parts(written)]
    if len(edges) == 4 and None not in edges:
        west, south, east, north = (float(edge) for edge in edges if edge is not None)
        if -180 <= west < east <= 180 and -90 <= south < north <= 90:
            return west, south, east, north
    message = _("Write a box as west,south,east,north in degrees, like 42.8,35.6,44.1,36.9.")
    raise InvalidData(message, parameter="bbox")
