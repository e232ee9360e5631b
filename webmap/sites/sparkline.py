"""What was known of a site in the days before the shown one, as a small strip under its line: a day is a pixel,
counts stand filled to their level, pale once they are old, hatched where nobody says how full.

Time runs from left to right in every language. Nothing of after the shown day is in it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from webmap.map_of_day.over_time import queries
from webmap.map_of_day.over_time.strips import COUNTED, NO_FIGURE, OVER, UNKNOWN, Part, Strip, strips

DAYS = 180
WIDTH, HEIGHT = 180, 14  # px; a day is a pixel
ROOF, FLOOR = 3.5, 13.5


@dataclass(frozen=True)
class Bar:
    """A rectangle in pixels, under the classes of `static/map/strip.css`."""

    x: int
    width: int
    y: float
    height: float
    look: str
    is_hatched: bool = False


@dataclass(frozen=True)
class Sparkline:
    """`nothing`: without any figure. `lids`: where it was said to be full. `came`: days on which families came."""

    bars: list[Bar]
    nothing: list[tuple[int, int]]
    lids: list[tuple[int, int]]
    came: list[int]
    width: int = WIDTH
    height: int = HEIGHT


def sparklines(connection: Connection, at: date, known: datetime) -> Mapping[str, Sparkline]:
    """By site, of the DAYS up to a day; of more sites than somebody can tell apart, none."""
    first = at - timedelta(days=DAYS - 1)
    return {
        site_id: drawn(strip, first)
        for site_id, strip in strips(queries.states_then(connection, first, at, known), at).items()
    }


def drawn(strip: Strip, first: date) -> Sparkline:
    """A strip whose first day stands at the left edge."""

    def span(begins: date, ends: date) -> tuple[int, int]:
        return (begins - first).days, (ends - begins).days

    return Sparkline(
        [bar for part in strip.parts for bar in _bars(part, *span(part.begins, part.ends))],
        [span(part.begins, part.ends) for part in strip.parts if part.look == NO_FIGURE],
        [span(begins, ends) for begins, ends in strip.full],
        [(day - first).days for day in strip.came],
    )


def _bars(part: Part, x: int, width: int) -> Sequence[Bar]:
    high, old = FLOOR - ROOF, " strip-old" if part.is_old else ""
    if part.look == UNKNOWN:
        return [Bar(x, width, ROOF, high, f"strip-unknown{old}", is_hatched=True)]
    if part.look not in (COUNTED, OVER):
        return []
    filled = round(high * min(100, part.percent) / 100, 1)
    look = "strip-over" if part.look == OVER else "strip-filled"
    room = Bar(x, width, ROOF, high, f"strip-room{old}")
    return [room, Bar(x, width, round(FLOOR - filled, 1), filled, f"{look}{old}")] if filled else [room]
