"""A small picture of where something lies: its points, schematic corridors, rivers, borders and towns beneath.

Drawn by the server without any script, for pages that must stay light.
"""

import json
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import Any

from shapely import MultiLineString, clip_by_rect, get_parts

from webmap.words.i18n import language

BASEMAP = Path(__file__).parent.parent / "static" / "map" / "basemap.json"  # degrees, SRID 4326
WIDTH, LEAST_HEIGHT, LARGEST_HEIGHT = 390, 240, 400  # pixels of the view box
MARGIN = 44
KM_PER_DEGREE = 111.2
CLOSE_PX = 13  # points nearer than this share one label
LETTER_PX, LINE_PX = 6.6, 14
Path2 = list[tuple[float, float]]
Box = tuple[float, float, float, float]  # left, top, right, bottom in pixels
Labels = Callable[["View"], list[Box]]


@dataclass(frozen=True)
class Spot:
    """A marked point in degrees with its short label; points that nearly coincide share one label."""

    lon: float
    lat: float
    label: str


@dataclass(frozen=True)
class Label:
    x: float
    y: float
    text: str
    anchor: str = "start"


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

    @property
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
    place_labels: Labels | None = None,
) -> Drawing:
    """A picture of everything in `around` ([longitude, latitude] in degrees) that is at least `least_km` wide.

    `paths` are lists of [longitude, latitude] and may leave the picture. `size`: width and largest height in pixels.
    `place_labels` gives, for the view, boxes that towns have to leave free.
    """
    view = _view(around, least_km, size)
    located = [(view.at((spot.lon, spot.lat)), spot.label) for spot in spots]
    boxes = place_labels(view) if place_labels else []
    numbers = [
        _kept(label, boxes)
        for label in _numbers([at for at, _text in located], [text for _at, text in located], view.width)
    ]
    ground = _ground()
    scale_km = next(km for km in (50, 20, 10, 5, 2, 1) if km * view.px_per_km <= view.width / 3 or km == 1)
    return Drawing(
        width=view.width,
        height=view.height,
        routes=_clipped([{"paths": paths}], view) if paths else [],
        rivers=_clipped(ground["rivers"], view),
        borders=_clipped(ground["governorates"], view),
        spots=[at for at, _text in located],
        numbers=numbers,
        towns=_towns(ground["places"], view, boxes),
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
    for thing in (*found["rivers"], *found["governorates"]):
        thing["paths"] = [_positions(path) for path in thing["paths"]]
    return found


def _positions(path: Sequence[int]) -> Path2:
    """Degrees, from a start and steps in ten-thousandths of a degree."""
    return [(x / 10_000, y / 10_000) for x, y in zip(accumulate(path[::2]), accumulate(path[1::2]), strict=True)]


def _clipped(things: Sequence[Any], view: View) -> list[str]:
    drawn = []
    for thing in things:
        lines = MultiLineString([path for path in thing["paths"] if len(path) > 1])
        for part in get_parts(clip_by_rect(lines, *view.box())):
            if not part.is_empty and part.geom_type == "LineString":
                drawn.append(_d(view.at(position) for position in part.coords))
    return drawn


def _d(positions: Iterable[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x} {y}" for x, y in positions)


def _numbers(spots: Sequence[tuple[float, float]], seqs: Sequence[str], width: int) -> list[Label]:
    """One label for points that are too close for two: `4, 5, 7`; points without a text have none."""
    groups: list[tuple[list[tuple[float, float]], list[str]]] = []
    for spot, seq in zip(spots, seqs, strict=True):
        near = next((group for group in groups if math.dist(group[0][0], spot) < CLOSE_PX), None)
        if near:
            near[0].append(spot)
            near[1].append(seq)
        else:
            groups.append(([spot], [seq]))
    # Beside the last point on the right, so that it covers none of them.
    return [
        _beside((max(x for x, _y in at), at[0][1]), ", ".join(filter(None, listed)), 9, width)
        for at, listed in groups
        if any(listed)
    ]


def _beside(spot: tuple[float, float], text: str, gap: float, width: int) -> Label:
    x, y = spot
    if x + gap + len(text) * LETTER_PX > width - 4:
        return Label(x - gap, y + 4, text, "end")
    return Label(x + gap, y + 4, text)


def _kept(label: Label, boxes: list[Box]) -> Label:
    boxes.append(_box_of(label))
    return label


def _box_of(label: Label) -> Box:
    long = len(label.text) * LETTER_PX + 10
    left = label.x - long if label.anchor == "end" else label.x - 10
    return left, label.y - LINE_PX, left + long + 10, label.y + 4


def _towns(places: Sequence[Any], view: View, taken: list[Box]) -> list[Label]:
    """Towns that fit without touching another label, the larger ones first."""
    west, south, east, north = view.box()
    name = "name_ar" if language() == "ar" else "name"
    found = []
    for place in sorted(places, key=lambda place: place["rank"]):
        if not (west < place["lon"] < east and south < place["lat"] < north):
            continue
        (x, y), text = view.at((place["lon"], place["lat"])), place.get(name) or place["name"]
        for label in (Label(x + 6, y + 4, text), Label(x - 6, y + 4, text, "end")):
            box = _box_of(label)
            inside = box[0] > 0 and box[2] < view.width and box[1] > 0 and box[3] < view.height - 18
            if inside and not any(_touch(box, other) for other in taken):
                taken.append(box)
                found.append(label)
                break
    return found[:12]


def largest_town(view: View, taken: Sequence[Box]) -> Box | None:
    """Where the name of the largest town in the picture will stand, so that other labels can leave it free."""
    found = _towns(_ground()["places"], view, list(taken))
    return _box_of(found[0]) if found else None


def place_beside(
    at: tuple[float, float], texts: Sequence[str], gap: float, view: View, taken: list[Box]
) -> Label | None:
    """The first of six places beside a mark where lines of text cover nothing, which is then taken; None without one.

    `gap`: pixels between the middle of the mark and its label. The lower edge, where the scale stands, is kept free.
    """
    (x, y), lines = at, len(texts)
    long = max(len(text) for text in texts) * LETTER_PX * 1.16
    for anchor, tx, ty in (
        ("start", x + gap, y - 2),
        ("end", x - gap, y - 2),
        ("middle", x, y - gap - LINE_PX * (lines - 1)),
        ("middle", x, y + gap + LINE_PX),
        ("start", x + gap, y + 14),
        ("end", x - gap, y + 14),
    ):
        left = {"start": tx, "end": tx - long, "middle": tx - long / 2}[anchor]
        box = (left, ty - LINE_PX + 2, left + long, ty + LINE_PX * (lines - 1) + 4)
        inside = box[0] > 2 and box[2] < view.width - 2 and box[1] > 2 and box[3] < view.height - 22
        if inside and not any(_touch(box, other) for other in taken):
            taken.append(box)
            return Label(round(tx, 1), round(ty, 1), texts[0], anchor)
    return None


def _touch(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
