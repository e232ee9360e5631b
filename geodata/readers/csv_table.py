"""Text as a table: delimiter and header found, blank, tag and totals rows skipped, each row with its number."""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import islice

from geodata.readers.columns import Form, folded
from geodata.readers.row_problems import ERROR, WARNING, Problem, TableRow, of_file, shortened
from geodata.readers.sentences import Value

LARGEST_ROWS = 100_000
LARGEST_CELLS = 200
ROWS_BEFORE_HEADER = 30
DELIMITERS = (",", ";", "\t")
# Marks that programs leave at the ends of cells: blanks, byte-order and direction marks.
STRAY = " \t\r\n\u00a0\u202f\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
# Our own table of sites on a day: what it calls open or free is concluded, and would come back as stated.
OWN_TABLE = {"site_id", "free_places", "newest_as_of"}
_TOTAL_WORDS = {
    folded(word)
    for word in (
        *("total", "totals", "grand total", "subtotal", "sub total", "sum", "all sites", "کۆی گشتی"),
        *("المجموع", "مجموع", "المجموع الكلي", "المجموع العام", "الإجمالي", "إجمالي"),
    )
}


@dataclass
class CsvTable:
    """`rows` are those to be judged; `skipped` counts blank, tag and totals rows and repeated headers."""

    columns: tuple[str, ...] = ()
    rows: list[TableRow] = field(default_factory=list)
    skipped: int = 0
    problems: list[Problem] = field(default_factory=list)
    is_unreadable: bool = False


@dataclass(frozen=True)
class _Header:
    number: int
    delimiter: str
    labels: tuple[str, ...]
    columns: tuple[str | None, ...]

    @property
    def recognised(self) -> int:
        return len({column for column in self.columns if column})


def table(text: str, form: Form) -> CsvTable:
    """Never raises; a text without a usable header is unreadable, with the reason."""
    header = _find_header(text, form)
    if header is None and (row := _open_quotation(text)):
        return _unreadable("open_quotation", row=row)
    if header and set(header.labels) >= OWN_TABLE:
        return _unreadable("own_table", kind=form.name)
    missing = [column for column in form.needed if not header or column not in header.columns]
    if header is None or missing:
        return _without_header(header, missing, form)
    found = CsvTable(columns=tuple(column for column in header.columns if column))
    found.problems += _odd_labels(header, form)
    number = 0
    try:
        for number, record in enumerate(_records(text, header.delimiter), start=1):
            if number > header.number:
                _take(found, number, record, header)
            if len(found.rows) + found.skipped > LARGEST_ROWS:
                return _unreadable("too_many_rows")
    except csv.Error:
        return _unreadable("open_quotation", row=number + 1)
    return found


def _records(text: str, delimiter: str) -> Iterable[list[str]]:
    # Strict: a quotation mark left open would swallow the rows that follow, up to the next one or the end.
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)


def _open_quotation(text: str) -> int | None:
    """The row, among those that may be the header, in which a quotation mark stays open under every delimiter."""
    found = [_row_of_error(text, delimiter) for delimiter in DELIMITERS]
    rows = [row for row in found if row is not None]
    return min(rows) if len(rows) == len(found) else None


def _row_of_error(text: str, delimiter: str) -> int | None:
    records = iter(_records(text, delimiter))
    for number in range(1, ROWS_BEFORE_HEADER + 1):
        try:
            next(records)
        except StopIteration:
            break
        except csv.Error:
            return number
    return None


def _find_header(text: str, form: Form) -> _Header | None:
    """The row among the first ones, under the delimiter, that names the most columns; the first of equal ones."""
    best: _Header | None = None
    for delimiter in DELIMITERS:
        try:
            for number, record in enumerate(islice(_records(text, delimiter), ROWS_BEFORE_HEADER), start=1):
                labels = tuple(cell.strip(STRAY) for cell in record[:LARGEST_CELLS])
                columns = tuple(form.column_of(label) for label in labels)
                candidate = _Header(number, delimiter, labels, columns)
                if candidate.recognised > (best.recognised if best else 0):
                    best = candidate
        except csv.Error:
            continue
    return best


def _without_header(header: _Header | None, missing: list[str], form: Form) -> CsvTable:
    columns = ",".join(form.names)
    if header is None or header.recognised < 2:
        return _unreadable("no_header", kind=form.name, columns=columns)
    return _unreadable("missing_column", header_row=header.number, missing=tuple(missing), columns=columns)


def _unreadable(code: str, /, row: int | None = None, **values: Value) -> CsvTable:
    return CsvTable(problems=[replace(of_file(code, ERROR, **values), row=row)], is_unreadable=True)


def _odd_labels(header: _Header, form: Form) -> list[Problem]:
    """Columns that are not read, so that no figure is left out unseen."""
    problems = []
    for label, column in zip(header.labels, header.columns, strict=True):
        if label and column is None:
            shown = shortened(label)
            values: dict[str, Value] = {"label": shown, "kind": form.name, "near": form.nearest_column(label)}
            problems.append(Problem("unknown_column", WARNING, values, header.number, shown, shown))
    return problems


def _take(found: CsvTable, number: int, record: list[str], header: _Header) -> None:
    values = [cell.strip(STRAY) for cell in record]
    filled = [value for value in values if value]
    row = TableRow(number, {})
    if not filled or all(value.startswith("#") for value in filled) or _is_header_again(values, header):
        found.skipped += 1
        return
    for column, value in zip(header.columns, values, strict=False):
        if column is None:
            continue
        if row.cells.get(column) and value and row.cells[column] != value:
            row.error(column, "repeated_column", name=column)
        row.cells[column] = row.cells.get(column) or value
    if folded(filled[0]) in _TOTAL_WORDS or folded(row.cell("site_id")) in _TOTAL_WORDS:
        found.skipped += 1
        row.warning(None, "totals_row")
        found.problems += row.problems
        return
    if any(values[len(header.columns) :]):
        row.error(None, "too_many_cells", cells=len(values), labels=len(header.columns))
    found.rows.append(row)


def _is_header_again(values: list[str], header: _Header) -> bool:
    return tuple(values[: len(header.labels)]) == header.labels
