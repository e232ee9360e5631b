"""Which rows of movements may be added, and what comes out. Pure rules; a sum that cannot be justified is refused.

Nobody may be counted twice: rows are added only within one kind and one provider, with known numbers, with periods
that are stated to the day and share no day.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from geodata.rules.figures import of_sum
from geodata.statements.movement_rows import Movement

PERSONS_PER_FAMILY = 6  # as IOM DTM's emergency tracking counts; an estimate, and always said to be one
PASSAGES = ("transit", "passage")


@dataclass(frozen=True)
class Total:
    """What a group of rows comes to. `reason`: why nothing can be said (a code), empty where `value` holds.

    `unit`: `individuals` or `families`. `people`: the same in people; `estimated` where families × 6 are in it.
    """

    value: int | None = None
    unit: str = "individuals"
    qualifier: str | None = None
    people: int | None = None
    estimated: bool = False
    reason: str = ""


@dataclass(frozen=True)
class Flow:
    """Rows of one origin, destination and kind."""

    origin: str
    destination: str
    kind: str
    rows: tuple[Movement, ...]
    total: Total

    @property
    def is_passage(self) -> bool:
        return self.kind in PASSAGES


@dataclass(frozen=True)
class Pair:
    """Two places with movements both ways. `net`: people there minus people back; None with the `reason`."""

    one: str
    other: str
    there: tuple[Flow, ...]
    back: tuple[Flow, ...]
    net: int | None
    estimated: bool
    reason: str


def total(rows: Sequence[Movement]) -> Total:
    """The sum of rows, or the code of the reason why they are not added."""
    reason = _why_not(rows)
    if reason:
        return Total(reason=reason)
    people = sum(_people(row) for row in rows)
    estimated = any(row.individuals is None for row in rows)
    qualifier = of_sum([row.qualifier for row in rows])
    if estimated and all(row.families is not None for row in rows):  # what was counted wins over a mix with estimates
        return Total(sum(row.families or 0 for row in rows), "families", qualifier, people, True)
    return Total(people, "individuals", "approx" if estimated else qualifier, people, estimated)


def _people(row: Movement) -> int:
    return row.individuals if row.individuals is not None else (row.families or 0) * PERSONS_PER_FAMILY


def _why_not(rows: Sequence[Movement]) -> str:
    unknown = [row.individuals is None and row.families is None for row in rows]
    if any(row.withheld for row, is_unknown in zip(rows, unknown, strict=True) if is_unknown):
        return "withheld"
    if any(unknown):
        return "number_unknown" if all(unknown) else "some_unknown"
    if len(rows) == 1:
        return ""
    if len({row.kind for row in rows}) > 1:
        return "kinds"
    if len({row.provider for row in rows}) > 1:
        return "providers"
    if any(row.period_start_precision != "day" or row.period_end_precision != "day" for row in rows):
        return "days_unknown"
    return "overlap" if _overlapping([(row.period_start, row.period_end) for row in rows]) else ""


def _overlapping(periods: Sequence[tuple[date, date]]) -> bool:
    """Whether two of the periods share a day."""
    return any(later[0] <= earlier[1] for earlier, later in pairwise(sorted(periods)))


def flows(rows: Sequence[Movement]) -> list[Flow]:
    """One for each origin, destination and kind, the largest first; parts of an area count as the area.

    By the names that the sources give: two places may bear one name in another language.
    """
    grouped: dict[tuple[str, str, str], list[Movement]] = defaultdict(list)
    for row in rows:
        grouped[row.from_area or row.from_name, row.to_area or row.to_name, row.kind].append(row)
    found = [
        Flow(first.from_area or first.from_shown, first.to_area or first.to_shown, first.kind, tuple(rows), total(rows))
        for rows in grouped.values()
        for first in rows[:1]
    ]
    return sorted(found, key=lambda flow: (-(flow.total.people or 0), flow.origin, flow.destination, flow.kind))


def pairs(found: Sequence[Flow]) -> list[Pair]:
    """Places with movements both ways; passages are no stay and enter no pair."""
    between: dict[tuple[str, str], list[Flow]] = defaultdict(list)
    for flow in found:
        if not flow.is_passage and flow.origin != flow.destination:
            between[flow.origin, flow.destination].append(flow)
    both = sorted(key for key in between if key < (key[1], key[0]) and (key[1], key[0]) in between)
    return [_pair(one, other, between[one, other], between[other, one]) for one, other in both]


def _pair(one: str, other: str, there: Sequence[Flow], back: Sequence[Flow]) -> Pair:
    reason = _why_no_net(there, back)
    values = [flow.total.people for flow in (*there, *back)]
    if reason or None in values:
        return Pair(one, other, tuple(there), tuple(back), None, False, reason or "number_unknown")
    net = (there[0].total.people or 0) - (back[0].total.people or 0)
    estimated = any(flow.total.estimated for flow in (*there, *back))
    return Pair(one, other, tuple(there), tuple(back), net, estimated, "")


def _why_no_net(there: Sequence[Flow], back: Sequence[Flow]) -> str:
    """Several kinds one way may count the same people twice; two providers do not count alike."""
    if len(there) > 1 or len(back) > 1:
        return "kinds"
    if there[0].total.reason or back[0].total.reason:
        return there[0].total.reason or back[0].total.reason
    providers = {row.provider for flow in (*there, *back) for row in flow.rows}
    return "providers" if len(providers) > 1 else ""


def left_out(row: Movement, first: date) -> str:
    """Why a row is not of the period; empty where it is."""
    if row.running_total:
        return "running_total"
    return "begins_before" if row.period_start < first else ""
