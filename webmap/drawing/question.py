"""What a picture is asked of: data, a language, a size; no request."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class MapView:
    """The map in a picture. `width`, `height`: px. `box`: west, south, east, north in degrees, all of it shown.

    `roomy`: with room for trays at its edges. `taken`: what nothing may cover, {x0, y0, x1, y1} in px; None: the
    scale, which is drawn.
    """

    width: int
    height: int
    box: Box
    roomy: bool = True
    taken: Sequence[Mapping[str, float]] | None = None


@dataclass(frozen=True)
class Words:
    """What stands round a map that stands alone. `key`: (mark, its words), as painting/modules/picture.js has them."""

    title: str
    sentence: str
    sources: str
    key: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Question:
    """`data`: what /map/data.json says of a day. `layers`: {kind, choice, zooms} of each that is shown, lowest first.

    `comma`, `km`: the language's comma with its blank, and its "{n} km". `words`: None for the map alone.
    """

    data: Mapping[str, Any]
    map: MapView
    layers: Sequence[Mapping[str, Any]]
    lang: str
    rtl: bool
    comma: str
    km: str
    words: Words | None = None


@dataclass(frozen=True)
class Sheet:
    """A sheet of paper: `form` is one of painting/sheets/, `told` what it prints, plain values that JSON can hold.

    `pictures`: SVG by the name that the form knows. `day`: the seconds since 1970 that stand in the file as its date,
    so that the same sheet is made of the same bytes.
    """

    form: str
    told: Mapping[str, Any]
    pictures: Mapping[str, str]
    day: int
