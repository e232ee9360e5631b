"""Coordinates as people write them: decimal, degrees and minutes, geo: links, Latin or Arabic digits, either order.

A point of the response area is never ambiguous: its latitude (33.5 to 38.7) and longitude (39 to 46.5) do not overlap.
"""

import re
import unicodedata
from dataclasses import dataclass

from geodata.rules.geometry import RESPONSE_AREA

_SIGNS = str.maketrans(
    {"٫": ".", "،": ",", "؛": ";", "−": "-", "º": "°", "′": "'", "’": "'", "″": '"', "”": '"', "⁦": "", "⁩": ""}
)
_NUMBER = r"([+-]?\d{1,3}(?:\.\d{1,12})?)"
_DECIMAL = re.compile(
    rf"([NSEW]?)\s*{_NUMBER}\s*°?\s*([NSEW]?)\s*[,;/\s]\s*([NSEW]?)\s*{_NUMBER}\s*°?\s*([NSEW]?)", re.I
)
_DECIMAL_COMMAS = re.compile(r"([+-]?\d{1,3}),(\d{2,12})\s*[;\s]\s*([+-]?\d{1,3}),(\d{2,12})")
_PART = r"""(\d{1,3})\s*°\s*(\d{1,2}(?:\.\d{1,9})?)\s*'\s*(?:(\d{1,2}(?:\.\d{1,9})?)\s*(?:"|''))?\s*([NSEW])"""
_SEXAGESIMAL = re.compile(rf"{_PART}\s*[,;/]?\s*{_PART}", re.I)
# Android writes what is shared as 0,0 with the point behind it: geo:0,0?q=36.17,43.25(Camp).
_GEO_QUERY = re.compile(
    rf"geo:{_NUMBER},{_NUMBER}\?(?:[^&]{{0,40}}&)?q={_NUMBER}(?:,|%2C){_NUMBER}(?:[&(\s].{{0,80}})?", re.I
)
# RFC 5870, latitude first: geo:36.15,43.24,210;u=30, also with the ?z= and ?q= that phones add.
_GEO_LINK = re.compile(rf"geo:{_NUMBER},{_NUMBER}(?:,[-+.\d]{{1,12}})?(?:[;?].{{0,80}})?", re.I)


# What a form on a phone writes: latitude longitude altitude accuracy, in metres.
_GEOPOINT = re.compile(rf"{_NUMBER} {_NUMBER}(?: [+-]?\d{{1,5}}(?:\.\d{{1,12}})?){{1,2}}")


@dataclass(frozen=True)
class Position:
    """A pair of numbers read as a position in degrees. `swapped`: written longitude first, without letters."""

    lon: float
    lat: float
    swapped: bool = False

    @property
    def inside(self) -> bool:
        """Whether it lies in the response area."""
        west, south, east, north = RESPONSE_AREA
        return west <= self.lon <= east and south <= self.lat <= north


def read(text: str) -> Position | None:
    """The position that a text states, latitude first unless letters or the area say otherwise; None for a name."""
    plain = "".join(_latin_digit(letter) for letter in text).translate(_SIGNS).strip()
    if match := _GEO_QUERY.fullmatch(plain):
        return Position(lon=float(match.group(4)), lat=float(match.group(3)))
    if match := _GEO_LINK.fullmatch(plain):
        return Position(lon=float(match.group(2)), lat=float(match.group(1)))
    if match := _GEOPOINT.fullmatch(plain):
        return _from_pair(float(match.group(1)), "", float(match.group(2)), "")
    if match := _SEXAGESIMAL.fullmatch(plain):
        parts = match.groups()
        return _from_pair(_degrees(parts[:3]), parts[3], _degrees(parts[4:7]), parts[7])
    if match := _DECIMAL_COMMAS.fullmatch(plain):
        whole_1, rest_1, whole_2, rest_2 = match.groups()
        return _from_pair(float(f"{whole_1}.{rest_1}"), "", float(f"{whole_2}.{rest_2}"), "")
    if match := _DECIMAL.fullmatch(plain):
        before_1, first, after_1, before_2, second, after_2 = match.groups()
        return _from_pair(float(first), before_1 or after_1, float(second), before_2 or after_2)
    return None


def _latin_digit(letter: str) -> str:
    value = unicodedata.digit(letter, None) if not letter.isascii() else None
    return letter if value is None else str(value)


def _degrees(parts: tuple[str | None, ...]) -> float:
    degrees, minutes, seconds = (float(part or 0) for part in parts)
    return degrees + minutes / 60 + seconds / 3600


def _from_pair(first: float, letter_1: str, second: float, letter_2: str) -> Position | None:
    letters = (letter_1 + letter_2).upper()
    first, second = _signed(first, letter_1), _signed(second, letter_2)
    if letter_1.upper() in ("E", "W") or letter_2.upper() in ("N", "S"):
        return Position(lon=first, lat=second)
    as_written, other_way = Position(lon=second, lat=first), Position(lon=first, lat=second, swapped=True)
    return other_way if not letters and other_way.inside else as_written


def _signed(value: float, letter: str) -> float:
    return -value if letter.upper() in ("S", "W") else value
