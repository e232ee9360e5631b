"""Times and free text that somebody types into a form."""

import re
from datetime import time

from geodata.readers.cells import text_of
from geodata.readers.row_problems import ERROR, TableRow
from geodata.rules.digits import latin_digits
from webmap.words import problems

_CLOCK = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])(?::[0-5][0-9])?")


def clock(written: str) -> time | None:
    """`17:30`, `٧:٠٥`; None for what is no time of a day."""
    found = _CLOCK.fullmatch(latin_digits(written.strip()))
    return time(int(found[1]), int(found[2])) if found else None


def words(typed: str, longest: int) -> tuple[str | None, str]:
    """Free text, judged as in a file: nothing garbled, no telephone numbers. And what is wrong with it, if anything."""
    row = TableRow(0, {"note": typed.strip()})
    text = text_of(row, "note", longest)
    wrong = [problems.message(problem) for problem in row.problems if problem.severity == ERROR]
    return text, wrong[-1] if wrong else ""
