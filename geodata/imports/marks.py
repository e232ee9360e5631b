"""Doubts of rows and their confirmations, as the comparison and the writing of every kind read them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import cast

from psycopg import Cursor
from sqlalchemy import Connection, text

from geodata.imports.kind import statements
from geodata.readers.columns import Item
from geodata.readers.confirmations import Confirmed
from geodata.readers.row_problems import WARNING, Problem, of_file

MOST_ROWS_NAMED = 10
_MADE = statements(Path(__file__).parent / "marks.sql")


def stage(connection: Connection, items: Sequence[Item], problems: Iterable[Problem], confirmed: Confirmed) -> None:
    """The table `marked`: a row for each accepted one with a doubt or a confirmation."""
    accepted = {item.row for item in items}
    doubts: dict[int, set[str]] = defaultdict(set)
    said_right: dict[int, set[str]] = defaultdict(set)
    for problem in problems:
        if problem.in_doubt and problem.row in accepted:
            doubts[problem.row].add(problem.rule)
    for rule, rows in confirmed.items():
        for row in rows & accepted:
            said_right[row].add(rule)
    for statement in _MADE:
        connection.execute(text(statement))
    with (
        cast(Cursor, connection.connection.cursor()) as cursor,
        cursor.copy("COPY marked (row, doubts, confirmed) FROM STDIN") as rows_in,
    ):
        for row in sorted({*doubts, *said_right}):
            rows_in.write_row((row, sorted(doubts[row]), sorted(said_right[row])))
    connection.execute(text("ANALYZE marked"))


def unmet(problems: Iterable[Problem], confirmed: Confirmed) -> list[Problem]:
    """What was confirmed and is warned of nowhere: a slip in the rule or the row."""
    said = {(problem.rule, problem.row) for problem in problems}
    found = []
    for rule, rows in sorted(confirmed.items()):
        if without := sorted(row for row in rows if (rule, row) not in said):
            named = [str(row) for row in without[:MOST_ROWS_NAMED]] + ["…"] * (len(without) > MOST_ROWS_NAMED)
            found.append(of_file("nothing_to_confirm", WARNING, rule=rule, rows=tuple(named)))
    return found
