"""A layer is a record: what is read of it, its tables, what the map draws of it, and who may see it.

The map and its legend, `layers=`, the tables under the map and their files derive from these records alone.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Generic, NamedTuple, TypeVar

from sqlalchemy import Connection

from webmap.answers.data_table import Cell, Column, DataTable, FileValue, Rows
from webmap.db import rows

Row = TypeVar("Row", bound=NamedTuple)
Translate = Callable[[str], str]
Words = Callable[[Translate], str]  # by the gettext it is given: the map is composed outside any request
AddressOf = Callable[[str], str]  # the page about one thing, by its id
Feature = dict[str, Any]  # ready for JSON
Box = tuple[float, float, float, float]
LARGEST_ON_MAP, LARGEST_FILE = 2000, 20_000  # rows
ALL_ZOOMS = (6, 14)


def nowhere(_identifier: str) -> str:
    """For layers whose things have no page of their own."""
    return ""


def everything(_row: object) -> bool:
    return True


@dataclass(frozen=True)
class Listing(Generic[Row]):
    """One table of a layer's rows. `in_files`: further columns that only files have: what joins them to other files,
    where a thing lies, and what belongs to each figure.

    `where_told`: columns that files have where they tell something of a row.
    """

    caption: Callable[[date], str]
    empty: Callable[[date], str]
    columns: Callable[[], list[Column]]
    cells: Callable[[Row, date, AddressOf], list[Cell]]
    holds: Callable[[Row], bool] = everything
    in_files: Mapping[str, Callable[[Row], FileValue]] | None = None
    where_told: Mapping[str, Callable[[Row], str]] | None = None

    def of(self, listed: Sequence[Row], at: date, address_of: AddressOf = nowhere, csv_href: str = "") -> DataTable:
        """The table of a day, of those rows that it holds."""
        held = [row for row in listed if self.holds(row)]
        more = dict(self.in_files or {})
        more |= {key: read for key, read in (self.where_told or {}).items() if any(map(read, held))}
        return DataTable(
            caption=self.caption(at),
            columns=self.columns(),
            rows=Rows(held, lambda row: self.cells(row, at, address_of)),
            csv_href=csv_href,
            empty=self.empty(at),
            file_keys=tuple(more),
            file_values=[tuple(read(row) for read in more.values()) for row in held] if more else (),
        )


@dataclass(frozen=True)
class Layer(Generic[Row]):
    """`name` is its name in addresses, in the map's data and in file names.

    `statement` answers rows of the class `row` and takes the day `at`, the instant `known`, `lang`, `limit`, where it
    can be asked so a `box`, and what `values` adds to them.
    `drawing` names the module of the map that draws `features`, `height` its place among the layers, the lowest first.
    `beside` are data of the map that are no features. `page` is the endpoint of the page about one thing with its
    parameter, `csv` that of its own file, where it has another than the map's.
    """

    name: str
    title: Words
    statement: Path
    row: type[Row]
    tables: Sequence[Listing[Row]]
    features: Callable[[Sequence[Row], date, AddressOf], list[Feature]]
    drawing: str
    height: int
    label: Words | None = None  # a longer title, where there is room
    values: Callable[[date], Mapping[str, object]] = lambda _at: {}
    file: Listing[Row] | None = None
    beside: Callable[[Sequence[Row]], Mapping[str, object]] = lambda _rows: {}
    legend: Callable[[Translate], Mapping[str, object]] = lambda _translate: {}
    mark: Words | None = None  # what its symbol means, where the legend does not explain it at length
    zooms: tuple[int, int] = ALL_ZOOMS
    roles: frozenset[str] = frozenset({"public"})
    page: tuple[str, str] | None = None
    csv: str | None = None

    def may_be_seen_by(self, role: str) -> bool:
        return "public" in self.roles or role in self.roles

    def read(
        self,
        connection: Connection,
        at: date,
        known: datetime,
        lang: str,
        limit: int = LARGEST_ON_MAP,
        box: Box | None = None,
    ) -> list[Row]:
        """What is known on a day, of what was recorded by `known`; at most `limit` rows.

        Of points with a `box` only what lies in it (west, south, east, north in degrees).
        """
        in_box = "BOX({} {},{} {})".format(*box) if box else None
        values = {"at": at, "known": known, "lang": lang, "limit": limit, "box": in_box, **self.values(at)}
        return rows(connection, self.statement, self.row, **values)

    def file_table(self, listed: Sequence[Row], at: date, address_of: AddressOf) -> DataTable:
        """All rows as a file has them."""
        return (self.file or self.tables[0]).of(listed, at, address_of)

    def tables_of(self, listed: Sequence[Row], at: date, address_of: AddressOf, csv_href: str) -> list[DataTable]:
        """Its tables of a day; the file stands under the first."""
        hrefs = (csv_href, *("" for _more in self.tables[1:]))
        return [table.of(listed, at, address_of, href) for table, href in zip(self.tables, hrefs, strict=True)]
