"""What becomes of one accepted row: new, changed (from what), or unchanged."""

from dataclasses import dataclass, field
from typing import Any, Literal

from geodata.readers.row_problems import WARNING, RowProblem

State = Literal["new", "changed", "unchanged"]


@dataclass(frozen=True)
class Change:
    """`values`: columns to write. `corrects`: the report that this one corrects. `remark`: what to tell people."""

    item: Any
    state: State
    values: dict[str, Any] = field(default_factory=dict)
    corrects: int | None = None
    remark: RowProblem | None = None


def remark(row: int, rule: str, message: str, suggestion: str | None = None) -> RowProblem:
    """A warning that only the comparison with the database can give."""
    return RowProblem(row, None, None, rule, WARNING, message, suggestion)
