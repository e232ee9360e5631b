"""Text as a table: delimiter and header found, blank, tag and totals rows skipped, each row with its number."""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice

from geodata.readers.columns import Kind, column_of, folded, nearest_column
from geodata.readers.row_problems import ERROR, WARNING, RowProblem, TableRow, of_file, shortened

LARGEST_ROWS = 100_000
LARGEST_CELLS = 200
ROWS_BEFORE_HEADER = 30
DELIMITERS = (",", ";", "\t")
# Marks that programs leave at the ends of cells: blanks, byte-order and direction marks.
STRAY = " \t\r\n\u00a0\u202f\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
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
    problems: list[RowProblem] = field(default_factory=list)
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


def table(text: str, kind: Kind) -> CsvTable:
    """Never raises; a text without a usable header is unreadable, with the reason."""
    header = _find_header(text, kind)
    missing = [column for column in kind.needed if not header or column not in header.columns]
    if header is None or missing:
        return _without_header(header, missing, kind)
    found = CsvTable(columns=tuple(column for column in header.columns if column))
    found.problems += _odd_labels(header, kind)
    try:
        for number, record in enumerate(_records(text, header.delimiter), start=1):
            if number > header.number:
                _take(found, number, record, header)
            if len(found.rows) + found.skipped > LARGEST_ROWS:
                return _unreadable("too_many_rows", "The file has more than 100,000 rows.", "split it")
    except csv.Error as error:
        return _unreadable(
            "not_csv", f"The file cannot be read as CSV: {error}.", "look for a quotation mark left open"
        )
    return found


def _records(text: str, delimiter: str) -> Iterable[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)


def _find_header(text: str, kind: Kind) -> _Header | None:
    """The row among the first ones, under the delimiter, that names the most columns; the first of equal ones."""
    best: _Header | None = None
    for delimiter in DELIMITERS:
        try:
            for number, record in enumerate(islice(_records(text, delimiter), ROWS_BEFORE_HEADER), start=1):
                labels = tuple(cell.strip(STRAY) for cell in record[:LARGEST_CELLS])
                columns = tuple(column_of(label, kind) for label in labels)
                candidate = _Header(number, delimiter, labels, columns)
                if candidate.recognised > (best.recognised if best else 0):
                    best = candidate
        except csv.Error:
            continue
    return best


def _without_header(header: _Header | None, missing: list[str], kind: Kind) -> CsvTable:
    if header is None or header.recognised < 2:
        message = f"No row names the columns of {kind.name}."
        return _unreadable("no_header", message, f"the first row should read {','.join(kind.columns)}")
    message = f"The header in row {header.number} lacks {' and '.join(missing)}, which every row needs."
    return _unreadable("missing_column", message, f"the columns are {','.join(kind.columns)}")


def _unreadable(rule: str, message: str, suggestion: str) -> CsvTable:
    return CsvTable(problems=[of_file(rule, ERROR, message, suggestion)], is_unreadable=True)


def _odd_labels(header: _Header, kind: Kind) -> list[RowProblem]:
    """Columns that are not read, so that no figure is left out unseen."""
    problems = []
    for label, column in zip(header.labels, header.columns, strict=True):
        if label and column is None:
            near = nearest_column(label, kind)
            message = f"The column “{shortened(label)}” is none of {kind.name}; it is not read."
            where = {"row": header.number, "column": shortened(label), "value": shortened(label)}
            problems.append(of_file("unknown_column", WARNING, message, near and f"{near}?", **where))
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
            row.error(
                column, "repeated_column", f"Two columns named {column} hold different values.", "keep one of them"
            )
        row.cells[column] = row.cells.get(column) or value
    if folded(filled[0]) in _TOTAL_WORDS or folded(row.cell("site_id")) in _TOTAL_WORDS:
        found.skipped += 1
        row.warning(None, "totals_row", "This row is a total and was skipped.")
        found.problems += row.problems
        return
    if any(values[len(header.columns) :]):
        message = (
            f"The row has {len(values)} cells, the header {len(header.columns)}: values may stand in wrong columns."
        )
        row.error(
            None, "too_many_cells", message, "put quotation marks around texts and numbers that hold the delimiter"
        )
    found.rows.append(row)


def _is_header_again(values: list[str], header: _Header) -> bool:
    return tuple(values[: len(header.labels)]) == header.labels
