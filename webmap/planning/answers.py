"""Who goes where, put together: rows of the database, the rules, and which site was used or passed over why."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from sqlalchemy import Connection

from geodata.problems import InvalidData, NotFound
from geodata.rules.allocation import Plan, Room, allocate
from geodata.rules.tiers import CHANGED, SAID_READY
from geodata.statements.site_rows import ChangedSince
from webmap.layers.sites.changed import by_site
from webmap.planning import passed_over, queries, scenario
from webmap.planning.arrivals import Arrivals
from webmap.planning.offers import OF_THE_SCENARIO, TAKES_NOBODY, Offer, offers
from webmap.planning.rows import Along, AroundSite, StatedRoom
from webmap.planning.scenario import NewPlots, Scenario
from webmap.words.i18n import gettext as _

NEAR_CORRIDOR_M = 50
ASKED = (CHANGED, SAID_READY)
SITE_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")  # as the table's own check has it


@dataclass(frozen=True)
class Allocation:
    """`rows`: every site looked at, by id. `over`: those not used, nearest first, each with the code of its reason.

    `each`: how many sites nearest to each origin were looked at; None: all. `changes`: the scenario in sentences.
    `new_plots`: what it adds, by site. `later`: what made a site's count old, by site. `offers`: what each site has,
    used or not, by site.
    """

    plan: Plan
    rows: Mapping[str, AroundSite]
    over: list[tuple[AroundSite, str]]
    each: int | None = None
    changes: tuple[str, ...] = ()
    new_plots: Mapping[str, NewPlots] = field(default_factory=dict)
    later: Mapping[str, Sequence[ChangedSince]] = field(default_factory=dict)
    offers: Mapping[str, Offer] = field(default_factory=dict)

    @property
    def used(self) -> list[AroundSite]:
        return [self.rows[site_id] for site_id in dict.fromkeys(p.site_id for p in self.plan.placements)]

    @property
    def used_counted(self) -> list[AroundSite]:
        """Without those that were only said to be ready or supposed, of which no count is used."""
        return [
            row for row in self.used if self.offers[row.site_id].tier != SAID_READY and row.counted_as_of is not None
        ]

    def reason(self, row: AroundSite, of_code: str) -> str:
        """Why this very site was passed over."""
        return passed_over.reason(row, of_code, self.later.get(row.site_id, ()), self.offers.get(row.site_id))

    @property
    def beyond(self) -> list[Offer]:
        """Places of the tiers that are used, out of reach by the limits; nearest first."""
        return [self.offers[row.site_id] for row, code in self.over if code in passed_over.BARRED]

    def asked_first(self, used: Collection[int]) -> list[Offer]:
        """Places that one answer would open, of tiers that are not used: those that decide most first.

        Within the limits before those whose position is unknown, and these before those beyond; then the nearest.
        """
        asked = [offer for offer in self.offers.values() if offer.tier in ASKED and offer.tier not in used]
        return sorted(
            asked, key=lambda one: (_reach(one), -min(self.plan.unplaced, one.places), one.nearest, one.row.site_id)
        )

    @property
    def room_somewhere(self) -> list[Offer]:
        """Places of the tiers that are used of which nobody knows where they lie: most places first."""
        found = [self.offers[row.site_id] for row, code in self.over if code == "unlocated"]
        return sorted(found, key=lambda offer: (-offer.places, offer.row.site_id))


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
    if arrivals.limits.same_governorate:
        _check_governorates(around, len(points))
    told = scenario.in_sentences(changes, {row.site_id: row for row in around}, at, bounded=each is not None)
    new = scenario.new_plots(around, changes)
    uncounted = [row.site_id for row in around if row.free is None and row.status_then not in TAKES_NOBODY]
    said = queries.ask_first(connection, uncounted, at)
    found = allocated(scenario.applied(around, changes), arrivals, said, new, at)
    changed = [row.site_id for row in around if row.changed_since]
    later = by_site(queries.changed_since(connection, changed, at, known)) if changed else {}
    found = replace(found, later=later)
    return replace(found, each=each, changes=tuple(told), new_plots=new)


def _check_governorates(around: Sequence[AroundSite], origins: int) -> None:
    """InvalidData where an arrival lies in a governorate whose outline is not known here."""
    for n in range(origins):
        if around and all(row.same_governorate[n] is None for row in around):
            message = _("In which governorate this place lies is not known here; ask without this limit.")
            raise InvalidData(message, parameter="same_governorate")


def allocated(
    rows: Sequence[AroundSite],
    arrivals: Arrivals,
    said: Sequence[StatedRoom],
    new_plots: Collection[str],
    at: date,
) -> Allocation:
    """The rules on rows of allocation.sql; `new_plots`: the sites to which a scenario gives some."""
    found = offers(rows, said, arrivals, new_plots, at)
    used_tiers = {OF_THE_SCENARIO, *arrivals.limits.tiers}
    rooms = [
        Room(site_id, offer.places, offer.metres)
        for site_id, offer in found.items()
        if offer.tier in used_tiers and offer.metres is not None and not offer.barred
    ]
    plan = allocate(arrivals.strategy, [origin.families for origin in arrivals.origins], rooms)
    used = {placement.site_id for placement in plan.placements}
    over = [
        (row, passed_over.code(row, arrivals.exclude, found.get(row.site_id), used_tiers))
        for row in rows
        if row.site_id not in used
    ]
    over.sort(key=lambda one: (min(one[0].metres) if one[0].metres else float("inf"), one[0].site_id))
    return Allocation(plan, {row.site_id: row for row in rows}, over, offers=found)


def _reach(offer: Offer) -> int:
    return 1 if offer.metres is None else 2 if offer.barred else 0


def first_over(found: Allocation, most: int) -> list[tuple[AroundSite, str]]:
    """Sites passed over: those with free places that nobody knows where, those out of reach, the nearest; so many."""
    first = ("unlocated", *passed_over.BARRED)
    return sorted(found.over, key=lambda one: (*first, one[1]).index(one[1]))[:most]


def side(row: Along) -> str | None:
    """Of a row of along.sql: `left`, `right` or `on` (within 50 m); None for an area."""
    if row.position is None:
        return None
    if row.offset_m <= NEAR_CORRIDOR_M:
        return "on"
    return "left" if (row.turn or 0) > 0 else "right"
