"""The symbol of a site in pictures made here: the same shape, level, hatch, dashes, lid and signs as on the map.

`static/map/symbols.js` draws them in a browser; a test holds the two together. The rules of their look stand in
`static/symbols.css`, around 0,0 in pixels.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from markupsafe import Markup

Point = tuple[float, float]
# The signs of the tiers that somebody has to be asked about (geodata/rules/tiers.py): changed since, said to be ready.
SIGNS = {3: "M-2.8 -1.3H2.8M-2.8 1.3H2.8M-1.7 3.2L1.7 -3.2", 4: "M-3 0H3M0 -3V3"}
CLOCK = "M0 -2.9V0H2.3"
SIGN_PX, RING_PX = 5, 4.6


def hatch(identifier: str) -> Markup:
    """The pattern of what is unknown, which a drawing defines once."""
    return Markup(
        '<pattern id="{}" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        '<rect width="5" height="5" class="hm-white"/><path d="M2.5 0V5" class="hm-hatch-line"/></pattern>'
    ).format(identifier)


def site_symbol(site: Mapping[str, Any], hatch_id: str) -> Markup:
    """`site`: a feature of the layer of sites, as webmap/layers/sites/feature.py makes it."""
    is_grey = site["state"] in ("nothing", "not_open")
    classes = "hm-site" + (" hm-old" if site["old"] else "") + (" hm-grey" if is_grey else "")
    return Markup('<g class="{}">{}</g>').format(classes, Markup("").join(_parts(site, hatch_id, is_grey=is_grey)))


def _parts(site: Mapping[str, Any], hatch_id: str, *, is_grey: bool) -> Iterator[Markup]:
    kind, radius, over = site["type"], site["radius"], site["over"] > 0
    d = shape(kind, radius)
    yield _path(d, "hm-casing")
    if over:
        yield _path(shape(kind, radius + RING_PX), "hm-casing")
        yield _path(shape(kind, radius + RING_PX), "hm-over")
    if site["state"] == "unknown":
        yield Markup('<path d="{}" fill="url(#{})"/>').format(d, hatch_id)
    if site["state"] == "counted" and site["fill"]:
        body, line = vessel(kind, radius, 1.0 if over else site["fill"])
        if body:
            yield _path(body, "hm-fill")
        if line:
            yield _path(line, "hm-level")
    yield _path(d, "hm-outline")
    # People only pass a screening site: it has no fullness to ask about.
    if is_grey and kind != "screening_site":
        yield Markup('<text class="hm-question" y="3.8" text-anchor="middle">?</text>')
    half, top, bottom = extent(kind, radius)
    if site["said_full"]:
        wide, high = max(8.0, half + 1.5), top - (9.5 if over else 4.5)
        lid = f"M{_near(-wide)} {_near(high)}H{_near(wide)}"
        yield from (_path(lid, "hm-lid-casing"), _path(lid, "hm-lid"))
    if over:
        at = 0.72 * (radius + RING_PX)
        yield Markup('<circle cx="{}" cy="{}" r="5.6" class="hm-alarm"/>').format(_near(at), _near(-at))
        mark = Markup('<text x="{}" y="{}" text-anchor="middle" class="hm-alarm-mark">!</text>')
        yield mark.format(_near(at), _near(-at + 3.4))
    if site.get("tier") in SIGNS:
        sign = Markup('<g class="hm-ask" transform="translate({} {})"><circle r="{}"/><path d="{}"/></g>')
        yield sign.format(_near(-0.8 * half), _near(0.8 * top), SIGN_PX, SIGNS[site["tier"]])
    if late := site.get("late"):
        clock = Markup('<g class="hm-clock hm-{}" transform="translate({} {})"><circle r="{}"/><path d="{}"/></g>')
        yield clock.format(late, _near(0.8 * half), _near(0.8 * bottom), SIGN_PX, CLOCK)


def _path(d: str, classes: str) -> Markup:
    return Markup('<path d="{}" class="{}"/>').format(d, classes)


def _corners(kind: str | None, r: float) -> Sequence[Point] | None:
    if kind == "emergency_site":
        h = r * 0.886
        return [(-h, -h), (h, -h), (h, h), (-h, h)]
    if kind == "screening_site":
        return [(-1.12 * r, -0.86 * r), (1.12 * r, -0.86 * r), (0, 1.06 * r)]
    if kind == "reception_centre":
        return [(1.08 * r * math.cos(n * math.pi / 3), 1.08 * r * math.sin(n * math.pi / 3)) for n in range(6)]
    return None


def shape(kind: str | None, r: float) -> str:
    """The outline of a kind of site: circle camp, square emergency site, triangle screening, hexagon reception."""
    corners = _corners(kind, r)
    if corners:
        return _outline(corners)
    n, m = _near(r), _near(-r)
    return f"M{m} 0A{n} {n} 0 1 1 {n} 0A{n} {n} 0 1 1 {m} 0Z"


def extent(kind: str | None, r: float) -> tuple[float, float, float]:
    """Half its width, its upper and its lower edge, in pixels from its middle."""
    corners = _corners(kind, r) or [(-r, -r), (r, r)]
    xs, ys = [x for x, _y in corners], [y for _x, y in corners]
    return max(xs), min(ys), max(ys)


def vessel(kind: str | None, r: float, part: float) -> tuple[str, str]:
    """The part of a shape that is filled, 0 to 1, from below, and the line of its level."""
    _half, top, bottom = extent(kind, r)
    if part >= 1:
        return shape(kind, r), ""
    y = bottom - (bottom - top) * max(0.0, part)
    corners = _corners(kind, r)
    if corners is None:
        x, n = math.sqrt(max(0.0, r * r - y * y)), _near(r)
        body = f"M{_near(-x)} {_near(y)}A{n} {n} 0 {int(part > 0.5)} 0 {_near(x)} {_near(y)}Z"
        return body, f"M{_near(-x)} {_near(y)}H{_near(x)}"
    below, cut = [], []
    for a, b in zip(corners, [*corners[1:], corners[0]], strict=True):
        if a[1] >= y:
            below.append(a)
        if (a[1] >= y) != (b[1] >= y):
            share = (y - a[1]) / (b[1] - a[1])
            at = (a[0] + share * (b[0] - a[0]), y)
            below.append(at)
            cut.append(at)
    line = f"M{_near(cut[0][0])} {_near(y)}H{_near(cut[1][0])}" if len(cut) == 2 else ""
    return _outline(below) if len(below) > 2 else "", line


def _outline(points: Sequence[Point]) -> str:
    return "M" + "L".join(f"{_near(x)} {_near(y)}" for x, y in points) + "Z"


def _near(value: float) -> str:
    """To a hundredth, halves upwards as a browser rounds them, and as short as it writes numbers."""
    rounded = math.floor(value * 100 + 0.5) / 100
    return f"{rounded:.2f}".rstrip("0").rstrip(".") if rounded else "0"
