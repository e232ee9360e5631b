"""What differs between two days, as items without words: pure rules over the rows that queries.py finds."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeVar

from geodata.rules.dates import first_day
from geodata.rules.figures import DEFAULT_PROVIDER, HEADLINES, Stated, is_recount, of_difference
from geodata.statements.figure_rows import Headline
from geodata.statements.movement_rows import Movement
from geodata.statements.site_rows import JointCount, SiteOnDay
from geodata.statements.site_state import is_withheld
from webmap.changes.queries import TwoDays
from webmap.changes.rows import Move, ReportInSpan, Statement, Unreported

SiteRow = SiteOnDay | Move | ReportInSpan | Statement | Unreported
Subject = TypeVar("Subject", SiteOnDay, Move, Headline, JointCount, Movement)
Key = TypeVar("Key")
PublishedRow = TypeVar("PublishedRow", Headline, JointCount)
# What the corrected report had stated, and what stands instead of it.
REPORTED: dict[str, Callable[[ReportInSpan], tuple[int | None, int | None]]] = {
    "plots_planned": lambda row: (row.old_plots_planned, row.plots_planned),
    "plots_prepared": lambda row: (row.old_plots_prepared, row.plots_prepared),
    "plots_ready": lambda row: (row.old_plots_ready, row.plots_ready),
    "plots_occupied": lambda row: (row.old_plots_occupied, row.plots_occupied),
    "plots_reserved": lambda row: (row.old_plots_reserved, row.plots_reserved),
    "families": lambda row: (row.old_families, row.families),
    "individuals": lambda row: (row.old_individuals, row.individuals),
    "families_waiting": lambda row: (row.old_families_waiting, row.families_waiting),
}
# The order in which a weekly report is read.
KINDS = (
    "displaced",
    "recount",
    "of_a_time",
    "individuals_together",
    "site_new",
    "site_opened",
    "site_closed",
    "site_moved",
    "families",
    "individuals",
    "free_places",
    "statement",
    "report_corrected",
    "report_new",
    "unreported",
    "movement",
)
OF_NO_SITE = ("displaced", "recount", "of_a_time")


@dataclass(frozen=True)
class Value:
    """A figure with its day, and the first day of what it covers; `amount` None: unknown or `withheld`."""

    amount: float | None
    as_of: date | None = None
    precision: str | None = "day"
    qualifier: str | None = None
    withheld: bool = False
    begins: date | None = None
    begins_precision: str | None = None


@dataclass(frozen=True)
class Item:
    """One change. `subject`: its row. `what`: the field, metric or statement. `sources`: ids, later first."""

    kind: str
    subject: SiteRow | Headline | JointCount | Movement
    what: str = ""
    before: Value | None = None
    after: Value | None = None
    sources: tuple[int, ...] = field(default_factory=tuple)

    def of(self, rows: type[Subject]) -> Subject:
        """The subject as what it is in every change of this kind."""
        assert isinstance(self.subject, rows)
        return self.subject

    @property
    def site(self) -> SiteRow:
        """The subject of a change of a site."""
        assert not isinstance(self.subject, Headline | JointCount | Movement)
        return self.subject

    @property
    def difference(self) -> float | None:
        """After minus before; None where one of them is unknown."""
        if self.before is None or self.after is None or self.before.amount is None or self.after.amount is None:
            return None
        return self.after.amount - self.before.amount

    @property
    def exactness(self) -> str | None:
        """What can be said of the difference: of an exact figure less `350,000+` it is the most (`up_to`)."""
        if self.before is None or self.after is None:
            return None
        return of_difference(self.after.qualifier, self.before.qualifier)

    @property
    def slack(self) -> float:
        """How far the difference may be off, by the rounding of both figures."""
        values = [value for value in (self.before, self.after) if value is not None and value.amount is not None]
        return max((Stated(float(value.amount or 0), value.qualifier).slack for value in values), default=0)


def items(found: TwoDays, since: date) -> list[Item]:
    """All changes, in the order of KINDS."""
    listed = [
        *_displaced(found, since),
        *_of_a_time(found, since),
        *_together(found, since),
        *_sites(found),
        *_moves(found),
        *_people(found, since),
        *_free(found, since),
        *_statements(found),
        *_reports(found),
        *_unreported(found),
        *_movements(found),
    ]
    return sorted(listed, key=lambda item: KINDS.index(item.kind))


def _displaced(found: TwoDays, since: date) -> Iterator[Item]:
    """Per provider and type, never across them; a recount is said to be one."""
    metrics = [metric for metric, _type in HEADLINES]
    listed = sorted(
        found.displaced_after.items(),
        key=lambda one: (one[0][0] != DEFAULT_PROVIDER, one[0][0], metrics.index(one[0][1])),
    )
    for row, old in _newer(dict(listed), found.displaced_before, since):
        recount = old is not None and is_recount(row.metric, row.provider, old.as_of, row.as_of)
        kind = "recount" if recount else "displaced"
        yield Item(kind, row, row.metric, _published(old), _published(row), _sources_of(row, old))


def _of_a_time(found: TwoDays, since: date) -> Iterator[Item]:
    """What else was published of a time that ends in these days, against the same of the same beginning."""
    for row, old in _newer(found.of_a_time_after, found.of_a_time_before, since):
        yield Item("of_a_time", row, row.metric, _published(old), _published(row), _sources_of(row, old))


def _newer(
    after: Mapping[Key, PublishedRow], before: Mapping[Key, PublishedRow], since: date
) -> Iterator[tuple[PublishedRow, PublishedRow | None]]:
    """Each figure of days after `since` alone, with the earlier one of the same key."""
    for key, row in after.items():
        if first_day(row.as_of, row.as_of_precision) > since:
            yield row, before.get(key)


def _published(row: Headline | JointCount | None) -> Value | None:
    if row is None:
        return None
    value = Value(float(row.value), row.as_of, row.as_of_precision, row.qualifier)
    if isinstance(row, JointCount):
        return value
    return replace(value, begins=row.period_start, begins_precision=row.period_start_precision)


def _sources_of(row: Headline | JointCount, old: Headline | JointCount | None) -> tuple[int, ...]:
    return (row.source_id,) if old is None else (row.source_id, old.source_id)


def _sites(found: TwoDays) -> Iterator[Item]:
    for site_id, row in found.after.items():
        old = found.before.get(site_id)
        status_before = old.status_then if old is not None else None
        if old is None:
            yield Item("site_new", row)
        if row.status_then == "open" and status_before != "open":
            yield Item("site_opened", row)
        if row.status_then == "closed" and status_before != "closed":
            yield Item("site_closed", row)


def _moves(found: TwoDays) -> Iterator[Item]:
    """Each new position of a site, in the order of their days; the former one may have no day."""
    for row in found.moves:
        yield Item("site_moved", row, "position", Value(None, row.as_of), Value(None, row.moved_on), (row.source_id,))


def _people(found: TwoDays, since: date) -> Iterator[Item]:
    for site_id, row in found.after.items():
        old = found.before.get(site_id)
        for name, counted in (("families", _families), ("individuals", _individuals)):
            after, source = counted(row)
            if after is None or after.as_of is None or first_day(after.as_of, after.precision) <= since:
                continue
            before, old_source = counted(old) if old is not None else (None, None)
            if before is not None and before.amount == after.amount:
                continue
            sources = tuple(one for one in (source, old_source) if one is not None)
            yield Item(name, row, name, before, after, sources)


def _together(found: TwoDays, since: date) -> Iterator[Item]:
    """Counts of people in several sites together, each set of sites by itself and divided among none."""
    for row, old in _newer(found.joint_after, found.joint_before, since):
        before, after = _published(old), _published(row)
        yield Item("individuals_together", row, "individuals", before, after, _sources_of(row, old))


def _families(row: SiteOnDay) -> tuple[Value | None, int | None]:
    """The newest figure (None: not stated), and its source."""
    if row.families is None:
        return None, row.families_source
    value = Value(row.families, row.families_as_of, row.families_precision, row.families_qualifier)
    return value, row.families_source


def _individuals(row: SiteOnDay) -> tuple[Value | None, int | None]:
    if row.individuals is None:
        return None, row.individuals_source
    value = Value(row.individuals, row.individuals_as_of, row.individuals_precision, row.individuals_qualifier)
    return value, row.individuals_source


def _free(found: TwoDays, since: date) -> Iterator[Item]:
    """Free places that rose, fell, became known, or are no longer known (out of date, changed since).

    A new count of a month, of which only a part is in these days, is no change of them.
    """
    for site_id, row in found.after.items():
        old = found.before.get(site_id)
        before = None
        if old is not None and old.free is not None:
            before = Value(old.free, old.counted_as_of, old.counted_precision)
        if row.free == (before.amount if before is not None else None):
            continue
        counted_on = row.counted_as_of if row.free is not None else None
        recounted = old is None or old.counted_as_of != counted_on
        if counted_on and recounted and first_day(counted_on, row.counted_precision) <= since:
            continue
        after = Value(row.free, counted_on, row.counted_precision, withheld=is_withheld(row, "free"))
        ids = [one.counted_source for one in (row, old) if one is not None and one.counted_source is not None]
        yield Item("free_places", row, "free_places", before, after, tuple(dict.fromkeys(ids)))


def _statements(found: TwoDays) -> Iterator[Item]:
    for row in found.statements:
        yield Item("statement", row, row.metric, None, Value(None, row.as_of, row.as_of_precision), (row.source_id,))


def _reports(found: TwoDays) -> Iterator[Item]:
    """New reports, and each field that a correction changed."""
    for row in found.reports:
        if row.corrects is None:
            after = Value(None, row.as_of, row.as_of_precision)
            yield Item("report_new", row, "", None, after, (row.source_id,))
            continue
        for name, stated in REPORTED.items():
            old, new = stated(row)
            held_before, held = name in (row.old_withheld or ()), is_withheld(row, name)
            if (old, held_before) != (new, held):
                before = Value(old, row.old_as_of, row.old_as_of_precision, withheld=held_before)
                after = Value(new, row.as_of, row.as_of_precision, withheld=held)
                yield Item("report_corrected", row, name, before, after, (row.source_id,))


def _unreported(found: TwoDays) -> Iterator[Item]:
    for row in found.unreported:
        yield Item("unreported", row, "", Value(None, row.as_of, row.as_of_precision), None, (row.source_id,))


def _movements(found: TwoDays) -> Iterator[Item]:
    """Periods of more than 14 days are running totals, no change of these days."""
    for row in found.movements:
        if not row.running_total:
            yield Item("movement", row, row.kind, None, None, (row.source_id,))
