"""What the statements about many sites answer."""

from typing import NamedTuple


class CountedGroup(NamedTuple):
    """Sites of one cell of the grid; edges and position in degrees. What no site of it states is None."""

    lon: float
    lat: float
    west: float
    south: float
    east: float
    north: float
    sites: int
    families_in: int
    families: int | None
    families_withheld_in: int
    free_in: int
    free: int | None
    free_withheld_in: int
    occupied: int | None
    ready: int | None
    site_ids: list[str]


class Positions(NamedTuple):
    """How many sites have a position."""

    sites: int
