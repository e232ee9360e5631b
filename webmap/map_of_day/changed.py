"""What changed on the map since an earlier day: what the map marks of it. Who compares is set up by create_app."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from geodata.statements.movement_rows import Movement
from webmap.asked.chosen_day import ChosenDay
from webmap.layers import movements
from webmap.map_of_day.links import address_of


@dataclass(frozen=True)
class Marked:
    """Of one site. `full`: newly said to be. `first`: there is no earlier count. `before`: the level of then, 0 to 1.

    `words`: the difference, empty where it cannot be told.
    """

    is_new: bool = False
    full: bool = False
    first: bool = False
    before: float | None = None
    words: str = ""


@dataclass(frozen=True)
class Changed:
    """`title`, `sentence`: the news. `key`: how to read it. `page`: where all is told.

    `sites`: by id. `moves`: those of these days, the largest.
    """

    since: date
    title: str
    sentence: str
    key: str
    page: str
    sites: Mapping[str, Marked] = field(default_factory=dict)
    moves: Sequence[Movement] = ()

    def drawn(self, told: dict[str, Any]) -> dict[str, Any]:
        """The map's data of the later day with what is marked in them; movements are those of these days alone."""
        marked = {
            site_id: {"new": one.is_new, "full": one.full, "first": one.first, "fill": one.before, "words": one.words}
            for site_id, one in self.sites.items()
        }
        moved = movements.LAYER.features(self.moves, date.max, address_of(movements.LAYER))
        return told | {"since": marked, movements.LAYER.name: moved if movements.LAYER.name in told else []}


class Comparer(Protocol):
    """Compares a day with an earlier one. Takes connections by itself, one after the other."""

    def __call__(self, since: date, chosen: ChosenDay, lang: str) -> Changed: ...
