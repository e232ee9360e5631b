"""The changes as sentences, tables of one kind each, one file and JSON."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from webmap import known_since
from webmap.address import address
from webmap.changes import queries
from webmap.changes.comparison import KINDS, Item, Value, items
from webmap.changes.sentences import (
    bare_sentence,
    field_name,
    headline,
    rounded_difference,
    sentence,
    series_name,
    shown,
    when,
)
from webmap.data_table import Cell, Column, DataTable
from webmap.i18n import day, direction, isolated, language
from webmap.i18n import gettext as _
from webmap.layers.movement_words import flow_kind
from webmap.span import Span

# What tells most stands in the text for a report; a report alone is no news beside the figures in it.
ISOLATES = dict.fromkeys(range(0x2066, 0x206A))
NOT_IN_THE_TEXT = ("report_new", "site_new")


@dataclass(frozen=True)
class Change:
    """An item with its sentence, without (`bare`) and with its sources."""

    item: Item
    bare: str
    sentence: str
    sources: Sequence[Any]


@dataclass(frozen=True)
class Group:
    """Changes of one kind."""

    kind: str
    title: str
    table: DataTable


def changes(connection: Connection, span: Span, lang: str) -> list[Change]:
    """What changed after the first day up to the last; InvalidData where nothing is known by then."""
    known = queries.found(connection, span.first, span.last, lang)
    if not (known.after or known.displaced_after or known.movements):
        raise known_since.nothing_known(connection, span.last, span.parameter)
    found = items(known, span.first)
    of_sites = {item.subject.site_id for item in found if item.kind.startswith("site_")}
    days = queries.site_days(connection, of_sites, span.last)
    cited = {source for item in found for source in item.sources} | {row.source_id for row in days.values()}
    sources = queries.sources(connection, cited)
    return [
        Change(item, bare_sentence(item, days), sentence(item, days, sources), _sources(item, days, sources))
        for item in found
    ]


def _sources(item: Item, days: dict[str, Any], sources: dict[int, Any]) -> list[Any]:
    ids = item.sources
    if item.kind.startswith("site_") and item.subject.site_id in days:
        ids = (days[item.subject.site_id].source_id,)
    return [sources[source] for source in dict.fromkeys(ids) if source in sources]


def title(span: Span, found: Sequence[Change]) -> str:
    return headline(len(found), span.first, span.last)


def about_moves() -> str:
    """What can be said of sites that moved."""
    return _(
        "Whether a site moved cannot be told: one position is kept for each site, without the day from which it holds."
    )


def text_block(span: Span, found: Sequence[Change]) -> str:
    """Plain sentences to paste into a report, a line each."""
    told = [change.sentence for change in found if change.item.kind not in NOT_IN_THE_TEXT]
    if not told:
        return _(
            "Nothing is known to have changed from %(first)s to %(last)s.", first=day(span.first), last=day(span.last)
        )
    head = _("What changed from %(first)s to %(last)s:", first=day(span.first), last=day(span.last))
    text = "\n".join([head, *(f"– {one}" for one in told)])
    # Isolates keep names apart inside Arabic; a text from left to right is pasted without these signs.
    return text.translate(ISOLATES) if direction(language()) == "ltr" else text


def kind_title(kind: str) -> str:
    return {
        "displaced": _("People displaced, by provider and type"),
        "recount": _("Counted anew: no change of people"),
        "site_new": _("Sites that became known"),
        "site_opened": _("Sites newly open"),
        "site_closed": _("Sites closed"),
        "families": _("Families in sites"),
        "individuals": _("People in sites"),
        "free_places": _("Free places"),
        "statement": _("Statements: full, almost full, open"),
        "report_corrected": _("Reports corrected"),
        "report_new": _("New reports"),
        "unreported": _("No report in these days"),
        "movement": _("Movements that ended in these days"),
    }[kind]


def groups(found: Sequence[Change]) -> list[Group]:
    """A table for each kind that has changes."""
    listed = []
    for kind in KINDS:
        of_kind = [change for change in found if change.item.kind == kind]
        if of_kind:
            table = DataTable(kind_title(kind), _columns(kind), [_cells(change) for change in of_kind])
            listed.append(Group(kind, kind_title(kind), table))
    return listed


def _columns(kind: str) -> list[Column]:
    first = _("Figure") if kind in ("displaced", "recount") else _("Site")
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
        "field": Cell(field_name(item.what) if item.kind == "report_corrected" else "", item.what),
        "sentence": Cell(change.bare),
        "before": _value(item.before),
        "after": _value(item.after),
        "difference": _difference(item),
        "source": _source(change),
    }
    return [by_key[column.key] for column in _columns(item.kind)]


def _subject(item: Item) -> Cell:
    if item.kind in ("displaced", "recount"):
        return Cell(series_name(item), item.what)
    if item.kind == "movement":
        row = item.subject
        ends = _("%(origin)s to %(destination)s", origin=isolated(row.from_shown), destination=isolated(row.to_shown))
        return Cell(ends, row.flow_id, note=flow_kind(row.kind))
    row = item.subject
    return Cell(row.shown_name, row.site_id, href=address("sites.show", site_id=row.site_id), lang=row.shown_lang)


def _value(value: Value | None) -> Cell:
    if value is None or value.amount is None:
        return Cell(_("unknown"), None, unknown=True)
    return Cell(shown(value), value.amount, note=when(value))


def _difference(item: Item) -> Cell:
    difference = item.difference
    if item.kind == "recount":
        return Cell(_("a recount"), None)
    if difference is None:
        return Cell(_("unknown"), None, unknown=True)
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


FILE_COLUMNS = (
    "kind",
    "id",
    "name",
    "what",
    "before",
    "before_as_of",
    "after",
    "after_as_of",
    "difference",
    "source",
    "source_url",
    "sentence",
)


def file_table(found: Sequence[Change]) -> DataTable:
    """Every change as one row; the same keys in every language."""
    rows = [[Cell("", as_json(change)[key]) for key in FILE_COLUMNS] for change in found]
    return DataTable("", [Column(key, key) for key in FILE_COLUMNS], rows)


def as_json(change: Change) -> dict[str, Any]:
    """One change for programs; unknown is null. A recount has no difference."""
    item = change.item
    source = change.sources[0] if change.sources else None
    found: dict[str, Any] = {"kind": item.kind, **_identity(item), "what": item.what or None}
    for key, value in (("before", item.before), ("after", item.after)):
        found[key] = _plain(value.amount) if value is not None else None
        found[f"{key}_as_of"] = value.as_of.isoformat() if value is not None and value.as_of else None
    found["difference"] = None if item.kind == "recount" else _plain(item.difference)
    if item.kind == "movement":
        row = item.subject
        counted = row.individuals if row.individuals is not None else row.families
        found |= {"what": f"{item.what}, {_unit(row)}", "after": counted, "after_as_of": row.period_end.isoformat()}
    found["source"] = (source.publisher or source.title) if source is not None else None
    found["source_url"] = source.url if source is not None else None
    return {**found, "sentence": change.sentence}


def _unit(row: Any) -> str:
    return "families" if row.individuals is None and row.families is not None else "individuals"


def _identity(item: Item) -> dict[str, Any]:
    row = item.subject
    if item.kind in ("displaced", "recount"):
        return {"id": row.figure_id, "name": row.provider}
    if item.kind == "movement":
        return {"id": row.flow_id, "name": f"{row.from_name} – {row.to_name}"}
    return {"id": row.site_id, "name": row.shown_name}


def _plain(amount: float | None) -> float | None:
    if amount is None:
        return None
    return int(amount) if amount == int(amount) else float(amount)
