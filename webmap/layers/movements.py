"""Movements up to a day: which are drawn and how, the table of the recent ones and the table of running totals."""

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from geodata.rules.freshness import RECENT_DAYS
from geodata.rules.movement_sums import PASSAGES, PERSONS_PER_FAMILY
from webmap.answers.data_table import Cell, Column, DataTable, facts
from webmap.drawing.curves import Position, control_point
from webmap.layers.sources import source_cell
from webmap.words import figures as figure_words
from webmap.words import movements as movement_words
from webmap.words.i18n import day, isolated, ngettext, number, per_language, qualified
from webmap.words.i18n import gettext as _
from webmap.words.periods import period, tight_period

RUNNING_TOTAL_DAYS, LARGEST_LIST = 60, 500
# The area of arrowheads misleads, so the width carries the number: 1,000 people are 2.8 px, 13,000 are 10.3 px.
WIDTH_PER_ROOT_PERSON, LARGEST_WIDTH, WIDTH_OF_UNKNOWN = 0.09, 16.0, 1.5


@dataclass(frozen=True)
class People:
    """How many moved: as stated, estimated from families, or (None) unknown."""

    value: int | None
    estimated: bool = False


@dataclass(frozen=True)
class Movements:
    """The rows of a day by what may be done with them. Only `recent` ones may be drawn; nothing is ever added up."""

    recent: list[Any]
    running_totals: list[Any]
    earlier: list[Any]

    @property
    def drawn(self) -> list[Any]:
        return [row for row in self.recent if row.both_ends_located]


def since(at: date, days: int = RUNNING_TOTAL_DAYS) -> date:
    """The first day of a window of `days` that ends with `at`, as geodata/statements/movements.sql takes it."""
    return at - timedelta(days=days - 1)


def sorted_out(rows: Sequence[Any]) -> Movements:
    """Rows of movements.sql by kind: recent, running totals over longer periods, and what ended before."""
    return Movements(
        recent=[row for row in rows if row.recent],
        running_totals=[row for row in rows if row.running_total],
        earlier=[row for row in rows if not row.recent and not row.running_total],
    )


def people(row: Any) -> People:
    if row.individuals is not None:
        return People(row.individuals)
    if row.families is not None:
        return People(row.families * PERSONS_PER_FAMILY, estimated=True)
    return People(None)


def width(moved: People) -> float:
    """Pixels."""
    if moved.value is None:
        return WIDTH_OF_UNKNOWN
    return round(max(WIDTH_OF_UNKNOWN, min(LARGEST_WIDTH, WIDTH_PER_ROOT_PERSON * math.sqrt(moved.value))), 1)


def pattern(row: Any) -> str:
    """How well the number is known comes before the kind: a reader must not take an estimate for a count."""
    moved = people(row)
    if moved.value is None:
        return "dotted"
    if moved.estimated:
        return "dashed"
    if row.kind in PASSAGES:
        return "double"
    return "hollow" if row.kind == "return" else "solid"


def number_label(row: Any) -> str:
    """`≈13,000`, `5,000+`, `826 families ≈ 4,956`; empty where no number is known."""
    moved = people(row)
    if moved.value is None:
        return ""
    if moved.estimated:
        families = ngettext(
            "%(count)s family", "%(count)s families", row.families, count=qualified(row.families, row.qualifier)
        )
        return _("%(families)s ≈ %(people)s", families=families, people=number(moved.value))
    return qualified(moved.value, row.qualifier)


def detail(row: Any) -> str:
    """The second line of a label: `transfer, 30 Mar – 1 Apr`."""
    said = {"kind": movement_words.flow_kind(row.kind), "period": tight_period(row.period_start, row.period_end)}
    if people(row).estimated:
        return _("%(kind)s, %(period)s, estimated", **said)
    return _("%(kind)s, %(period)s", **said)


def sentence(row: Any) -> str:
    """One movement in a sentence, for screen readers and titles."""
    moved = people(row)
    said = {
        "kind": movement_words.flow_kind(row.kind),
        "origin": isolated(movement_words.after_preposition(row.from_shown)),
        "destination": isolated(movement_words.after_preposition(row.to_shown)),
        "period": _period(row),
        "provider": isolated(_provider(row)),
        "number": number_label(row),
    }
    if moved.value is None:
        return _(
            "%(kind)s from %(origin)s to %(destination)s, %(period)s, number unknown, reported by %(provider)s",
            **said,
        )
    if moved.estimated:
        return _(
            "%(kind)s from %(origin)s to %(destination)s, %(period)s: %(number)s people, estimated as families × 6,"
            " reported by %(provider)s",
            **said,
        )
    return ngettext(
        "%(kind)s from %(origin)s to %(destination)s, %(period)s: %(number)s person, reported by %(provider)s",
        "%(kind)s from %(origin)s to %(destination)s, %(period)s: %(number)s people, reported by %(provider)s",
        moved.value,
        **said,
    )


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


def cells(row: Any, *, with_drawing: bool = True) -> list[Cell]:
    via = _("via %(place)s", place=isolated(movement_words.way(row.via))) if row.via else ""
    listed = [
        Cell(row.from_shown, row.from_name, lang=row.from_lang),
        Cell(row.to_shown, row.to_name, lang=row.to_lang),
        Cell(movement_words.flow_kind(row.kind), row.kind, note=via),
        Cell(day(row.period_start, row.period_start_precision, short=True), row.period_start),
        Cell(day(row.period_end, row.period_end_precision, short=True), row.period_end),
        _individuals(row),
        Cell(_families(row), row.families, unknown=row.families is None and row.individuals is None),
        Cell(movement_words.qualifier(row.qualifier), row.qualifier),
    ]
    if with_drawing:
        listed.append(_drawn(row))
    counted_by = f"{row.provider} via {row.relayed_by}" if row.relayed_by else row.provider
    return [
        *listed,
        Cell(_provider(row), counted_by),
        source_cell(row),
        Cell(row.note or "", row.note, lang="en"),
    ]


def table(found: Movements, at: date, csv_href: str = "") -> DataTable:
    """The movements of the last 14 days, drawn or not."""
    return DataTable(
        caption=_("Movements that ended from %(first)s to %(last)s", first=day(since(at, RECENT_DAYS)), last=day(at)),
        columns=columns(),
        rows=[cells(row) for row in found.recent],
        csv_href=csv_href,
        empty=_("No movement is known to have ended in the 14 days up to %(day)s.", day=day(at)),
    )


def running_totals_table(rows: Sequence[Any], at: date, csv_href: str = "") -> DataTable:
    """Longer periods: they overlap one another, so they are neither drawn nor added."""
    return DataTable(
        caption=_("Running totals over more than 14 days, never drawn and never added"),
        columns=columns(with_drawing=False),
        rows=[cells(row, with_drawing=False) for row in rows],
        csv_href=csv_href,
        empty=_("No running total ended in the days before %(day)s.", day=day(at)),
    )


def csv_table(rows: Sequence[Any]) -> DataTable:
    """All rows in one table; `drawn` tells recent movements, running totals and earlier ones apart."""
    return DataTable(caption="", columns=columns(), rows=[cells(row) for row in rows])


def features(rows: Sequence[Any]) -> list[dict[str, Any]]:
    """The drawn movements for the map's code; several of one pair fan out, the largest nearest to the straight line."""
    pairs: dict[tuple[Position, Position], list[Any]] = defaultdict(list)
    for row in rows:
        if row.recent and row.both_ends_located:
            pairs[(row.from_lon, row.from_lat), (row.to_lon, row.to_lat)].append(row)
    found = []
    for (start, end), together in pairs.items():
        together.sort(key=lambda row: (-(people(row).value or 0), row.flow_id))
        found += [_feature(row, start, end, control_point(start, end, place)) for place, row in enumerate(together)]
    return found


def counts_sentence(found: Movements) -> str:
    """For the legend: `7 of 8 movements can be drawn`."""
    return ngettext(
        "%(drawn)s of %(total)s movement can be drawn",
        "%(drawn)s of %(total)s movements can be drawn",
        len(found.recent),
        drawn=number(len(found.drawn)),
        total=number(len(found.recent)),
    )


def _feature(row: Any, start: Position, end: Position, control: Position) -> dict[str, Any]:
    moved = people(row)
    return {
        "id": str(row.flow_id),
        "name": _(
            "%(origin)s to %(destination)s",
            origin=isolated(movement_words.after_preposition(row.from_shown)),
            destination=isolated(movement_words.after_preposition(row.to_shown)),
        ),
        "from": start,
        "to": end,
        "control": control,
        "from_area": row.from_area,
        "to_area": row.to_area,
        "people": moved.value,
        "width": width(moved),
        "pattern": pattern(row),
        "number": number_label(row),
        "detail": detail(row),
        "aria": sentence(row),
        "facts": facts(columns(), cells(row)),
    }


def _period(row: Any) -> str:
    return period(row.period_start, row.period_end, row.period_start_precision, row.period_end_precision)


def _provider(row: Any) -> str:
    return figure_words.provider(row.provider, row.relayed_by)


def _individuals(row: Any) -> Cell:
    moved = people(row)
    if moved.estimated:
        return Cell(qualified(moved.value, "approx"), None, note=_("estimated: families × 6"))
    return Cell(qualified(moved.value, row.qualifier), moved.value, unknown=moved.value is None)


def _families(row: Any) -> str:
    return _("not stated") if row.families is None else qualified(row.families, row.qualifier)


def _drawn(row: Any) -> Cell:
    """Whether the map shows it, or why not."""
    if row.running_total:
        return Cell(_("not drawn: running total"), "no, running total")
    if not row.recent:
        return Cell(_("not drawn: ended earlier"), "no, earlier")
    if row.both_ends_located:
        return Cell(movement_words.drawn_as(pattern(row)), "yes")
    open_end = row.from_kind if row.from_lon is None else row.to_kind
    return Cell(_("not drawn: %(reason)s", reason=movement_words.not_located(open_end)), f"no, {open_end}")
