"""Movements by the week in which they ended, each kind by itself; nothing is added here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from geodata.rules.movement_sums import PASSAGES, left_out
from geodata.statements.movement_rows import Movement
from webmap.asked.span import Span

# As people move: out, past a point, to another site, back. Codes of one group mean the same.
KINDS = (
    ("displacement",),
    ("arrival",),
    PASSAGES,
    ("transfer",),
    ("secondary_movement",),
    ("departure",),
    ("return",),
    ("cross_border",),
)


def place_of_kind(code: str) -> int:
    """Among the kinds, in their order."""
    return next(place for place, codes in enumerate(KINDS) if code in codes)


@dataclass(frozen=True)
class OfKind:
    """The movements of one kind by week. `silent`: the weeks, by their place, of which nobody reported any."""

    kind: str
    by_week: Sequence[Sequence[Movement]]
    covered: Sequence[tuple[date, date]]
    silent: frozenset[int]


@dataclass(frozen=True)
class Weeks:
    """`used`: what is shown by week; `out` what is not, with the code of the reason."""

    span: Span
    weeks: Sequence[Span]
    kinds: Sequence[OfKind]
    used: Sequence[Movement]
    out: Sequence[tuple[Movement, str]]

    @property
    def silent(self) -> list[Span]:
        """Weeks of which nobody reported a movement of any kind."""
        every = [one.silent for one in self.kinds]
        return [week for place, week in enumerate(self.weeks) if all(place in silent for silent in every)]

    @property
    def missing(self) -> list[str]:
        """Kinds of which no movement was reported."""
        there = {one.kind for one in self.kinds}
        return [codes[0] for codes in KINDS if codes[0] not in there]


def weeks_of(span: Span) -> list[Span]:
    """Seven days each, counted back from the last day; the first may be shorter."""
    found = []
    last = span.last
    while last >= span.first:
        first = max(span.first, last - timedelta(days=6))
        found.append(Span(first, last))
        last = first - timedelta(days=1)
    return found[::-1]


def by_week(rows: Sequence[Movement], span: Span) -> Weeks:
    judged = [(row, left_out(row, span.first)) for row in rows]
    used = sorted(
        (row for row, reason in judged if not reason), key=lambda row: (row.period_end, row.period_start, row.flow_id)
    )
    weeks = weeks_of(span)
    grouped = [(codes[0], [row for row in used if row.kind in codes]) for codes in KINDS]
    kinds = [_of_kind(kind, listed, weeks) for kind, listed in grouped if listed]
    return Weeks(span, weeks, kinds, used, [(row, reason) for row, reason in judged if reason])


def _of_kind(kind: str, rows: Sequence[Movement], weeks: Sequence[Span]) -> OfKind:
    ended = [[row for row in rows if week.first <= row.period_end <= week.last] for week in weeks]
    covered = _covered(rows)
    silent = {
        place
        for place, week in enumerate(weeks)
        if not any(first <= week.last and last >= week.first for first, last in covered)
    }
    return OfKind(kind, ended, covered, frozenset(silent))


def _covered(rows: Sequence[Movement]) -> list[tuple[date, date]]:
    """The days that periods cover, as stretches that do not touch."""
    found: list[tuple[date, date]] = []
    for first, last in sorted((row.period_start, row.period_end) for row in rows):
        if found and first <= found[-1][1] + timedelta(days=1):
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return found


def week_of(row: Movement, weeks: Sequence[Span]) -> Span:
    return next(week for week in weeks if week.first <= row.period_end <= week.last)


def resting_on_one(rows: Sequence[Movement]) -> list[Movement]:
    """Those of which no other source tells the same: kind and places, and days that overlap."""
    return [row for row in rows if not any(_tells_the_same(row, other) for other in rows)]


def _tells_the_same(row: Movement, other: Movement) -> bool:
    same = (other.from_name, other.to_name, other.kind) == (row.from_name, row.to_name, row.kind)
    overlap = other.period_start <= row.period_end and other.period_end >= row.period_start
    return same and overlap and other.source_id != row.source_id
