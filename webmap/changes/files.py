"""The changes as one file and for programs: the same keys in every language."""

from collections.abc import Iterable, Iterator
from typing import Any

from geodata.statements.figure_rows import Headline
from geodata.statements.movement_rows import Movement
from geodata.statements.site_rows import JointCount
from webmap.answers.data_table import Cell, Column, DataTable
from webmap.changes import moves
from webmap.changes.comparison import OF_NO_SITE, Item, Value
from webmap.changes.page import Change
from webmap.changes.rows import Move
from webmap.changes.sentences import together_in

FILE_COLUMNS = (
    "kind",
    "site_id",
    "id",
    "name",
    "what",
    "before",
    "before_qualifier",
    "before_period_start",
    "before_period_start_precision",
    "before_as_of",
    "before_precision",
    "after",
    "after_qualifier",
    "after_period_start",
    "after_period_start_precision",
    "after_as_of",
    "after_precision",
    "difference",
    "difference_qualifier",
    "source",
    "source_url",
    "sentence",
)


def file_table() -> DataTable:
    """The columns of the file, the same keys in every language."""
    return DataTable("", [Column(key, key) for key in FILE_COLUMNS], ())


def file_rows(found: Iterable[Change]) -> Iterator[list[Cell]]:
    """Every change as one row."""
    for row in map(as_json, found):
        yield [Cell("", row[key], withheld=key in row.get("withheld", ())) for key in FILE_COLUMNS]


def as_json(change: Change) -> dict[str, Any]:
    """One change for programs; unknown is null. A recount has no difference."""
    item = change.item
    source = change.sources[0] if change.sources else None
    found: dict[str, Any] = {"kind": item.kind, **_identity(item), "what": item.what or None}
    for key, value in (("before", item.before), ("after", item.after)):
        found |= {f"{key}{name}": told for name, told in _in_file(value or Value(None, precision=None)).items()}
    held = [
        key for key, value in (("before", item.before), ("after", item.after)) if value is not None and value.withheld
    ]
    found["difference"] = None if item.kind == "recount" else _plain(item.difference)
    # As on the page: of figures that are rounded, or told as more than so many, no difference is exact.
    found["difference_qualifier"] = None if found["difference"] is None else item.exactness or "exact"
    if item.kind == "site_moved":
        row = item.of(Move)
        found |= {
            "what": "position, metres",
            "before": moves.position(row.from_lat, row.from_lon),
            "after": moves.position(row.lat, row.lon),
            "difference": round(row.metres),
        }
    if item.kind == "movement":
        moved = item.of(Movement)
        counted = moved.individuals if moved.individuals is not None else moved.families
        found |= {
            "what": f"{item.what}, {_unit(moved)}",
            "after": counted,
            "after_qualifier": moved.qualifier,
            "after_period_start": moved.period_start.isoformat(),
            "after_period_start_precision": moved.period_start_precision,
            "after_as_of": moved.period_end.isoformat(),
            "after_precision": moved.period_end_precision,
        }
        held = ["after"] if counted is None and moved.withheld else []
    found["source"] = (source.publisher or source.title) if source is not None else None
    found["source_url"] = source.url if source is not None else None
    return {**found, "sentence": change.sentence, **({"withheld": held} if held else {})}


def _in_file(value: Value) -> dict[str, Any]:
    """A figure by the endings of its keys: how exact it is, the days it covers, and how exactly its day is known."""
    return {
        "": _plain(value.amount),
        "_qualifier": value.qualifier,
        "_period_start": value.begins.isoformat() if value.begins else None,
        "_period_start_precision": value.begins_precision if value.begins else None,
        "_as_of": value.as_of.isoformat() if value.as_of else None,
        "_precision": value.precision if value.as_of else None,
    }


def _unit(row: Movement) -> str:
    return "families" if row.individuals is None and row.families is not None else "individuals"


def _identity(item: Item) -> dict[str, Any]:
    if item.kind in OF_NO_SITE:
        figure = item.of(Headline)
        return {"site_id": None, "id": figure.figure_id, "name": figure.provider}
    if item.kind == "movement":
        moved = item.of(Movement)
        return {"site_id": None, "id": moved.flow_id, "name": f"{moved.from_name} – {moved.to_name}"}
    if item.kind == "individuals_together":
        return {"site_id": None, "id": "+".join(item.of(JointCount).site_ids), "name": together_in(item)}
    site = item.site
    return {"site_id": site.site_id, "id": site.site_id, "name": site.shown_name}


def _plain(amount: float | None) -> float | None:
    if amount is None:
        return None
    return int(amount) if amount == int(amount) else float(amount)
