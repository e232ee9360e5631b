"""What was known of each site, day by day, as rows of parts: the strip under the slider draws them as they are.

A part has the look of the site's symbol on the map of its days: filled to its level while a count holds, hatched where
nobody says how full it is, pale once the figure is more than 31 days old.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby, pairwise
from operator import attrgetter
from typing import NamedTuple

from geodata.rules.dates import first_day
from geodata.rules.freshness import OLD_AFTER
from webmap.layers.sites.state import may_take_in
from webmap.map_of_day.over_time.rows import StateThen

NO_FIGURE, UNKNOWN, COUNTED, OVER = "nothing", "unknown", "counted", "over"


class Part(NamedTuple):
    """Days from `begins` to before `ends`: how it looks, how full in per cent, and whether its figure is old."""

    begins: date
    ends: date
    look: str
    percent: int
    is_old: bool


class Strip(NamedTuple):
    """One site. `full`: spans in which it was said to be full. `came`: days on which movements into it ended. `edges`:
    days on which it opened or closed.
    """

    site_id: str
    parts: list[Part]
    full: list[tuple[date, date]]
    came: list[date]
    edges: list[date]


def strips(states: Sequence[StateThen], until: date) -> dict[str, Strip]:
    """By site. `states` are in the order of sites and days; the last of each site holds to the end of `until`."""
    after = until + timedelta(days=1)
    return {site_id: _strip(site_id, list(own), after) for site_id, own in groupby(states, attrgetter("site_id"))}


def _strip(site_id: str, states: Sequence[StateThen], after: date) -> Strip:
    ends = [*(one.day for one in states[1:]), after]
    spans = list(zip(states, ends, strict=True))
    full = [(one.day, end) for one, end in spans if one.said_full_on is not None and may_take_in(one)]
    return Strip(
        site_id,
        _joined(part for one, end in spans for part in _parts(one, end)),
        _touching(full),
        [one.day for one in states if one.arrived],
        [now.day for before, now in pairwise(states) if may_take_in(before) != may_take_in(now)],
    )


def _parts(row: StateThen, end: date) -> Iterator[Part]:
    """The days of one state: up to two parts, since its figure ages within them."""
    if not may_take_in(row):
        return
    look, percent, as_of, precision = _look(row)
    old_from = first_day(as_of, precision) + OLD_AFTER + timedelta(days=1) if as_of else end
    turn = min(max(old_from, row.day), end)
    if row.day < turn:
        yield Part(row.day, turn, look, percent, is_old=False)
    if turn < end:
        yield Part(turn, end, look, percent, is_old=True)


def _look(row: StateThen) -> tuple[str, int, date | None, str | None]:
    """How it looks and is filled, and the day of the figure that says so."""
    if row.free is not None:
        over = bool(row.over_capacity_by)
        percent = 100 if over or not row.ready else round(100 * (row.occupied or 0) / row.ready)
        return OVER if over else COUNTED, percent, row.counted_as_of, row.counted_precision
    if row.changed_since:
        return UNKNOWN, 0, row.counted_as_of, row.counted_precision
    if row.families_as_of is not None:
        return UNKNOWN, 0, row.families_as_of, row.families_precision
    return UNKNOWN if row.newest_as_of else NO_FIGURE, 0, row.newest_as_of, row.newest_precision


def _joined(parts: Iterator[Part]) -> list[Part]:
    """Neighbours that look alike are one."""
    found: list[Part] = []
    for part in parts:
        if found and found[-1].ends == part.begins and found[-1][2:] == part[2:]:
            part = part._replace(begins=found.pop().begins)
        found.append(part)
    return found


def _touching(spans: Sequence[tuple[date, date]]) -> list[tuple[date, date]]:
    found: list[tuple[date, date]] = []
    for begins, ends in spans:
        if found and found[-1][1] == begins:
            begins = found.pop()[0]
        found.append((begins, ends))
    return found
