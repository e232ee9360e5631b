"""No count that is withheld can be worked out from what is public: not from one frozen day, nor from several of them.

Many sites at once get random reports, statements and movements of one truth, some each step; after every step all that
is public is kept, as a series of snapshots keeps it. Whoever reads all of them knows that what is stated of a site and
day is one number, that two sites together have what each has, that people are about six to a family, and that families
live on a plot or wait for one. WEBMAP_TABLES says how many tables are made, by default 200; a thousand to a test.
"""

from __future__ import annotations

import os
import random
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, text

from tests.test_withheld import undone

TABLES = int(os.environ.get("WEBMAP_TABLES", "200"))
AT_ONCE, STEPS, OF_A_TEST = 100, 4, 1000
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
    f"INSERT INTO ninewa.site_report (site_id, as_of, source_id, sensitivity, corrects, {', '.join(COUNTS)})"
    " VALUES (:site, :day, 1, 'moderate', (SELECT max(report_id) FROM ninewa.site_report r"
    f" WHERE :corrects AND r.site_id = :site AND r.as_of = :day), {', '.join(f':{count}' for count in COUNTS)})"
)
FIGURE = text(
    "INSERT INTO ninewa.figure (site_ids, metric, type, as_of, unit, value, source_id, sensitivity)"
    " VALUES (:sites, :what, 'stock', :day, :unit, :value, 1, 'moderate')"
)
SERVICE = text(
    "INSERT INTO ninewa.service_report (site_ids, indicator, as_of, unit, value, source_id, sensitivity)"
    " VALUES (:sites, :what, :day, :unit, :value, 1, 'moderate')"
)
PLACE = text("INSERT INTO ninewa.flow_place (name, kind, reason) VALUES (:site, 'unspecific', 'made up')")
MOVED = text(
    "INSERT INTO ninewa.flow (from_name, to_name, period_start, period_end, families, individuals, kind, provider,"
    " as_of, source_id, sensitivity) VALUES (:site, 'series', :day, :day, :families, :individuals, 'transfer',"
    " 'IOM DTM', :day, 1, 'moderate')"
)
WRITE = {"report": REPORT, "figure": FIGURE, "service": SERVICE, "moved": MOVED}
PUBLIC = text(f"SELECT site_id, as_of, {', '.join(COUNTS)} FROM published.site_reports WHERE site_id LIKE 'series-%'")
STATED = text(
    "SELECT site_ids, as_of, metric AS what, value FROM published.figures WHERE site_ids && CAST(:sites AS text[])"
    " AND value IS NOT NULL UNION ALL SELECT site_ids, as_of, indicator, value FROM published.service_reports"
    " WHERE site_ids && CAST(:sites AS text[]) AND value IS NOT NULL"
)
MOVEMENTS = text("SELECT from_name, as_of, families, individuals FROM published.flows WHERE to_name = 'series'")
PEOPLE = ("families", "individuals")
WHERE_THEY_ARE = ("families", "plots_occupied", "families_waiting")
THAT_MOVED = ("families moved", "individuals moved")
# What figures and services state, and in which unit.
STATED_IN = dict(zip((*PEOPLE, "plots_occupied", "families_waiting"), (*PEOPLE, "plots", "families"), strict=True))


def truth(chance: random.Random) -> dict[str, int]:
    """What is there on one day; families either live on a plot or wait for one."""
    few = chance.random() < 0.5
    occupied = chance.randrange(0, 14) if few else chance.randrange(15, 400)
    waiting = chance.choice((0, 0, chance.randrange(1, 12), chance.randrange(12, 60)))
    families = occupied + waiting
    told = {"plots_ready": occupied + chance.randrange(0, 200), "plots_occupied": occupied}
    told |= {"plots_reserved": chance.choice((0, 0, chance.randrange(1, 30)))}
    told |= {"families": families, "individuals": PER_FAMILY * families, "families_waiting": waiting}
    moved = chance.randrange(1, 25)
    return told | {"families moved": moved, "individuals moved": PER_FAMILY * moved}


def is_few(count: str, value: int) -> bool:
    """What is to be withheld: under 10; that nobody waits and nothing is reserved tells of nobody."""
    return value < 10 and not (value == 0 and count in ("plots_reserved", "families_waiting"))


@dataclass(frozen=True)
class Written:
    """What one step writes, by the statements that write it; and which of its cells are few."""

    rows: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    few: set[Cell] = field(default_factory=set)


def step(chance: random.Random, truths: dict[tuple[str, date], dict[str, int]]) -> Written:
    """One report, statement or movement of each table."""
    written = Written()
    for number in range(AT_ONCE):
        site, day = f"series-{number}", FIRST + timedelta(days=40 * chance.randrange(2))
        there = truths.setdefault((site, day), truth(chance))
        kind = chance.choices(("report", "figure", "service", "moved"), (6, 2, 1, 1))[0]
        if kind == "report":
            stated = {count for count in COUNTS if chance.random() < 0.6} or {"families"}
            cells = {one: there[one] if one in stated else None for one in COUNTS}
            written.rows[kind].append({"site": site, "day": day, "corrects": chance.random() < 0.2, **cells})
        elif kind == "moved":
            stated = {chance.choice(THAT_MOVED)}
            cells = {one.split()[0]: there[one] if one in stated else None for one in THAT_MOVED}
            written.rows[kind].append({"site": site, "day": day, **cells})
        else:
            what = chance.choice((*PEOPLE, *STATED_IN))
            stated, told = {what}, {"day": day, "what": what, "unit": STATED_IN[what]}
            written.rows[kind].append({"sites": [site], "value": there[what], **told})
            if number % 2 and (f"series-{number - 1}", day) in truths and chance.random() < 0.5:
                both = there[what] + truths[f"series-{number - 1}", day][what]
                written.rows[kind].append({"sites": [f"series-{number - 1}", site], "value": both, **told})
        written.few.update((site, day, one) for one in stated if is_few(one, there[one]))
    return written


def public(owner: Connection) -> tuple[Known, list[tuple[Cell, Cell, int]]]:
    """What a snapshot made now gives out: cells, and sums of two."""
    known: Known = {}
    for row in owner.execute(PUBLIC).mappings():
        known |= {(row["site_id"], row["as_of"], one): row[one] for one in COUNTS if row[one] is not None}
    for row in owner.execute(MOVEMENTS).mappings():
        moved = {one: row[one.split()[0]] for one in THAT_MOVED}
        known |= {(row["from_name"], row["as_of"], one): value for one, value in moved.items() if value is not None}
    sums = []
    for stated in owner.execute(STATED, {"sites": [f"series-{number}" for number in range(AT_ONCE)]}):
        cells = [(site, stated.as_of, stated.what) for site in stated.site_ids]
        if len(cells) == 1:
            known[cells[0]] = int(stated.value)
        else:
            sums.append((cells[0], cells[1], int(stated.value)))
    return known, sums


def solved(known: Known, sums: list[tuple[Cell, Cell, int]]) -> Known:
    """All that follows from it, also from how many people a family has, which is known about, and where they live."""
    found = dict(known)
    while True:
        before = len(found)
        for one, other, total in sums:
            for cell, beside in ((one, other), (other, one)):
                if beside in found:
                    found.setdefault(cell, total - found[beside])
        for site, day in {(site, day) for site, day, _count in found}:
            for families, people in (PEOPLE, THAT_MOVED):
                if (site, day, families) in found:
                    found.setdefault((site, day, people), PER_FAMILY * found[site, day, families])
                if (site, day, people) in found:
                    found.setdefault((site, day, families), found[site, day, people] // PER_FAMILY)
            all_of_them, occupied, waiting = ((site, day, one) for one in WHERE_THEY_ARE)
            if found.keys() >= {all_of_them, occupied}:
                found.setdefault(waiting, found[all_of_them] - found[occupied])
            if found.keys() >= {all_of_them, waiting}:
                found.setdefault(occupied, found[all_of_them] - found[waiting])
            if found.keys() >= {occupied, waiting}:
                found.setdefault(all_of_them, found[occupied] + found[waiting])
        if len(found) == before:
            return found


def written_and_seen(owner: Connection, chance: random.Random) -> tuple[int, int, list[Cell]]:
    """Of a series of snapshots of some tables: how many cells are few, how many public, and which of the few follow."""
    named = [{"site": f"series-{number}"} for number in range(AT_ONCE)]
    owner.execute(SITE, named)
    owner.execute(PLACE, [*named, {"site": "series"}])
    truths: dict[tuple[str, date], dict[str, int]] = {}
    seen: Known = {}
    every_sum: list[tuple[Cell, Cell, int]] = []
    few: set[Cell] = set()
    for _step in range(STEPS):
        written = step(chance, truths)
        for kind, statement in WRITE.items():
            if written.rows[kind]:
                owner.execute(statement, written.rows[kind])
        few |= written.few
        known, sums = public(owner)
        assert all(truths[site, day][count] == value for (site, day, count), value in known.items())
        seen |= known
        every_sum += sums
        assert not few & solved(known, sums).keys(), "from one snapshot"
    return len(few), len(seen), sorted(few & solved(seen, every_sum).keys())


@pytest.mark.parametrize("part", range(-(-TABLES // OF_A_TEST)))
def test_no_withheld_count_is_solvable_from_a_series_of_snapshots(owner: Connection, part: int) -> None:
    chance = random.Random(20170404 + part)
    tables = min(OF_A_TEST, TABLES - part * OF_A_TEST)
    few, seen, leaks = 0, 0, list[Cell]()
    for _together in range(tables // AT_ONCE):
        with undone(owner):
            few_here, seen_here, leaks_here = written_and_seen(owner, chance)
        few, seen = few + few_here, seen + seen_here
        leaks += leaks_here
    print(f"{tables} tables, {few} cells of few, {seen} public, {len(leaks)} solved")
    assert few > tables / 4
    assert seen > tables
    assert not leaks, f"{len(leaks)} from the series, such as {leaks[:3]}"
