"""A small picture of where something lies: its points, schematic corridors, rivers, borders and towns beneath.

Drawn by the server without any script, for pages that must stay light.
"""

import json
import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import accumulate, islice
from pathlib import Path
from typing import Any

from shapely import MultiLineString, clip_by_rect, get_parts

from webmap.drawing.labels import SMALL, Box, Label, Labels, Point, beside, box_around, close_together
from webmap.words.i18n import language

BASEMAP = Path(__file__).parent.parent / "static" / "map" / "basemap.json"  # degrees, SRID 4326
WIDTH, LEAST_HEIGHT, LARGEST_HEIGHT = 390, 240, 400  # pixels of the view box
MARGIN = 44
KM_PER_DEGREE = 111.2
CLOSE_PX = 13  # points nearer than this share one label
MOST_TOWNS, SPOT_PX, TOWN_PX = 12, 5, 4
Path2 = list[tuple[float, float]]
PlaceLabels = Callable[["View", Labels], None]


@dataclass(frozen=True)
class Spot:
    """A marked point in degrees with its short label; points that nearly coincide share one label."""

    lon: float
    lat: float
    label: str


@dataclass(frozen=True)
class Drawing:
    """Everything in pixels of the view box; `d` strings are ready for <path>."""

    width: int
    height: int
    routes: list[str]
    rivers: list[str]
    borders: list[str]
    spots: list[tuple[float, float]]
    numbers: list[Label]
    towns: list[Label]
    scale_px: float
    scale_km: int
    view: "View"


@dataclass(frozen=True)
class View:
    """Degrees to pixels: equirectangular, true to scale in the middle, where a corridor is small enough for it."""

    middle: tuple[float, float]
    px_per_km: float
    height: int
    width: int = WIDTH

    @cached_property
    def km_per_degree_east(self) -> float:
        return KM_PER_DEGREE * math.cos(math.radians(self.middle[1]))

    def at(self, position: Sequence[float]) -> tuple[float, float]:
        x = self.width / 2 + (position[0] - self.middle[0]) * self.km_per_degree_east * self.px_per_km
        y = self.height / 2 - (position[1] - self.middle[1]) * KM_PER_DEGREE * self.px_per_km
        return round(x, 1), round(y, 1)

    def box(self) -> tuple[float, float, float, float]:
        """West, south, east, north in degrees."""
        east = self.width / 2 / self.px_per_km / self.km_per_degree_east
        north = self.height / 2 / self.px_per_km / KM_PER_DEGREE
        (x, y) = self.middle
        return x - east, y - north, x + east, y + north


def draw(
    spots: Sequence[Spot],
    paths: Sequence[Sequence[Sequence[float]]],
    around: Sequence[Sequence[float]],
    least_km: float,
    size: tuple[int, int] = (WIDTH, LARGEST_HEIGHT),
    place_labels: PlaceLabels | None = None,
) -> Drawing:
    """A picture of everything in `around` ([longitude, latitude] in degrees) that is at least `least_km` wide.

    `paths` are lists of [longitude, latitude] and may leave the picture. `size`: width and largest height in pixels.
    `place_labels` places the picture's own labels in its view, before those of spots and towns.
    """
    view = _view(around, least_km, size)
    located = [(view.at((spot.lon, spot.lat)), spot.label) for spot in spots]
    labels = Labels(view.width, view.height)
    if place_labels:
        place_labels(view, labels)
    labels.keep(box_around(at, SPOT_PX) for at, _text in located)
    numbers = _numbers(located, labels)
    ground = _ground()
    scale_km = next(km for km in (50, 20, 10, 5, 2, 1) if km * view.px_per_km <= view.width / 3 or km == 1)
    return Drawing(
        width=view.width,
        height=view.height,
        routes=_clipped([_lines(paths)], view) if paths else [],
        rivers=_clipped(ground["rivers"], view),
        borders=_clipped(ground["governorates"], view),
        spots=[at for at, _text in located],
        numbers=numbers,
        towns=list(islice(_towns(ground["places"], view, labels), MOST_TOWNS)),
        scale_px=round(scale_km * view.px_per_km, 1),
        scale_km=scale_km,
        view=view,
    )


def _view(positions: Sequence[Sequence[float]], least_km: float, size: tuple[int, int]) -> View:
    width, largest_height = size
    west, east = min(p[0] for p in positions), max(p[0] for p in positions)
    south, north = min(p[1] for p in positions), max(p[1] for p in positions)
    middle = ((west + east) / 2, (south + north) / 2)
    wide = max(least_km, (east - west) * KM_PER_DEGREE * math.cos(math.radians(middle[1])))
    high = max(least_km, (north - south) * KM_PER_DEGREE)
    px_per_km = min((width - 2 * MARGIN) / wide, (largest_height - 2 * MARGIN) / high)
    height = min(largest_height, max(LEAST_HEIGHT, round(high * px_per_km) + 2 * MARGIN))
    return View(middle, px_per_km, height, width)


@cache
def _ground() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(BASEMAP.read_text(encoding="utf-8"))
    for name in ("rivers", "governorates"):
        found[name] = [_lines([_positions(path) for path in thing["paths"]]) for thing in found[name]]
    return found


def towns() -> list[dict[str, Any]]:
    """Places of the base map: name in each language, lon and lat in degrees, and rank, 0 for the largest."""
    found: list[dict[str, Any]] = _ground()["places"]
    return found


def _positions(path: Sequence[int]) -> Path2:
    """Degrees, from a start and steps in ten-thousandths of a degree."""
    return [(x / 10_000, y / 10_000) for x, y in zip(accumulate(path[::2]), accumulate(path[1::2]), strict=True)]


def _lines(paths: Sequence[Sequence[Sequence[float]]]) -> MultiLineString:
    return MultiLineString([path for path in paths if len(path) > 1])


def _clipped(things: Sequence[MultiLineString], view: View) -> list[str]:
    drawn = []
    for lines in things:
        for part in get_parts(clip_by_rect(lines, *view.box())):
            if not part.is_empty and part.geom_type == "LineString":
                drawn.append(_d(view.at(position) for position in part.coords))
    return drawn


def _d(positions: Iterable[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x} {y}" for x, y in positions)


def _numbers(located: Sequence[tuple[Point, str]], labels: Labels) -> list[Label]:
    """One label for points that are too close for two: `4, 5, 7`; points without a text have none."""
    found = []
    for group in close_together([at for at, _text in located], CLOSE_PX):
        text = ", ".join(filter(None, (located[n][1] for n in group)))
        if text:
            # Beside the last point on the right, so that it covers none of them; each of them has to be told.
            right, left = islice(beside((max(located[n][0][0] for n in group), located[group[0]][0][1]), (9,)), 2)
            fits = labels.room([text], right, SMALL)[2] - SMALL.ends < labels.width - 4
            found.append(labels.put([text], right if fits else left, SMALL))
    return found


def _towns(places: Sequence[Any], view: View, labels: Labels) -> Iterator[Label]:
    """Towns that fit without touching another label, the larger ones first."""
    west, south, east, north = view.box()
    name = "name_ar" if language() == "ar" else "name"
    for place in sorted(places, key=lambda place: place["rank"]):
        if not (west < place["lon"] < east and south < place["lat"] < north):
            continue
        at, text = view.at((place["lon"], place["lat"])), place.get(name) or place["name"]
        if not TOWN_PX < at[0] < view.width - TOWN_PX:
            continue
        label = labels.place([text], islice(beside(at, (6,)), 2), SMALL)
        if label:
            yield label


def largest_town(view: View, labels: Labels) -> Box | None:
    """Where the name of the largest town in the picture will stand, so that other labels can leave it free."""
    alone = Labels(view.width, view.height)
    alone.keep(labels.taken)
    found = next(_towns(_ground()["places"], view, alone), None)
    return alone.room(found.lines, (found.x, found.y, found.anchor), SMALL) if found else None
