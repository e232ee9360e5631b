"""Communities, the distance around the first of them, recent arrivals and corridors as a small map."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from geodata.rules.lower_bound import people
from geodata.statements.located import point
from webmap.drawing.labels import BOLD, Label, Labels, Point, beside, box_around
from webmap.drawing.small_map import Drawing, View, draw
from webmap.peacebuilding.ranking import Pressure, foremost, place
from webmap.peacebuilding.rows import MovementNear
from webmap.words.i18n import qualified

# Wide pages, phones, paper: each with labels of its own, so that none is smaller than can be read.
SIZES = (620, 520), (380, 420), (340, 280)
LEAST_KM = 40.0
EARTH_KM = 6371.0
CORNERS = 72  # of the line around a community
WIDEST_SHOWN_KM = 60  # of a larger distance the map would be a speck; its line leaves the picture
DIAMOND = 10.0
PER_ROOT_PERSON, SMALLEST, LARGEST, UNKNOWN = 0.15, 4.0, 30.0, 5.0  # pixels of radius
SAMPLES = (1_000, 10_000)  # people, for the legend
MOST_NAMED = 2  # places at one point whose names stand in its label


@dataclass(frozen=True)
class Community:
    x: float
    y: float
    rank: int | None
    label: Label | None


@dataclass(frozen=True)
class Arrival:
    """What newly arrived at a point; `known` False: only movements that do not count or without a number."""

    x: float
    y: float
    radius: float
    known: bool
    label: Label | None


@dataclass(frozen=True)
class Picture:
    ground: Drawing
    rings: list[str]
    arrivals: list[Arrival]
    communities: list[Community]


@dataclass(frozen=True)
class Spot:
    """An end of movements: its names, and how many people count there (None: unknown or not added)."""

    at: tuple[float, float]
    names: tuple[str, ...]
    people: int | None
    rounded: bool


def ringed(listed: Sequence[Pressure], community_id: str | None, most: int) -> list[Pressure]:
    """The communities to draw a line around: the chosen one, else those that come first."""
    if community_id:
        return [one for one in listed if one.community.community_id == community_id]
    return foremost(listed)[:most]


def pictures(listed: Sequence[Pressure], ringed: Sequence[Pressure], within_km: int) -> list[Picture]:
    """The same picture for wide pages, for phones and for paper."""
    return [_picture(listed, ringed, within_km, size) for size in SIZES] if listed else []


def radius(count: int) -> float:
    """Pixels; the area of a mark carries the number."""
    return round(max(SMALLEST, min(LARGEST, PER_ROOT_PERSON * math.sqrt(count))), 1)


def ring(lon: float, lat: float, km: float) -> list[tuple[float, float]]:
    """Points in degrees at a distance from a point, over a sphere; for drawing only."""
    angle, south_north = km / EARTH_KM, math.radians(lat)
    found = []
    for step in range(CORNERS + 1):
        course = 2 * math.pi * step / CORNERS
        sine = math.sin(south_north) * math.cos(angle) + math.cos(south_north) * math.sin(angle) * math.cos(course)
        east = math.atan2(
            math.sin(course) * math.sin(angle) * math.cos(south_north), math.cos(angle) - math.sin(south_north) * sine
        )
        found.append((lon + math.degrees(east), math.degrees(math.asin(sine))))
    return found


def spots(listed: Sequence[Pressure]) -> list[Spot]:
    """Where people newly arrived, the largest first. Of several communities the first with the place decides."""
    counted: dict[tuple[float, float], tuple[str, list[MovementNear]]] = {}
    names: dict[tuple[float, float], dict[str, None]] = {}
    for pressure in listed:
        arrived = pressure.arrived
        for row in (*arrived.rows, *(left.row for left in arrived.left)):
            if row.to_lon is None or row.to_lat is None:
                continue
            at = (row.to_lon, row.to_lat)
            names.setdefault(at, {})[row.to_shown] = None
            whose, rows = counted.setdefault(at, (pressure.community.community_id, []))
            if whose == pressure.community.community_id and row in arrived.rows:
                rows.append(row)
    found = [_spot(at, rows, names[at]) for at, (_whose, rows) in counted.items()]
    return sorted(found, key=lambda spot: (-(spot.people or 0), spot.names))


def _spot(at: tuple[float, float], rows: Sequence[MovementNear], names: dict[str, None]) -> Spot:
    counting = tuple(dict.fromkeys(row.to_shown for row in rows)) or tuple(names)
    rounded = any(row.individuals is None or row.qualifier == "approx" for row in rows)
    return Spot(at, counting, sum(people(row) or 0 for row in rows) if rows else None, rounded)


def _picture(listed: Sequence[Pressure], ringed: Sequence[Pressure], within_km: int, size: tuple[int, int]) -> Picture:
    where = [(at, one) for one in listed if (at := point(one.community))]
    rings = [ring(*at, within_km) for one in ringed if (at := point(one.community))]
    found = spots(listed)
    arrivals: list[Arrival] = []
    communities: list[Community] = []

    def place_labels(view: View, labels: Labels) -> None:
        labels.keep(box_around(view.at(at), DIAMOND) for at, _pressure in where)
        labels.keep(box_around(view.at(spot.at), _radius(spot)) for spot in found)
        for at, pressure in where:
            label = _label(view.at(at), DIAMOND, (pressure.community.shown_name,), labels)
            communities.append(Community(*view.at(at), place(listed, pressure), label))
        for spot in found:
            label = _label(view.at(spot.at), _radius(spot), _lines(spot), labels)
            arrivals.append(Arrival(*view.at(spot.at), _radius(spot), spot.people is not None, label))

    around = [*(at for at, _pressure in where), *(spot.at for spot in found)]
    if within_km <= WIDEST_SHOWN_KM:
        around += [point for line in rings for point in line]
    ground = draw([], _routes(listed), around, LEAST_KM, size, place_labels)
    lines = ["M" + "L".join(f"{x} {y}" for x, y in map(ground.view.at, line)) + "Z" for line in rings]
    # What is known lies on what is not, and the first community on the others.
    return Picture(ground, lines, sorted(arrivals, key=lambda mark: mark.known), communities[::-1])


def _routes(listed: Sequence[Pressure]) -> list[list[tuple[float, float]]]:
    """The courses of the corridors near, each once."""
    near = {row.corridor_id: row.paths or [] for pressure in listed for row in pressure.corridors}
    return [[(x, y) for x, y, *_height in path] for paths in near.values() for path in paths]


def _radius(spot: Spot) -> float:
    return UNKNOWN if spot.people is None else radius(spot.people)


def _lines(spot: Spot) -> tuple[str, ...]:
    more = "…" if len(spot.names) > MOST_NAMED else ""
    name = " · ".join(spot.names[:MOST_NAMED]) + more
    return (name,) if spot.people is None else (name, qualified(spot.people, "approx" if spot.rounded else None))


def _label(at: Point, size: float, lines: tuple[str, ...], labels: Labels) -> Label | None:
    return labels.place(lines, beside(at, (size + 4,), len(lines)), BOLD)
