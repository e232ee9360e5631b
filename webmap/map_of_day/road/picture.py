"""A road as a line: what lies beside a corridor, kilometre by kilometre, from its beginning down the page.

Upright, so that a phone shows it whole. Kilometres are straight between the located points, as everywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from markupsafe import Markup

from geodata.statements.movement_rows import Movement
from webmap.answers.data_table import Cell, Column, DataTable
from webmap.drawing.site_symbol import hatch
from webmap.layers.movements.moved import pattern, people, sentence, width
from webmap.map_of_day.road.beside import Beside, beside, unknown_stretches, unplaced
from webmap.map_of_day.road.queries import Road
from webmap.words.i18n import gettext as _
from webmap.words.i18n import language, ngettext, number, per_language

WIDTH, TOP, BOTTOM = 360, 26, 30
LINE_X, SYMBOL_X, TEXT_X = 104, 142, 172
PX_PER_KM, LEAST_HEIGHT = 6.0, 260.0
LANES, LANE_PX, FIRST_LANE_X = 3, 23, 62
LARGEST_WIDTH_PX = 12.0


@dataclass(frozen=True)
class Moved:
    """A movement beside the line, numbered as in the list beneath; `y` where it begins, `to_y` where it ends."""

    number: int
    x: float
    y: float
    to_y: float
    width: float
    pattern: str

    def head_at(self, x: float) -> str:
        """An arrow's head at its end, where the line stands at `x`."""
        way, half = (1 if self.to_y >= self.y else -1), self.width / 2 + 4
        return f"M{x:g} {self.to_y:g}l{-half:g} {-way * 10}h{2 * half:g}Z"

    @property
    def neck(self) -> float:
        """Where the line gives way to the head."""
        return self.to_y - 8 if self.to_y >= self.y else self.to_y + 8

    @property
    def middle(self) -> float:
        return round((self.y + self.to_y) / 2, 1)


@dataclass(frozen=True)
class Picture:
    """Pixels of the view box; in languages from right to left its text stands on the left."""

    width: int
    height: int
    line: tuple[float, float]
    ticks: list[tuple[float, str]]
    hatched: list[tuple[float, float]]
    beside: list[Beside]
    moved: list[Moved]
    sentences: list[str]
    not_drawn: str
    more_sites: str
    unplaced: str
    hatch_id: str
    mirrored: bool

    @property
    def pattern(self) -> Markup:
        """Of what is unknown, defined once."""
        return hatch(self.hatch_id)

    def x(self, at: float) -> float:
        return WIDTH - at if self.mirrored else at


def picture(found: Road, at: date, name: str) -> Picture:
    """`name`: tells its parts from those of other drawings of a page."""
    hatch_id = f"road-{name}-unknown"
    listed = sorted(beside(found, at, hatch_id), key=lambda one: (one.km, one.name))
    length_km = found.length_m / 1000
    high = max(LEAST_HEIGHT, length_km * PX_PER_KM, sum(one.room for one in listed))

    def y(kilometre: float) -> float:
        return round(TOP + high * kilometre / (length_km or 1), 1)

    rows = _in_rows([replace(one, y=y(one.km)) for one in listed], TOP - 6, TOP + high + 12)
    drawn = sorted(found.moved, key=lambda row: -(people(row).value or 0))
    moved = [_lane(found, row, place, y) for place, row in enumerate(drawn[:LANES])]
    more = len(drawn) - len(moved)
    step = 5 if length_km < 40 else 10 if length_km < 100 else 25
    last = max((one.row_y + one.room / 2 for one in rows), default=0.0)
    return Picture(
        width=WIDTH,
        height=round(max(TOP + high, last) + BOTTOM),
        line=(y(0), y(length_km)),
        ticks=[(y(n), number(n)) for n in range(0, int(length_km) + 1, step)],
        hatched=[(y(a), y(b)) for a, b in unknown_stretches(found)],
        beside=rows,
        moved=moved,
        sentences=[sentence(row) for row in drawn[:LANES]],
        more_sites=_more_sites(found.more_sites),
        not_drawn=ngettext(
            "%(count)s more movement is in the table.",
            "%(count)s more movements are in the table.",
            more,
            count=number(more),
        )
        if more
        else "",
        unplaced=unplaced(found),
        hatch_id=hatch_id,
        mirrored=language() in ("ar", "ckb"),
    )


def _in_rows(listed: Sequence[Beside], top: float, end: float) -> list[Beside]:
    """Each in a row of its own, in their order and as near to its kilometre as the others let it."""
    rows: list[Beside] = []
    for one in listed:
        least = rows[-1].row_y + (rows[-1].room + one.room) / 2 if rows else top + one.room / 2
        rows.append(replace(one, row_y=max(one.y, least)))
    least = end
    for place in range(len(rows) - 1, -1, -1):
        one = rows[place]
        allowed = least - one.room / 2
        if one.row_y <= allowed:
            break
        rows[place] = replace(one, row_y=allowed)
        least = allowed - one.room / 2
    return [replace(one, row_y=round(one.row_y, 1)) for one in rows]


def _lane(found: Road, row: Movement, place: int, y: Any) -> Moved:
    begins, ends = (found.places[side, str(row.flow_id)].along_m / 1000 for side in ("from", "to"))
    wide = min(LARGEST_WIDTH_PX, width(people(row)))
    return Moved(place + 1, FIRST_LANE_X - LANE_PX * place, y(begins), y(ends), wide, pattern(row))


def road_table(drawn: Picture, csv_href: str = "") -> DataTable:
    """The same as rows: kilometre, thing, distance from the line."""
    rows = [
        [
            Cell(number(round(one.km, 1)), round(one.km, 1), qualifier="at_least"),
            Cell(one.name, one.name, href=one.href, note=one.detail, lang=one.lang),
            Cell(_kind(one.mark), one.mark),
            Cell(number(round(one.offset_km, 1)), round(one.offset_km, 1)),
        ]
        for one in drawn.beside
    ]
    return replace(no_road(), rows=rows, csv_href=csv_href)


def _more_sites(count: int) -> str:
    if not count:
        return ""
    return ngettext(
        "%(count)s more site lies there, farther from the line.",
        "%(count)s more sites lie there, farther from the line.",
        count,
        count=number(count),
    )


def no_road() -> DataTable:
    """The table of a corridor without a line."""
    return DataTable(
        caption=_("Along the road"),
        columns=[
            Column("km", _("Kilometre, at least"), numeric=True, qualified=True),
            Column("name", _("What lies there")),
            Column("kind", _("Kind")),
            Column("from_line_km", _("From the line, km"), numeric=True),
        ],
        rows=[],
        empty=_("Nothing is known beside it."),
    )


@per_language
def _kind(mark: str) -> str:
    return {
        "site": _("site"),
        "town": _("town"),
        "point": _("point"),
        "health": _("health service"),
        "other": _("other service"),
    }[mark]
