"""Known inconsistencies of the published figures: what does not fit, on which day, and which figures say so.

They stand in geodata/reference/remarks.json, are shown with their sources and never repaired. Each names the figures it
compares by metric, day and value; the page looks these up, so that a remark without its sources cannot be shown.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from webmap.db import GEODATA
from webmap.words.i18n import gettext as _
from webmap.words.i18n import number

REMARKS = GEODATA / "reference" / "remarks.json"
NOW, EVER = "currently_displaced_individuals", "cumulative_displaced_individuals"
Named = tuple[str, date, float]


@dataclass(frozen=True)
class Remark:
    """`on`: the figure in a chart that carries the number of the remark, where one does."""

    when: str
    text: str
    figures: Sequence[Named]
    on: Sequence[Named] = ()

    @property
    def known_by(self) -> date:
        """The day by which all of it had been published."""
        return max(day for _metric, day, _value in self.figures)


@dataclass(frozen=True)
class Kept:
    """A remark as the file holds it; `numbers` fill the places of its text."""

    when: str
    text: str
    numbers: Mapping[str, float]
    figures: Sequence[Named]
    on: Sequence[Named]


def remarks() -> list[Remark]:
    """In the reader's language, in order of the days they are about."""
    found = [Remark(_(one.when), _in_words(one), one.figures, one.on) for one in _kept()]
    return sorted(found, key=lambda remark: remark.known_by)


def _in_words(kept: Kept) -> str:
    return _(kept.text, **{name: number(value) for name, value in kept.numbers.items()})


@cache
def _kept() -> tuple[Kept, ...]:
    return tuple(
        Kept(one["when"], one["text"], one["numbers"], _named(one["figures"]), _named(one["on"]))
        for one in json.loads(REMARKS.read_text(encoding="utf-8"))
    )


def _named(figures: list[dict[str, Any]]) -> list[Named]:
    return [(one["metric"], date.fromisoformat(one["as_of"]), one["value"]) for one in figures]
