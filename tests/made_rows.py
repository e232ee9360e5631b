"""Rows made by hand, for tests of rules that need no database: what a test does not name is None."""

from typing import Any, NamedTuple, TypeVar

Row = TypeVar("Row", bound=NamedTuple)


def made(kind: type[Row], /, **values: Any) -> Row:
    """A row of a statement's class; never of a column that the statement does not have."""
    unknown = values.keys() - set(kind._fields)
    assert not unknown, unknown
    return kind._make(values.get(column) for column in kind._fields)
