"""The plan as a picture: origins, lines to the sites that take families, sites passed over. Drawn by the server."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from geodata.statements.located import point
from webmap.drawing.labels import BOLD, Box, Curve, Label, Labels, Point, along, beside, box_around, on_curve
from webmap.drawing.small_map import Drawing, View, draw
from webmap.planning.offers import Offer
from webmap.planning.rows import AroundSite
from webmap.words.i18n import gettext as _
from webmap.words.i18n import ngettext, number

WIDE, PHONE = (620, 700), (380, 420)  # each with labels of its own, so that none is smaller than can be read
GOVERNORATE = ((41.6, 35.2), (44.2, 37.2))  # where nothing is asked yet
NEAR_M = 60_000
LEAST_KM = 40.0
BEND = 0.09  # of the length: how far a line's middle stands off the straight one
WIDTH_PER_ROOT_FAMILY, THINNEST, THICKEST = 0.45, 1.6, 12.0
RADIUS, LINE_ROOM = 9.0, 4.0
NAMED_OVER = 12
MAIN = ("origin", "used", "asked")


@dataclass(frozen=True)
class Line:
    """From an origin to a site; `head` is a triangle at the middle, pointing to the site."""

    d: str
    width: float
    head: str


@dataclass(frozen=True)
class Mark:
    """A site or an origin. `kind`: origin, used, asked, full, unknown, free."""

    x: float
    y: float
    kind: str
    old: bool = False
    label: Label | None = None


@dataclass(frozen=True)
class Ring:
    """How far families are sent from an origin, in pixels."""

    x: float
    y: float
    radius: float


@dataclass(frozen=True)
class Picture:
    """`ghosts`: lines of another plan beneath its own."""

    ground: Drawing
    lines: list[Line]
    marks: list[Mark]
    rings: list[Ring]
    ghosts: Sequence[Line] = ()


@dataclass(frozen=True)
class Thing:
    """What is to be drawn at a point in degrees; without a text it has no label. `near`: the picture must hold it."""

    lon: float
    lat: float
    kind: str
    text: str = ""
    second: str = ""
    old: bool = False
    near: bool = False


Move = tuple[tuple[float, float], tuple[float, float], int]
Route = Sequence[Sequence[float]]


@dataclass(frozen=True)
class Other:
    """Another plan that a picture is set beside: its lines lie beneath as ghosts; the picture holds its things."""

    things: Sequence[Thing]
    moves: Sequence[Move]


def pictures(
    things: Sequence[Thing],
    moves: Sequence[Move] = (),
    routes: Sequence[Route] = (),
    sizes: Sequence[tuple[int, int]] = (WIDE, PHONE),
    within_km: float | None = None,
    beside: Other | None = None,
) -> list[Picture]:
    """The same picture for wide pages and paper, and for phones; `within_km`: how far families are sent."""
    return [picture(things, moves, routes, size, within_km, beside) for size in sizes]


def picture(
    things: Sequence[Thing],
    moves: Sequence[Move],
    routes: Sequence[Route],
    size: tuple[int, int],
    within_km: float | None = None,
    beside: Other | None = None,
) -> Picture:
    """Things, the first with the greatest right to its label; moves are (from, to, families); routes lie beneath."""
    labelled: list[Mark] = []

    def place_labels(view: View, labels: Labels) -> None:
        main = [thing for thing in things if thing.kind in MAIN]
        labels.keep(box_around(view.at((thing.lon, thing.lat)), RADIUS) for thing in main)
        others = [box_around(view.at((thing.lon, thing.lat)), RADIUS) for thing in things if thing not in main]
        for thing in main:
            # Rather over the mark of another site than without its name.
            mark = _mark(thing, view, labels, others)
            labelled.append(mark if mark.label else _mark(thing, view, labels))
        # Whatever comes later, the names of towns too, keeps off the lines.
        for start, end, _families in moves:
            labels.keep(along(_curve(view.at(start), view.at(end)), LINE_ROOM))
        labelled.extend(_mark(thing, view, labels, others) for thing in things if thing not in main)

    around = [*_around(things), *(_around(beside.things) if beside else ()), *(at for route in routes for at in route)]
    ground = draw([], list(routes), around or GOVERNORATE, LEAST_KM, size, place_labels)
    lines, ghosts = (
        [_line(ground.view.at(start), ground.view.at(end), families) for start, end, families in some]
        for some in (moves, beside.moves if beside else ())
    )
    inside = [m for m in labelled if -RADIUS < m.x < ground.width + RADIUS and -RADIUS < m.y < ground.height + RADIUS]
    # The most telling mark lies on top.
    return Picture(ground, lines, inside[::-1], _rings(things, ground.view, within_km), ghosts)


def _around(things: Sequence[Thing]) -> list[tuple[float, float]]:
    """What a picture has to hold of these."""
    anchors = [thing for thing in things if thing.kind in MAIN or thing.near] or things
    return [(thing.lon, thing.lat) for thing in anchors]


def _rings(things: Sequence[Thing], view: View, within_km: float | None) -> list[Ring]:
    if within_km is None:
        return []
    origins = [view.at((thing.lon, thing.lat)) for thing in things if thing.kind == "origin"]
    return [Ring(*at, round(within_km * view.px_per_km, 1)) for at in origins]


def families_words(count: int) -> str:
    return ngettext("%(count)s family", "%(count)s families", count, count=number(count))


def _curve(start: Point, end: Point) -> Curve:
    """A line whose middle stands a little off the straight one."""
    (x0, y0), (x1, y1) = start, end
    return start, ((x0 + x1) / 2 - (y1 - y0) * BEND, (y0 + y1) / 2 + (x1 - x0) * BEND), end


def _mark(thing: Thing, view: View, labels: Labels, others: Sequence[Box] = ()) -> Mark:
    """With its label where a place beside it is free of what is taken and of the `others`."""
    at = view.at((thing.lon, thing.lat))
    lines = [line for line in (thing.text, thing.second) if line]
    places = beside(at, (RADIUS + 5,), len(lines))
    label = labels.place(lines, places, BOLD, avoiding=others) if thing.text else None
    return Mark(*at, thing.kind, thing.old, label)


def _line(start: Point, end: Point, families: int) -> Line:
    curve = _curve(start, end)
    (x0, y0), control, (x1, y1) = curve
    (mx, my), long = on_curve(curve, 0.5), math.dist(start, end) or 1.0
    width = min(THICKEST, max(THINNEST, WIDTH_PER_ROOT_FAMILY * math.sqrt(families)))
    d = f"M{x0} {y0}Q{control[0]:.1f} {control[1]:.1f} {x1} {y1}"
    ux, uy, size = (x1 - x0) / long, (y1 - y0) / long, 4 + width * 0.7
    tip = (mx + ux * size, my + uy * size)
    base = (mx - ux * size * 0.6, my - uy * size * 0.6)
    left = (base[0] - uy * size * 0.8, base[1] + ux * size * 0.8)
    right = (base[0] + uy * size * 0.8, base[1] - ux * size * 0.8)
    head = "M" + "L".join(f"{px:.1f} {py:.1f}" for px, py in (tip, left, right)) + "Z"
    return Line(d, round(width, 1), head)


@dataclass(frozen=True)
class Square:
    x: int
    y: int
    filled: float  # 0 to 1


@dataclass(frozen=True)
class Squares:
    """One square for `unit` families, those placed filled, in rows of `across`."""

    unit: int
    squares: list[Square]
    width: int
    height: int


def squares(placed: int, unplaced: int, across: int = 25) -> Squares:
    """At the size of the problem; beyond 500 squares each stands for ten times as many."""
    unit = 100
    while (placed + unplaced) / unit > 500:
        unit *= 10
    count = max(1, math.ceil((placed + unplaced) / unit))
    step = 16
    found = [
        Square(n % across * step + 1, n // across * step + 1, max(0.0, min(1.0, placed / unit - n)))
        for n in range(count)
    ]
    rows = math.ceil(count / across)
    return Squares(unit, found, min(count, across) * step + 2, rows * step + 2)


def asked_things(asked: Sequence[Offer]) -> list[Thing]:
    """Sites to ask first, with the families whom one answer would place."""
    return [
        Thing(*at, "asked", offer.row.shown_name, _("ask: %(families)s", families=families_words(offer.places)))
        for offer in asked
        if (at := point(offer.row))
    ]


def site_things(
    used: Sequence[AroundSite], over: Sequence[tuple[AroundSite, str]], second: dict[str, str], old: set[str]
) -> list[Thing]:
    """Sites that take families, with labels, then those passed over, the nearest named."""
    things = [
        Thing(*at, "used", row.shown_name, second.get(row.site_id, ""), row.site_id in old)
        for row in used
        if (at := point(row))
    ]
    kinds = {"full": "full", "farther": "free", "beyond": "free", "elsewhere": "free"}
    located = [(at, row, code) for row, code in over if (at := point(row)) and code not in ("screening", "closed")]
    for n, (at, row, code) in enumerate(located):
        near = min(row.metres or (NEAR_M,)) < NEAR_M
        text = row.shown_name if near and n < NAMED_OVER else ""
        things.append(Thing(*at, kinds.get(code, "unknown"), text, near=near))
    return things
