"""What is asked to be frozen, and what it became."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, NamedTuple

from webmap.asked.arriving import Arrival
from webmap.asked.chosen_day import EVERYTHING
from webmap.drawing.question import Box
from webmap.map_of_day.analysed import Asked
from webmap.snapshots.rows import FrozenFile

LONGEST = {"title": 200, "note": 2000, "series": 100, "reason": 500}  # letters


@dataclass(frozen=True)
class View:
    """What is frozen. `layers`: their names. `box`: west, south, east, north in degrees; None: around Mosul.

    `in_languages`: title and note by the code of a language, where these are more than one.
    `known`: what was recorded later takes no part. `arrivals`: families arriving, and who would go where, at most
    `max_km` away; `since`: an earlier day that it is compared with; `look`: `road` for the roads as lines in place of
    the map; `analyses`: of which roads, and since when.
    """

    title: str
    day: date
    layers: tuple[str, ...]
    box: Box | None = None
    note: str | None = None
    series: str | None = None
    in_languages: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    known: datetime = EVERYTHING
    arrivals: tuple[Arrival, ...] = ()
    max_km: str | None = None
    since: date | None = None
    look: str = "map"
    analyses: tuple[Asked, ...] = ()

    @property
    def is_plain(self) -> bool:
        """Whether it is the map of a day and nothing else: what the living map of frozen data shows, and one file."""
        return not self.arrivals and self.since is None and self.look == "map"

    @property
    def asked(self) -> dict[str, list[str]]:
        """What it asks for beside day, layers and box, by the names of addresses."""
        named: dict[str, list[str]] = {
            "arrive": [f"{one.lat:g},{one.lon:g}:{one.families}" for one in self.arrivals],
            "max_km": [self.max_km] if self.max_km else [],
            "from": [self.since.isoformat()] if self.since else [],
            "look": [self.look] if self.look != "map" else [],
            "analysis": [str(one) for one in self.analyses],
        }
        return {name: values for name, values in named.items() if values}

    def told_in(self, lang: str) -> "View":
        """With the title and the note that it has in a language, where it has its own."""
        title, note = self.in_languages.get(lang, (self.title, self.note))
        return replace(self, title=title, note=note)


def frozen_file(name: str, mimetype: str, contents: bytes) -> FrozenFile:
    return FrozenFile(name, hashlib.sha256(contents).digest(), mimetype, contents)


class Frozen(NamedTuple):
    """`known`: nothing recorded later is in its files."""

    token: str
    known: datetime
    data_version: int
    files: list[FrozenFile]

    def sha256(self) -> str:
        """Of the whole: of the names and the sha256 of all files, in their order."""
        return hashlib.sha256(b"".join(one.name.encode() + one.sha256 for one in self.files)).hexdigest()

    def values(self, view: View) -> dict[str, Any]:
        """The columns of its row in the table `snapshot`."""
        told = {"title": view.title, "note": view.note, "day": view.day, "series": view.series}
        frozen = {"token": self.token, "known": self.known, "data_version": self.data_version}
        frozen |= {"asked": view.asked}
        return {**told, **frozen, "layers": list(view.layers), "bbox": list(view.box) if view.box else None}
