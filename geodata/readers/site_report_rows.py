"""Rows of `site_reports`: what was counted in a site on a day, judged cell by cell and across cells."""

from dataclasses import dataclass
from datetime import date

from geodata.readers.cells import Figure, text_of, whole_number
from geodata.readers.columns import FIGURES
from geodata.readers.days import day_of
from geodata.readers.known import Known
from geodata.readers.row_problems import TableRow
from geodata.readers.site_ids import known_site
from geodata.rules.dates import StatedDay

# Published camp counts give 4 to 6 persons a family; beyond these bounds a column holds something else.
FEWEST_PERSONS, MOST_PERSONS = 2, 12
UNCOUNTED = "leave the cell empty if it was not counted"


@dataclass(frozen=True)
class SiteReport:
    """A report that may enter. `figures` holds only what is stated; absent columns are unknown, never 0."""

    row: int
    site_id: str
    as_of: StatedDay
    figures: dict[str, int]
    qualifiers: dict[str, str]
    source: str | None
    note: str | None

    @property
    def key(self) -> tuple[str, ...]:
        return (self.site_id, f"{self.as_of.day} {self.as_of.precision}", self.source or "")

    @property
    def summed(self) -> dict[str, int]:
        return self.figures


def judge(row: TableRow, known: Known, today: date) -> SiteReport | None:
    """The report of a row; None when something in it is wrong (the row's problems say what)."""
    site_id = known_site(row, known)
    if not row.cell("as_of"):
        row.error("as_of", "needed", "Every report needs the day of the count.", "write it like 2017-04-04")
    as_of = day_of(row, "as_of", today)
    stated = {column: figure for column in FIGURES if (figure := whole_number(row, column)) is not None}
    figures = {column: int(figure.value) for column, figure in stated.items()}
    if not figures and not row.is_rejected:
        row.error(
            None, "no_figure", "The row states no figure.", "give at least one; leave the others empty if unknown"
        )
    _compare(row, figures)
    source, note = text_of(row, "source", 500), text_of(row, "note", 2000)
    if row.is_rejected or site_id is None or as_of is None:
        return None
    return SiteReport(row.number, site_id, as_of, figures, _qualifiers(stated), source, note)


def _qualifiers(stated: dict[str, Figure]) -> dict[str, str]:
    return {column: figure.qualifier for column, figure in stated.items()}


def _compare(row: TableRow, figures: dict[str, int]) -> None:
    """What is only wrong, or odd, beside another figure of the row."""
    families, individuals = figures.get("families"), figures.get("individuals")
    if families is not None and individuals is not None:
        _compare_people(row, families, individuals)
    ready, occupied = figures.get("plots_ready"), figures.get("plots_occupied")
    if ready is not None and occupied is not None:
        _compare_plots(row, ready, occupied, figures.get("plots_reserved", 0))
    planned = figures.get("plots_planned")
    if planned and ready and ready > planned:
        row.warning("plots_ready", "more_than_planned", f"{ready} plots are ready, {planned} were planned.")
    plots = max(ready or 0, occupied or 0)
    if families and plots and families > 3 * plots:
        message = f"{families} families on {plots} plots: does the column hold people?"
        row.warning("families", "unit", message, "count families, one a plot")
    _look_for_filler(row, figures)


def _compare_people(row: TableRow, families: int, individuals: int) -> None:
    if not (families and individuals) and families != individuals:
        # One of them is 0, which is impossible: it stands for "not counted".
        column = "families" if families == 0 else "individuals"
        row.error(column, "filler_zero", f"{families} families cannot be {individuals} people.", UNCOUNTED)
    elif families > individuals:
        message = f"{families} families cannot be {individuals} people."
        row.error("families", "swapped", message, "families and individuals may stand in each other's column")
    elif families and not FEWEST_PERSONS <= individuals / families <= MOST_PERSONS:
        message = f"{individuals} people in {families} families are {individuals / families:.1f} a family."
        row.warning("individuals", "family_size", message, "look for a slip")


def _compare_plots(row: TableRow, ready: int, occupied: int, reserved: int) -> None:
    if occupied > ready:
        message = f"{occupied} plots are occupied, {ready} are ready: over capacity by {occupied - ready}."
        row.warning(
            "plots_occupied", "over_capacity", message, "right if the site is overcrowded; else they are swapped"
        )
    elif occupied + reserved > ready:
        message = f"{occupied} occupied and {reserved} reserved plots are more than {ready} ready ones."
        row.warning("plots_reserved", "over_reserved", message)


def _look_for_filler(row: TableRow, figures: dict[str, int]) -> None:
    """Zeros beside people: a form fills them in where nothing was counted."""
    people = max((figures.get(column, 0) for column in ("families", "individuals")), default=0)
    zeros = [column for column in ("plots_ready", "plots_occupied") if figures.get(column) == 0]
    if len(figures) > 1 and not any(figures.values()):
        row.warning(None, "filler_zeros", "Every figure of the row is 0.", UNCOUNTED)
    elif people:
        for column in zeros:
            row.warning(column, "filler_zero", f"0 beside {people} people or families.", UNCOUNTED)
