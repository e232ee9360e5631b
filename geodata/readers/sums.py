"""Rows that are the sum of others: a total under the id of a site would count everybody twice."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from geodata.readers.row_problems import TableRow
from geodata.readers.site_report_rows import SiteReport

# Small numbers are sums of one another by chance: so many sites, and two figures that fit, or one of many parts.
FEWEST_SITES, FEWEST_PARTS_OF_ONE_FIGURE, SMALLEST_LONE_SUM = 3, 3, 100

Reported = tuple[TableRow, SiteReport]


def doubt_sums(reports: Sequence[Reported]) -> None:
    """Say which rows are the sum of all others of their day, or of those above them since the last such row."""
    days: dict[str, list[Reported]] = defaultdict(list)
    for row, report in reports:
        days[f"{report.as_of.day} {report.as_of.precision}"].append((row, report))
    for of_day in days.values():
        if len({report.site_id for _, report in of_day}) >= FEWEST_SITES:
            for row, parts in _sums(of_day):
                row.doubt(None, "sum_of_rows", first=parts[0], last=parts[-1])


def _sums(reports: Sequence[Reported]) -> Iterator[tuple[TableRow, list[int]]]:
    """Each such row with the rows that it sums."""
    block, everything = _Parts(), _Parts()
    of_day = _Parts()
    for row, report in reports:
        of_day.add(row, report)
    for row, report in reports:
        summed = next((parts for parts in (block, everything) if parts.make(report)), None)
        if summed is not None:
            yield row, list(summed.rows)
            block = _Parts()
        elif of_day.without(row, report).make(report):
            yield row, [number for number in of_day.rows if number != row.number]
        else:
            block.add(row, report)
            everything.add(row, report)


class _Parts:
    """Rows and the sums of their figures, with how many of them state each."""

    def __init__(self) -> None:
        self.rows: list[int] = []
        self.sums: Counter[str] = Counter()
        self.stated: Counter[str] = Counter()

    def add(self, row: TableRow, report: SiteReport) -> None:
        self.rows.append(row.number)
        self.sums.update(report.figures)
        self.stated.update(dict.fromkeys(report.figures, 1))

    def without(self, row: TableRow, report: SiteReport) -> "_Parts":
        rest = _Parts()
        rest.rows = self.rows
        rest.sums, rest.stated = self.sums.copy(), self.stated.copy()
        rest.sums.subtract(report.figures)
        rest.stated.subtract(dict.fromkeys(report.figures, 1))
        return rest

    def make(self, report: SiteReport) -> bool:
        """Whether these add up to the figures of a report, by enough of them that it is no chance."""
        fits = [
            column
            for column, value in report.figures.items()
            if value and self.stated[column] > 1 and self.sums[column] == value
        ]
        if len(fits) != sum(1 for value in report.figures.values() if value):
            return False
        lone_is_sure = (
            len(fits) == 1
            and self.stated[fits[0]] >= FEWEST_PARTS_OF_ONE_FIGURE
            and report.figures[fits[0]] >= SMALLEST_LONE_SUM
        )
        return len(fits) > 1 or lone_is_sure
