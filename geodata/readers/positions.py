"""Latitude and longitude of a row as a point of the response area (SRID 4326, degrees)."""

import re
from dataclasses import dataclass

from geodata.readers.cells import is_not_stated
from geodata.readers.row_problems import TableRow
from geodata.rules import positions as rules
from geodata.rules.digits import latin_digits
from geodata.rules.geometry import RESPONSE_AREA, inside_response_area
from geodata.rules.projected import from_metres

# Two decimals of a degree are a kilometre: such a point is that of a village, not of a camp.
DECIMALS_OF_A_SITE = 3
_MARKED = re.compile(r"[°º'′’NSEW]", re.IGNORECASE)
_IN_MINUTES = re.compile("['′’]")
_NUMBERS = re.compile(r"\d+(?:\.\d+)?")


@dataclass(frozen=True)
class Position:
    """A point in degrees; `precision` is `exact` or, with few decimals, `approximate`."""

    lon: float
    lat: float
    precision: str


def position_of(row: TableRow) -> Position | None:
    """The point; None when it is not stated or cannot be used (then the row has an error). Nothing is swapped.

    It stands in two cells, or as a pair in one: `position`, or `lat` beside an empty `lon`.
    """
    absent = [column for column in ("lat", "lon") if is_not_stated(row, column)]
    pair = "position" if len(absent) == 2 and not is_not_stated(row, "position") else "lat"
    if absent == ["lon"] or pair == "position":
        found = rules.read(row.cell(pair))
        if found is not None:
            return _of_text(row, pair, row.cell(pair), found)
    if pair == "position":
        row.error("position", "not_degrees")
    elif len(absent) == 1:
        row.error(absent[0], "half_a_position")
    if absent:
        return None
    both = f"{row.cell('lat')} , {row.cell('lon')}"
    if _MARKED.search(both) and (found := rules.read(both)):
        return _of_text(row, "lat", both, found)
    lat, lon = _degrees(row, "lat"), _degrees(row, "lon")
    if lat is None or lon is None or not _lies_inside(row, lat, lon):
        return None
    return _as_precise(row, "lat", lat, lon, row.cell("lat"), row.cell("lon"))


def _of_text(row: TableRow, column: str, text: str, found: rules.Position) -> Position | None:
    """A position that was read as a whole; one that is written longitude first is told, not turned."""
    if found.swapped:
        row.error(column, "swapped_position", lat=str(found.lat), lon=str(found.lon))
        return None
    if not _lies_inside(row, found.lat, found.lon):
        return None
    if _IN_MINUTES.search(text):
        seconds_or_parts = re.search(r"[\"”″]|''|[.٫]\d", text)
        return _kept(row, column, found.lat, found.lon, is_exact=bool(seconds_or_parts))
    return _as_precise(row, column, found.lat, found.lon, *_NUMBERS.findall(latin_digits(text))[:2])


def _as_precise(row: TableRow, column: str, lat: float, lon: float, *written: str) -> Position:
    decimals = min(len(latin_digits(one).partition(".")[2].rstrip("°NSEWnsew ")) for one in written)
    return _kept(row, column, lat, lon, is_exact=decimals >= DECIMALS_OF_A_SITE)


def _kept(row: TableRow, column: str, lat: float, lon: float, *, is_exact: bool) -> Position:
    if not is_exact:
        row.warning(column, "imprecise")
    return Position(lon, lat, "exact" if is_exact else "approximate")


def _degrees(row: TableRow, column: str) -> float | None:
    text = latin_digits(row.cell(column))
    try:
        # float() would also take "1_000", "nan" and "inf".
        if not text.replace(".", "", 1).removeprefix("-").isdecimal():
            raise ValueError
        return float(text)
    except ValueError:
        with_dot = text.replace(",", ".", 1)
        if with_dot.replace(".", "", 1).isdecimal():
            row.error(column, "decimal_comma", degrees=with_dot)
        else:
            row.error(column, "not_degrees")
        return None


def _lies_inside(row: TableRow, lat: float, lon: float) -> bool:
    if inside_response_area(lon, lat):
        return True
    west, south, east, north = RESPONSE_AREA
    if lat == 0 and lon == 0:
        row.error("lat", "null_island")
    elif inside_response_area(lat, lon):
        row.error("lat", "swapped_position", lat=row.cell("lon"), lon=row.cell("lat"))
    elif found := from_metres(lon, lat):
        projection, *degrees = found
        row.error("lat", "metres", projection=projection, lat=f"{degrees[0]:.6f}", lon=f"{degrees[1]:.6f}")
    else:
        row.error("lat", "outside", west=west, south=south, east=east, north=north)
    return False
