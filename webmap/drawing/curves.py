"""The curve of a movement: the control point of a quadratic Bezier, made on the server so that every drawing agrees."""

import math

Position = tuple[float, float]  # longitude, latitude in degrees

EARTH_RADIUS_M = 6_378_137.0  # of Web Mercator's sphere
# How far the control point stands off the middle, in lengths of the straight line; the curve bends half as far.
FIRST_BEND, NEXT_BEND = 0.14, 0.16
FULL_FAN_M = 30_000.0  # longer lines need less: their curves stand far apart on the paper anyway


def control_point(start: Position, end: Position, place: int = 0) -> Position:
    """Control point of the curve from `start` to `end`, the `place`-th (from 0) of the movements between these ends.

    In Web Mercator metres, in which the map is drawn, with M the middle and d = end - start:
    control = M + right(d) * (0.14 + 0.16 * place * min(1, sqrt(30 km / |d|))),
    where right(dx, dy) = (dy, -dx) is d turned to the right.
    All bend to the right of travel, so the two directions of one pair bend to opposite sides and both can be seen.
    """
    (x0, y0), (x1, y1) = _to_mercator(start), _to_mercator(end)
    dx, dy = x1 - x0, y1 - y0
    long = math.hypot(dx, dy)
    bend = FIRST_BEND + NEXT_BEND * place * min(1.0, math.sqrt(FULL_FAN_M / long) if long else 1.0)
    return _from_mercator((x0 + x1) / 2 + dy * bend, (y0 + y1) / 2 - dx * bend)


def _to_mercator(position: Position) -> Position:
    longitude, latitude = position
    x = EARTH_RADIUS_M * math.radians(longitude)
    return x, EARTH_RADIUS_M * math.log(math.tan(math.pi / 4 + math.radians(latitude) / 2))


def _from_mercator(x: float, y: float) -> Position:
    longitude = math.degrees(x / EARTH_RADIUS_M)
    latitude = math.degrees(2 * math.atan(math.exp(y / EARTH_RADIUS_M)) - math.pi / 2)
    return round(longitude, 6), round(latitude, 6)
