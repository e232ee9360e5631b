"""No count that is withheld can be worked out from what is public: not from one frozen day, nor from several of them.

Many sites at once get random reports and statements of one truth, some each step; after every step all that is public
is kept, as a series of snapshots keeps it. Whoever reads all of them knows that what is stated of a site and day is one
number, and that two sites together have what each has; of one snapshot also that people are about six to a family.
WEBMAP_TABLES says how many tables are made, by default 200.
"""

from __future__ import annotations

import os
import random
from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, text

TABLES = int(os.environ.get("WEBMAP_TABLES", "200"))
STEPS = 4
FIRST = date(2017, 3, 1)
COUNTS = ("plots_ready", "plots_occupied", "plots_reserved", "families", "individuals", "families_waiting")
PER_FAMILY = 6
Cell = tuple[str, date, str]
Known = dict[Cell, int]

SITE = text(
    "INSERT INTO ninewa.site (site_id, name, type, as_of, source_id, sensitivity)"
    " VALUES (:site, :site, 'camp', '2017-01-01', 1, 'moderate')"
)
REPORT = text(
    f"INSERT INTO ninewa.site_report (site_id, as_of, source_id, sensitivity, {', '.join(COUNTS)})"
    f" VALUES (:site, :day, 1, 'moderate', {', '.join(f':{count}' for count in COUNTS)})"
)
FIGURE = text(
    "INSERT INTO ninewa.figure (site_ids, metric, type, as_of, unit, value, source_id, sensitivity)"
    " VALUES (:sites, :unit, 'stock', :day, :unit, :value, 1, 'moderate')"
)
PUBLIC = text(f"SELECT site_id, as_of, {', '.join(COUNTS)} FROM published.site_reports WHERE site_id LIKE 'series-%'")
STATED = text(
    "SELECT site_ids, as_of, unit, value FROM published.figures WHERE site_ids && CAST(:sites AS text[])"
    " AND value IS NOT NULL"
)


def truth(chance: random.Random) -> dict[str, int]:
    """What is there on one day; families either live on a plot or wait for one."""
    few = chance.random() < 0.5
    occupied = chance.randrange(0, 14) if few else chance.randrange(15, 400)
    waiting = chance.choice((0, 0, chance.randrange(1, 12), chance.randrange(12, 60)))
    families = occupied + waiting
    told = {"plots_ready": occupied + chance.randrange(0, 200), "plots_occupied": occupied}
    told |= {"plots_reserved": chance.choice((0, 0, chance.randrange(1, 30)))}
    return told | {"families": families, "individuals": PER_FAMILY * families, "families_waiting": waiting}


def is_few(count: str, value: int) -> bool:
    """What is to be withheld: under 10; that nobody waits and nothing is reserved tells of nobody."""
    return value < 10 and not (value == 0 and count in ("plots_reserved", "families_waiting"))


def write(owner: Connection, chance: random.Random, truths: dict[tuple[str, date], dict[str, int]]) -> set[Cell]:
    """One report or statement of each table; which of its cells are few."""
    reports, figures, few = list[dict[str, Any]](), list[dict[str, Any]](), set[Cell]()
    for number in range(TABLES):
        site, day = f"series-{number}", FIRST + timedelta(days=40 * chance.randrange(2))
        there = truths.setdefault((site, day), truth(chance))
        if chance.random() < 0.7:
            stated = {count for count in COUNTS if chance.random() < 0.6} or {"families"}
            reports.append({"site": site, "day": day, **{one: there[one] if one in stated else None for one in COUNTS}})
        else:
            unit = chance.choice(("families", "individuals"))
            stated = {unit}
            figures.append({"sites": [site], "day": day, "unit": unit, "value": there[unit]})
            if number % 2 and (f"series-{number - 1}", day) in truths and chance.random() < 0.5:
                both = there[unit] + truths[f"series-{number - 1}", day][unit]
                sites = [f"series-{number - 1}", site]
                figures.append({"sites": sites, "day": day, "unit": unit, "value": both})
        few |= {(site, day, one) for one in stated if is_few(one, there[one])}
    for statement, rows in ((REPORT, reports), (FIGURE, figures)):
        if rows:
            owner.execute(statement, rows)
    return few


def public(owner: Connection) -> tuple[Known, list[tuple[Cell, Cell, int]]]:
    """What a snapshot made now gives out: cells, and sums of two."""
    known: Known = {}
    for row in owner.execute(PUBLIC).mappings():
        known |= {(row["site_id"], row["as_of"], one): row[one] for one in COUNTS if row[one] is not None}
    sums = []
    for stated in owner.execute(STATED, {"sites": [f"series-{number}" for number in range(TABLES)]}):
        cells = [(site, stated.as_of, stated.unit) for site in stated.site_ids]
        if len(cells) == 1:
            known[cells[0]] = int(stated.value)
        else:
            sums.append((cells[0], cells[1], int(stated.value)))
    return known, sums


def solved(known: Known, sums: list[tuple[Cell, Cell, int]], *, by_families: bool) -> Known:
    """All that follows from it; `by_families`: also from how many people a family has, which is known about."""
    found = dict(known)
    by_day: dict[tuple[str, date], set[str]] = defaultdict(set)
    for site, day, count in known:
        by_day[site, day].add(count)
    while True:
        before = len(found)
        for one, other, total in sums:
            for cell, beside in ((one, other), (other, one)):
                if beside in found:
                    found.setdefault(cell, total - found[beside])
        for site, day in by_day if by_families else ():
            families, people = (site, day, "families"), (site, day, "individuals")
            if families in found:
                found.setdefault(people, PER_FAMILY * found[families])
            if people in found:
                found.setdefault(families, found[people] // PER_FAMILY)
        if len(found) == before:
            return found


def test_no_withheld_count_is_solvable_from_a_series_of_snapshots(owner: Connection) -> None:
    chance = random.Random(20170404)
    owner.execute(SITE, [{"site": f"series-{number}"} for number in range(TABLES)])
    truths: dict[tuple[str, date], dict[str, int]] = {}
    seen: Known = {}
    every_sum: list[tuple[Cell, Cell, int]] = []
    few: set[Cell] = set()
    for _step in range(STEPS):
        few |= write(owner, chance, truths)
        known, sums = public(owner)
        assert all(truths[site, day][count] == value for (site, day, count), value in known.items())
        seen |= known
        every_sum += sums
        assert not few & solved(known, sums, by_families=True).keys(), "from one snapshot"
    assert len(few) > TABLES / 4
    assert len(seen) > TABLES
    leaks = sorted(few & solved(seen, every_sum, by_families=False).keys())
    assert not leaks, f"{len(leaks)} from the series, such as {leaks[:3]}"
