"""What the statement about movements of corridors answers."""

from typing import NamedTuple


class OfCorridors(NamedTuple):
    """A movement of a corridor; `certain`: both its ends lie on it. `every`: how many there are of both kinds."""

    flow_id: int
    certain: bool
    every: int
