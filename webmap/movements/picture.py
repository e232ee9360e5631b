"""The chosen movements as arrows on a small map: as wide as many people, passages hollow, estimates broken."""

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from geodata.rules.movement_sums import Flow, Total
from webmap.drawing.curves import control_point
from webmap.drawing.labels import Curve, Label, Labels, along, beside, beside_curve, box_around, on_curve
from webmap.drawing.small_map import Drawing, View, draw
from webmap.layers.movements import moved
from webmap.layers.movements.moved import People
from webmap.words import terms
from webmap.words.i18n import gettext as _
from webmap.words.i18n import ngettext, number, qualified
from webmap.words.movements import from_to

WIDE, PHONE = (620, 520), (380, 420)  # each with labels of its own, so that none is smaller than can be read
LEAST_KM = 40.0
MOST_ARROWS = 20
NUMBERED = {WIDE: 8, PHONE: 4}
NAMED = {WIDE: 24, PHONE: 16}
SHARE = 0.75  # of the width on the main map, which is larger
END_PX = 3.5
LOOKS = ("counted", "estimate", "passage", "refused", "unknown", "withheld")  # as the legend lists them
Position = tuple[float, float]


@dataclass(frozen=True)
class Arrow:
    """A flow: `look` one of LOOKS, `hollow` for passages; `head` points where people went."""

    d: str
    width: float
    look: str
    hollow: bool
    head: str
    title: str


@dataclass(frozen=True)
class Picture:
    ground: Drawing
    arrows: list[Arrow]
    ends: list[tuple[float, float]]
    names: list[Label]
    numbers: list[Label]


@dataclass(frozen=True)
class FlowMap:
    """The same picture for wide pages and for phones, the looks in it, and how much of the list it shows."""

    pictures: list[Picture]
    looks: list[str]
    shown: str


@dataclass(frozen=True)
class _Drawn:
    flow: Flow
    start: Position
    end: Position
    control: Position
    people: int | None

    @property
    def look(self) -> str:
        if self.people is None:
            return "withheld" if self.flow.total.reason == "withheld" else "unknown"
        if self.flow.total.reason:
            return "refused"
        if self.flow.total.estimated:
            return "estimate"
        return "passage" if self.flow.is_passage else "counted"

    @property
    def width(self) -> float:
        return round(moved.width(People(self.people)) * SHARE, 1)


def flow_map(flows: Sequence[Flow]) -> FlowMap | None:
    """None where no movement has both ends located."""
    located = _located(flows)
    if not located:
        return None
    drawn = located[:MOST_ARROWS]
    looks = {one.look for one in drawn} | {"passage" for one in drawn if one.flow.is_passage}
    said = ngettext(
        "%(drawn)s of %(all)s row of the lists is drawn, the largest first.",
        "%(drawn)s of %(all)s rows of the lists are drawn, the largest first.",
        len(flows),
        drawn=number(len(drawn)),
        all=number(len(flows)),
    )
    unplaced = len(flows) - len(located)
    if unplaced:
        said += " " + ngettext(
            "%(count)s has an end without a position.",
            "%(count)s have an end without a position.",
            unplaced,
            count=number(unplaced),
        )
    pictures = [_picture(drawn, size) for size in (WIDE, PHONE)]
    return FlowMap(pictures, [look for look in LOOKS if look in looks], said)


def look_words(look: str) -> str:
    """What an arrow's look means."""
    return {
        "counted": _("people counted"),
        "estimate": _("estimated: families × 6"),
        "passage": _("passages, hollow: perhaps the same people twice"),
        "refused": _("reports that are not added: as wide as the largest of them"),
        "unknown": _("number unknown"),
        "withheld": terms.withheld(),
    }[look]


def _located(flows: Sequence[Flow]) -> list[_Drawn]:
    """Flows with both ends, the widest first; those between the same two points lie beside one another."""
    found = []
    between: dict[tuple[Position, Position], int] = defaultdict(int)
    for flow in sorted(flows, key=lambda flow: -(_people(flow) or 0)):
        ends = next((located for row in flow.rows if (located := moved.ends(row))), None)
        if ends is None:
            continue
        start, end = ends
        place = between[start, end]
        between[start, end] += 1
        found.append(_Drawn(flow, start, end, control_point(start, end, place), _people(flow)))
    return found


def _people(flow: Flow) -> int | None:
    """The sum, or where rows are not added the largest of them."""
    if not flow.total.reason:
        return flow.total.people
    return max((known for row in flow.rows if (known := moved.people(row).value) is not None), default=None)


def _picture(drawn: Sequence[_Drawn], size: tuple[int, int]) -> Picture:
    names: list[Label] = []
    numbers: list[Label] = []

    def place_labels(view: View, labels: Labels) -> None:
        curves = [_curve(one, view) for one in drawn]
        labels.keep(box_around(view.at(end), END_PX + 2) for one in drawn for end in (one.start, one.end))
        for one, curve in zip(drawn, curves, strict=True):
            labels.keep(along(curve, one.width / 2 + 1))
        names.extend(_names(drawn, view, labels, NAMED[size]))
        for one, curve in list(zip(drawn, curves, strict=True))[: NUMBERED[size]]:
            if one.flow.total.reason:
                continue
            label = labels.place([_short(one.flow.total)], beside_curve(curve, one.width / 2 + 6))
            numbers.extend([label] if label else [])

    ground = draw([], [], [end for one in drawn for end in (one.start, one.end)], LEAST_KM, size, place_labels)
    ends = dict.fromkeys(ground.view.at(end) for one in drawn for end in (one.start, one.end))
    # The widest lies at the bottom, so that it covers none.
    return Picture(ground, [_arrow(one, ground.view) for one in drawn], list(ends), names, numbers)


def _short(total: Total) -> str:
    """In people, as everything on this map; the list has what was stated."""
    if total.unit == "families":
        return qualified(total.people, "approx")
    return qualified(total.value, total.qualifier)


def _names(drawn: Sequence[_Drawn], view: View, labels: Labels, most: int) -> list[Label]:
    """One name for each end, those of the largest movements first."""
    named: dict[Position, str] = {}
    for one in drawn:
        named.setdefault(one.start, one.flow.origin)
        named.setdefault(one.end, one.flow.destination)
    found = [labels.place([name], beside(view.at(end), (9, 16))) for end, name in list(named.items())[:most]]
    return [label for label in found if label]


def _curve(one: _Drawn, view: View) -> Curve:
    """In pixels, a little short of both marks."""
    whole = view.at(one.start), view.at(one.control), view.at(one.end)
    long = math.dist(whole[0], whole[2]) or 1.0
    t0, t1 = min(0.2, (END_PX + 3) / long), max(0.8, 1 - (END_PX + 5) / long)
    (ax, ay), (cx, cy), (bx, by) = whole
    a, c, b = (1 - t0) * (1 - t1), (1 - t0) * t1 + t0 * (1 - t1), t0 * t1
    return on_curve(whole, t0), (a * ax + c * cx + b * bx, a * ay + c * cy + b * by), on_curve(whole, t1)


def _arrow(one: _Drawn, view: View) -> Arrow:
    curve = _curve(one, view)
    (x0, y0), (cx, cy), (x1, y1) = curve
    d = f"M{x0:.1f} {y0:.1f}Q{cx:.1f} {cy:.1f} {x1:.1f} {y1:.1f}"
    title = from_to(one.flow.origin, one.flow.destination)
    return Arrow(d, one.width, one.look, one.flow.is_passage, _head(curve, one.width), title)


def _head(curve: Curve, width: float) -> str:
    """A triangle past the middle that never fills a short line, as on the main map."""
    tip, before = on_curve(curve, 0.62), on_curve(curve, 0.58)
    share = min(1.0, math.dist(curve[0], curve[2]) / (3 * (7 + 1.25 * width)))
    length, half = share * (7 + 1.25 * width), share * (3.8 + 0.66 * width)
    angle = math.atan2(tip[1] - before[1], tip[0] - before[0])
    points = []
    for along_it, across in ((0.0, 0.0), (-length, -half), (-length * 0.68, 0.0), (-length, half)):
        x = tip[0] + along_it * math.cos(angle) - across * math.sin(angle)
        y = tip[1] + along_it * math.sin(angle) + across * math.cos(angle)
        points.append(f"{x:.1f} {y:.1f}")
    return "M" + "L".join(points) + "Z"
