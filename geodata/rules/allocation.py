"""Which families go to which free places: pure rules, without database or web.

Costs are whole metres, so that the least total is exact. The same origins and sites give the same places whatever
their order, except that `nearest` serves the origins one after the other, as they are given.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Room:
    """Free places of a site and the geodesic metres to it from each origin; infinite where none are sent from there."""

    site_id: str
    free: int
    metres: tuple[float, ...]


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
            if waiting == 0 or math.isinf(rooms[n].metres[origin]):
                break
            count = min(waiting, left[n])
            taken[origin, n] = count
            left[n] -= count
            waiting -= count
    return taken


def _by_distance(origin: int, rooms: Sequence[Room]) -> list[int]:
    return sorted(range(len(rooms)), key=lambda n: (round(rooms[n].metres[origin], 3), rooms[n].site_id))


def _least_total(families: Sequence[int], rooms: Sequence[Room]) -> Taken:
    """A transportation problem: as many families as there are places for, with the least sum of whole metres."""
    if not rooms:
        return {}
    import numpy as np  # only here: few questions need the solver
    from ortools.graph.python import min_cost_flow

    # One fixed order of the origins, so that among equally short plans the same one is found however they are given.
    order = sorted(range(len(families)), key=lambda o: ([room.metres[o] for room in rooms], families[o]))
    waiting = np.array([families[origin] for origin in order])
    free = np.array([room.free for room in rooms])
    far = np.array([[room.metres[origin] for room in rooms] for origin in order])
    origins, sites = far.shape
    # An arc for each pair within reach; the sites follow the origins.
    from_origin, to_site = np.nonzero(np.isfinite(far))
    metres = np.rint(far[from_origin, to_site]).astype(np.int64)
    end = origins + sites
    network = min_cost_flow.SimpleMinCostFlow()
    arcs = network.add_arcs_with_capacity_and_unit_cost(
        from_origin, origins + to_site, np.minimum(waiting[from_origin], free[to_site]), metres
    )
    network.add_arcs_with_capacity_and_unit_cost(
        np.arange(origins, end), np.full(sites, end), free, np.zeros(sites, np.int64)
    )
    network.set_nodes_supplies(
        np.arange(end + 1), np.concatenate([waiting, np.zeros(sites, np.int64), [-waiting.sum()]])
    )
    status = network.solve_max_flow_with_min_cost()
    if status != network.OPTIMAL:
        raise ArithmeticError(f"the solver ended with {status.name}")
    flows = network.flows(arcs)
    return {(order[from_origin[n]], int(to_site[n])): int(flows[n]) for n in np.flatnonzero(flows)}
