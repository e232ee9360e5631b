"""The solver of allocations alone, on made-up problems."""

from __future__ import annotations

import math
import random
import time
from collections.abc import Iterator
from statistics import median

from bench.growth import ALLOCATION_GOAL, FEW_CANDIDATES, MANY_CANDIDATES, exponent
from bench.rows import Row

PROBLEMS = 9
SOLVED_SITES, INTERACTIVE_SECONDS = 500, 1.0
SEED = 20170404


def rows() -> Iterator[Row]:
    """The rules alone, without the database: least total distance, when three in four places are needed."""
    for origins in (1, 5, 20):
        seconds = _solved(origins, SOLVED_SITES)
        name = f"Solver, {origins} {'origin' if origins == 1 else 'origins'} × {SOLVED_SITES} sites"
        goal = f"≤ {INTERACTIVE_SECONDS:g} s"
        yield Row(name, f"{seconds * 1000:.0f} ms", goal, seconds <= INTERACTIVE_SECONDS, "processor time", seconds)
    few, many = _solved(20, FEW_CANDIDATES), _solved(20, MANY_CANDIDATES)
    growth = exponent(few, many, FEW_CANDIDATES, MANY_CANDIDATES)
    name, detail = f"Solver, growth {FEW_CANDIDATES} → {MANY_CANDIDATES:,} sites", "20 origins"
    detail += f", processor time {few * 1000:.0f} → {many * 1000:.0f} ms"
    yield Row(name, f"exponent {growth:.2f}", f"≤ {ALLOCATION_GOAL}", growth <= ALLOCATION_GOAL, detail, growth)


def _solved(origins: int, sites: int) -> float:
    """Median processor seconds of nine solutions of made-up problems: what others do on the machine stays out."""
    from geodata.rules.allocation import Room, allocate

    taken = []
    for number in range(PROBLEMS):
        chance = random.Random(SEED + number)  # noqa: S311
        free = [chance.randrange(1, 400) for _ in range(sites)]
        starts = [(chance.uniform(0, 200_000), chance.uniform(0, 200_000)) for _ in range(origins)]
        ends = [(chance.uniform(0, 200_000), chance.uniform(0, 200_000)) for _ in range(sites)]
        rooms = [
            Room(f"made-up-{n}", free[n], tuple(math.dist(start, end) for start in starts))
            for n, end in enumerate(ends)
        ]
        families = [sum(free) * 3 // 4 // origins] * origins
        began = time.process_time()
        plan = allocate("min_cost", families, rooms)
        taken.append(time.process_time() - began)
        if plan.unplaced:
            raise ArithmeticError("families were left although there is room")
    return median(taken)
