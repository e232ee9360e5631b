"""Latitude and longitude of a row as a point of the response area (SRID 4326, degrees)."""

from dataclasses import dataclass

from geodata.readers.cells import is_not_stated
from geodata.readers.row_problems import TableRow
from geodata.rules.digits import latin_digits
from geodata.rules.geometry import RESPONSE_AREA, inside_response_area
from geodata.rules.projected import from_metres

# Two decimals of a degree are a kilometre: such a point is that of a village, not of a camp.
DECIMALS_OF_A_SITE = 3


@dataclass(frozen=True)
class Position:
    """A point in degrees; `precision` is `exact` or, with few decimals, `approximate`."""

    lon: float
    lat: float
    precision: str


def position_of(row: TableRow) -> Position | None:
    """The point; None when it is not stated or cannot be used (then the row has an error). Nothing is swapped."""
    absent = [column for column in ("lat", "lon") if is_not_stated(row, column)]
    if len(absent) == 1:
        row.error(absent[0], "half_a_position")
    if absent:
        return None
    lat, lon = _degrees(row, "lat"), _degrees(row, "lon")
    if lat is None or lon is None or not _lies_inside(row, lat, lon):
        return None
    decimals = min(len(latin_digits(row.cell(column)).partition(".")[2]) for column in ("lat", "lon"))
    if decimals >= DECIMALS_OF_A_SITE:
        return Position(lon, lat, "exact")
    row.warning("lat", "imprecise")
    return Position(lon, lat, "approximate")


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
