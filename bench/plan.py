"""The planning questions as the number of sites grows: database time against the plain nearest-neighbour query."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Any

import psycopg

from bench import growth as bench_growth
from bench import plan_sites as bench_plan_sites
from bench import solver as bench_solver
from bench.growth import ALLOCATION_GOAL, FEW_CANDIDATES, MANY_CANDIDATES
from bench.raw import Statement
from bench.rows import Bench, Row
from geodata.server.logins import Addresses, libpq
from scripts.set_up import say

DAY, LANG = date(2017, 4, 4), "en"
MIDDLE, LARGEST = 10_000, 1_000_000
WEEK_BEFORE = date(2017, 3, 28)
VARIANTS, TIMES_EACH = 9, 2  # so many points, corridors and sites in turns, so often each; of all times the median
GOALS: dict[str, float] = {"nearest": 0.2, "along": 0.2}
STATEMENT_TIMEOUTS = {"app": 5.0, "public": 3.0}
PLAIN = "plain"
PLAIN_SQL = """
SELECT site_id FROM sites ORDER BY geom::geography <-> ST_SetSRID(ST_MakePoint(:lon, :lat), 4326)::geography
LIMIT 10
"""
MADE = """
SELECT ARRAY(SELECT ST_X(geom)::text || ' ' || ST_Y(geom)::text FROM places
             WHERE kind IN ('city', 'town') AND geom && ST_MakeEnvelope(41.5, 35.2, 44.2, 37.2, 4326)
             ORDER BY md5(place_id::text) LIMIT 20),
       ARRAY(SELECT corridor_id FROM corridors WHERE axis IS NOT NULL ORDER BY corridor_id),
       ARRAY(SELECT site_id FROM site_reports WHERE plots_ready IS NOT NULL ORDER BY md5(site_id) LIMIT 9)
"""

Point = tuple[float, float]
Question = Callable[[Any, int], Any]  # asks its variant of that number on a connection


@dataclass(frozen=True)
class Taken:
    """Median seconds of each question, and the longest of all executions."""

    median: dict[str, float]
    longest: float
    longest_of: str


def growing_to(largest: int) -> Callable[[Bench], Iterator[Row]]:
    """The subject with another number of sites in place of the million."""

    def planning(bench: Bench) -> Iterator[Row]:
        """g: the questions of planners as the number of sites grows."""
        with bench_plan_sites.database(bench.place.cluster) as addresses:
            yield from _as_sites_grow(addresses, largest)
        yield from bench_solver.rows()

    return planning


def _as_sites_grow(addresses: Addresses, largest: int) -> Iterator[Row]:
    found: dict[int, dict[str, Taken]] = {}
    whole: dict[int, dict[str, Taken]] = {}
    sizes = [bench_plan_sites.count(addresses), MIDDLE, largest]
    for sites in sizes:
        seconds, megabytes = bench_plan_sites.grow(addresses, sites)
        if sites == largest:
            detail = "in both layers, one report each; triggers off, published from the exact views"
            goal, reached = "≤ 180 s, ≤ 3,000 MB", seconds <= 180 and megabytes <= 3000
            yield Row(f"Making {sites:,} sites", f"{seconds:.0f} s, {megabytes:,.0f} MB", goal, reached, detail)
        say(f"Asking {sites:,} sites")
        found[sites] = {"app": _measured(addresses.app), "public": _measured(addresses.public)}
        yield from _of_size(sites, found[sites])
        whole[sites] = {layer: _measured(getattr(addresses, layer), _of_whole_pages, 1) for layer in found[sites]}
        yield from _of_size(sites, whole[sites])
    for taken in (found, whole):
        for question in taken[largest]["app"].median:
            yield _growth(question, taken, sizes[1], sizes[2])
    yield from _candidates(addresses)
    yield from _limits(found[largest], largest)
    yield from _limits(whole[largest], largest)


def _of_size(sites: int, taken: dict[str, Taken]) -> Iterator[Row]:
    app, public = taken["app"].median, taken["public"].median
    for question, seconds in app.items():
        ratio = "" if question == PLAIN else f", {seconds / app[PLAIN]:.1f} × plain"
        detail = f"as the public {public[question] * 1000:.2f} ms"
        if ratio:
            detail += f", {public[question] / public[PLAIN]:.1f} × plain"
        yield Row(f"{question}, {sites:,} sites", f"{seconds * 1000:.2f} ms{ratio}", detail=detail, value=seconds)


def _growth(question: str, found: dict[int, dict[str, Taken]], few: int, many: int) -> Row:
    """The exponent of the number of sites that the time grows with; of both layers the larger one is judged."""
    by_layer = {
        layer: bench_growth.exponent(found[few][layer].median[question], found[many][layer].median[question], few, many)
        for layer in found[few]
    }
    exponent, goal = max(by_layer.values()), GOALS.get(question)
    if question.startswith("allocation"):
        goal = ALLOCATION_GOAL
    detail = ", ".join(f"{layer} {value:.2f}" for layer, value in by_layer.items())
    name = f"{question}, growth {few:,} → {many:,}"
    if goal is None:
        return Row(name, f"exponent {exponent:.2f}", detail=detail, value=exponent)
    return Row(name, f"exponent {exponent:.2f}", f"≤ {goal}", exponent <= goal, detail, exponent)


def _limits(taken: dict[str, Taken], sites: int) -> Iterator[Row]:
    for layer, limit in STATEMENT_TIMEOUTS.items():
        one, name = taken[layer], f"Longest statement, {layer}, {sites:,} sites"
        measured, goal = f"{one.longest * 1000:.0f} ms ({one.longest_of})", f"< {limit:g} s (statement_timeout)"
        yield Row(name, measured, goal, one.longest < limit, value=one.longest)


# --- the statements


def _measured(
    address: str, asked: Callable[[Any], dict[str, Question]] | None = None, variants: int = VARIANTS
) -> Taken:
    """Every variant of every question in turns on one connection that has planned each before."""
    statements = _statements(address, asked or _questions, variants)
    taken: dict[str, list[float]] = {question: [] for question in statements}
    cut = set[str]()
    with psycopg.connect(libpq(address), autocommit=True, prepare_threshold=0) as connection:
        for turn in range(1 + TIMES_EACH):
            for number in range(variants):
                for question, sent in statements.items():
                    # Once cut short is enough to know.
                    if question not in cut:
                        seconds, whole = _timed(connection, sent[number])
                        if not whole:
                            cut.add(question)
                        if turn or not whole:
                            taken[question].append(seconds)
    longest = max(taken, key=lambda question: max(taken[question]))
    return Taken({question: median(times) for question, times in taken.items()}, max(taken[longest]), longest)


def _timed(connection: psycopg.Connection, statements: list[Statement]) -> tuple[float, bool]:
    """Seconds of the statements of one question, and whether none was cut short by the limit of the role."""
    began = time.perf_counter()
    try:
        for statement in statements:
            connection.execute(statement.sql.encode(), statement.values).fetchall()
    except psycopg.errors.QueryCanceled:
        return time.perf_counter() - began, False
    return time.perf_counter() - began, True


def _statements(
    address: str, asked: Callable[[Any], dict[str, Question]], variants: int
) -> dict[str, list[list[Statement]]]:
    """What each question sends in each of its variants, taken down while it is asked."""
    from sqlalchemy import create_engine, event, exc, pool

    engine = create_engine(address, poolclass=pool.NullPool, isolation_level="AUTOCOMMIT")
    found: dict[str, list[list[Statement]]] = {}
    sent: list[Statement] = []
    with engine.connect() as connection:
        questions = asked(connection)
        event.listen(
            connection, "before_cursor_execute", lambda *args: sent.append(Statement(str(args[2]), dict(args[3])))
        )
        for question, ask in questions.items():
            for number in range(variants):
                with suppress(exc.OperationalError):  # cut short: told by the times
                    ask(connection, number)
                found.setdefault(question, []).append(list(sent))
                sent.clear()
    return found


def _made(connection: Any) -> tuple[list[Point], list[str], list[str]]:
    """Points of towns, corridors with a course and sites with plots: what the variants ask about."""
    from sqlalchemy import text

    written, corridors, sites = connection.execute(text(MADE)).one()
    return [(float(one.split()[0]), float(one.split()[1])) for one in written], corridors, sites


def _plain(points: list[Point]) -> Question:
    from sqlalchemy import text

    return lambda c, number: c.execute(text(PLAIN_SQL), {"lon": points[number][0], "lat": points[number][1]})


def _questions(connection: Any) -> dict[str, Question]:
    from webmap.asked import known_since
    from webmap.asked.chosen_day import EVERYTHING
    from webmap.planning import queries

    points, corridors, sites = _made(connection)

    def around(connection: Any, origins: list[Point]) -> None:
        each = queries.sites_each(connection, len(origins))
        queries.around(connection, origins, each, DAY, EVERYTHING, LANG)

    return {
        PLAIN: _plain(points),
        "nearest": lambda c, number: queries.nearest(c, points[number], 50, False, 10, DAY, EVERYTHING, LANG),
        "along": lambda c, number: queries.along(c, corridors[number % len(corridors)], 10, DAY, EVERYTHING, LANG),
        "allocation, 1 origin": lambda c, number: around(c, [points[number]]),
        "allocation, 20 origins": lambda c, number: around(c, points[number:] + points[:number]),
        "saturation": lambda c, number: queries.site(c, sites[number % len(sites)], DAY, EVERYTHING, LANG),
        "saturation, trend": lambda c, number: queries.trend(c, sites[number % len(sites)], DAY, EVERYTHING),
        "is anything known, asked first": lambda c, number: known_since.sites_known_by(c, DAY, EVERYTHING),
        "saturation, names for the form": lambda c, number: queries.site_names(c, DAY, EVERYTHING, LANG),
    }


def _of_whole_pages(connection: Any) -> dict[str, Question]:
    """All statements of the questions about all sites at once: each looks at 5,000 by name at the most, and says so."""
    from geodata.rules import standards
    from webmap.asked.chosen_day import EVERYTHING
    from webmap.catchments import queries as catchments
    from webmap.gaps import findings, question
    from webmap.movements import queries as movements
    from webmap.peacebuilding import queries as peacebuilding

    gaps = question.Question(standards.sets()[0])
    return {
        PLAIN: _plain(_made(connection)[0]),
        "gaps": lambda c, _number: findings.gaps_on(c, gaps, DAY, EVERYTHING, LANG),
        "catchments": lambda c, _number: catchments.sites_with_areas(c, DAY, EVERYTHING, LANG),
        "what changed": lambda c, _number: _changes(c),
        "movements": lambda c, _number: movements.movements(c, WEEK_BEFORE, DAY, LANG),
        "peacebuilding": lambda c, _number: peacebuilding.around(c, 30, 28, DAY, EVERYTHING, LANG),
    }


def _changes(connection: Any) -> None:
    """All sites of the week, so many at a time as the page reads."""
    from webmap.asked.chosen_day import EVERYTHING
    from webmap.changes import queries as changes
    from webmap.changes.page import SITES_AT_A_TIME

    touched = changes.touched_sites(connection, WEEK_BEFORE, DAY, EVERYTHING)
    for some in range(0, len(touched), SITES_AT_A_TIME):
        changes.of_sites(connection, touched[some : some + SITES_AT_A_TIME], WEEK_BEFORE, DAY, EVERYTHING, LANG)


# --- allocation in its candidates


def _candidates(addresses: Addresses) -> Iterator[Row]:
    """The exponent of the number of sites that are looked at, in the largest database."""
    taken = _measured(addresses.app, _of_candidates).median
    few, many = taken[str(FEW_CANDIDATES)], taken[str(MANY_CANDIDATES)]
    exponent = bench_growth.exponent(few, many, FEW_CANDIDATES, MANY_CANDIDATES)
    name = f"allocation, growth {FEW_CANDIDATES} → {MANY_CANDIDATES:,} candidates"
    detail = f"{few * 1000:.2f} → {many * 1000:.2f} ms in the database, 1 origin"
    yield Row(name, f"exponent {exponent:.2f}", f"≤ {ALLOCATION_GOAL}", exponent <= ALLOCATION_GOAL, detail, exponent)


def _of_candidates(connection: Any) -> dict[str, Question]:
    from webmap.asked.chosen_day import EVERYTHING
    from webmap.planning import queries

    points = _made(connection)[0]

    def asking(each: int) -> Question:
        return lambda c, number: queries.around(c, [points[number]], each, DAY, EVERYTHING, LANG)

    return {str(each): asking(each) for each in (FEW_CANDIDATES, MANY_CANDIDATES)}
