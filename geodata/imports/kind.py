"""What a kind of import is: how its files look, what is compared, what is written, and what people are told of it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from sqlalchemy import Connection

from geodata.readers.columns import Form
from geodata.readers.confirmations import Confirmed
from geodata.readers.row_problems import WARNING, Problem
from geodata.readers.sentences import Value


@dataclass(frozen=True)
class Kind:
    """`title`: what people call such files, a sentence of the catalogues. `folder` holds three statements:

    staged.sql makes the table `staged` that the accepted rows are copied into, `row` and `source` among its columns,
    since each row that enters cites one; compared.sql makes `compared` from it: for each row its state, `new`,
    `changed` or `unchanged`; written.sql takes over what is not unchanged.
    `remarks`: warnings that only the comparison can give. `doubts`: those of the staged rows beside what the database
    knows; with those of the file itself they stand in the table `marked` (marks.sql) when rows are compared.
    """

    form: Form
    title: str
    folder: Path
    remarks: Callable[[Connection], list[Problem]]
    doubts: Callable[[Connection, Confirmed], list[Problem]] = lambda _connection, _confirmed: []

    @property
    def name(self) -> str:
        return self.form.name

    @cached_property
    def staged(self) -> list[str]:
        return statements(self.folder / "staged.sql")

    @cached_property
    def compared(self) -> list[str]:
        return statements(self.folder / "compared.sql")

    @cached_property
    def written(self) -> list[str]:
        return statements(self.folder / "written.sql")


def statements(path: Path) -> list[str]:
    """The statements of a file, parted by a semicolon at the end of a line."""
    return [one for one in path.read_text(encoding="utf-8").split(";\n") if one.strip()]


def doubt(row: int, code: str, column: str | None, confirmed: Confirmed, /, **values: Value) -> Problem:
    """A warning that stands against the free places of a row, unless it is confirmed."""
    found = Problem(code, WARNING, values, row, column, in_doubt=True)
    return replace(found, in_doubt=row not in confirmed.get(found.rule, frozenset()))


def remark(row: int, code: str, /, **values: Value) -> Problem:
    """A warning about a row as a whole."""
    return Problem(code, WARNING, values, row)
