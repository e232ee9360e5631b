"""What is wrong with a file, a row or a cell, said so that the person who made the file can mend it."""

from dataclasses import asdict, dataclass, field
from typing import Any

ERROR, WARNING = "error", "warning"
LONGEST_VALUE_SHOWN = 120


@dataclass(frozen=True)
class RowProblem:
    """One finding. An error leaves the row out, a warning lets it in.

    `row` counts as in the file, the header being 1 where it is the first line; None: the file as a whole.
    """

    row: int | None
    column: str | None
    value: str | None
    rule: str
    severity: str
    message: str
    suggestion: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """The names and order of `scripts/import --json`."""
        return asdict(self)


@dataclass
class TableRow:
    """The cells of one row by column (stripped, absent ones empty), and what is found wrong with them."""

    number: int
    cells: dict[str, str]
    problems: list[RowProblem] = field(default_factory=list)

    @property
    def is_rejected(self) -> bool:
        return any(problem.severity == ERROR for problem in self.problems)

    def cell(self, column: str) -> str:
        return self.cells.get(column, "")

    def error(self, column: str | None, rule: str, message: str, suggestion: str | None = None) -> None:
        self._add(column, rule, ERROR, message, suggestion)

    def warning(self, column: str | None, rule: str, message: str, suggestion: str | None = None) -> None:
        self._add(column, rule, WARNING, message, suggestion)

    def _add(self, column: str | None, rule: str, severity: str, message: str, suggestion: str | None) -> None:
        value = shortened(self.cell(column)) if column else None
        self.problems.append(RowProblem(self.number, column, value, rule, severity, message, suggestion or None))


def of_file(rule: str, severity: str, message: str, suggestion: str | None = None, **where: Any) -> RowProblem:
    """A finding about the file; `where` may name row, column and value."""
    return RowProblem(
        where.get("row"), where.get("column"), where.get("value"), rule, severity, message, suggestion or None
    )


def shortened(value: str) -> str:
    """A value as a message can carry it; what no terminal shows is written as its code."""
    shown = "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in value[: LONGEST_VALUE_SHOWN + 1])
    return shown if len(value) <= LONGEST_VALUE_SHOWN else shown[:LONGEST_VALUE_SHOWN] + "…"
