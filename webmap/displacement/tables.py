"""Published figures as tables, for the page and as CSV files."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from geodata.rules.figures import Stated, balance
from webmap.answers.data_table import Cell, Column, DataTable
from webmap.asked.address import address
from webmap.displacement.rows import OtherSeries, PublishedFigure, SeriesFigure, ThreeFigures
from webmap.words import figures as words
from webmap.words.i18n import day, isolated, ngettext, number, qualified
from webmap.words.i18n import gettext as _
from webmap.words.periods import stretch as covered

FILE_COLUMNS = (
    "metric",
    "type",
    "as_of",
    "precision",
    "value",
    "unit",
    "qualifier",
    "scope",
    "provider",
    "relayed_by",
    "suspect",
    "source",
    "source_url",
    "note",
    "figure_id",
    "period_start",
    "period_start_precision",
    "multiplier",
)


def source(title: str, url: str | None) -> Cell:
    return Cell(title, title, href=url, lang="en")


def figure(row: SeriesFigure | PublishedFigure) -> Cell:
    """The value with what its source says of its exactness; its unit stands in the name of the metric."""
    note = _("suspect, enters no answer") if row.suspect else ""
    return Cell(qualified(row.value, row.qualifier), _plain(row.value), note=note, unknown=row.value is None)


def _when(row: OtherSeries | PublishedFigure) -> Cell:
    """The day of a figure or, of one that covers a time, the time."""
    if row.period_start is None:
        return Cell(day(row.as_of, row.as_of_precision, short=True), row.as_of)
    return Cell(covered(row.period_start, row.as_of, row.period_start_precision, row.as_of_precision), row.as_of)


def _plain(value: Decimal | None) -> float | None:
    if value is None:
        return None
    return int(value) if value % 1 == 0 else float(value)


def series_table(rows: Sequence[SeriesFigure]) -> DataTable:
    """One series, oldest first."""
    first = rows[0]
    return DataTable(
        caption=f"{words.metric(first.metric)} · {words.provider(first.provider)}",
        columns=[
            Column("as_of", _("Day")),
            Column("value", _("Figure"), numeric=True),
            Column("provider", _("Provider")),
            Column("source", _("Source")),
            Column("note", _("Note")),
        ],
        rows=[
            [
                Cell(day(row.as_of, row.as_of_precision, short=True), row.as_of),
                figure(row),
                Cell(words.provider(row.provider, row.relayed_by), row.provider),
                source(row.source_title, row.source_url),
                Cell(row.note or "", row.note, lang="en"),
            ]
            for row in rows
        ],
        csv_href=address("displacement.index_csv", metric=first.metric, scope=first.scope, provider=first.provider),
    )


def adding_up(rows: Sequence[ThreeFigures]) -> DataTable:
    """Ever displaced against displaced now + returned, where one provider gave all three for one day."""
    return DataTable(
        caption=_("Displaced now + returned = ever displaced?"),
        columns=[
            Column("as_of", _("Day")),
            Column("provider", _("Provider")),
            Column("displaced_now", _("Displaced now"), numeric=True),
            Column("returned", _("Returned"), numeric=True),
            Column("ever_displaced", _("Ever displaced"), numeric=True),
            Column("verdict", _("Do they add up?")),
        ],
        rows=[_sum(row) for row in rows],
        empty=_("No provider had given all three for one day by then."),
    )


def _sum(row: ThreeFigures) -> list[Cell]:
    found = balance(
        Stated(float(row.now_value), row.now_qualifier),
        Stated(float(row.ever_value), row.ever_qualifier),
        Stated(float(row.returned_value), row.returned_qualifier),
    )
    verdict = {
        "exact": _("yes"),
        "rounded": _("yes, within the rounding"),
        "differs": _("no: %(difference)s apart", difference=number(abs(found.difference))),
    }[found.verdict]
    return [
        Cell(day(row.as_of, row.as_of_precision, short=True), row.as_of),
        Cell(words.provider(row.provider), row.provider),
        _with_source(row.now_value, row.now_qualifier, row.now_title, row.now_url),
        _with_source(row.returned_value, row.returned_qualifier, row.returned_title, row.returned_url),
        _with_source(row.ever_value, row.ever_qualifier, row.ever_title, row.ever_url),
        Cell(verdict, found.verdict),
    ]


def _with_source(value: Decimal, qualifier: str | None, title: str, url: str | None) -> Cell:
    return Cell(qualified(value, qualifier), _plain(value), href=url, note="" if url else title, note_lang="en")


def other_series(rows: Sequence[OtherSeries]) -> DataTable:
    """Whatever else was published: the newest figure of each series; never two types or scopes in one row."""
    return DataTable(
        caption=_("Other published figures"),
        columns=[
            Column("metric", _("What is counted")),
            Column("type", _("Type")),
            Column("scope", _("Scope")),
            Column("value", _("Newest figure"), numeric=True),
            Column("as_of", _("Day")),
            Column("provider", _("Provider")),
            Column("source", _("Source")),
            Column("figures", _("Figures"), numeric=True),
        ],
        rows=[_other(row) for row in rows],
        csv_href=address("displacement.index_csv"),
        empty=_("Nothing else had been published by this day."),
    )


def _other(row: OtherSeries) -> list[Cell]:
    return [
        Cell(words.metric(row.metric), row.metric, href=address("displacement.show", metric=row.metric)),
        Cell(words.figure_type(row.type), row.type),
        Cell(words.scope(row.scope), row.scope),
        Cell(qualified(row.value, row.qualifier), _plain(row.value), unknown=row.value is None),
        _when(row),
        Cell(words.provider(row.provider, row.relayed_by), row.provider),
        source(row.source_title, row.source_url),
        Cell(number(row.figures), row.figures),
    ]


def of_metric(metric: str, rows: Sequence[PublishedFigure], at: date) -> DataTable:
    """Every figure of one metric; type, scope and provider stand in each row because they are not comparable."""
    return DataTable(
        caption=words.metric(metric),
        columns=[
            Column("as_of", _("Day")),
            Column("value", _("Figure"), numeric=True),
            Column("type", _("Type")),
            Column("scope", _("Scope")),
            Column("provider", _("Provider")),
            Column("source", _("Source")),
            Column("note", _("Note")),
        ],
        rows=[
            [
                _when(row),
                figure(row),
                Cell(words.figure_type(row.type), row.type),
                Cell(words.scope(row.scope), row.scope),
                Cell(words.provider(row.provider, row.relayed_by), row.provider),
                source(row.source_title, row.source_url),
                Cell(row.note or "", row.note, lang="en"),
            ]
            for row in rows
        ],
        csv_href=address("displacement.index_csv", metric=metric),
        empty=_("no figure by %(day)s", day=day(at)),
    )


def all_figures(rows: Sequence[PublishedFigure]) -> DataTable:
    """The CSV file: every field as the data have it."""
    return DataTable(
        caption=ngettext("%(num)s published figure", "%(num)s published figures", len(rows)),
        columns=[Column(name, name) for name in FILE_COLUMNS],
        rows=[
            [
                Cell("", value)
                for value in (
                    row.metric,
                    row.type,
                    row.as_of,
                    row.as_of_precision,
                    _plain(row.value),
                    row.unit,
                    row.qualifier,
                    row.scope,
                    row.provider,
                    row.relayed_by,
                    row.suspect,
                    row.source_title,
                    row.source_url,
                    row.note,
                    row.figure_id,
                    row.period_start,
                    row.period_start_precision,
                    _plain(row.multiplier),
                )
            ]
            for row in rows
        ],
    )


def scope_choice(scopes: Sequence[str]) -> list[tuple[str, str]]:
    return [(name, words.scope(name)) for name in scopes]


def provider_choice(providers: Sequence[str]) -> list[tuple[str, str]]:
    return [(name, isolated(words.provider(name))) for name in providers]
