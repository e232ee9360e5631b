"""What the page of a plan shows before anybody asks: where places are free on the day, and where nobody knows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from geodata.rules.freshness import is_old
from geodata.statements.located import point
from geodata.statements.site_rows import SiteOnDay
from webmap.answers.data_table import Cell, Column, DataTable
from webmap.asked.address import address
from webmap.layers import sites
from webmap.layers.sites import state
from webmap.map_of_day import many_sites, queries
from webmap.planning import picture
from webmap.words.i18n import day, number
from webmap.words.i18n import gettext as _

MOST_LISTED = 20


@dataclass(frozen=True)
class FreeThen:
    """`table`: sites with free places, the most first, each with the day of its count; they are never added."""

    pictures: list[picture.Picture]
    table: DataTable
    unknown: int


def free_on(connection: Connection, at: date, known: datetime, lang: str) -> FreeThen | None:
    """Of a day, of what was recorded by `known`; None where there are more sites than a map can tell apart."""
    if queries.are_more_than(connection, many_sites.MANY):
        return None
    rows = sites.LAYER.read(connection, at, known, lang)
    free = sorted((row for row in rows if state.free(row)), key=lambda row: (-(row.free or 0), row.site_id))
    unknown = [row for row in rows if row.free is None and state.may_take_in(row)]
    return FreeThen(
        picture.pictures([*_free(free, at), *_unknown(unknown)]), _table(free[:MOST_LISTED], at), len(unknown)
    )


def _free(rows: Sequence[SiteOnDay], at: date) -> list[picture.Thing]:
    return [
        picture.Thing(
            *position,
            "free",
            row.shown_name,
            _("%(free)s free of %(ready)s", free=number(row.free), ready=number(row.ready)),
            is_old(row.counted_as_of, row.counted_precision, at),
        )
        for row in rows
        if (position := point(row))
    ]


def _unknown(rows: Sequence[SiteOnDay]) -> list[picture.Thing]:
    return [picture.Thing(*position, "unknown") for row in rows if (position := point(row))]


def _table(rows: Sequence[SiteOnDay], at: date) -> DataTable:
    columns = [Column("name", _("Site")), Column("free", _("Free places"), numeric=True)]
    cells = [[_site(row), state.free_places(row)] for row in rows]
    return DataTable(_("Free places on %(day)s", day=day(at)), columns, cells)


def _site(row: SiteOnDay) -> Cell:
    there = address("sites.show", site_id=row.site_id)
    return Cell(row.shown_name, row.site_id, href=there, lang=row.shown_lang, note=row.district_shown or "")
