"""Movements up to a day as table rows: the recent ones, the running totals, and all of them for files."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from geodata.rules.freshness import RECENT_DAYS
from geodata.statements.movement_rows import Movement
from geodata.statements.site_state import is_withheld
from webmap.answers.data_table import Cell, Column, FileValue, withheld
from webmap.answers.sources import source_cell
from webmap.layers.layer import Listing, everything
from webmap.layers.movements.moved import pattern, people, provider_of, since
from webmap.words import movements as movement_words
from webmap.words.i18n import day, isolated, per_language, qualified
from webmap.words.i18n import gettext as _


@per_language
def columns(*, with_drawing: bool = True) -> list[Column]:
    listed = [
        Column("from", _("From")),
        Column("to", _("To")),
        Column("kind", _("Kind")),
        Column("period_start", _("Began")),
        Column("period_end", _("Ended")),
        Column("individuals", _("People"), numeric=True),
        Column("families", _("Families"), numeric=True),
        Column("qualifier", _("As stated")),
        Column("drawn", _("On the map")),
        Column("provider", _("Counted by")),
        Column("source", _("Source")),
        Column("note", _("Remark of the source list")),
    ]
    return listed if with_drawing else [column for column in listed if column.key != "drawn"]


def cells(row: Movement, *, with_drawing: bool = True) -> list[Cell]:
    via = _("via %(place)s", place=isolated(movement_words.way(row.via))) if row.via else ""
    listed = [
        Cell(row.from_shown, row.from_name, lang=row.from_lang),
        Cell(row.to_shown, row.to_name, lang=row.to_lang),
        Cell(movement_words.flow_kind(row.kind), row.kind, note=via),
        Cell(day(row.period_start, row.period_start_precision, short=True), row.period_start),
        Cell(day(row.period_end, row.period_end_precision, short=True), row.period_end),
        _individuals(row),
        _families(row),
        Cell(movement_words.qualifier(row.qualifier), row.qualifier),
    ]
    if with_drawing:
        listed.append(_drawn(row))
    counted_by = f"{row.provider} via {row.relayed_by}" if row.relayed_by else row.provider
    return [
        *listed,
        Cell(provider_of(row), counted_by),
        source_cell(row),
        Cell(row.note or "", row.note, lang="en"),
    ]


def _individuals(row: Movement) -> Cell:
    if is_withheld(row, "individuals"):
        return withheld()
    moved = people(row)
    if moved.estimated:
        return Cell(qualified(moved.value, "approx"), None, note=_("estimated: families × 6"))
    return Cell(qualified(moved.value, row.qualifier), moved.value, unknown=moved.value is None)


def _families(row: Movement) -> Cell:
    if is_withheld(row, "families"):
        return withheld()
    text = _("not stated") if row.families is None else qualified(row.families, row.qualifier)
    return Cell(text, row.families, unknown=row.families is None and row.individuals is None)


def _drawn(row: Movement) -> Cell:
    """Whether the map shows it, or why not."""
    if row.running_total:
        return Cell(_("not drawn: running total"), "no, running total")
    if not row.recent:
        return Cell(_("not drawn: ended earlier"), "no, earlier")
    if row.both_ends_located:
        return Cell(movement_words.drawn_as(pattern(row)), "yes")
    open_end = row.from_kind if row.from_lon is None else row.to_kind
    return Cell(_("not drawn: %(reason)s", reason=movement_words.not_located(open_end)), f"no, {open_end}")


# The movements of the last 14 days, drawn or not.
RECENT: Listing[Movement] = Listing(
    caption=lambda at: _(
        "Movements that ended from %(first)s to %(last)s", first=day(since(at, RECENT_DAYS)), last=day(at)
    ),
    empty=lambda at: _("No movement is known to have ended in the 14 days up to %(day)s.", day=day(at)),
    columns=columns,
    cells=lambda row, _at, _address_of: cells(row),
    holds=lambda row: bool(row.recent),
)
# Longer periods: they overlap one another, so they are neither drawn nor added.
RUNNING_TOTALS: Listing[Movement] = Listing(
    caption=lambda _at: _("Running totals over more than 14 days, never drawn and never added"),
    empty=lambda at: _("No running total ended in the days before %(day)s.", day=day(at)),
    columns=lambda: columns(with_drawing=False),
    cells=lambda row, _at, _address_of: cells(row, with_drawing=False),
    holds=lambda row: bool(row.running_total),
)
# What only files have of a movement; one position an end, as the reader's layer allows.
IN_FILES: Mapping[str, Callable[[Movement], FileValue]] = {
    "flow_id": lambda row: row.flow_id,
    "from_site_id": lambda row: row.from_site,
    "from_ar": lambda row: row.from_name_ar,
    "from_lat": lambda row: row.from_lat,
    "from_lon": lambda row: row.from_lon,
    "from_precision": lambda row: row.from_precision,
    "from_kind": lambda row: row.from_kind,
    "to_site_id": lambda row: row.to_site,
    "to_ar": lambda row: row.to_name_ar,
    "to_lat": lambda row: row.to_lat,
    "to_lon": lambda row: row.to_lon,
    "to_precision": lambda row: row.to_precision,
    "to_kind": lambda row: row.to_kind,
    "via": lambda row: row.via,
    "period_start_precision": lambda row: row.period_start_precision,
    "period_end_precision": lambda row: row.period_end_precision,
    "corridor_id": lambda row: row.corridor_id,
    "source_id": lambda row: row.source_id,
}
# In a file all stand together; its column `drawn` tells them apart.
EVERY = replace(RECENT, holds=everything, in_files=IN_FILES)
