"""What is wrong, or odd, with the figures of one report beside one another. The same for files and for people's forms.

Codes, not sentences: geodata/readers/sentences.py has these.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum

# Published camp counts give 4 to 6 persons a family; beyond these bounds a column holds something else.
FEWEST_PERSONS, MOST_PERSONS = 2, 12
# One family takes one plot: so many times more of one than of the other, and a column holds something else.
MOST_TIMES = 3
# A figure that grew or shrank by more than this share of what a site last reported, and by so many at least, is asked
# about; over a longer time than these days it may well have.
LARGEST_CHANGE, SMALLEST_JUMP, JUMP_WITHIN_DAYS = 0.5, 10, 31
MAY_JUMP = ("plots_ready", "plots_occupied", "families", "individuals")
PLOTS = ("plots_planned", "plots_prepared", "plots_ready", "plots_occupied", "plots_reserved")


class Weight(Enum):
    """ODD: may well be right. IN_DOUBT: no free places rest on it until somebody confirms it. WRONG: cannot be so."""

    ODD = "odd"
    IN_DOUBT = "in doubt"
    WRONG = "wrong"


@dataclass(frozen=True)
class Finding:
    """`column`: the figure that it is said of, None: all of them."""

    code: str
    column: str | None
    values: Mapping[str, int | float | str | date]
    weight: Weight = Weight.ODD


def plausible(figures: Mapping[str, int]) -> list[Finding]:
    """Everything found in the stated figures, by column of a site report; what is not stated is not in them."""
    return [
        *_people(figures),
        *_plots(figures),
        *_planned(figures),
        *_families_on_plots(figures),
        *_persons_as_plots(figures),
        *_free_as_occupied(figures),
        *_shares(figures),
        *_fillers(figures),
    ]


def _people(figures: Mapping[str, int]) -> Iterator[Finding]:
    families, individuals = figures.get("families"), figures.get("individuals")
    if families is None or individuals is None:
        return
    values: dict[str, int | float | str | date] = {"families": families, "individuals": individuals}
    if not (families and individuals) and families != individuals:
        # One of them is 0, which is impossible: it stands for "not counted".
        yield Finding("zero_beside_people", "families" if families == 0 else "individuals", values, Weight.WRONG)
    elif families > individuals:
        yield Finding("swapped", "families", values, Weight.WRONG)
    elif families and not FEWEST_PERSONS <= individuals / families <= MOST_PERSONS:
        yield Finding("family_size", "individuals", {**values, "size": round(individuals / families, 1)})


def _plots(figures: Mapping[str, int]) -> Iterator[Finding]:
    ready, occupied = figures.get("plots_ready"), figures.get("plots_occupied")
    if ready is None or occupied is None:
        return
    reserved = figures.get("plots_reserved", 0)
    if occupied > ready:
        over = {"occupied": occupied, "ready": ready, "over": occupied - ready}
        yield Finding("over_capacity", "plots_occupied", over)
    elif occupied + reserved > ready:
        taken = {"occupied": occupied, "reserved": reserved, "ready": ready}
        yield Finding("over_reserved", "plots_reserved", taken)


def _planned(figures: Mapping[str, int]) -> Iterator[Finding]:
    planned, ready = figures.get("plots_planned"), figures.get("plots_ready")
    if planned and ready and ready > planned:
        yield Finding("more_than_planned", "plots_ready", {"ready": ready, "planned": planned})


def _families_on_plots(figures: Mapping[str, int]) -> Iterator[Finding]:
    """Far more families than the plots that they live on: the column probably holds people."""
    families, plots = figures.get("families"), figures.get("plots_occupied") or figures.get("plots_ready")
    if families and plots and families > MOST_TIMES * plots:
        yield Finding("people_as_families", "families", {"families": families, "plots": plots}, Weight.IN_DOUBT)


def _persons_as_plots(figures: Mapping[str, int]) -> Iterator[Finding]:
    """Far more plots taken than families, or hardly more people than plots: the column probably holds people."""
    occupied, families = figures.get("plots_occupied"), figures.get("families")
    individuals = figures.get("individuals")
    if not occupied:
        return
    if families and occupied > MOST_TIMES * families:
        values = {"occupied": occupied, "families": families}
        yield Finding("people_as_plots", "plots_occupied", values, Weight.IN_DOUBT)
    elif families is None and individuals and individuals < FEWEST_PERSONS * occupied:
        values = {"occupied": occupied, "individuals": individuals}
        yield Finding("persons_as_plots", "plots_occupied", values, Weight.IN_DOUBT)


def _free_as_occupied(figures: Mapping[str, int]) -> Iterator[Finding]:
    """As many families as plots would be free: the column of occupied plots probably holds the free ones."""
    ready, occupied, families = (figures.get(column) for column in ("plots_ready", "plots_occupied", "families"))
    if ready and occupied and families and families != occupied and families + occupied == ready:
        values = {"occupied": occupied, "families": families, "ready": ready}
        yield Finding("free_as_occupied", "plots_occupied", values, Weight.IN_DOUBT)


def _shares(figures: Mapping[str, int]) -> Iterator[Finding]:
    """Nothing above 100, and 100 among it: the columns probably hold per cent, unless families live on those plots."""
    plots = {column: figures[column] for column in PLOTS if column in figures}
    families, occupied = figures.get("families"), figures.get("plots_occupied")
    is_lived_on = families and occupied and families <= MOST_TIMES * occupied and occupied <= MOST_TIMES * families
    if len(plots) > 1 and max(plots.values()) == 100 and not is_lived_on:
        column = next(column for column, value in plots.items() if value == 100)
        yield Finding("shares_as_plots", column, {}, Weight.IN_DOUBT)


def _fillers(figures: Mapping[str, int]) -> Iterator[Finding]:
    """Zeros beside people: a form fills them in where nothing was counted."""
    people = max(figures.get("families", 0), figures.get("individuals", 0))
    if len(figures) > 1 and not any(figures.values()):
        yield Finding("filler_zeros", None, {}, Weight.IN_DOUBT)
    elif people:
        if figures.get("plots_ready") == 0:
            yield Finding("none_ready", "plots_ready", {"people": people})
        if figures.get("plots_occupied") == 0:
            yield Finding("filler_zero", "plots_occupied", {"people": people}, Weight.IN_DOUBT)


@dataclass(frozen=True)
class Before:
    """What a site last reported of a figure, at most JUMP_WITHIN_DAYS before."""

    value: int
    as_of: date


def jumps(figures: Mapping[str, int], before: Mapping[str, Before]) -> Iterator[Finding]:
    """Figures that are more than half of it away from what the site last reported.

    geodata/imports/site_reports/jumps.sql finds the same in the rows of a file.
    """
    for column in MAY_JUMP:
        last, now = before.get(column), figures.get(column)
        if last is None or now is None or not last.value:
            continue
        change = abs(now - last.value)
        if change > LARGEST_CHANGE * last.value and change >= SMALLEST_JUMP:
            values: dict[str, int | float | str | date] = {"now": now, "before": last.value, "day": last.as_of}
            yield Finding("jump", column, values, Weight.IN_DOUBT)


def occupied_as_free(figures: Mapping[str, int], ready: Before | None, occupied: Before | None) -> Iterator[Finding]:
    """As many occupied as were free at the last count of as many ready plots, which stated both.

    geodata/imports/site_reports/free_as_occupied.sql finds the same in the rows of a file.
    """
    if ready is None or occupied is None or figures.get("plots_ready") != ready.value:
        return
    now = figures.get("plots_occupied")
    if now is not None and now == ready.value - occupied.value and abs(now - occupied.value) >= SMALLEST_JUMP:
        values: dict[str, int | float | str | date] = {
            "occupied": now,
            "ready": ready.value,
            "day": occupied.as_of,
        }
        yield Finding("occupied_as_free", "plots_occupied", values, Weight.IN_DOUBT)
