"""The analysis of a road by weeks as frozen files: what is asked, and where it will stand. Who analyses is set up by
create_app."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple, Protocol

from sqlalchemy import Connection

from webmap.drawing.pictures import Painter

DEFAULT_DAYS = 41  # with the last day six weeks
ENDINGS = ("html", "pdf", "csv", "svg")
File = tuple[str, str, str, bytes]  # name, ending, media type, bytes


class Asked(NamedTuple):
    """`code`: of a trunk, or the id of a corridor. From the `first` day to that of the map."""

    code: str
    first: date

    def __str__(self) -> str:
        """As addresses and scripts write it."""
        return f"{self.code}:{self.first.isoformat()}"


@dataclass(frozen=True)
class Place:
    """Of which snapshot the files will be, and in which language. `there`: the host before our paths, empty where
    nobody has said so. `moment`, `made`: when it was so, and of which data it was frozen, in words."""

    token: str
    lang: str
    there: str
    moment: str
    made: str
    is_exercise: bool

    @property
    def page(self) -> str:
        return f"/s/{self.token}?lang={self.lang}"

    def addresses_of(self, code: str) -> Mapping[str, str]:
        """Of the files of an analysis, by their endings."""
        return {ending: f"/s/{self.token}/analysis-{code}.{ending}?lang={self.lang}" for ending in ENDINGS}


class Analyser(Protocol):
    """Analyses a road up to a day. NotFound for a road that there is none of; InvalidData for too many weeks."""

    def __call__(
        self, painter: Painter, connection: Connection, asked: Asked, last: date, known: datetime, place: Place
    ) -> tuple[str, Iterator[File]]:
        """Its title, and its files in the language that is spoken."""
