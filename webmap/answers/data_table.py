"""One table of figures, for the page, the map's popups and the CSV file: the same fields in the same order."""

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from flask import Response

from geodata.readers.cells import FORMULA_STARTS
from webmap.words import terms


@dataclass(frozen=True)
class Column:
    """A field: `key` names it in CSV files in every language, `label` (with its unit) is what people read."""

    key: str
    label: str
    numeric: bool = False
    sort: str | None = None


class Cell(NamedTuple):
    """What people read, and the plain value for files (None: unknown or withheld, an empty cell)."""

    text: str
    value: str | float | Decimal | date | None = None
    href: str | None = None
    note: str = ""
    lang: str | None = None
    unknown: bool = False
    withheld: bool = False


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
    file_values: Sequence[Sequence[str | float | Decimal | date | None]] = ()
    # Of each row those of `file_keys` that are withheld.
    file_withheld: Sequence[Sequence[str]] = ()


def followable(address: str | None) -> str | None:
    """An address that a link may lead to: our own, or a page of the web. None for anything else, such as a script."""
    return address if address and re.match(r"/(?!/)|https?://", address) else None


def facts(columns: Sequence[Column], cells: Sequence[Cell]) -> list[tuple[str, str, str]]:
    """A row of the table as the popup shows it: label, text, note."""
    return [(column.label, cell.text, cell.note) for column, cell in zip(columns, cells, strict=True) if cell.text]


def csv_file(table: DataTable, name: str) -> Response:
    """The table as UTF-8 CSV with a byte-order mark, which Excel needs; ISO dates, unknown is an empty cell.

    So is what is withheld. Where something is, a last column `withheld` names those columns of each row.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    held = _withheld_in_rows(table)
    last = ("withheld",) if any(held) else ()
    writer.writerow([*(column.key for column in table.columns), *table.file_keys, *last])
    for row, more, names in zip(table.rows, table.file_values or [()] * len(table.rows), held, strict=True):
        named = (" ".join(names),) if last else ()
        writer.writerow([plain(value) for value in (*(cell.value for cell in row), *more, *named)])
    answer = Response("\ufeff" + buffer.getvalue(), content_type="text/csv; charset=utf-8")
    plain_name = re.sub(r"[^A-Za-z0-9._-]+", "-", name)
    answer.headers["Content-Disposition"] = f'inline; filename="{plain_name}.csv"'
    return answer


def _withheld_in_rows(table: DataTable) -> list[list[str]]:
    """Of each row the keys of the columns that are withheld, once each."""
    keys = [column.key for column in table.columns]
    only_in_files = table.file_withheld or [()] * len(table.rows)
    return [
        list(dict.fromkeys((*(key for key, cell in zip(keys, row, strict=True) if cell.withheld), *more)))
        for row, more in zip(table.rows, only_in_files, strict=True)
    ]


def plain(value: Any) -> str:
    """A value as a CSV cell: ISO dates, plain numbers, text that no spreadsheet can run."""
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return str(value)
    text = str(value)
    return "'" + text if text.startswith(FORMULA_STARTS) else text
