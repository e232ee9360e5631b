"""The matrix, the flows with their bars, net movements and what is left out, for the page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from geodata.rules.movement_sums import Flow, Pair, flows, left_out, pairs
from geodata.statements.movement_rows import Movement
from webmap.answers.data_table import Cell, Column, DataTable
from webmap.answers.sources import source_cell
from webmap.asked.span import Span
from webmap.layers.movements import table
from webmap.layers.movements.moved import number_label
from webmap.layers.movements.sums import in_words, reason
from webmap.words import figures as figure_words
from webmap.words import terms
from webmap.words.i18n import day, isolated, ngettext, number
from webmap.words.i18n import gettext as _
from webmap.words.movements import after_preposition, flow_kind
from webmap.words.periods import period

BAR_WIDTH = 160
MOST_ON_PAPER = 6
MOST_DESTINATIONS, MOST_ORIGINS = 20, 100  # more than this nobody reads; the list below holds the same
MOST_FLOWS, MOST_ROWS, MOST_OFFERED = 300, 10, 300


@dataclass(frozen=True)
class Filters:
    """What the reader chose: names as the sources give them, and a kind; None leaves a choice open."""

    origin: str | None = None
    destination: str | None = None
    kind: str | None = None

    def fit(self, row: Movement) -> bool:
        return (
            (self.origin is None or row.from_name == self.origin)
            and (self.destination is None or row.to_name == self.destination)
            and (self.kind is None or row.kind == self.kind)
        )


@dataclass(frozen=True)
class PeriodFlows:
    """Rows of the period by what may be done with them; `out` has the code of the reason beside each row."""

    span: Span
    people: list[Flow]
    passages: list[Flow]
    pairs: list[Pair]
    out: list[tuple[Movement, str]]


@dataclass(frozen=True)
class Bar:
    """A flow as a row of the list: bar length in pixels, 0 where no number holds."""

    flow: Flow
    kind: str
    length: float
    number: str
    label: str
    rows: Sequence[tuple[str, str, str, Cell]]  # number, period, provider, source


@dataclass(frozen=True)
class Destination:
    """The listed flows into one place, the largest first; what came from several origins is not added."""

    name: str
    title: str
    bars: Sequence[Bar]


@dataclass(frozen=True)
class Matrix:
    """Origins down, destinations across; a cell lists its flows by kind."""

    caption: str
    origins: Sequence[str]
    destinations: Sequence[str]
    cells: dict[tuple[str, str], list[tuple[str, str]]]  # kind and number in words

    @property
    def is_worth_showing(self) -> bool:
        """Whether more than half of it is filled, and it can be read: an empty grid tells less than the list."""
        down, across = len(self.origins), len(self.destinations)
        return 1 < down <= MOST_ORIGINS and 1 < across <= MOST_DESTINATIONS and 2 * len(self.cells) > down * across

    @property
    def is_too_large_for_paper(self) -> bool:
        """Whether the grid and its list together would not fit on a sheet: then the list stands alone there."""
        return len(self.origins) > MOST_ON_PAPER or len(self.destinations) > MOST_ON_PAPER


def sorted_out(rows: Sequence[Movement], wanted: Filters, span: Span) -> PeriodFlows:
    fitting = [row for row in rows if wanted.fit(row)]
    reasons = [(row, left_out(row, span.first)) for row in fitting]
    grouped = flows([row for row, reason in reasons if not reason])
    return PeriodFlows(
        span,
        [flow for flow in grouped if not flow.is_passage],
        [flow for flow in grouped if flow.is_passage],
        pairs(grouped),
        [(row, reason) for row, reason in reasons if reason],
    )


def answer(found: PeriodFlows) -> str:
    """How many rows the period holds, passages apart; people are not added over places, which contain one another."""
    moved, passed = (sum(len(flow.rows) for flow in listed) for listed in (found.people, found.passages))
    values = {
        "movements": ngettext("%(count)s movement", "%(count)s movements", moved, count=number(moved)),
        "passages": ngettext(
            "%(count)s report of passages", "%(count)s reports of passages", passed, count=number(passed)
        ),
        "first": day(found.span.first),
        "last": day(found.span.last),
    }
    if not passed:
        return _("%(movements)s from %(first)s to %(last)s", **values)
    return _("%(movements)s from %(first)s to %(last)s; apart from them %(passages)s", **values)


def in_short(flow: Flow) -> str:
    """For tight cells: the number, or how many rows could not be added; the list says why."""
    alone = flow.total.reason == "withheld" and len(flow.rows) == 1
    if not flow.total.reason or flow.total.reason == "number_unknown" or alone:
        return in_words(flow.total)
    return ngettext(
        "%(count)s row, not added", "%(count)s rows, not added", len(flow.rows), count=number(len(flow.rows))
    )


def matrix(listed: Sequence[Flow], caption: str) -> Matrix:
    cells: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for flow in listed:
        cells.setdefault((flow.origin, flow.destination), []).append((flow_kind(flow.kind), in_short(flow)))
    return Matrix(
        caption,
        sorted({flow.origin for flow in listed}, key=str.casefold),
        sorted({flow.destination for flow in listed}, key=str.casefold),
        cells,
    )


def by_destination(listed: Sequence[Flow]) -> list[Destination]:
    """The first flows with their bars on one scale, under their destinations, that of the largest flow first."""
    found: dict[str, list[Bar]] = {}
    for bar in _bars(listed):
        found.setdefault(bar.flow.destination, []).append(bar)
    return [
        Destination(name, _("To %(place)s", place=isolated(after_preposition(name))), into)
        for name, into in found.items()
    ]


def _bars(listed: Sequence[Flow]) -> list[Bar]:
    """Families count × 6 and are drawn as an estimate."""
    most = max((flow.total.people or 0 for flow in listed), default=0) or 1
    return [
        Bar(
            flow,
            flow_kind(flow.kind),
            round(BAR_WIDTH * (flow.total.people or 0) / most, 1),
            in_words(flow.total, len(flow.rows)),
            _sentence(flow),
            [_row(row) for row in flow.rows[:MOST_ROWS]],
        )
        for flow in listed[:MOST_FLOWS]
    ]


def _sentence(flow: Flow) -> str:
    return _(
        "%(kind)s from %(origin)s to %(destination)s: %(number)s",
        kind=flow_kind(flow.kind),
        origin=isolated(after_preposition(flow.origin)),
        destination=isolated(after_preposition(flow.destination)),
        number=in_words(flow.total, len(flow.rows)),
    )


def _row(row: Movement) -> tuple[str, str, str, Cell]:
    when = period(row.period_start, row.period_end, row.period_start_precision, row.period_end_precision)
    who = figure_words.provider(row.provider, row.relayed_by)
    unknown = terms.withheld() if row.withheld else _("number unknown")
    return number_label(row) or unknown, when, who, source_cell(row)


def net_table(listed: Sequence[Pair]) -> DataTable:
    """Both directions side by side; the difference only where it holds."""
    columns = [
        Column("one", _("Between")),
        Column("other", _("and")),
        Column("there", _("Way there"), numeric=True),
        Column("back", _("Way back"), numeric=True),
        Column("net", _("There less back, people"), numeric=True),
    ]
    rows = [
        [Cell(pair.one), Cell(pair.other), _direction(pair.there), _direction(pair.back), _net(pair)] for pair in listed
    ]
    return DataTable(_("Net movements of pairs with both directions"), columns, rows)


def _direction(listed: Sequence[Flow]) -> Cell:
    kinds = _(", ").join(flow_kind(flow.kind) for flow in listed)
    return Cell(" · ".join(in_short(flow) for flow in listed), None, note=kinds)


def _net(pair: Pair) -> Cell:
    if pair.net is None:
        return Cell(_("unknown"), None, note=reason(pair.reason), unknown=True)
    sign = "−" if pair.net < 0 else "+"
    text = f"\u2066{sign}{number(abs(pair.net))}\u2069" if pair.net else "0"
    return Cell(text, pair.net, note=_("estimated") if pair.estimated else "")


def left_out_table(out: Sequence[tuple[Movement, str]]) -> DataTable:
    """Rows that are not of the period, each with its reason."""
    columns = [*table.columns(with_drawing=False)[:-1], Column("reason", _("Left out because"))]
    rows = [[*table.cells(row, with_drawing=False)[:-1], Cell(reason(code), code)] for row, code in out]
    return DataTable(_("Left out, with the reason"), columns, rows)


@dataclass(frozen=True)
class Field:
    """A choice of the form: its name in the address, its label, and what can be chosen, as the value and in words."""

    name: str
    label: str
    offered: list[tuple[str, str]]


def fields(rows: Sequence[Movement]) -> list[Field]:
    """Origins, destinations and kinds of these rows."""
    origins = sorted({(row.from_name, row.from_shown) for row in rows}, key=lambda one: one[1])
    destinations = sorted({(row.to_name, row.to_shown) for row in rows}, key=lambda one: one[1])
    kinds = sorted({(row.kind, flow_kind(row.kind)) for row in rows}, key=lambda one: one[1])
    return [
        Field("origin", _("From"), origins),
        Field("destination", _("To"), destinations),
        Field("kind", _("Kind"), kinds),
    ]


def week_of(last: date) -> Span:
    """Monday to Sunday of the week that holds a day."""
    year, week, _weekday = last.isocalendar()
    return Span(date.fromisocalendar(year, week, 1), date.fromisocalendar(year, week, 7))
