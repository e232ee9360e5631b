"""One table of figures, for the page, the map's popups and the CSV file: the same fields in the same order."""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextvars import Context, copy_context
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import chain, islice, repeat
from typing import Any, Generic, NamedTuple, TypeVar, overload

from flask import Response

from geodata.readers.cells import FORMULA_STARTS
from webmap.answers import hxl
from webmap.words import terms
from webmap.words.i18n import without_isolates

Row = TypeVar("Row")
Value = TypeVar("Value")
FileValue = str | float | Decimal | date | None
LARGEST_KEPT = 2_000_000  # letters; a larger file leaves as it is made
LINES_AT_A_TIME = 500


@dataclass(frozen=True)
class Column:
    """A field: `key` names it in CSV files in every language, `label` (with its unit) is what people read.

    `qualified`: files have a further column, `<key>_qualifier`, with what a source says of the exactness of its figure.
    `dated`: they have `<key>_precision`, since a month stands in a file as its last day.
    """

    key: str
    label: str
    numeric: bool = False
    sort: str | None = None
    qualified: bool = False
    dated: bool = False


class Cell(NamedTuple):
    """What people read, and the plain value for files (None: unknown or withheld, an empty cell)."""

    text: str
    value: str | float | Decimal | date | None = None
    href: str | None = None
    note: str = ""
    lang: str | None = None
    unknown: bool = False
    withheld: bool = False
    qualifier: str | None = None
    note_lang: str | None = None
    precision: str | None = None


def withheld(note: str = "") -> Cell:
    """A figure that was stated and that its reader may not see."""
    return Cell(terms.withheld(), None, note=note, unknown=True, withheld=True)


@dataclass(frozen=True)
class DataTable:
    caption: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    csv_href: str = ""
    totals: Sequence[Cell] = field(default_factory=tuple)
    empty: str = ""
    remark: str = ""
    # Further columns that only files have, such as the ids that join them to other files: their keys, and plain values
    # for each row.
    file_keys: Sequence[str] = ()
    file_values: Sequence[Sequence[FileValue]] = ()
    # Of each row those of `file_keys` that are withheld.
    file_withheld: Sequence[Sequence[str]] = ()


def followable(address: str | None) -> str | None:
    """An address that a link may lead to: our own, or a page of the web. None for anything else, such as a script."""
    return address if address and re.match(r"/(?!/)|https?://", address) else None


def facts(columns: Sequence[Column], cells: Sequence[Cell]) -> list[tuple[str, str, str]]:
    """A row of the table as the popup shows it: label, text, note."""
    return [(column.label, cell.text, cell.note) for column, cell in zip(columns, cells, strict=True) if cell.text]


class Rows(Sequence[Sequence[Value]], Generic[Row, Value]):
    """The rows of a table made when they are read: of thousands a page shows some, and a file has one at a time."""

    def __init__(self, listed: Sequence[Row], values: Callable[[Row], Sequence[Value]]) -> None:
        self._listed, self._values = listed, values

    def __len__(self) -> int:
        return len(self._listed)

    @overload
    def __getitem__(self, place: int) -> Sequence[Value]: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[Sequence[Value]]: ...

    def __getitem__(self, place: int | slice) -> Sequence[Value] | Sequence[Sequence[Value]]:
        if isinstance(place, slice):
            return [self._values(row) for row in self._listed[place]]
        return self._values(self._listed[place])


def csv_file(
    table: DataTable, name: str, rows: Iterable[Sequence[Cell]] | None = None, *, hxl_of: str = ""
) -> Response:
    """The table, or other `rows` of its columns, as UTF-8 CSV with a byte-order mark, which Excel needs; ISO dates,
    unknown is an empty cell.

    So is what is withheld. Where something is, a last column `withheld` names those columns of each row. Of a file
    larger than `LARGEST_KEPT` the rest leaves as it is made, and the column is there whether or not it is needed.
    `hxl_of`: the layer by whose hashtags its columns are known, where the request asks for them.
    """
    lines = _lines(table, rows)
    first, size = list[tuple[list[str], str]](), 0
    for line in lines:
        first.append(line)
        size += sum(map(len, line[0]))
        if size > LARGEST_KEPT:
            break
    is_long = size > LARGEST_KEPT
    with_withheld = is_long or any(held for _values, held in first)
    exactness = [f"{column.key}_qualifier" for column in table.columns if column.qualified]
    of_days = [f"{column.key}_precision" for column in table.columns if column.dated]
    head = [*(column.key for column in table.columns), *table.file_keys, *exactness, *of_days], "withheld"
    tags = [(hxl.hashtags(hxl_of, head[0]), "")] if hxl_of and hxl.is_asked() else []
    begun = "\ufeff" + _written([head, *tags, *first], with_withheld=with_withheld)
    body: str | Iterator[str] = _in_context(copy_context(), chain([begun], _rest(lines))) if is_long else begun
    answer = Response(body, content_type="text/csv; charset=utf-8")
    plain_name = re.sub(r"[^A-Za-z0-9._-]+", "-", name)
    answer.headers["Content-Disposition"] = f'inline; filename="{plain_name}.csv"'
    return answer


def _lines(table: DataTable, rows: Iterable[Sequence[Cell]] | None) -> Iterator[tuple[list[str], str]]:
    """Of each row its cells as they are written, and the keys of those withheld, once each."""
    keys = [column.key for column in table.columns]
    exactness = [place for place, column in enumerate(table.columns) if column.qualified]
    of_days = [place for place, column in enumerate(table.columns) if column.dated]
    every = table.rows if rows is None else rows
    for row, more, only_in_file in zip(
        every, table.file_values or repeat(()), table.file_withheld or repeat(()), strict=False
    ):
        held = dict.fromkeys((*(key for key, cell in zip(keys, row, strict=True) if cell.withheld), *only_in_file))
        precise = (row[place].precision if row[place].value is not None else None for place in of_days)
        values = (*(cell.value for cell in row), *more, *(row[place].qualifier for place in exactness), *precise)
        yield [plain(value) for value in values], " ".join(held)


def _written(lines: Iterable[tuple[list[str], str]], *, with_withheld: bool) -> str:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    for values, held in lines:
        writer.writerow([*values, held] if with_withheld else values)
    return buffer.getvalue()


def _rest(lines: Iterator[tuple[list[str], str]]) -> Iterator[str]:
    while some := list(islice(lines, LINES_AT_A_TIME)):
        yield _written(some, with_withheld=True)


def _in_context(context: Context, pieces: Iterator[str]) -> Iterator[str]:
    """Each piece is made in the language and for the person of a request that has ended by then."""
    while (piece := context.run(next, pieces, None)) is not None:
        yield piece


def plain(value: Any) -> str:
    """A value as a CSV cell: ISO dates, plain numbers, text without invisible signs that no spreadsheet can run."""
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return str(value)
    text = without_isolates(str(value))
    return "'" + text if text.startswith(FORMULA_STARTS) else text
