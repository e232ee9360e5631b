"""What is frozen beside the map of a day: families arriving, what changed since an earlier day, roads as lines, and
analyses of roads by weeks."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any, NamedTuple

from flask import Flask
from sqlalchemy import Connection
from werkzeug.datastructures import MultiDict

from geodata.problems import InvalidData
from webmap.asked.arriving import arrivals
from webmap.asked.choices import one_of
from webmap.asked.chosen_day import ChosenDay, parse_day
from webmap.asked.span import earlier_day
from webmap.map_of_day.analysed import DEFAULT_DAYS, Analyser, Asked, File, Place
from webmap.map_of_day.arriving import Planner, Told
from webmap.map_of_day.changed import Changed, Comparer
from webmap.map_of_day.embed_page import along_the_roads
from webmap.snapshots.frozen import View
from webmap.words.i18n import gettext as _

LOOKS = ("map", "road")


class Said(NamedTuple):
    """A part of the page: what it is about, its sentences, and where the same is told as of today."""

    heading: str
    sentences: list[str]
    page: str


class Analysis(NamedTuple):
    """`addresses` of its files by their endings; `made`: the files, as they are made."""

    title: str
    addresses: Mapping[str, str]
    made: Iterator[File]


@dataclass(frozen=True)
class Beside:
    """Read on the connection of the freeze. A comparison takes its own, and reads the same of what was recorded by the
    moment of the freeze."""

    app: Flask
    connection: Connection
    view: View
    chosen: ChosenDay
    lang: str

    @cached_property
    def arriving(self) -> Told | None:
        if not self.view.arrivals:
            return None
        planner: Planner = self.app.extensions["planner"]
        day, known = self.chosen.day, self.chosen.known
        return planner(self.connection, self.view.arrivals, self.view.max_km, day, known, self.lang)

    @cached_property
    def changed(self) -> Changed | None:
        if self.view.since is None:
            return None
        compare: Comparer = self.app.extensions["comparer"]
        return compare(self.view.since, self.chosen, self.lang)

    @cached_property
    def roads(self) -> dict[str, Any]:
        """What embeds say of the roads in place of the map; empty where the map is shown."""
        return along_the_roads(self.connection, self.chosen, self.lang) if self.view.look == "road" else {}

    def said(self) -> list[Said]:
        told = []
        if self.changed:
            told.append(Said(self.changed.title, [self.changed.sentence, self.changed.key], self.changed.page))
        if self.arriving:
            told.append(Said(_("Families arriving"), list(self.arriving.sentences), self.arriving.plan))
        return told

    def sentences(self) -> str:
        """In a frame, in place of what is said of the day."""
        return " ".join(sentence for one in self.said() for sentence in one.sentences)

    def analysed(self, asked: Asked, place: Place) -> Analysis:
        analyse: Analyser = self.app.extensions["analyser"]
        painter, chosen = self.app.extensions["painter"], self.chosen
        title, files = analyse(painter, self.connection, asked, chosen.day, chosen.known, place)
        return Analysis(title, place.addresses_of(asked.code), files)


def with_beside(view: View, said: MultiDict[str, str]) -> View:
    """The view with what an address, a form or a script asks for beside it; InvalidData for what cannot be read."""
    return replace(
        view,
        arrivals=arrivals(said),
        max_km=said.get("max_km", "").strip() or None,
        since=earlier_day(said, view.day),
        look=one_of(said, "look", LOOKS, LOOKS[0]) or LOOKS[0],
        analyses=analyses(said.getlist("analysis"), view.day),
    )


def analyses(said: Sequence[str], day: date) -> tuple[Asked, ...]:
    """`south:2017-02-21`, or `south` for the six weeks before `day`; InvalidData for a first day that is none."""
    found = []
    for one in filter(None, map(str.strip, said)):
        code, _colon, first = one.partition(":")
        try:
            found.append(Asked(code, parse_day(first) if first else day - timedelta(days=DEFAULT_DAYS)))
        except InvalidData as problem:
            raise InvalidData(problem.message, parameter="analysis") from problem
    return tuple(found)
