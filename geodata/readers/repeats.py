"""What is only wrong beside other rows of the file: duplicates, and one figure printed at several sites."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from geodata.readers.row_problems import TableRow
from geodata.readers.site_report_rows import SiteReport

# A round figure may well be the same at two sites; people and families both the same are hardly.
FEWEST_SHARED = 2


def without_repeats(judged: Sequence[tuple[TableRow, Any]]) -> list[tuple[TableRow, Any]]:
    """The rows that may enter: of equal ones the first, of contradicting ones none (their rows get an error)."""
    alike: dict[tuple[str, ...], list[tuple[TableRow, Any]]] = defaultdict(list)
    for row, item in judged:
        alike[item.key].append((row, item))
    kept = []
    for group in alike.values():
        kept += group[:1] if len(group) == 1 else _resolved(group)
    kept.sort(key=lambda pair: pair[0].number)
    _warn_of_shared_figures(kept)
    return kept


def _resolved(group: list[tuple[TableRow, Any]]) -> list[tuple[TableRow, Any]]:
    numbers = [row.number for row, _ in group]
    contents = {_content(item) for _, item in group}
    if len(contents) == 1:
        for row, _ in group[1:]:
            row.error(None, "duplicate_row", f"The row repeats row {numbers[0]}.", "delete one of them")
        return group[:1]
    for row, _ in group:
        others = " and ".join(str(number) for number in numbers if number != row.number)
        message = f"The row is about the same as row {others}, with other values. Which is right?"
        row.error(None, "contradicting_rows", message, "keep one; sum rows that are parts of one count")
    return []


def _content(item: Any) -> str:
    return repr(replace(item, row=0))


def _warn_of_shared_figures(kept: Sequence[tuple[TableRow, Any]]) -> None:
    """One combined figure printed at each of its parts would be counted twice."""
    seen: dict[tuple[object, ...], SiteReport] = {}
    for row, item in kept:
        if not isinstance(item, SiteReport):
            continue
        people = [item.figures[column] for column in ("families", "individuals") if item.figures.get(column)]
        if len(people) < FEWEST_SHARED:
            continue
        first = seen.setdefault((item.as_of.day, *people), item)
        if first.site_id != item.site_id:
            message = f"{first.site_id} (row {first.row}) has the same families and people on that day."
            row.warning("families", "shared_figure", message, "one figure for two sites counts people twice")
