"""The changes as tables, one for each kind."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from geodata.statements.movement_rows import Movement
from geodata.statements.site_rows import JointCount
from webmap.answers.data_table import Cell, Column, DataTable, withheld
from webmap.asked.address import address
from webmap.changes import moves
from webmap.changes.comparison import KINDS, OF_NO_SITE, Item, Value
from webmap.changes.page import Change
from webmap.changes.published import rounded_difference, series_name, shown, when
from webmap.changes.rows import Move
from webmap.changes.sentences import together_in
from webmap.words import terms
from webmap.words.i18n import day
from webmap.words.i18n import gettext as _
from webmap.words.movements import flow_kind, from_to


@dataclass(frozen=True)
class Group:
    """The first changes of one kind, of `count`."""

    kind: str
    title: str
    table: DataTable
    count: int


def kind_title(kind: str) -> str:
    return {
        "displaced": _("People displaced, by provider and type"),
        "recount": _("Counted anew: no change of people"),
        "of_a_time": _("Figures of a time, by provider and beginning"),
        "site_new": _("Sites that became known"),
        "site_opened": _("Sites newly open"),
        "site_closed": _("Sites closed"),
        "site_moved": _("Sites that moved"),
        "families": _("Families in sites"),
        "individuals": _("People in sites"),
        "individuals_together": _("People in several sites together"),
        "free_places": _("Free places"),
        "statement": _("Statements: full, almost full, open"),
        "report_corrected": _("Reports corrected"),
        "report_new": _("New reports"),
        "unreported": _("No report in these days"),
        "movement": _("Movements that ended in these days"),
    }[kind]


def groups(found: Sequence[Change], counts: Mapping[str, int]) -> list[Group]:
    """A table for each kind that has changes, with how many of them there are."""
    listed = []
    for kind in KINDS:
        of_kind = [change for change in found if change.item.kind == kind]
        if of_kind:
            table = DataTable(kind_title(kind), _columns(kind), [_cells(change) for change in of_kind])
            listed.append(Group(kind, kind_title(kind), table, counts[kind]))
    return listed


def _columns(kind: str) -> list[Column]:
    first = _("Figure") if kind in OF_NO_SITE else _("Site")
    subject = _("Movement") if kind == "movement" else first
    if kind in ("site_new", "site_opened", "site_closed", "statement", "report_new", "unreported", "movement"):
        return [Column("subject", subject), Column("sentence", _("What is known")), Column("source", _("Source"))]
    columns = [
        Column("subject", subject),
        Column("before", _("Before"), numeric=True),
        Column("after", _("After"), numeric=True),
        Column("difference", _("Change"), numeric=True),
        Column("source", _("Source")),
    ]
    return [Column("field", _("Stated")), *columns] if kind == "report_corrected" else columns


def _cells(change: Change) -> list[Cell]:
    item = change.item
    by_key = {
        "subject": _subject(item),
        "field": Cell(terms.report_figure(item.what) if item.kind == "report_corrected" else "", item.what),
        "sentence": Cell(change.bare),
        "before": _value(item.before),
        "after": _value(item.after),
        "difference": _difference(item),
        "source": _source(change),
    }
    if item.kind == "site_moved":
        by_key |= _of_a_move(item.of(Move))
    return [by_key[column.key] for column in _columns(item.kind)]


def _of_a_move(row: Move) -> dict[str, Cell]:
    before, after = moves.position(row.from_lat, row.from_lon), moves.position(row.lat, row.lon)
    change = _("%(distance)s to the %(direction)s", distance=moves.distance(row), direction=moves.direction(row))
    return {
        "before": Cell(f"\u2066{before}\u2069", before, note=moves.before(row)),
        "after": Cell(f"\u2066{after}\u2069", after, note=day(row.moved_on)),
        "difference": Cell(change, round(row.metres)),
    }


def _subject(item: Item) -> Cell:
    if item.kind in OF_NO_SITE:
        return Cell(series_name(item), item.what)
    if item.kind == "movement":
        row = item.of(Movement)
        return Cell(from_to(row.from_shown, row.to_shown), row.flow_id, note=flow_kind(row.kind))
    if item.kind == "individuals_together":
        return Cell(together_in(item), "+".join(item.of(JointCount).site_ids))
    site = item.site
    return Cell(site.shown_name, site.site_id, href=address("sites.show", site_id=site.site_id), lang=site.shown_lang)


def _value(value: Value | None) -> Cell:
    if value is not None and value.withheld:
        return withheld(when(value))
    if value is None or value.amount is None:
        return Cell(_("unknown"), None, unknown=True)
    return Cell(shown(value), value.amount, note=when(value))


def _difference(item: Item) -> Cell:
    difference = item.difference
    if item.kind == "recount":
        return Cell(_("a recount"), None)
    if any(value is not None and value.withheld for value in (item.before, item.after)):
        return withheld()
    if difference is None:
        return Cell(_("unknown"), None, unknown=True)
    if item.slack:
        if abs(difference) <= item.slack:
            return Cell(_("about the same"), difference)
        change = rounded_difference(item)
        return Cell(
            _("%(change)s more", change=change) if difference > 0 else _("%(change)s fewer", change=change), difference
        )
    sign = "+" if difference > 0 else "−"
    return Cell(f"\u2066{sign}{rounded_difference(item)}\u2069" if difference else "0", difference)


def _source(change: Change) -> Cell:
    if not change.sources:
        return Cell(_("not stated"), None, unknown=True)
    source = change.sources[0]
    published = day(source.published_on, source.published_on_precision, short=True) if source.published_on else ""
    return Cell(
        source.publisher or source.title, source.url or source.title, href=source.url, note=published, lang="en"
    )
