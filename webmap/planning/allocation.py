"""Which families go to which free places: pure rules, without database or web.

Costs are whole metres, so that the least total is exact. The same origins and sites give the same places whatever
their order, except that `nearest` serves the origins one after the other, as they are given.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Room:
    """Free places of a site and the geodesic metres to it from each origin."""

    site_id: str
    free: int
    metres: tuple[float, ...]

    def cost(self, origin: int) -> int:
        return round(self.metres[origin])


@dataclass(frozen=True)
class Placement:
    origin: int
    site_id: str
    families: int
    metres: float


@dataclass(frozen=True)
class Plan:
    """Placements in the order of origin, then distance; placed + unplaced = asked."""

    placements: list[Placement]
    unplaced: int

    @property
    def placed(self) -> int:
        return sum(placement.families for placement in self.placements)

    def total_cost(self) -> int:
        """Metres that all placed families travel, added."""
        return sum(placement.families * round(placement.metres) for placement in self.placements)


def allocate(strategy: str, families: Sequence[int], rooms: Sequence[Room]) -> Plan:
    """`nearest`: each origin in turn fills the nearest places. `min_cost`: least total distance over all origins."""
    known = sorted((room for room in rooms if room.free > 0), key=lambda room: room.site_id)
    taken = _least_total(families, known) if strategy == "min_cost" else _nearest(families, known)
    placements = [
        Placement(origin, known[n].site_id, count, known[n].metres[origin])
        for (origin, n), count in taken.items()
        if count > 0
    ]
    placements.sort(key=lambda p: (p.origin, round(p.metres, 3), p.site_id))
    return Plan(placements, sum(families) - sum(p.families for p in placements))


Taken = dict[tuple[int, int], int]  # (origin, index of the room): families


def _nearest(families: Sequence[int], rooms: Sequence[Room]) -> Taken:
    left = [room.free for room in rooms]
    taken: Taken = {}
    for origin, waiting in enumerate(families):
        for n in _by_distance(origin, rooms):
            if waiting == 0:
                break
            count = min(waiting, left[n])
            taken[origin, n] = count
            left[n] -= count
            waiting -= count
    return taken


def _by_distance(origin: int, rooms: Sequence[Room]) -> list[int]:
    return sorted(range(len(rooms)), key=lambda n: (round(rooms[n].metres[origin], 3), rooms[n].site_id))


def _least_total(families: Sequence[int], rooms: Sequence[Room]) -> Taken:
    """A transportation problem: as many families as there are places for, with the least sum of distances."""
    if not rooms:
        return {}
    # One fixed order of the origins, so that among equally short plans the same one is found however they are given.
    order = sorted(range(len(families)), key=lambda o: (rooms[0].metres[o], [r.metres[o] for r in rooms], families[o]))
    arcs = [(origin, n) for origin in order for n in _worth_trying(origin, sum(families), rooms)]
    counts = _solved(arcs, {origin: families[origin] for origin in order}, [room.free for room in rooms], rooms)
    return dict(zip(arcs, counts, strict=True))


def _worth_trying(origin: int, asked: int, rooms: Sequence[Room]) -> list[int]:
    """The nearest sites that could hold all families of all origins: a farther one can be exchanged for one of them."""
    found: list[int] = []
    room = 0
    for n in _by_distance(origin, rooms):
        if room >= asked:
            break
        found.append(n)
        room += rooms[n].free
    return sorted(found)


def _solved(
    arcs: Sequence[tuple[int, int]], families: dict[int, int], free: Sequence[int], rooms: Sequence[Room]
) -> list[int]:
    """Families on each arc. Either every family or every place is used up, so the rows are equal on that side."""
    import highspy  # only here: few questions need it

    solver = highspy.Highs()
    solver.silent()
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("solver", "simplex")
    for origin, n in arcs:
        solver.addVar(0.0, float(min(families[origin], free[n])))
        solver.changeColCost(solver.getNumCol() - 1, float(rooms[n].cost(origin)))
    all_placed = sum(families.values()) <= sum(free)
    for origin, columns in _columns(arcs, 0).items():
        _add_row(solver, columns, families[origin], needed=all_placed)
    for n, columns in _columns(arcs, 1).items():
        _add_row(solver, columns, free[n], needed=not all_placed)
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        raise ArithmeticError(f"the solver ended with {solver.getModelStatus()}")
    # The corners of this problem are whole numbers; rounding only takes off the last binary digits.
    return [round(value) for value in solver.getSolution().col_value]


def _columns(arcs: Sequence[tuple[int, int]], end: int) -> dict[int, list[int]]:
    """The arcs of each origin (end 0) or of each site (end 1)."""
    found: dict[int, list[int]] = {}
    for column, arc in enumerate(arcs):
        found.setdefault(arc[end], []).append(column)
    return found


def _add_row(solver: Any, columns: list[int], count: int, *, needed: bool) -> None:
    """What these arcs carry is at most `count`; just that much where it is `needed`."""
    solver.addRow(float(count if needed else 0), float(count), len(columns), columns, [1.0] * len(columns))
