"""What is wrong with a file, a row or a cell: a code with values, put into words for whoever reads it."""

from dataclasses import dataclass, field

from geodata.readers.sentences import SENTENCES, Value, filled, is_answered

ERROR, WARNING = "error", "warning"
LONGEST_VALUE_SHOWN = 120


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding. An error leaves the row out, a warning lets it in.

    `code`: one of SENTENCES, whose placeholders are `values`. `row` counts as in the file, the header being 1 where it
    is the first line; None: the file as a whole. `value`: what stands in the cell. `in_doubt`: a warning under which no
    free places rest on the row until somebody confirms it.
    """

    code: str
    severity: str
    values: dict[str, Value] = field(default_factory=dict)
    row: int | None = None
    column: str | None = None
    value: str | None = None
    in_doubt: bool = False

    @property
    def rule(self) -> str:
        """What programs call it."""
        return filled(SENTENCES[self.code].rule, self.values) or self.code

    @property
    def message(self) -> str:
        """In English."""
        return filled(SENTENCES[self.code].message, self.values)

    @property
    def suggestion(self) -> str | None:
        """In English; None where nothing can be suggested."""
        suggestion = SENTENCES[self.code].suggestion
        return filled(suggestion, self.values) if is_answered(suggestion, self.values) else None

    def as_dict(self) -> dict[str, str | int | None]:
        """The names and order of `scripts/import --json`, which speaks English."""
        return {
            "row": self.row,
            "column": self.column,
            "value": self.value,
            "rule": self.rule,
            "severity": self.severity,
            "message": self.message,
            "suggestion": self.suggestion,
        }


@dataclass
class TableRow:
    """The cells of one row by column (stripped, absent ones empty), and what is found wrong with them.

    `confirmed`: rules whose warnings somebody said to be right here.
    `day_order`: which of day and month its file is said to write first, one of rules/written_days.ORDERS.
    """

    number: int
    cells: dict[str, str]
    problems: list[Problem] = field(default_factory=list)
    confirmed: frozenset[str] = frozenset()
    day_order: str | None = None

    @property
    def is_rejected(self) -> bool:
        return any(problem.severity == ERROR for problem in self.problems)

    def is_wrong(self, column: str) -> bool:
        """Whether an error of this column was said."""
        return any(problem.severity == ERROR and problem.column == column for problem in self.problems)

    def cell(self, column: str) -> str:
        return self.cells.get(column, "")

    def error(self, column: str | None, code: str, /, **values: Value) -> None:
        self.add(column, code, ERROR, values)

    def warning(self, column: str | None, code: str, /, **values: Value) -> None:
        self.add(column, code, WARNING, values)

    def doubt(self, column: str | None, code: str, /, **values: Value) -> None:
        """A warning that stands against the free places of the row until somebody confirms it."""
        self.add(column, code, WARNING, values, in_doubt=not self.confirms(code))

    def confirms(self, code: str) -> bool:
        """Whether somebody said that what this code warns of is right."""
        return (SENTENCES[code].rule or code) in self.confirmed

    def add(
        self, column: str | None, code: str, severity: str, values: dict[str, Value], *, in_doubt: bool = False
    ) -> None:
        """Say what is found in a column; None: in the row as a whole."""
        value = shortened(self.cell(column)) if column else None
        self.problems.append(Problem(code, severity, values, self.number, column, value, in_doubt))


def of_file(code: str, severity: str, /, **values: Value) -> Problem:
    """A finding about the file as a whole."""
    return Problem(code, severity, values)


def shortened(value: str) -> str:
    """A value as a message can carry it; what no terminal shows is written as its code."""
    shown = "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in value[: LONGEST_VALUE_SHOWN + 1])
    return shown if len(value) <= LONGEST_VALUE_SHOWN else shown[:LONGEST_VALUE_SHOWN] + "…"
