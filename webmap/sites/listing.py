"""The list of sites: which are shown, in which order, and what the list knows and does not know altogether."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from operator import itemgetter
from typing import Any

from geodata.rules.freshness import is_old
from geodata.rules.names import fold
from geodata.rules.rhythm import STATES
from geodata.statements.site_rows import JointCount, SiteOnDay
from webmap.answers.data_table import DataTable, FileValue
from webmap.layers.sites.reports_due import due, totals
from webmap.layers.sites.state import SHUT, free

# A count of several sites together beside each of them, in no sum; `together_in` joins its sites by "+".
OF_JOINT_COUNTS: dict[str, Callable[[JointCount], FileValue]] = {
    "people_together": lambda count: count.value,
    "people_together_qualifier": lambda count: count.qualifier,
    "people_together_as_of": lambda count: count.as_of,
    "people_together_precision": lambda count: count.as_of_precision,
    "people_together_source": lambda count: count.source_id,
    "together_in": lambda count: "+".join(count.site_ids),
}
STATUSES = ("open", "not_open", "not_stated", "closed", "under_construction", "planned", "tbc", "no_access")


@dataclass(frozen=True)
class Filters:
    """Choices of the reader; None or False: not chosen."""

    district: str | None = None
    type: str | None = None
    status: str | None = None
    free: bool = False

    @property
    def any(self) -> bool:
        return bool(self.district or self.type or self.status or self.free)


@dataclass(frozen=True)
class Summary:
    """What is known of all sites of the day. Unknown ones are counted as unknown, never as zero."""

    known: int
    unplaced: int
    families: int
    families_fresh_in: int
    families_approximate: bool
    free_fresh: int
    free_fresh_in: int
    free_old: int
    free_old_in: int
    ready_fresh: int
    free_unknown_in: int
    older_in: int
    without_figure_in: int
    reporting: str


def filtered(rows: Sequence[SiteOnDay], wanted: Filters) -> list[SiteOnDay]:
    return [
        row
        for row in rows
        if (wanted.district is None or fold(wanted.district) in _spellings(row))
        and (wanted.type is None or row.type == wanted.type)
        and (wanted.status is None or row.status_then == wanted.status)
        and (not wanted.free or (free(row) or 0) > 0)
    ]


def _spellings(row: SiteOnDay) -> set[str]:
    """Of the site's district: its one name, and what its source calls it or, where none does, the boundary."""
    return {fold(name) for name in (row.district, row.district_stated or row.adm2_name) if name}


def districts(rows: Sequence[SiteOnDay]) -> list[tuple[str, str]]:
    """Districts of the listed sites: by their one name, and in the reader's language."""
    found = {row.district: row.district_shown or "" for row in rows if row.district}
    return sorted(found.items(), key=lambda pair: pair[1])


def in_order(rows: Sequence[SiteOnDay], sort: str, descending: bool, at: date) -> list[SiteOnDay]:
    """Sorted by one field; what is unknown comes last in both directions, equal ones by name."""
    fields: dict[str, Callable[[SiteOnDay], str | int | date | None]] = {
        "name": lambda row: row.shown_name.casefold(),
        "type": lambda row: row.type,
        "district": lambda row: row.district_shown,
        "status": lambda row: row.status_then,
        "families": lambda row: row.families,
        "individuals": lambda row: row.individuals,
        "free": free,
        "newest": lambda row: row.newest_as_of,
        "freshness": lambda row: _lateness(row, at),
    }
    value = fields[sort]
    by_name = sorted(rows, key=lambda row: (row.shown_name.casefold(), row.site_id))
    known: list[tuple[Any, SiteOnDay]] = [(found, row) for row in by_name if (found := value(row)) is not None]
    unknown = [row for row in by_name if value(row) is None]
    return [row for _found, row in sorted(known, key=itemgetter(0), reverse=descending)] + unknown


def _lateness(row: SiteOnDay, at: date) -> int | None:
    found = due(row, at).state
    return STATES.index(found) if found else None


def summary(rows: Sequence[SiteOnDay], at: date) -> Summary:
    fresh = [
        row for row in rows if row.families is not None and not is_old(row.families_as_of, row.families_precision, at)
    ]
    counted = [row for row in rows if free(row) is not None]
    fresh_count = [row for row in counted if not is_old(row.counted_as_of, row.counted_precision, at)]
    old_count = [row for row in counted if is_old(row.counted_as_of, row.counted_precision, at)]
    return Summary(
        known=len(rows),
        unplaced=sum(row.geom is None for row in rows),
        families=sum(row.families or 0 for row in fresh),
        families_fresh_in=len(fresh),
        families_approximate=any(row.families_qualifier != "exact" for row in fresh),
        free_fresh=sum(row.free or 0 for row in fresh_count),
        free_fresh_in=len(fresh_count),
        free_old=sum(row.free or 0 for row in old_count),
        free_old_in=len(old_count),
        ready_fresh=sum(row.ready or 0 for row in fresh_count),
        free_unknown_in=sum(row.free is None and row.status_then not in SHUT for row in rows),
        older_in=sum(is_old(row.newest_as_of, row.newest_precision, at) for row in rows),
        without_figure_in=sum(row.newest_as_of is None for row in rows),
        reporting=totals(rows, at),
    )


def with_joint_counts(table: DataTable, listed: Sequence[SiteOnDay], joint: Sequence[JointCount]) -> DataTable:
    """The file of the listed sites with the newest count that each shares with others."""
    newest = {site_id: count for count in sorted(joint, key=lambda one: one.as_of) for site_id in count.site_ids}
    told = [
        tuple(read(newest[row.site_id]) if row.site_id in newest else None for read in OF_JOINT_COUNTS.values())
        for row in listed
    ]
    values = [(*own, *more) for own, more in zip(table.file_values, told, strict=True)]
    return replace(table, file_keys=(*table.file_keys, *OF_JOINT_COUNTS), file_values=values)
