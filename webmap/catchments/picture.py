"""The areas on a small map: their outlines, the places of their sites, and their numbers.

A number stands where its area is widest and no place of sites is marked, else beside the place of its sites.
"""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from shapely import Geometry, MultiPoint, Polygon, get_parts, make_valid, maximum_inscribed_circle
from shapely.geometry import shape

from webmap.catchments.areas import Catchment
from webmap.drawing.labels import Label, box_around
from webmap.drawing.small_map import Drawing, Spot, View, draw

LEAST_KM_SHOWN = 40
MOST_DRAWN = 300  # more areas than this are a grey net without room for their numbers
ROOM_PX = 8  # radius that a number of two digits needs
ROOM_OF_DIGIT_PX = 6
SPOT_PX = 5.5  # radius of the mark of a place, with its outline
Position = Sequence[float]


@dataclass(frozen=True)
class Picture:
    """The small map, and over the same ground the outline of each area as the `d` of an SVG path."""

    drawing: Drawing
    areas: list[str]


def picture(found: Sequence[Catchment]) -> Picture | None:
    """None without any area, and where there are too many to be told apart."""
    if len(found) > MOST_DRAWN:
        return None
    shapes = {one.number: shape(json.loads(one.first.geojson)) for one in found if one.first.geojson}
    outline = [position for area in shapes.values() for ring in _rings(area) for position in ring]
    if not outline:
        return None
    view = draw([], [], outline, LEAST_KM_SHOWN).view
    marks = MultiPoint([view.at(one.at) for one in found]).buffer(SPOT_PX)
    inside = [label for number, area in shapes.items() if (label := _within(str(number), area, view, marks))]
    numbered = {label.text for label in inside}
    spots = [Spot(*one.at, "" if str(one.number) in numbered else str(one.number)) for one in found]
    rooms = [box_around((label.x, label.y - 4), ROOM_PX) for label in inside]
    drawing = draw(spots, [], outline, LEAST_KM_SHOWN, place_labels=lambda _view, labels: labels.keep(rooms))
    outlines = ["".join(_d(view, ring) for ring in _rings(area)) for area in shapes.values()]
    return Picture(replace(drawing, numbers=[*inside, *drawing.numbers]), outlines)


def _rings(area: Geometry) -> list[list[Position]]:
    return [list(ring.coords) for part in get_parts(area) for ring in (part.exterior, *part.interiors)]


def _within(text: str, area: Geometry, view: View, marks: Geometry) -> Label | None:
    """The number where most room is around it; None where it would cover a border or a mark."""
    largest = max(get_parts(area), key=lambda part: part.area)
    drawn = make_valid(Polygon([view.at(position) for position in largest.exterior.coords]))
    free = max(get_parts(drawn.difference(marks)), key=lambda part: part.area, default=None)
    if free is None or not free.area:
        return None
    middle, edge = maximum_inscribed_circle(free).coords
    if math.dist(middle, edge) < (ROOM_OF_DIGIT_PX if len(text) == 1 else ROOM_PX):
        return None
    return Label(round(middle[0], 1), round(middle[1] + 4, 1), (text,), "middle")


def _d(view: View, ring: Sequence[Position]) -> str:
    return "M" + "L".join(f"{x} {y}" for x, y in map(view.at, ring)) + "Z"
