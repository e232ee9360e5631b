"""Judging and making single geometries on the way in (Shapely, SRID 4326, longitude/latitude in degrees)."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from shapely import LineString, MultiLineString, Point

from geodata.problems import InvalidData

# West, south, east, north in degrees: flows and sites lie in Duhok, Erbil, Salah al-Din and Syria as well.
RESPONSE_AREA = (39.0, 33.5, 46.5, 38.7)

# Corridors start and end at these roles; the others are passed on the way.
STARTS, ENDS = "origin", "destination"


@dataclass(frozen=True)
class RoutePoint:
    """One point of a corridor in its order; `position` is None where no source locates it."""

    role: str
    position: tuple[float, float] | None


def point(longitude: float, latitude: float, *, parameter: str = "point") -> Point:
    """A point inside the response area; InvalidData says what is wrong with it and whether it looks swapped."""
    if not (math.isfinite(longitude) and math.isfinite(latitude)):
        raise InvalidData("a coordinate is not a number", parameter=parameter)
    if inside_response_area(longitude, latitude):
        return Point(longitude, latitude)
    if inside_response_area(latitude, longitude):
        raise InvalidData("longitude and latitude look swapped", parameter=parameter, outside=True)
    raise InvalidData("the point lies outside the response area", parameter=parameter, outside=True)


def inside_response_area(longitude: float, latitude: float) -> bool:
    west, south, east, north = RESPONSE_AREA
    return west <= longitude <= east and south <= latitude <= north


def corridor_axis(points: Sequence[RoutePoint]) -> MultiLineString | None:
    """One path for each origin and destination through the located points between them, in order.

    A route without a stated origin starts at its first located point, one without a destination ends at its last.
    None with fewer than two located points: such a corridor is listed, not drawn. The lines are schematic: straight
    between points, not roads.
    """
    located = [route_point for route_point in points if route_point.position is not None]
    starts = [p for p in located if p.role == STARTS] or located[:1]
    ends = [p for p in located if p.role == ENDS] or located[-1:]
    between = [p for p in located if p not in starts and p not in ends]
    paths = []
    for start in starts:
        for end in ends:
            positions = [p.position for p in (start, *between, end)]
            distinct = [position for n, position in enumerate(positions) if n == 0 or position != positions[n - 1]]
            if len(distinct) >= 2:
                paths.append(LineString(distinct))
    return MultiLineString(paths) if paths else None
