"""The way in: bytes of a file and what kind it is -> rows that may enter, problems, and how many rows were what."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from geodata.readers import columns, csv_table, decoding, service_report_rows, site_report_rows, site_rows
from geodata.readers.known import Known
from geodata.readers.repeats import without_repeats
from geodata.readers.row_problems import RowProblem
from geodata.readers.service_report_rows import ServiceReport
from geodata.readers.site_report_rows import SiteReport
from geodata.readers.site_rows import Site

Item = Site | SiteReport | ServiceReport
_JUDGES: dict[str, Any] = {
    "sites": site_rows.judge,
    "site_reports": site_report_rows.judge,
    "service_reports": service_report_rows.judge,
}


@dataclass(frozen=True)
class Reading:
    """What a file holds. `is_unreadable`: no row could be used at all; the first problem says why.

    rows_read = accepted + rejected + skipped. `totals` sums each whole-number column of the file over the accepted
    rows; None where none of them states it.
    """

    kind: str
    accepted: tuple[Item, ...] = ()
    rows_rejected: int = 0
    rows_skipped: int = 0
    problems: tuple[RowProblem, ...] = ()
    totals: dict[str, int | None] = field(default_factory=dict)
    is_unreadable: bool = False

    @property
    def rows_read(self) -> int:
        return len(self.accepted) + self.rows_rejected + self.rows_skipped


def read(data: bytes, kind: str, known: Known, today: date) -> Reading:
    """Judge a file of `kind` (a name in columns.KINDS). Never raises, whatever the bytes are."""
    decoded = decoding.decode(data)
    if decoded.text is None:
        return Reading(kind, problems=decoded.problems, is_unreadable=True)
    table = csv_table.table(decoded.text, columns.KINDS[kind])
    if table.is_unreadable:
        return Reading(kind, problems=(*table.problems, *decoded.problems), is_unreadable=True)
    judged = [(row, None if row.is_rejected else _JUDGES[kind](row, known, today)) for row in table.rows]
    kept = without_repeats([(row, item) for row, item in judged if item is not None])
    found = [problem for row in table.rows for problem in row.problems]
    accepted = tuple(item for _, item in kept)
    return Reading(
        kind,
        accepted,
        rows_rejected=len(table.rows) - len(accepted),
        rows_skipped=table.skipped,
        problems=(*decoded.problems, *sorted([*table.problems, *found], key=_place)),
        totals=_totals(kind, table.columns, accepted),
    )


def _place(problem: RowProblem) -> int:
    return problem.row or 0


def _totals(kind: str, present: tuple[str, ...], accepted: tuple[Item, ...]) -> dict[str, int | None]:
    totals: dict[str, int | None] = {}
    for column in columns.KINDS[kind].summed:
        if column in present:
            stated = [item.summed[column] for item in accepted if column in item.summed]
            totals[column] = sum(stated) if stated else None
    return totals


def template(kind: str) -> str:
    """An empty CSV of the kind: its header."""
    return ",".join(columns.KINDS[kind].columns) + "\r\n"
