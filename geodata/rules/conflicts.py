"""Figures of a site that stand side by side on a day and cannot all be right. Codes, not sentences, and no verdict.

`webmap/layers/sites/conflicts.py` puts them into words. Figures that nobody stated, or that are withheld, are in none.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from geodata.rules.dates import first_day
from geodata.rules.pairs import days_apart

# Published counts of one day give 4.7 to 6.6 people a family here, DTM takes 6; outside these something is wrong.
FEWEST_A_FAMILY, MOST_A_FAMILY = 4, 8
# One family takes one plot: so many days apart, families are not fewer than occupied plots by more than this share.
SAME_TIME_DAYS, LARGEST_SHORTFALL = 7, 0.2


class Figures(Protocol):
    """Figures of a site that stand side by side, on a day or in one report, and the day of its opening where known."""

    @property
    def families(self) -> int | None: ...
    @property
    def families_qualifier(self) -> str | None: ...
    @property
    def families_as_of(self) -> date | None: ...
    @property
    def families_precision(self) -> str | None: ...
    @property
    def individuals(self) -> int | None: ...
    @property
    def individuals_qualifier(self) -> str | None: ...
    @property
    def individuals_as_of(self) -> date | None: ...
    @property
    def individuals_precision(self) -> str | None: ...
    @property
    def occupied(self) -> int | None: ...
    @property
    def counted_as_of(self) -> date | None: ...
    @property
    def counted_precision(self) -> str | None: ...
    @property
    def opened_on(self) -> date | None: ...
    @property
    def opened_on_precision(self) -> str | None: ...


@dataclass(frozen=True)
class Conflict:
    """`family_size` · `fewer_than_plots` · `before_opening`, and the figures in it: families, individuals, occupied."""

    code: str
    figures: tuple[str, ...]


def conflicts(row: Figures) -> list[Conflict]:
    return [*_family_size(row), *_fewer_than_plots(row), *_before_opening(row)]


def people_a_family(row: Figures) -> float | None:
    """Of counts of one day, or of one month; None where there are no two such."""
    if not row.families or row.individuals is None:
        return None
    stated = row.families_as_of, row.families_precision
    return row.individuals / row.families if stated == (row.individuals_as_of, row.individuals_precision) else None


def _family_size(row: Figures) -> Iterator[Conflict]:
    size = people_a_family(row)
    if size is not None and not FEWEST_A_FAMILY <= size <= MOST_A_FAMILY:
        yield Conflict("family_size", ("families", "individuals"))


def _fewer_than_plots(row: Figures) -> Iterator[Conflict]:
    """More families than plots are no conflict: they share, or came since, which the rule of free places tells."""
    if row.families is None or not row.occupied or row.families_as_of is None or row.counted_as_of is None:
        return
    families, plots = (row.families_as_of, row.families_precision), (row.counted_as_of, row.counted_precision)
    is_of_one_time = families == plots or days_apart(*families, *plots) <= SAME_TIME_DAYS
    if is_of_one_time and row.families < row.occupied * (1 - LARGEST_SHORTFALL):
        yield Conflict("fewer_than_plots", ("families", "occupied"))


def _before_opening(row: Figures) -> Iterator[Conflict]:
    """People counted on a day before any on which the site can have opened; plots may be ready and empty then."""
    if row.opened_on is None:
        return
    opening = first_day(row.opened_on, row.opened_on_precision)
    counted = (
        ("families", row.families, row.families_as_of),
        ("individuals", row.individuals, row.individuals_as_of),
        ("occupied", row.occupied, row.counted_as_of),
    )
    for figure, value, as_of in counted:
        if value and as_of is not None and as_of < opening:
            yield Conflict("before_opening", (figure,))
