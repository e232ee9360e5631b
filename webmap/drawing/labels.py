"""Labels of a picture: beside what they name, inside the picture, over no mark, line or other label."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

Point = tuple[float, float]  # pixels
Curve = tuple[Point, Point, Point]  # start, control point, end
Box = tuple[float, float, float, float]  # left, top, right, bottom in pixels
Place = tuple[float, float, str]  # base of the first line, and the anchor as in SVG
LINE_PX = 14  # from one line to the next
EDGE, SCALE_ROOM = 3, 22  # pixels that stay free at the edges, and at the lower one, where the scale stands


@dataclass(frozen=True)
class Size:
    """Room for text in wide fonts, in pixels: the width of a letter, above and below its base, at both ends."""

    letter: float
    above: float
    below: float
    ends: float = 1


SMALL, PLAIN, BOLD = Size(6.6, 14, 4, 10), Size(7.0, 11, 3), Size(7.66, 12, 4)  # of 11 px and loose, 12 px, 13 px
VALUE = Size(6.6, 14, 4, 3)  # in a chart


@dataclass(frozen=True)
class Label:
    """Lines of text at a place."""

    x: float
    y: float
    lines: tuple[str, ...]
    anchor: str = "start"

    @property
    def text(self) -> str:
        """The first line, often the only one."""
        return self.lines[0]


class Labels:
    """The labels of one picture: each is placed where nothing is taken, and its own room is taken then."""

    def __init__(self, width: float, height: float) -> None:
        self.width, self.height = width, height
        self.taken: list[Box] = []

    def keep(self, boxes: Iterable[Box]) -> None:
        """No label stands there from now on."""
        self.taken += boxes

    def place(
        self,
        lines: Sequence[str],
        places: Iterable[Place],
        size: Size = PLAIN,
        avoiding: Sequence[Box] = (),
    ) -> Label | None:
        """The label at the first free place, None without one. `avoiding`: further boxes, for this one alone."""
        for place in places:
            room = self.room(lines, place, size)
            if self._inside(room, size) and not any(touch(room, other) for other in (*self.taken, *avoiding)):
                return self.put(lines, place, size)
        return None

    def room(self, lines: Sequence[str], place: Place, size: Size = PLAIN) -> Box:
        """The box that lines of text fill at a place."""
        x, y, anchor = place
        long = max(len(line) for line in lines) * size.letter
        left = {"start": x, "end": x - long, "middle": x - long / 2}[anchor]
        lower = y + LINE_PX * (len(lines) - 1)
        return left - size.ends, y - size.above, left + long + size.ends, lower + size.below

    def put(self, lines: Sequence[str], place: Place, size: Size = PLAIN) -> Label:
        """The label at a place, whatever is there."""
        self.taken.append(self.room(lines, place, size))
        return Label(round(place[0], 1), round(place[1], 1), tuple(lines), place[2])

    def _inside(self, room: Box, size: Size) -> bool:
        left, right = room[0] + size.ends, room[2] - size.ends
        return left > EDGE and right < self.width - EDGE and room[1] > EDGE and room[3] < self.height - SCALE_ROOM


def touch(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def box_around(at: Point, radius: float) -> Box:
    """The box of a round mark."""
    return at[0] - radius, at[1] - radius, at[0] + radius, at[1] + radius


def beside(at: Point, gaps: Sequence[float], lines: int = 1) -> Iterator[Place]:
    """Eight places round a point for each of the growing gaps: on its right, left, above, below, then slanting."""
    (x, y), high = at, LINE_PX * (lines - 1)
    for gap in gaps:
        slant = gap * 0.75
        yield x + gap, y + 4 - high / 2, "start"
        yield x - gap, y + 4 - high / 2, "end"
        yield x, y - gap - high, "middle"
        yield x, y + gap + 9, "middle"
        yield x + slant, y - slant - high, "start"
        yield x + slant, y + slant + 8, "start"
        yield x - slant, y - slant - high, "end"
        yield x - slant, y + slant + 8, "end"


def beside_curve(curve: Curve, gap: float) -> Iterator[Place]:
    """Places on both sides of a curve, those near its middle first."""
    for t in (0.5, 0.4, 0.6, 0.3, 0.7, 0.22, 0.78):
        (x, y), (x1, y1) = on_curve(curve, t), on_curve(curve, t + 0.02)
        long = math.dist((x, y), (x1, y1)) or 1.0
        nx, ny = -(y1 - y) / long, (x1 - x) / long
        for side in (1, -1):
            anchor = "start" if side * nx > 0.4 else "end" if side * nx < -0.4 else "middle"
            yield x + side * nx * gap, y + side * ny * (gap + 3) + 4, anchor


def on_curve(curve: Curve, t: float) -> Point:
    """The point of a quadratic curve at `t`, from 0 at its start to 1 at its end."""
    (x0, y0), (x1, y1), (x2, y2) = curve
    a, b, c = (1 - t) ** 2, 2 * t * (1 - t), t * t
    return a * x0 + b * x1 + c * x2, a * y0 + b * y1 + c * y2


def along(curve: Curve, half: float) -> list[Box]:
    """Small boxes that cover a line of twice `half` pixels."""
    steps = max(2, int(math.dist(curve[0], curve[2]) / 7))
    return [box_around(on_curve(curve, n / steps), half) for n in range(steps + 1)]


def close_together(points: Sequence[Point], closer_than: float) -> list[list[int]]:
    """Which points are nearly one: their numbers, each with at least one other of its group so near (pixels)."""
    groups: list[list[int]] = []
    for n, point in enumerate(points):
        near = next((group for group in groups if any(math.dist(points[m], point) < closer_than for m in group)), None)
        if near is None:
            groups.append([n])
        else:
            near.append(n)
    return groups
