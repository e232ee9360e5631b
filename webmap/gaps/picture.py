"""The sites on a small map by how far the limits are met: the worst of all that can be told of each."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from geodata.statements.located import point
from geodata.statements.site_rows import SiteOnDay
from webmap.drawing.labels import BOLD, Box, Label, Labels, Point, beside, box_around, close_together
from webmap.drawing.small_map import Drawing, View, draw, largest_town
from webmap.gaps.findings import Gaps
from webmap.standards.assessed import worst

ON_SCREEN, ON_PAPER = (390, 400), (300, 300)  # the printed one is drawn small, so that its letters are large
LEAST_KM_SHOWN = 40
MOST_DRAWN = 150  # the marks of more sites cover one another
RADIUS, STEP, STEP_OF_RINGS = 6.5, 14.0, 19.0  # pixels of a mark; from one to the next side by side
CLOSE_PX, IN_A_ROW = 14.0, 4
# Who comes first has the greatest right to a label and lies on top.
ORDER = ("below", "near", "again", "reached", "unknown")


@dataclass(frozen=True)
class Mark:
    """A site. `kind`: a level, `again` (to be counted again) or `unknown`. `arrives`: families arrive there.

    Without room there is no label.
    """

    x: float
    y: float
    kind: str
    arrives: bool
    label: Label | None = None


@dataclass(frozen=True)
class Picture:
    """`counts`: how many sites have each level, also those not drawn.

    `unplaced`: sites without a known position. `left_out`: sites that would not find room, the best ones.
    """

    drawing: Drawing
    marks: list[Mark]
    counts: list[tuple[str, int]]
    arrives: bool
    unplaced: int
    left_out: int


@dataclass(frozen=True)
class _Spot:
    row: SiteOnDay
    kind: str
    arrives: bool

    @property
    def at(self) -> tuple[float, float]:
        """Degrees, of one that is drawn."""
        at = point(self.row)
        assert at is not None
        return at


def pictures(found: Gaps) -> list[Picture]:
    """The same for the screen and for paper; none where no site has a known position."""
    return [drawn for size in (ON_SCREEN, ON_PAPER) if (drawn := picture(found, size))]


def picture(found: Gaps, size: tuple[int, int]) -> Picture | None:
    """`size`: width and largest height in pixels."""
    levels, arriving = worst(found.assessed), found.question.arriving
    spots = [_Spot(row, levels.get(row.site_id) or "unknown", row.site_id in arriving) for row in found.sites]
    placed = sorted(
        (spot for spot in spots if point(spot.row)),
        key=lambda spot: (not spot.arrives, ORDER.index(spot.kind), spot.row.site_id),
    )
    if not placed:
        return None
    placed, left_out = placed[:MOST_DRAWN], placed[MOST_DRAWN:]
    marks: list[Mark] = []

    def place_labels(view: View, labels: Labels) -> None:
        at = _side_by_side(placed, view)
        labels.keep(box_around(one, RADIUS) for one in at)
        town = largest_town(view, labels)
        kept = [town] if town else []
        marks.extend(_mark(spot, one, labels, kept) for spot, one in zip(placed, at, strict=True))

    drawing = draw([], [], [spot.at for spot in placed], LEAST_KM_SHOWN, size, place_labels)
    counts = Counter(spot.kind for spot in spots)
    return Picture(
        drawing,
        marks[::-1],
        [(kind, counts[kind]) for kind in ORDER],
        any(mark.arrives for mark in marks),
        len(spots) - len(placed) - len(left_out),
        len(left_out),
    )


def _mark(spot: _Spot, at: Point, labels: Labels, town: Sequence[Box]) -> Mark:
    gap = RADIUS + (7 if spot.arrives else 4)
    label = labels.place([spot.row.shown_name], beside(at, (gap,)), BOLD, avoiding=town)
    return Mark(*at, spot.kind, spot.arrives, label)


def _side_by_side(placed: Sequence[_Spot], view: View) -> list[Point]:
    """Marks that would cover one another stand in short rows around their place instead."""
    points = [view.at(spot.at) for spot in placed]
    moved = list(points)
    for members in close_together(points, CLOSE_PX):
        step = STEP_OF_RINGS if any(placed[n].arrives for n in members) else STEP
        for n, beside_it in zip(members, _rows(points[members[0]], len(members), step), strict=True):
            moved[n] = beside_it
    return moved


def _rows(middle: Point, count: int, step: float) -> list[Point]:
    (x, y), across = middle, min(count, IN_A_ROW)
    places = [divmod(n, IN_A_ROW) for n in range(count)]
    return [(round(x + (column - (across - 1) / 2) * step, 1), round(y + row * step, 1)) for row, column in places]
