"""What the page of the series shows: a block for each series with its chart and table, sums, remarks, other figures."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from geodata.rules.figures import DEFAULT_PROVIDER, MOSUL_OPERATION, RECOUNT
from webmap.answers.data_table import DataTable
from webmap.displacement import tables
from webmap.displacement.chart import Chart, Mark, draw, one_a_day, place_marks
from webmap.displacement.remarks import EVER, NOW, Remark
from webmap.displacement.rows import ComparedFigure, SeriesFigure
from webmap.drawing.scale import Scale, levels
from webmap.words import figures as words
from webmap.words.i18n import day, ngettext, qualified
from webmap.words.i18n import gettext as _

WIDE, NARROW, SMALL = (860, 300), (360, 250), (270, 140)
ORDER = ("stock", "cumulative", "returned")
FEWEST_FOR_A_CHART = 3


@dataclass(frozen=True)
class Series:
    """Figures of one metric, type, scope and provider up to the chosen day, in order of days; perhaps none."""

    provider: str
    rows: Sequence[SeriesFigure]
    wide: Chart | None
    narrow: Chart | None
    small: Chart | None
    label: str
    newest: str
    description: str
    table: DataTable | None


@dataclass(frozen=True)
class Block:
    """One metric of the scope: the chosen provider's series large, those of others small and never in the same line."""

    key: str
    title: str
    chip: str
    chosen: Series | None
    others: Sequence[Series]


@dataclass(frozen=True)
class Numbered:
    """A remark with its number on the page and the sources of the figures it compares."""

    number: int
    remark: Remark
    sources: Sequence[ComparedFigure]


def numbered(remarks: Sequence[Remark], found: Sequence[ComparedFigure], at: date) -> list[Numbered]:
    """Remarks known by the day whose figures are all in the reader's layer, numbered in order of their days."""
    by_name: dict[tuple[str, date, float], ComparedFigure] = {}
    for row in found:
        by_name.setdefault((row.metric, row.as_of, float(row.value)), row)
    shown = [
        remark for remark in remarks if remark.known_by <= at and all(figure in by_name for figure in remark.figures)
    ]
    return [
        Numbered(number, remark, _sources([by_name[figure] for figure in remark.figures]))
        for number, remark in enumerate(shown, start=1)
    ]


def _sources(rows: Sequence[ComparedFigure]) -> list[ComparedFigure]:
    return list({row.source_id: row for row in rows}.values())


def blocks(
    rows: Sequence[SeriesFigure], scope: str, provider: str, first: date, at: date, notes: Sequence[Numbered]
) -> list[Block]:
    """A block for each metric and type of the scope, in the order stock, running total, returned.

    Of rows after the day only that somebody would count is used, to say that there was no figure yet.
    """
    grouped: dict[tuple[str, str], dict[str, list[SeriesFigure]]] = {}
    for row in rows:
        grouped.setdefault((row.type, row.metric), {}).setdefault(row.provider, []).append(row)
    last = min(at, max(row.as_of for row in rows)) if rows else at
    span = (min([first, *(row.as_of for row in rows)]), last)
    found = []
    for kind, metric in sorted(grouped, key=lambda pair: (ORDER.index(pair[0]), pair[1])):
        by_provider = grouped[kind, metric]
        drawn = {name: _series(name, by_provider[name], span, at, scope, notes) for name in by_provider}
        others = sorted((name for name in drawn if name != provider), key=lambda name: (-len(drawn[name].rows), name))
        found.append(
            Block(
                key=f"{kind}-{metric}".replace("_", "-"),
                title=words.headline(metric),
                chip=words.figure_type("cumulative" if kind == "returned" else kind),
                chosen=drawn.get(provider),
                others=[drawn[name] for name in others],
            )
        )
    return found


def _series(
    provider: str,
    known: Sequence[SeriesFigure],
    span: tuple[date, date],
    at: date,
    scope: str,
    notes: Sequence[Numbered],
) -> Series:
    metric, rows = known[0].metric, [row for row in known if row.as_of <= at]
    counted_anew = scope == MOSUL_OPERATION and metric in (NOW, EVER) and provider == DEFAULT_PROVIDER
    gaps = [RECOUNT] if counted_anew and at >= RECOUNT[1] else []
    charts: list[Chart | None] = [None, None, None]
    if len(rows) >= FEWEST_FOR_A_CHART:
        most = levels(max(float(row.value) for row in rows))[-1]
        for place, ((width, height), right, months) in enumerate(((WIDE, 96, 1), (NARROW, 12, 3), (SMALL, 12, 4))):
            scale = Scale(width, height, *span, most, right=right)
            charts[place] = draw(scale, rows, at, gaps=gaps, months=months, marks=_marks(scale, rows, notes))
    return Series(
        provider=provider,
        rows=rows,
        wide=charts[0],
        narrow=charts[1],
        small=charts[2],
        label=words.provider(provider),
        newest=newest_in_words(rows, at),
        description=_description(rows) if rows else "",
        table=tables.series_table(rows) if rows else None,
    )


def _marks(scale: Scale, rows: Sequence[SeriesFigure], notes: Sequence[Numbered]) -> list[Mark]:
    """Numbers of the remarks beside the figures of this series that they are about."""
    if rows[0].provider != DEFAULT_PROVIDER:
        return []
    by_name = {(row.metric, row.as_of, float(row.value)): row for row in rows}
    about = [
        (note.number, by_name[figure].as_of, float(by_name[figure].value))
        for note in notes
        for figure in note.remark.on
        if figure in by_name
    ]
    return place_marks(scale, about)


def newest_row(rows: Sequence[SeriesFigure], at: date) -> SeriesFigure | None:
    """The newest sound figure up to a day, by the same preference as the map's panel."""
    sound = one_a_day([row for row in rows if not row.suspect and row.as_of <= at])
    return sound[-1] if sound else None


def newest_in_words(rows: Sequence[SeriesFigure], at: date) -> str:
    found = newest_row(rows, at)
    if found is None:
        return _("no figure by %(day)s", day=day(at))
    return _(
        "%(value)s on %(day)s",
        value=qualified(found.value, found.qualifier),
        day=day(found.as_of, found.as_of_precision),
    )


def _description(rows: Sequence[SeriesFigure]) -> str:
    """The chart for those who do not see it."""
    sound = one_a_day([row for row in rows if not row.suspect]) or list(rows)
    highest = max(sound, key=lambda row: row.value)
    return ngettext(
        "%(count)s figure from %(first)s to %(last)s; the highest is %(most)s on %(day)s.",
        "%(count)s figures from %(first)s to %(last)s; the highest is %(most)s on %(day)s.",
        len(rows),
        count=len(rows),
        first=day(sound[0].as_of, sound[0].as_of_precision),
        last=day(sound[-1].as_of, sound[-1].as_of_precision),
        most=qualified(highest.value, highest.qualifier),
        day=day(highest.as_of, highest.as_of_precision),
    )


def answer(found: Sequence[Block], scope: str, provider: str, at: date) -> str:
    """The sentence that answers the page: how many, when, who counted."""
    stock = next((block.chosen for block in found if block.chosen and block.key.startswith("stock-")), None)
    row = newest_row(stock.rows, at) if stock else None
    if row is None:
        return _(
            "%(provider)s had published no number of people displaced by %(day)s.",
            provider=words.provider(provider),
            day=day(at),
        )
    return ngettext(
        "On %(day)s %(people)s person was displaced, counted by %(provider)s",
        "On %(day)s %(people)s people were displaced, counted by %(provider)s",
        int(row.value),
        people=qualified(row.value, row.qualifier),
        day=day(row.as_of, row.as_of_precision),
        provider=words.provider(row.provider, row.relayed_by),
    )
