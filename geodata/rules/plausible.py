"""What is wrong, or odd, with the figures of one report beside one another. The same for files and for people's forms.

Codes, not sentences: geodata/readers/sentences.py has these.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

# Published camp counts give 4 to 6 persons a family; beyond these bounds a column holds something else.
FEWEST_PERSONS, MOST_PERSONS = 2, 12
MOST_FAMILIES_A_PLOT = 3


@dataclass(frozen=True)
class Finding:
    """`column`: the figure that it is said of, None: all of them. `is_wrong`: it cannot be so; else it is only odd."""

    code: str
    column: str | None
    values: Mapping[str, int | float]
    is_wrong: bool = False


def plausible(figures: Mapping[str, int]) -> list[Finding]:
    """Everything found in the stated figures, by column of a site report; what is not stated is not in them."""
    return [*_people(figures), *_plots(figures), *_planned(figures), *_families_on_plots(figures), *_fillers(figures)]


def _people(figures: Mapping[str, int]) -> Iterator[Finding]:
    families, individuals = figures.get("families"), figures.get("individuals")
    if families is None or individuals is None:
        return
    values: dict[str, int | float] = {"families": families, "individuals": individuals}
    if not (families and individuals) and families != individuals:
        # One of them is 0, which is impossible: it stands for "not counted".
        yield Finding("zero_beside_people", "families" if families == 0 else "individuals", values, is_wrong=True)
    elif families > individuals:
        yield Finding("swapped", "families", values, is_wrong=True)
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
    """Far more families than plots: the column probably holds people."""
    families = figures.get("families")
    plots = max(figures.get("plots_ready", 0), figures.get("plots_occupied", 0))
    if families and plots and families > MOST_FAMILIES_A_PLOT * plots:
        yield Finding("people_as_families", "families", {"families": families, "plots": plots})


def _fillers(figures: Mapping[str, int]) -> Iterator[Finding]:
    """Zeros beside people: a form fills them in where nothing was counted."""
    people = max(figures.get("families", 0), figures.get("individuals", 0))
    if len(figures) > 1 and not any(figures.values()):
        yield Finding("filler_zeros", None, {})
    elif people:
        for column in ("plots_ready", "plots_occupied"):
            if figures.get(column) == 0:
                yield Finding("filler_zero", column, {"people": people})
