"""The areas on a small map: their outlines, the places of their sites, and their numbers.

A number stands in the middle of its area where it fits there, else beside the place of its sites.
"""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from shapely import Geometry, get_parts, maximum_inscribed_circle
from shapely.geometry import shape

from webmap.catchments.areas import Catchment
from webmap.layers.small_map import Box, Drawing, Label, Spot, View, draw

LEAST_KM_SHOWN = 40
ROOM_PX = 9  # radius that a number needs
Position = Sequence[float]


@dataclass(frozen=True)
class Picture:
    """The small map, and over the same ground the outline of each area as the `d` of an SVG path."""

    drawing: Drawing
    areas: list[str]


def picture(found: Sequence[Catchment]) -> Picture | None:
    """None without any area."""
    shapes = {one.number: shape(json.loads(one.first.geojson)) for one in found if one.first.geojson}
    around = [position for area in shapes.values() for ring in _rings(area) for position in ring]
    if not around:
        return None
    view = draw([], [], around, LEAST_KM_SHOWN).view
    inside = [label for number, area in shapes.items() if (label := _in_the_middle(number, area, view))]
    numbered = {label.text for label in inside}
    spots = [
        Spot(one.first.lon, one.first.lat, "" if str(one.number) in numbered else str(one.number)) for one in found
    ]
    drawing = draw(spots, [], around, LEAST_KM_SHOWN, place_labels=lambda _view: [_box(label) for label in inside])
    outlines = ["".join(_d(view, ring) for ring in _rings(area)) for area in shapes.values()]
    return Picture(replace(drawing, numbers=[*inside, *drawing.numbers]), outlines)


def _rings(area: Geometry) -> list[list[Position]]:
    return [list(ring.coords) for part in get_parts(area) for ring in (part.exterior, *part.interiors)]


def _in_the_middle(number: int, area: Geometry, view: View) -> Label | None:
    largest = max(get_parts(area), key=lambda part: part.area)
    middle, edge = (view.at(position) for position in maximum_inscribed_circle(largest).coords)
    if math.dist(middle, edge) < ROOM_PX:
        return None
    return Label(middle[0], middle[1] + 4, str(number), "middle")


def _box(label: Label) -> Box:
    return label.x - ROOM_PX, label.y - 4 - ROOM_PX, label.x + ROOM_PX, label.y - 4 + ROOM_PX


def _d(view: View, ring: Sequence[Position]) -> str:
    return "M" + "L".join(f"{x} {y}" for x, y in map(view.at, ring)) + "Z"
