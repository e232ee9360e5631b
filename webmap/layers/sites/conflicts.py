"""Figures of a site that do not fit one another, in words: beside the figure, and as sentences."""

from collections.abc import Mapping, Sequence

from geodata.rules.conflicts import Conflict, Figures, conflicts, people_a_family
from webmap.words.i18n import day, number, qualified
from webmap.words.i18n import gettext as _


def beside(row: Figures) -> Mapping[str, Sequence[str]]:
    """What stands beside each figure of a table: `families`, `individuals` and `occupied`."""
    told: dict[str, list[str]] = {"families": [], "individuals": [], "occupied": []}
    for one in conflicts(row):
        for figure in one.figures:
            told[figure].append(_short(row, one))
    return told


def sentences(row: Figures) -> list[str]:
    """Each conflict with both figures and their days."""
    return [_sentence(row, one) for one in conflicts(row)]


def _short(row: Figures, found: Conflict) -> str:
    if found.code == "family_size":
        return _("conflict: %(size)s people a family", size=_size(row))
    if found.code == "fewer_than_plots":
        return _("conflict: fewer families than plots occupied")
    return _("conflict: counted before the site opened")


def _sentence(row: Figures, found: Conflict) -> str:
    if found.code == "family_size":
        return _(
            "Conflict: families %(families)s and people %(people)s (%(day)s) make %(size)s people a family.",
            families=qualified(row.families, row.families_qualifier),
            people=qualified(row.individuals, row.individuals_qualifier),
            day=day(row.families_as_of, row.families_precision),
            size=_size(row),
        )
    if found.code == "fewer_than_plots":
        return _(
            "Conflict: plots occupied %(plots)s (%(counted)s), but families %(families)s (%(day)s).",
            plots=number(row.occupied),
            counted=day(row.counted_as_of, row.counted_precision),
            families=qualified(row.families, row.families_qualifier),
            day=day(row.families_as_of, row.families_precision),
        )
    what, when = _counted(row, found.figures[0])
    return _(
        "Conflict: %(what)s (%(day)s), counted before the site opened (%(opened)s).",
        what=what,
        day=when,
        opened=day(row.opened_on, row.opened_on_precision),
    )


def _size(row: Figures) -> str:
    return number(round(people_a_family(row) or 0, 1))


def _counted(row: Figures, figure: str) -> tuple[str, str]:
    """A figure with its name, and its day."""
    if figure == "families":
        told = _("families %(count)s", count=qualified(row.families, row.families_qualifier))
        return told, day(row.families_as_of, row.families_precision)
    if figure == "individuals":
        told = _("people %(count)s", count=qualified(row.individuals, row.individuals_qualifier))
        return told, day(row.individuals_as_of, row.individuals_precision)
    told = _("plots occupied %(count)s", count=number(row.occupied))
    return told, day(row.counted_as_of, row.counted_precision)
