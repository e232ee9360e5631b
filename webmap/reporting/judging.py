"""What is odd with the figures of a report that somebody makes in a form: the rules of imported files, never a refusal.

In a file, what cannot be so leaves a row out. Here it is stored as it was typed, in doubt, and only a correction helps.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from geodata.readers.kobo_submissions import FAR
from geodata.readers.row_problems import WARNING, Problem
from geodata.rules.plausible import Before, Finding, Weight, jumps, occupied_as_free, plausible
from webmap.reporting.rows import LastFigure


@dataclass(frozen=True)
class Doubt:
    """`may_confirm`: whether it may be so all the same."""

    problem: Problem
    may_confirm: bool

    @property
    def rule(self) -> str:
        return self.problem.rule


@dataclass(frozen=True)
class Judged:
    """`odd`: worth a second look, and believed."""

    doubts: tuple[Doubt, ...]
    odd: tuple[Problem, ...]

    def rules(self, confirmed: Collection[str] = ()) -> list[str]:
        """The rules of open doubts, as reports store them."""
        return sorted({one.rule for one in self.doubts if not (one.may_confirm and one.rule in confirmed)})

    def open(self, confirmed: Collection[str]) -> tuple[Doubt, ...]:
        still = self.rules(confirmed)
        return tuple(one for one in self.doubts if one.rule in still)


def judged(figures: Mapping[str, int], before: Mapping[str, LastFigure], told: Collection[str] = ()) -> Judged:
    """`before`: what the site last reported, within the days of a jump. `told`: rules of a stored report."""
    found = [_as_typed(one) for one in (*plausible(figures), *_beside(figures, before))]
    impossible = {_problem(one).rule for one in found if one.weight is Weight.WRONG}
    doubts = [_problem(one) for one in found if one.weight is not Weight.ODD]
    if FAR in told:  # of where it was answered, which no figure tells
        doubts.append(Problem(FAR, WARNING, in_doubt=True))
    return Judged(
        tuple(Doubt(one, one.rule not in impossible) for one in doubts),
        tuple(_problem(one) for one in found if one.weight is Weight.ODD),
    )


def _beside(figures: Mapping[str, int], before: Mapping[str, LastFigure]) -> Sequence[Finding]:
    known = {column: Before(last.value, last.as_of) for column, last in before.items()}
    ready, occupied = before.get("plots_ready"), before.get("plots_occupied")
    are_of_one = ready is not None and occupied is not None and ready.report_id == occupied.report_id
    counted = (known["plots_ready"], known["plots_occupied"]) if are_of_one else (None, None)
    return [*jumps(figures, known), *occupied_as_free(figures, *counted)]


def _as_typed(found: Finding) -> Finding:
    """Files write 0 plots ready where nobody counted; in a form *unknown* stands beside 0, so that 0 is asked about."""
    if found.code == "none_ready":
        return replace(found, code="filler_zero", weight=Weight.IN_DOUBT)
    return found


def _problem(found: Finding) -> Problem:
    in_doubt = found.weight is not Weight.ODD
    return Problem(found.code, WARNING, dict(found.values), column=found.column, in_doubt=in_doubt)
