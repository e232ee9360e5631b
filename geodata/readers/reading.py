"""The way in: bytes of a file and what kind it is -> rows that may enter, problems, and how many rows were what."""

from dataclasses import dataclass, field
from datetime import date

from geodata.readers import csv_table, day_orders, decoding
from geodata.readers.columns import Form, Item
from geodata.readers.confirmations import NOTHING, Confirmed
from geodata.readers.known import Known
from geodata.readers.repeats import without_repeats
from geodata.readers.row_problems import Problem
from geodata.readers.told_once import by_severity


@dataclass(frozen=True)
class Reading:
    """What a file holds. `is_unreadable`: no row could be used at all; the first problem says why.

    rows_read = accepted + rejected + skipped. `totals` sums each whole-number column of the file over the accepted
    rows; None where none of them states it. `totals_by_day`: the same of each day; stocks of several are not one.
    """

    accepted: tuple[Item, ...] = ()
    rows_rejected: int = 0
    rows_skipped: int = 0
    problems: tuple[Problem, ...] = ()
    totals: dict[str, int | None] = field(default_factory=dict)
    totals_by_day: dict[str, dict[str, int | None]] = field(default_factory=dict)
    is_unreadable: bool = False

    @property
    def rows_read(self) -> int:
        return len(self.accepted) + self.rows_rejected + self.rows_skipped


def read(
    data: bytes,
    form: Form,
    known: Known,
    today: date,
    confirmed: Confirmed = NOTHING,
    day_order: str | None = None,
) -> Reading:
    """Judge a file. Never raises, whatever the bytes are. `confirmed`: warnings that somebody said to be right.

    `day_order`: which of day and month the file is said to write first, one of rules/written_days.ORDERS.
    """
    decoded = decoding.decode(data)
    if decoded.text is None:
        return Reading(problems=decoded.problems, is_unreadable=True)
    table = csv_table.table(decoded.text, form)
    if table.is_unreadable:
        return Reading(problems=(*table.problems, *decoded.problems), is_unreadable=True)
    for row in table.rows:
        row.confirmed = frozenset(rule for rule, rows in confirmed.items() if row.number in rows)
        row.day_order = day_order
    judged = [(row, None if row.is_rejected else form.judge(row, known, today)) for row in table.rows]
    kept = without_repeats([(row, item) for row, item in judged if item is not None])
    found = [problem for row in table.rows for problem in row.problems]
    found += day_orders.told(table.rows, form.dated, day_order)
    accepted = tuple(item for _, item in kept)
    return Reading(
        accepted,
        rows_rejected=len(table.rows) - len(accepted),
        rows_skipped=table.skipped,
        problems=tuple(by_severity([*decoded.problems, *table.problems, *found])),
        totals=_totals(form, table.columns, accepted),
        totals_by_day=_by_day(form, table.columns, accepted),
    )


def _by_day(form: Form, present: tuple[str, ...], accepted: tuple[Item, ...]) -> dict[str, dict[str, int | None]]:
    days: dict[str, list[Item]] = {}
    for item in accepted:
        if item.day:
            days.setdefault(item.day, []).append(item)
    return {day: _totals(form, present, tuple(items)) for day, items in sorted(days.items())}


def _totals(form: Form, present: tuple[str, ...], accepted: tuple[Item, ...]) -> dict[str, int | None]:
    totals: dict[str, int | None] = {}
    for column in form.summed:
        if column in present:
            stated = [item.summed[column] for item in accepted if column in item.summed]
            totals[column] = sum(stated) if stated else None
    return totals
