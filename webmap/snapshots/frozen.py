"""What is asked to be frozen, and what it became."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, NamedTuple

from webmap.asked.chosen_day import EVERYTHING
from webmap.drawing.question import Box
from webmap.snapshots.rows import FrozenFile

LONGEST = {"title": 200, "note": 2000, "series": 100, "reason": 500}  # letters


@dataclass(frozen=True)
class View:
    """What is frozen. `layers`: their names. `box`: west, south, east, north in degrees; None: around Mosul.

    `in_languages`: title and note by the code of a language, where these are more than one.
    `known`: what was recorded later takes no part.
    """

    title: str
    day: date
    layers: tuple[str, ...]
    box: Box | None = None
    note: str | None = None
    series: str | None = None
    in_languages: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    known: datetime = EVERYTHING

    def told_in(self, lang: str) -> "View":
        """With the title and the note that it has in a language, where it has its own."""
        title, note = self.in_languages.get(lang, (self.title, self.note))
        return replace(self, title=title, note=note)


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
        return {**told, **frozen, "layers": list(view.layers), "bbox": list(view.box) if view.box else None}
