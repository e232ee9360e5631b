"""The figures that a report may state, by the names of their columns."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import NamedTuple

from geodata.statements.site_state import is_withheld
from webmap.sites.rows import Report

FIGURES: dict[str, Callable[[Report], int | None]] = {
    "individuals": lambda report: report.individuals,
    "families": lambda report: report.families,
    "plots_planned": lambda report: report.plots_planned,
    "plots_prepared": lambda report: report.plots_prepared,
    "plots_ready": lambda report: report.plots_ready,
    "plots_occupied": lambda report: report.plots_occupied,
    "plots_reserved": lambda report: report.plots_reserved,
    "families_waiting": lambda report: report.families_waiting,
}


class Stated(NamedTuple):
    """A figure of a report that states it, with what its source says of its exactness."""

    report: Report
    value: int
    qualifier: str | None


def stated(report: Report, figure: str) -> Stated | None:
    """None where the report does not state the figure."""
    value = FIGURES[figure](report)
    return None if value is None else Stated(report, value, report.stated.get(figure, {}).get("qualifier"))


def newest_withheld(reports: Sequence[Report], figure: str) -> Report | None:
    """The newest report that stands and states the figure, if it withholds it: then no older one stands for it."""
    told = (r for r in reversed(reports) if not r.superseded and (stated(r, figure) or is_withheld(r, figure)))
    newest = next(told, None)
    return newest if newest is not None and is_withheld(newest, figure) else None


def standing(reports: Sequence[Report], figure: str) -> list[Stated]:
    """Of the reports that nobody corrected those that state the figure, in their order."""
    return [found for report in reports if not report.superseded and (found := stated(report, figure))]


class Alone(NamedTuple):
    """The figures of one report by themselves, as the rule of conflicts reads them; it tells of no opening."""

    families: int | None
    families_qualifier: str | None
    families_as_of: date
    families_precision: str
    individuals: int | None
    individuals_qualifier: str | None
    individuals_as_of: date
    individuals_precision: str
    occupied: int | None
    counted_as_of: date
    counted_precision: str
    opened_on: date | None = None
    opened_on_precision: str | None = None


def alone(report: Report) -> Alone:
    when = (report.as_of, report.as_of_precision)
    families, individuals = stated(report, "families"), stated(report, "individuals")
    return Alone(
        report.families,
        families.qualifier if families else None,
        *when,
        report.individuals,
        individuals.qualifier if individuals else None,
        *when,
        report.plots_occupied,
        *when,
    )
