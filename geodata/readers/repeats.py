"""What is only wrong beside other rows of the file: duplicates, and one figure printed at several sites."""

from collections import defaultdict
from collections.abc import Sequence

from geodata.readers.columns import Item
from geodata.readers.row_problems import TableRow
from geodata.readers.site_report_rows import SiteReport
from geodata.readers.sums import Reported, doubt_sums

# A round or small figure may well be the same at two sites; people and families both the same are hardly.
FEWEST_SHARED = 2
SMALLEST_LONE_SHARED, ROUND = 100, 10
# A file may hold the same site and day in every row.
MOST_ROWS_NAMED = 10

Judged = tuple[TableRow, Item]


def without_repeats(judged: Sequence[Judged]) -> list[Judged]:
    """The rows that may enter: of equal ones the first, of contradicting ones none (their rows get an error)."""
    alike: dict[tuple[str, ...], list[Judged]] = defaultdict(list)
    for row, item in judged:
        alike[item.key].append((row, item))
    kept = []
    for group in alike.values():
        kept += group[:1] if len(group) == 1 else _resolved(group)
    kept.sort(key=lambda pair: pair[0].number)
    reports = [(row, item) for row, item in kept if isinstance(item, SiteReport) and not item.is_joint]
    _doubt_shared_figures(reports)
    doubt_sums(reports)
    return kept


def _resolved(group: list[Judged]) -> list[Judged]:
    numbers = [row.number for row, _ in group]
    contents = {item.content for _, item in group}
    if len(contents) == 1:
        for row, _ in group[1:]:
            row.error(None, "duplicate_row", first=numbers[0])
        return group[:1]
    for row, _ in group:
        others = [str(number) for number in numbers[: MOST_ROWS_NAMED + 1] if number != row.number]
        rest = ["…"] if len(numbers) > MOST_ROWS_NAMED + 1 else []
        row.error(None, "contradicting_rows", others=(*others[:MOST_ROWS_NAMED], *rest))
    return []


def _doubt_shared_figures(reports: Sequence[Reported]) -> None:
    """One combined figure printed at each of its parts would be counted twice."""
    alike: dict[tuple[object, ...], list[Reported]] = defaultdict(list)
    for row, report in reports:
        people = [report.figures[column] for column in ("families", "individuals") if report.figures.get(column)]
        if len(people) >= FEWEST_SHARED or _is_telling(people):
            alike[(report.as_of.day, *people)].append((row, report))
    for group in alike.values():
        first_row, first = group[0]
        other = next(((row, report) for row, report in group if report.site_id != first.site_id), None)
        if other is None:
            continue
        for row, report in group:
            beside, named = other if report.site_id == first.site_id else (first_row, first)
            row.doubt("families", "shared_figure", site_id=named.site_id, other_row=beside.number)


def _is_telling(people: Sequence[int]) -> bool:
    return len(people) == 1 and people[0] >= SMALLEST_LONE_SHARED and people[0] % ROUND != 0
