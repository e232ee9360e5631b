"""Who goes where, put together: rows of the database, the rules, and which site was used or passed over why."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from sqlalchemy import Connection

from geodata.problems import NotFound
from geodata.rules.allocation import Plan, Room, allocate
from geodata.statements.site_rows import ChangedSince
from webmap.layers.sites.changed import by_site
from webmap.planning import passed_over, queries, scenario
from webmap.planning.arrivals import Arrivals
from webmap.planning.rows import Along, AroundSite
from webmap.planning.scenario import NewPlots, Scenario

NEAR_CORRIDOR_M = 50
SITE_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")  # as the table's own check has it


@dataclass(frozen=True)
class Allocation:
    """`rows`: every site looked at, by id. `over`: those not used, nearest first, each with the code of its reason.

    `each`: how many sites nearest to each origin were looked at; None: all. `changes`: the scenario in sentences.
    `new_plots`: what it adds, by site. `later`: what made a site's count old, by site.
    """

    plan: Plan
    rows: Mapping[str, AroundSite]
    over: list[tuple[AroundSite, str]]
    each: int | None = None
    changes: tuple[str, ...] = ()
    new_plots: Mapping[str, NewPlots] = field(default_factory=dict)
    later: Mapping[str, Sequence[ChangedSince]] = field(default_factory=dict)

    @property
    def used(self) -> list[AroundSite]:
        return [self.rows[site_id] for site_id in dict.fromkeys(p.site_id for p in self.plan.placements)]

    def reason(self, row: AroundSite, of_code: str) -> str:
        """Why this very site was passed over."""
        return passed_over.reason(row, of_code, self.later.get(row.site_id, ()))

    @property
    def room_somewhere(self) -> list[AroundSite]:
        """Sites with known free places of which nobody knows where they lie: most places first."""
        found = [row for row, code in self.over if code == "unlocated"]
        return sorted(found, key=lambda row: (-(row.free or 0), row.site_id))


def check_sites(connection: Connection, site_ids: Collection[str], parameter: str) -> None:
    """NotFound, naming the parameter, for the first of these ids that is no site."""
    possible = [site_id for site_id in site_ids if SITE_ID.fullmatch(site_id)]
    unknown = set(site_ids) - (queries.known_sites(connection, possible) if possible else set())
    if unknown:
        raise NotFound("site", min(unknown)[:80], parameter=parameter)


def check_named(connection: Connection, exclude: Collection[str], changes: Scenario, exclude_as: str) -> None:
    """NotFound for an id left out (by the parameter `exclude_as`), closed or given plots that is no site."""
    for parameter, site_ids in ((exclude_as, exclude), ("close", changes.closed), ("plots", changes.plots)):
        if site_ids:
            check_sites(connection, site_ids, parameter)


def allocation(
    connection: Connection, arrivals: Arrivals, changes: Scenario, at: date, known: datetime, lang: str
) -> Allocation:
    """The answer on a day, with a scenario. The ids in both have to be checked before."""
    points = [(origin.lon, origin.lat) for origin in arrivals.origins]
    each = queries.sites_each(connection, len(points))
    around = queries.around(connection, points, each, at, known, lang)
    told = scenario.in_sentences(changes, {row.site_id: row for row in around}, at, bounded=each is not None)
    found = allocated(scenario.applied(around, changes), arrivals)
    changed = [row.site_id for row in around if row.changed_since]
    later = by_site(queries.changed_since(connection, changed, at, known)) if changed else {}
    found = replace(found, later=later)
    return replace(found, each=each, changes=tuple(told), new_plots=scenario.new_plots(around, changes))


def allocated(rows: Sequence[AroundSite], arrivals: Arrivals) -> Allocation:
    """The rules on rows of allocation.sql."""
    rooms = [
        Room(row.site_id, row.free, tuple(row.metres))
        for row in rows
        if row.receives and row.free and row.metres is not None and row.site_id not in arrivals.exclude
    ]
    plan = allocate(arrivals.strategy, [origin.families for origin in arrivals.origins], rooms)
    used = {placement.site_id for placement in plan.placements}
    over = [(row, passed_over.code(row, arrivals.exclude)) for row in rows if row.site_id not in used]
    over.sort(key=lambda found: (min(found[0].metres) if found[0].metres else float("inf"), found[0].site_id))
    return Allocation(plan, {row.site_id: row for row in rows}, over)


def first_over(found: Allocation, most: int) -> list[tuple[AroundSite, str]]:
    """Sites passed over: those with free places that nobody knows where first, then the nearest; at most so many."""
    return sorted(found.over, key=lambda one: one[1] != "unlocated")[:most]


def side(row: Along) -> str | None:
    """Of a row of along.sql: `left`, `right` or `on` (within 50 m); None for an area."""
    if row.position is None:
        return None
    if row.offset_m <= NEAR_CORRIDOR_M:
        return "on"
    return "left" if (row.turn or 0) > 0 else "right"
