"""The sites that changed on a small map: marks tell what kind of change it is, numbers are those of the list."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from webmap.changes.changed_sites import MARKS, ChangedSite
from webmap.drawing.labels import Label, Labels, Point, beside, box_around, close_together
from webmap.drawing.small_map import Drawing, View, draw
from webmap.words.i18n import gettext as _
from webmap.words.i18n import number

WIDE, PHONE = (560, 520), (380, 420)  # each with labels of its own, so that none is smaller than can be read
LEAST_KM = 70.0
RADIUS = 6.0
CLOSE_PX = 15  # sites nearer than this share one label


@dataclass(frozen=True)
class Mark:
    """A site in pixels. `was`: lines from former positions, ready for <path>, and their starts."""

    x: float
    y: float
    kind: str
    title: str
    lines: tuple[str, ...]
    was: tuple[Point, ...]


@dataclass(frozen=True)
class Numbers:
    """The numbers of one place; `line` leads to it where they had to stand farther off."""

    label: Label
    line: str


@dataclass(frozen=True)
class Picture:
    ground: Drawing
    marks: list[Mark]
    numbers: list[Numbers]
    kinds: list[str]


def pictures(sites: Sequence[ChangedSite]) -> list[Picture]:
    """The same picture for wide pages and for phones; none without a site that has a position."""
    placed = [site for site in sites if site.number is not None]
    return [_picture(placed, size) for size in (WIDE, PHONE)] if placed else []


def mark_words(kind: str) -> str:
    """What a mark means."""
    return {
        "closed": _("closed"),
        "new": _("became known, or newly open"),
        "moved": _("moved: the line begins at the former position"),
        "figures": _("new figures or statements"),
    }[kind]


def _picture(sites: Sequence[ChangedSite], size: tuple[int, int]) -> Picture:
    numbers: list[Numbers] = []

    def place_labels(view: View, labels: Labels) -> None:
        labels.keep(box_around(view.at(site.position), RADIUS + 1) for site in sites)
        labels.keep(box_around(view.at(was), 4) for site in sites for was in site.was)
        for at, text in _groups([(view.at(site.position), site.number or 0) for site in sites]):
            label = labels.place([text], beside(at, (RADIUS + 3, RADIUS + 12, RADIUS + 24, RADIUS + 38)))
            if label:
                numbers.append(Numbers(label, _leader(at, label)))

    places = [site.position for site in sites] + [was for site in sites for was in site.was]
    ground = draw([], [], places, LEAST_KM, size, place_labels)
    marks = [_mark(site, ground.view) for site in sites]
    kinds = [kind for kind in MARKS if kind in {site.mark for site in sites}]
    # The most telling marks lie on top.
    return Picture(ground, sorted(marks, key=lambda mark: -MARKS.index(mark.kind)), numbers, kinds)


def _mark(site: ChangedSite, view: View) -> Mark:
    x, y = view.at(site.position)
    was = tuple(view.at(one) for one in site.was)
    lines = tuple(f"M{a} {b}L{x} {y}" for a, b in was)
    return Mark(x, y, site.mark, f"{number(site.number)} · {site.row.shown_name}", lines, was)


def _groups(placed: Sequence[tuple[Point, int]]) -> list[tuple[Point, str]]:
    """Numbers of sites that nearly coincide, together, at the site that lies farthest to the right."""
    groups = [[placed[n] for n in group] for group in close_together([at for at, _place in placed], CLOSE_PX)]
    return [(max(group)[0], _together(sorted(place for _at, place in group))) for group in groups]


def _together(places: Sequence[int]) -> str:
    """`4, 6–9`"""
    runs: list[list[int]] = []
    for place in places:
        if runs and place == runs[-1][-1] + 1:
            runs[-1].append(place)
        else:
            runs.append([place])
    return _(", ").join(
        number(run[0]) if len(run) == 1 else f"{number(run[0])}{'–' if len(run) > 2 else _(', ')}{number(run[-1])}"
        for run in runs
    )


def _leader(at: Point, label: Label) -> str:
    """A line to the mark where the numbers stand so far off that they could belong to another."""
    x, y = label.x, label.y - 4
    if math.dist(at, (x, y)) < RADIUS + 14:
        return ""
    return f"M{at[0]} {at[1]}L{x} {y}"
