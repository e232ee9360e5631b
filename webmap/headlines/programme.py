"""Totals of the peacebuilding programme with the time that each covers, for its pages, its file and the map's panel.

Activities, participants and persons involved are different counts: side by side, never added, never split over places.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from geodata.statements.figure_rows import ProgrammeTotal
from geodata.statements.programme import TOTALS
from webmap.answers.data_table import Cell, Column, DataTable
from webmap.db import rows
from webmap.words import figures as words
from webmap.words.i18n import gettext as _
from webmap.words.i18n import isolated, qualified
from webmap.words.periods import stretch


@dataclass(frozen=True)
class Total:
    """One figure in words, with what a link to its source needs."""

    value: str
    name: str
    type: str
    when: str
    provider: str
    note: str | None
    source_title: str
    source_url: str | None
    source_id: int


def totals(connection: Connection, at: date) -> list[Total]:
    return [_in_words(row) for row in _rows(connection, at)]


def sentence(connection: Connection, at: date) -> str:
    """What took place, how many took part and were involved, and when; empty where nothing of it is known."""
    ran = [row for row in _rows(connection, at) if row.period_start is not None]
    if not ran:
        return ""
    told = [f"{words.metric(row.metric)}: {isolated(qualified(row.value, row.qualifier))}" for row in ran]
    return _("Peacebuilding programme, %(period)s. %(totals)s.", period=_when(ran[0]), totals=_("; ").join(told))


def table(connection: Connection, at: date, csv_href: str = "") -> DataTable:
    """The CSV file: every field as the data have it."""
    names = ("metric", "type", "value", "qualifier", "unit", "period_start", "as_of", "precision", "provider", "source")
    columns = [Column(name, name) for name in (*names, "source_url", "note")]
    return DataTable(
        caption=_("The whole programme"),
        columns=columns,
        rows=[[Cell("", value) for value in _values(row)] for row in _rows(connection, at)],
        csv_href=csv_href,
    )


def _rows(connection: Connection, at: date) -> Sequence[ProgrammeTotal]:
    return rows(connection, TOTALS, ProgrammeTotal, at=at)


def _when(row: ProgrammeTotal) -> str:
    return stretch(row.period_start, row.as_of, row.period_start_precision, row.as_of_precision)


def _in_words(row: ProgrammeTotal) -> Total:
    return Total(
        value=qualified(row.value, row.qualifier),
        name=words.metric(row.metric),
        type=words.figure_type(row.type),
        when=_when(row),
        provider=words.provider(row.provider, row.relayed_by),
        note=row.note,
        source_title=row.source_title,
        source_url=row.source_url,
        source_id=row.source_id,
    )


def _values(row: ProgrammeTotal) -> tuple[str | int | date | None, ...]:
    begins = row.period_start.isoformat()[:7] if row.period_start and row.period_start_precision == "month" else None
    return (
        *(row.metric, row.type, int(row.value), row.qualifier, row.unit, begins or row.period_start, row.as_of),
        *(row.as_of_precision, row.provider, row.source_title, row.source_url, row.note),
    )
