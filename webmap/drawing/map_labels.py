"""Labels of a small map: beside what they name, inside the picture, over no mark, line or other label."""

import math
from collections.abc import Iterable, Sequence

from webmap.drawing.small_map import LETTER_PX, LINE_PX, Box, Label, View

Point = tuple[float, float]  # pixels
Curve = tuple[Point, Point, Point]  # start, control point, end
SCALE_ROOM = 22  # pixels at the lower edge, where the scale stands


def around(at: Point, radius: float) -> Box:
    """The box of a round mark."""
    return at[0] - radius, at[1] - radius, at[0] + radius, at[1] + radius


def on_curve(curve: Curve, t: float) -> Point:
    """The point of a quadratic curve at `t`, from 0 at its start to 1 at its end."""
    (x0, y0), (x1, y1), (x2, y2) = curve
    a, b, c = (1 - t) ** 2, 2 * t * (1 - t), t * t
    return a * x0 + b * x1 + c * x2, a * y0 + b * y1 + c * y2


def along(curve: Curve, half: float) -> list[Box]:
    """Small boxes that cover a line of twice `half` pixels."""
    steps = max(2, int(math.dist(curve[0], curve[2]) / 7))
    return [around(on_curve(curve, n / steps), half) for n in range(steps + 1)]


def beside(text: str, at: Point, gaps: Sequence[float], taken: list[Box], view: View) -> Label | None:
    """The label at the first free place round a point, at growing distances; None where all of them are taken."""
    x, y = at
    for gap in gaps:
        slant = gap * 0.75
        places = (
            (x + gap, y + 4, "start"), (x - gap, y + 4, "end"), (x, y - gap, "middle"), (x, y + gap + 9, "middle"),
            (x + slant, y - slant, "start"), (x + slant, y + slant + 8, "start"),
            (x - slant, y - slant, "end"), (x - slant, y + slant + 8, "end"),
        )  # fmt: skip
        found = _first_free(text, places, taken, view)
        if found:
            return found
    return None


def beside_curve(text: str, curve: Curve, gap: float, taken: list[Box], view: View) -> Label | None:
    """The label on one side of a curve, near its middle where that is free."""
    places = []
    for t in (0.5, 0.4, 0.6, 0.3, 0.7, 0.22, 0.78):
        (x, y), (x1, y1) = on_curve(curve, t), on_curve(curve, t + 0.02)
        long = math.dist((x, y), (x1, y1)) or 1.0
        nx, ny = -(y1 - y) / long, (x1 - x) / long
        for side in (1, -1):
            anchor = "start" if side * nx > 0.4 else "end" if side * nx < -0.4 else "middle"
            places.append((x + side * nx * gap, y + side * ny * (gap + 3) + 4, anchor))
    return _first_free(text, places, taken, view)


def _first_free(text: str, places: Iterable[tuple[float, float, str]], taken: list[Box], view: View) -> Label | None:
    long = len(text) * LETTER_PX * 1.06
    for x, y, anchor in places:
        left = {"start": x, "end": x - long, "middle": x - long / 2}[anchor]
        box = (left - 1, y - LINE_PX + 3, left + long + 1, y + 3)
        inside = box[0] > 2 and box[2] < view.width - 2 and box[1] > 2 and box[3] < view.height - SCALE_ROOM
        if inside and not any(_touch(box, other) for other in taken):
            taken.append(box)
            return Label(round(x, 1), round(y, 1), text, anchor)
    return None


def _touch(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
