"""Figures that refuse to be misused: which may be added, which of them agree, and by how much they do not.

Never added: stocks of two days (two rounds), different types, scopes or providers, people who pass and people who stay,
a figure and one that may contain it, shares, figures per unit. Allowed: parts of one breakdown, the same count of
different sites, and displaced now + returned = ever displaced, each of one provider, scope and day.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations

from geodata.rules.figures import DEFAULT_PROVIDER, HEADLINES, Balance, Stated, balance
from geodata.rules.movement_sums import PERSONS_PER_FAMILY  # IOM DTM counts families; what others count are people
from geodata.statements.figure_rows import Print

NOW, EVER, RETURNED = (metric for metric, _type in HEADLINES)
NEAR_DAYS = 31  # how far apart a total and the stock that it belongs to may be printed


@dataclass(frozen=True)
class Figure:
    """A published figure as far as its meaning goes. `row` carries what only pages need (source, relay)."""

    figure_id: int
    metric: str
    type: str
    unit: str
    value: float
    as_of: date
    precision: str = "day"
    qualifier: str | None = None
    scope: str | None = None
    provider: str | None = None
    site_ids: tuple[str, ...] = ()
    suspect: bool = False
    multiplier: float | None = None
    source_id: int | None = None
    row: Print | None = field(default=None, compare=False)

    @property
    def stated(self) -> Stated:
        return Stated(self.value, self.qualifier)

    @property
    def printed(self) -> Print:
        """Where it was printed, of a figure that was read from the database."""
        assert self.row is not None
        return self.row

    @property
    def base(self) -> str:
        """The metric without its part: `share_by_shelter_pct` of `share_by_shelter_pct:camps`."""
        return self.metric.partition(":")[0]


@dataclass(frozen=True)
class Refusal:
    """Why two figures are not added: a code, and the two."""

    code: str
    one: Figure
    other: Figure


@dataclass(frozen=True)
class Multiplied:
    """A number of people printed beside families: `expected` is families × multiplier.

    `verdict`: `exact`, `rounded` (within the rounding of both) or `differs`. `swapped`: the same digits, reordered.
    """

    families: Figure
    individuals: Figure
    multiplier: float
    expected: float
    verdict: str
    swapped: bool


@dataclass(frozen=True)
class Triple:
    """Displaced now, ever displaced and returned of one provider, scope and day, and whether they add up.

    `true_stock`: where they do not, the provider's stock of another day that ever - returned is.
    """

    now: Figure
    ever: Figure
    returned: Figure
    balance: Balance
    true_stock: Figure | None


@dataclass(frozen=True)
class Published:
    """What a provider itself printed as ever displaced, beside the sum of its displaced now and returned of that day.

    `true_stock` as in a triple.
    """

    ever: Figure
    balance: Balance
    true_stock: Figure | None


@dataclass(frozen=True)
class OneSource:
    """Three figures printed side by side in one source that are not of one day.

    `added` = now + returned, which is not `ever`; `rest` = ever - returned; `true_stock`: the provider's stock of the
    day of the totals, where one was published that fits the rest.
    """

    now: Figure
    ever: Figure
    returned: Figure
    added: float
    rest: float
    true_stock: Figure | None


def refusals(figures: Sequence[Figure]) -> list[Refusal]:
    """Every reason why the figures may not be added, pair by pair; empty where they may."""
    found = [Refusal(code, one, one) for one in figures for code in _alone(one)]
    for one, other in combinations(figures, 2):
        found += [Refusal(code, one, other) for code in _together(one, other)]
    return found


def _alone(one: Figure) -> Iterator[str]:
    if one.suspect:
        yield "suspect"
    if one.type == "statement" or one.unit == "flag":
        yield "statement"
    elif one.type in ("share", "ratio"):
        yield one.type


def _together(one: Figure, other: Figure) -> Iterator[str]:
    if one.unit != other.unit:
        yield "units"
    if _passes(one) != _passes(other):
        yield "passages"
    if one.type != other.type and not _is_balance(one, other):
        yield "types"
    if (one.scope, bool(one.site_ids)) != (other.scope, bool(other.site_ids)):
        yield "scopes"
    if one.provider != other.provider:
        yield "providers"
    if (one.as_of, one.precision) != (other.as_of, other.precision):
        yield "rounds" if one.metric == other.metric else "days"
    elif one.type == other.type:
        yield from _contained(one, other)


def _passes(figure: Figure) -> bool:
    """Whether people are counted who pass a point, perhaps twice."""
    return figure.base.startswith("passed_")


def _is_balance(one: Figure, other: Figure) -> bool:
    """Displaced now and returned: together those ever displaced."""
    return {one.metric.removeprefix("hawiga_"), other.metric.removeprefix("hawiga_")} == {NOW, RETURNED}


def _contained(one: Figure, other: Figure) -> Iterator[str]:
    """Of one day and type: another print of the same figure, or one that may contain the other."""
    if one.site_ids or other.site_ids:
        if set(one.site_ids) & set(other.site_ids):
            yield "same_site"
        elif one.metric != other.metric:
            yield "contained"
    elif one.metric == other.metric:
        yield "printed_twice"
    elif one.base != other.base or one.metric == one.base or other.metric == other.base:
        yield "contained"


def multiplied(figures: Sequence[Figure]) -> list[Multiplied]:
    """Every number of people printed beside families by one provider, scope and day, the newest first.

    Only where the source states the multiplier or the provider is known to use one.
    """
    families: dict[tuple[object, ...], Figure] = {}
    for figure in figures:
        if figure.base.endswith("_families") and not figure.site_ids:
            families.setdefault(_key(figure, "_families"), figure)
    found = []
    for figure in figures:
        other = families.get(_key(figure, "_individuals")) if figure.base.endswith("_individuals") else None
        factor = figure.multiplier or (PERSONS_PER_FAMILY if figure.provider == DEFAULT_PROVIDER else None)
        if other is not None and factor is not None:
            found.append(_compared(other, figure, factor))
    return sorted(found, key=lambda one: one.individuals.as_of, reverse=True)


def _key(figure: Figure, ending: str) -> tuple[object, ...]:
    return figure.metric.replace(ending, ""), figure.scope, figure.provider, figure.as_of, figure.site_ids


def _compared(families: Figure, individuals: Figure, factor: float) -> Multiplied:
    expected = families.value * factor
    difference = abs(individuals.value - expected)
    slack = families.stated.slack * factor + individuals.stated.slack
    verdict = "exact" if not difference else ("rounded" if difference <= slack else "differs")
    swapped = bool(difference) and sorted(str(int(expected))) == sorted(str(int(individuals.value)))
    return Multiplied(families, individuals, factor, expected, verdict, swapped)


def triples(figures: Sequence[Figure]) -> list[Triple]:
    """Wherever one provider gave all three for one scope and day, the newest first; suspect figures do not count.

    Of several prints of one figure the exact one counts.
    """
    grouped: dict[tuple[object, ...], dict[str, Figure]] = defaultdict(dict)
    for figure in sorted(figures, key=lambda one: (one.qualifier not in (None, "exact"), one.figure_id)):
        metric = figure.metric.removeprefix("hawiga_")
        if metric in (NOW, EVER, RETURNED) and not figure.suspect and figure.provider and not figure.site_ids:
            whom = (figure.provider, figure.scope, figure.as_of, figure.metric.startswith("hawiga_"))
            grouped[whom].setdefault(metric, figure)
    found = [
        _compared_all(own[NOW], own[EVER], own[RETURNED], figures)
        for own in grouped.values()
        if len(own) == len(HEADLINES)
    ]
    return sorted(found, key=lambda one: one.now.as_of, reverse=True)


def published(now: Figure, returned: Figure, figures: Sequence[Figure]) -> Published | None:
    """The total that the provider of two figures of a day printed for it; None where it printed none.

    Of several prints the exact one counts.
    """
    prefix = now.metric.removesuffix(NOW)
    prints = [
        figure
        for figure in figures
        if _key_of_day(figure) == _key_of_day(now) and figure.metric == prefix + EVER and not figure.suspect
    ]
    ever = min(prints, key=lambda one: (one.qualifier not in (None, "exact"), one.figure_id), default=None)
    if ever is None:
        return None
    found = _compared_all(now, ever, returned, figures)
    return Published(ever, found.balance, found.true_stock)


def _key_of_day(figure: Figure) -> tuple[object, ...]:
    return figure.provider, figure.scope, figure.as_of, figure.precision, figure.site_ids


def _compared_all(now: Figure, ever: Figure, returned: Figure, figures: Sequence[Figure]) -> Triple:
    found = balance(now.stated, ever.stated, returned.stated)
    if found.verdict != "differs":
        return Triple(now, ever, returned, found, None)
    rest, slack = ever.value - returned.value, ever.stated.slack + returned.stated.slack
    fits = [
        figure
        for figure in figures
        if (figure.metric, figure.scope, figure.provider) == (now.metric, now.scope, now.provider)
        and figure.as_of != now.as_of
        and abs((figure.as_of - now.as_of).days) <= NEAR_DAYS
        and abs(figure.value - rest) <= slack
        and not figure.suspect
    ]
    nearest = min(fits, key=lambda figure: abs((figure.as_of - now.as_of).days), default=None)
    return Triple(now, ever, returned, found, nearest)


def one_source(figures: Sequence[Figure]) -> list[OneSource]:
    """Sources that print each of the three once, of different days: side by side they look as if they added up."""
    sound = [figure for figure in figures if not figure.suspect and not figure.site_ids]
    grouped: dict[tuple[object, ...], list[Figure]] = defaultdict(list)
    for figure in sound:
        if figure.metric in (NOW, EVER, RETURNED):
            grouped[figure.source_id, figure.scope, figure.provider].append(figure)
    found = []
    for own in grouped.values():
        by_metric = {figure.metric: figure for figure in own}
        if len(own) == len(by_metric) == len(HEADLINES) and len({figure.as_of for figure in own}) > 1:
            found.append(_apart(by_metric[NOW], by_metric[EVER], by_metric[RETURNED], sound))
    return sorted(found, key=lambda one: one.now.as_of, reverse=True)


def _apart(now: Figure, ever: Figure, returned: Figure, figures: Sequence[Figure]) -> OneSource:
    rest = ever.value - returned.value
    slack = ever.stated.slack + returned.stated.slack
    fits = [
        figure
        for figure in figures
        if (figure.metric, figure.scope, figure.provider) == (NOW, now.scope, now.provider)
        and figure.as_of == ever.as_of == returned.as_of
        and abs(figure.value - rest) <= slack
    ]
    true_stock = min(fits, key=lambda figure: abs(figure.value - rest), default=None)
    return OneSource(now, ever, returned, now.value + returned.value, rest, true_stock)
