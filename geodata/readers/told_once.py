"""What is said of many rows, told once: a hundred equal warnings hide the one error behind them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from geodata.readers.row_problems import ERROR, Problem


@dataclass(frozen=True)
class Told:
    """A problem with every row that has it. `alike`: all of them have the same values; else `first` is an example."""

    first: Problem
    rows: tuple[int, ...]
    alike: bool = True


def by_severity(problems: Iterable[Problem]) -> list[Problem]:
    """Errors first; each in the order of the rows, what is said of the whole file before them."""
    return sorted(problems, key=lambda problem: (problem.severity != ERROR, problem.row or 0))


def told_once(problems: Iterable[Problem]) -> list[Told]:
    """Errors first. Warnings of one kind and column are one, errors only where they say the same."""
    groups: dict[tuple[str | None, ...], list[Problem]] = {}
    for problem in by_severity(problems):
        said = (problem.message, problem.value) if problem.severity == ERROR or problem.row is None else ()
        groups.setdefault((problem.severity, problem.code, problem.column, *said), []).append(problem)
    return [_told(group) for group in groups.values()]


def _told(group: Sequence[Problem]) -> Told:
    rows = sorted({problem.row for problem in group if problem.row is not None})
    return Told(group[0], tuple(rows), all(problem.message == group[0].message for problem in group))
