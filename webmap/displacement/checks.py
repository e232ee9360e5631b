"""What the checks over all figures found, in words: sums, families × 6, three figures that are not of one day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from geodata.rules.figure_checks import (
    Figure,
    Multiplied,
    OneSource,
    Published,
    Refusal,
    Triple,
    multiplied,
    one_source,
    triples,
)
from geodata.rules.figures import of_sum
from webmap.answers.data_table import Cell, Column, DataTable
from webmap.answers.sources import source_cell
from webmap.words import figures as words
from webmap.words.i18n import day, isolated, ngettext, number, qualified
from webmap.words.i18n import gettext as _


@dataclass(frozen=True)
class Checks:
    """`summary`: how much was compared. `apart`: sentences. `flagged`: what differs."""

    summary: str
    apart: Sequence[str]
    flagged: DataTable


def checks(figures: Sequence[Figure], at: date) -> Checks:
    """All checks over all figures up to the day."""
    pairs, sums = multiplied(figures), triples(figures)
    wrong: list[Triple | Multiplied] = [one for one in sums if one.balance.verdict == "differs"]
    wrong += [one for one in pairs if one.verdict == "differs"]
    return Checks(
        summary(len(figures), sums, pairs),
        [in_one_source(one) for one in one_source(figures)],
        _table(wrong, _("What does not agree, up to %(day)s", day=day(at))),
    )


def summary(loaded: int, sums: Sequence[Triple], pairs: Sequence[Multiplied]) -> str:
    """How much was checked, and how much of it agrees."""
    verdicts = [[one.balance.verdict for one in sums], [one.verdict for one in pairs]]
    counts = [{name: number(found.count(name)) for name in ("exact", "rounded", "differs")} for found in verdicts]
    return " ".join(
        (
            ngettext(
                "%(count)s figure had been published.", "%(count)s figures had been published.", loaded,
                count=number(loaded),
            ),
            _("No provider gave displaced now, returned and ever displaced for one day.")
            if not sums
            else ngettext(
                "Displaced now + returned = ever displaced was checked on %(count)s day on which one provider gave all"
                " three: exact %(exact)s, within the rounding %(rounded)s, different %(differs)s.",
                "Displaced now + returned = ever displaced was checked on %(count)s days on which one provider gave all"
                " three: exact %(exact)s, within the rounding %(rounded)s, different %(differs)s.",
                len(sums), count=number(len(sums)), **counts[0],
            ),
            ngettext(
                "Families × persons a family was checked for %(count)s number of people: exact %(exact)s, within the"
                " rounding %(rounded)s, different %(differs)s.",
                "Families × persons a family was checked for %(count)s numbers of people: exact %(exact)s, within the"
                " rounding %(rounded)s, different %(differs)s.",
                len(pairs), count=number(len(pairs)), **counts[1],
            ),
        )
    )  # fmt: skip


def in_one_source(one: OneSource) -> str:
    """Why two figures of a source do not add up to its third."""
    values = {
        "source": isolated(one.now.printed.source_publisher or one.now.printed.source_title),
        "now": _stated(one.now),
        "ever": _stated(one.ever),
        "returned": _stated(one.returned),
        "sum": _reckoning(f"{number(one.now.value)} + {number(one.returned.value)} = {number(one.added)}"),
        "total": number(one.ever.value),
        "now_day": _when(one.now),
        "ever_day": _when(one.ever),
    }
    text = _(
        "%(source)s prints %(now)s displaced now, %(returned)s returned and %(ever)s ever displaced. %(sum)s is not"
        " %(total)s, because they are not of one day: the first is of %(now_day)s, the running total of %(ever_day)s.",
        **values,
    )
    if one.true_stock is None:
        return text
    fits = _(
        "%(difference)s fits the %(stock)s displaced on %(day)s.",
        difference=_reckoning(f"{number(one.ever.value)} − {number(one.returned.value)} = {number(one.rest)}"),
        stock=_stated(one.true_stock),
        day=_when(one.true_stock),
    )
    return f"{text} {fits}"


def of_another_day(ever: Figure, returned: Figure, stock: Figure) -> str:
    """That running totals belong to the day of another stock than the one printed beside them."""
    return _(
        "%(difference)s is the stock of %(day)s: the running totals belong to that day.",
        difference=_reckoning(
            f"{number(ever.value)} − {number(returned.value)} = {number(ever.value - returned.value)}"
        ),
        day=_when(stock),
    )


def printed_otherwise(found: Published, now: Figure, returned: Figure) -> str:
    """Why a sum is not certain: the provider itself printed another total for that day."""
    said = _(
        "%(sum)s, but %(provider)s printed %(ever)s for %(day)s: %(difference)s apart.",
        sum=_reckoning(f"{number(now.value)} + {number(returned.value)} = {number(now.value + returned.value)}"),
        provider=words.provider(found.ever.provider, found.ever.printed.relayed_by),
        ever=_stated(found.ever),
        day=_when(found.ever),
        difference=number(abs(found.balance.difference)),
    )
    return f"{said} {of_another_day(found.ever, returned, found.true_stock)}" if found.true_stock else said


def _reckoning(sum_in_digits: str) -> str:
    """Runs from left to right, also inside Arabic."""
    return f"\u2066{sum_in_digits}\u2069"


def _stated(figure: Figure) -> str:
    return qualified(figure.value, figure.qualifier)


def _when(figure: Figure) -> str:
    return day(figure.as_of, figure.precision)


def _table(wrong: Sequence[Triple | Multiplied], caption: str) -> DataTable:
    columns = [
        Column("as_of", _("Day"), dated=True),
        Column("check", _("Check")),
        Column("printed", _("Printed"), numeric=True, qualified=True),
        Column("expected", _("Should be"), numeric=True, qualified=True),
        Column("remark", _("Remark")),
        Column("provider", _("Provider")),
        Column("source", _("Source")),
    ]
    rows = [_triple_row(one) if isinstance(one, Triple) else _multiplied_row(one) for one in wrong]
    return DataTable(caption, columns, rows, empty=_("All that was published by this day agrees."))


def _triple_row(one: Triple) -> list[Cell]:
    expected = one.now.value + one.returned.value
    said = _("%(now)s displaced now + %(returned)s returned", now=_stated(one.now), returned=_stated(one.returned))
    if one.true_stock:
        said = f"{said}. {of_another_day(one.ever, one.returned, one.true_stock)}"
    return [
        Cell(_when(one.now), one.now.as_of, precision=one.now.precision),
        Cell(words.headline(one.ever.metric), one.ever.metric),
        _printed(one.ever),
        _expected(expected, of_sum((one.now.qualifier, one.returned.qualifier))),
        Cell(said, "now + returned, days differ" if one.true_stock else "now + returned"),
        *_who(one.ever),
    ]


def _multiplied_row(one: Multiplied) -> list[Cell]:
    text = ngettext(
        "%(families)s family × %(factor)s",
        "%(families)s families × %(factor)s",
        int(one.families.value),
        families=_stated(one.families),
        factor=number(one.multiplier),
    )
    if one.swapped:
        text = _("%(sum)s: the same digits in another order", sum=text)
    return [
        Cell(_when(one.individuals), one.individuals.as_of, precision=one.individuals.precision),
        Cell(words.metric(one.individuals.metric), one.individuals.metric),
        _printed(one.individuals),
        _expected(one.expected, of_sum((one.families.qualifier,))),
        Cell(text, "families × multiplier, digits swapped" if one.swapped else "families × multiplier"),
        *_who(one.individuals),
    ]


def _printed(figure: Figure) -> Cell:
    return Cell(_stated(figure), _plain(figure.value), qualifier=figure.qualifier or "exact")


def _expected(value: float, qualifier: str | None) -> Cell:
    """Of rounded figures, or such as are told as more than so many, no sum is exact."""
    return Cell(qualified(value, qualifier), _plain(value), qualifier=qualifier or "exact")


def _plain(value: float) -> float:
    """People are whole numbers in files, too."""
    return int(value) if value == int(value) else value


def _who(figure: Figure) -> list[Cell]:
    return [
        Cell(words.provider(figure.provider, figure.printed.relayed_by), figure.provider),
        source_cell(figure.printed),
    ]


def file_table(figures: Sequence[Figure]) -> DataTable:
    """Every check with its verdict, also those that agree."""
    listed: list[Triple | Multiplied] = [*triples(figures), *multiplied(figures)]
    table = _table(listed, "")
    verdicts = [one.balance.verdict if isinstance(one, Triple) else one.verdict for one in listed]
    rows = [[*row, Cell("", verdict)] for row, verdict in zip(table.rows, verdicts, strict=True)]
    return DataTable("", [*table.columns, Column("verdict", "verdict")], rows)


def refusal_in_words(found: Refusal) -> str:
    """Why two figures are not added."""
    values = {"one": _named(found.one), "other": _named(found.other)}
    return {
        "suspect": _("%(one)s cannot be right and enters no sum.", **values),
        "statement": _("%(one)s is a statement, not a count.", **values),
        "share": _("%(one)s is a share; shares are not added.", **values),
        "ratio": _("%(one)s is a figure per unit; such figures are not added.", **values),
        "units": _("%(one)s and %(other)s are not in one unit.", **values),
        "passages": _("Passages and people who stay are not added: %(one)s; %(other)s.", **values),
        "types": _("A %(type)s and a %(other_type)s are not added: %(one)s; %(other)s.", **values, **_types(found)),
        "scopes": _("They are not about the same people: %(one)s; %(other)s.", **values),
        "providers": _("Two providers do not count alike: %(one)s; %(other)s.", **values),
        "rounds": _("Two days of one series are two counts of the same people: %(one)s; %(other)s.", **values),
        "days": _("They are not of one day: %(one)s; %(other)s.", **values),
        "same_site": _("Both count the same site: %(one)s; %(other)s.", **values),
        "contained": _("One may contain the other: %(one)s; %(other)s.", **values),
        "printed_twice": _("They are two prints of one figure: %(one)s; %(other)s.", **values),
    }[found.code]


def _types(found: Refusal) -> dict[str, str]:
    return {"type": words.figure_type(found.one.type), "other_type": words.figure_type(found.other.type)}


def _named(figure: Figure) -> str:
    return _(
        "%(figure)s %(value)s (%(type)s, %(day)s, %(provider)s)",
        figure=words.metric(figure.metric),
        value=_stated(figure),
        type=words.figure_type(figure.type),
        day=_when(figure),
        provider=isolated(words.provider(figure.provider)),
    )


def refused(found: Sequence[Refusal]) -> str:
    """The title of an answer that refuses a sum."""
    return ngettext(
        "These figures are not to be added (%(count)s reason).",
        "These figures are not to be added (%(count)s reasons).",
        len(found),
        count=number(len(found)),
    )
