"""What a whole column of days tells of their order, which a single 03/04/2017 does not."""

from collections import Counter
from collections.abc import Sequence

from geodata.readers.row_problems import WARNING, Problem, TableRow
from geodata.readers.sentences import Value
from geodata.rules.digits import latin_digits
from geodata.rules.written_days import DAY_FIRST, MONTH_FIRST, ORDERS, order_told

# One slip may look like an order; fewer days than this tell none.
FEWEST_TELLING = 3


def told(rows: Sequence[TableRow], columns: Sequence[str], order: str | None) -> list[Problem]:
    """Warnings: how a column with days that may be two could be settled, or that its days contradict one another.

    `order`: the one that the file is said to have.
    """
    found = []
    for column in columns:
        orders = Counter(order_told(latin_digits(row.cell(column))) for row in rows)
        counts = {"day_first": orders[DAY_FIRST], "month_first": orders[MONTH_FIRST]}
        if all(orders[other] for other in ORDERS if other != order):
            found.append(Problem("orders_mixed", WARNING, {"name": column, **counts}, column=column))
        elif order is None and sum(counts.values()) >= FEWEST_TELLING and (open_ones := _open(rows, column)):
            code = "told_day_first" if orders[DAY_FIRST] else "told_month_first"
            values: dict[str, Value] = {"name": column, "open": open_ones, "told": sum(counts.values())}
            found.append(Problem(code, WARNING, values, column=column))
    return found


def _open(rows: Sequence[TableRow], column: str) -> int:
    """How many days of the column may be two."""
    return sum(
        problem.rule == "ambiguous_date" and problem.column == column for row in rows for problem in row.problems
    )
