"""Lines on the plane for scripts/build-basemap: cut, join and simplify, in degrees of longitude and latitude."""

import math
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import combinations, pairwise

Point = tuple[float, float]
Line = list[Point]
Box = tuple[float, float, float, float]  # west, south, east, north


def without_repeats(line: Iterable[Point]) -> Line:
    kept: Line = []
    for point in line:
        if not kept or point != kept[-1]:
            kept.append(point)
    return kept


def inside(point: Point, box: Box) -> bool:
    return box[0] <= point[0] <= box[2] and box[1] <= point[1] <= box[3]


def meets(a: Point, b: Point, near: float) -> bool:
    return abs(a[0] - b[0]) <= near and abs(a[1] - b[1]) <= near


def runs(line: Line, wanted: Iterable[bool]) -> Iterator[Line]:
    """The stretches of a line whose segments are wanted (one flag a segment)."""
    stretch: Line = []
    for (start, end), want in zip(pairwise(line), wanted, strict=True):
        if want:
            stretch = [*stretch, end] if stretch else [start, end]
        elif stretch:
            yield stretch
            stretch = []
    if stretch:
        yield stretch


def cut(line: Line, box: Box, *, keep_inside: bool) -> list[Line]:
    """The stretches that touch the box, or those that do not; cut at vertices, no new points."""
    return list(runs(line, [(inside(a, box) or inside(b, box)) == keep_inside for a, b in pairwise(line)]))


def simplified(line: Line, tolerance: float) -> Line:
    """Douglas-Peucker: no dropped point lies further than `tolerance` degrees from what remains."""
    if len(line) < 3:
        return line
    (x1, y1), (x2, y2) = line[0], line[-1]
    length = math.hypot(x2 - x1, y2 - y1)

    def off(point: Point) -> float:
        x, y = point
        if not length:
            return math.hypot(x - x1, y - y1)
        return abs((x2 - x1) * (y1 - y) - (x1 - x) * (y2 - y1)) / length

    far = max(range(1, len(line) - 1), key=lambda i: off(line[i]))
    if off(line[far]) <= tolerance:
        return [line[0], line[-1]]
    return simplified(line[: far + 1], tolerance)[:-1] + simplified(line[far:], tolerance)


def end_to_end(a: Line, b: Line, near: float) -> tuple[Point, Line] | None:
    """Where two lines meet with their ends, and both as one line."""
    for left, right in ((a, b), (a, b[::-1]), (a[::-1], b), (a[::-1], b[::-1])):
        if meets(left[-1], right[0], near):
            return left[-1], left + right
    return None


def joined(lines: Iterable[Line], near: float = 0.0) -> list[Line]:
    """Lines put together where just two of them meet with their ends, within `near` degrees."""
    chains = [line for line in lines if len(line) > 1]
    found = True
    while found:
        found = False
        for a, b in combinations(chains, 2):
            where_and_line = end_to_end(a, b, near)
            if not where_and_line:
                continue
            where, line = where_and_line
            if sum(meets(where, end, near) for chain in chains for end in (chain[0], chain[-1])) == 2:
                chains = [chain for chain in chains if chain is not a and chain is not b] + [line]
                found = True
                break
    return sorted(without_repeats(line) for line in chains)


def segment(a: Point, b: Point) -> tuple[Point, Point]:
    return (a, b) if a <= b else (b, a)


def uses(rings: Iterable[Line]) -> Counter[tuple[Point, Point]]:
    """How many rings use each segment, in whatever direction."""
    return Counter(segment(a, b) for ring in rings for a, b in pairwise(ring))
