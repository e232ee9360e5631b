"""An analysis gathered from a connection, days and addresses, so that it can be frozen as it can be shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from geodata.facts.files import rows as facts
from geodata.problems import InvalidData, NotFound
from geodata.rules.trunks import trunks
from webmap.asked.span import Span
from webmap.corridors import queries as corridor_queries
from webmap.corridors.analysis import queries, tables, told
from webmap.corridors.analysis.chart import NARROW, WIDE, chart
from webmap.corridors.analysis.weeks import Weeks, by_week, weeks_of
from webmap.layers.movements.moved import pattern
from webmap.map_of_day.road import queries as road_queries
from webmap.map_of_day.road.picture import picture
from webmap.map_of_day.road.queries import Road
from webmap.map_of_day.road.trunk import ROAD_KM, trunk_name
from webmap.words.i18n import gettext as _
from webmap.words.i18n import number, per_language

MOST_WEEKS = 26
LOOKS = ("solid", "dashed", "double", "hollow", "dotted")  # of bars, as the key lists them


@dataclass(frozen=True)
class Subject:
    """A corridor, or a trunk with all its corridors, the one that gives the line first. `lang`: of its name."""

    code: str
    corridors: Sequence[str]
    name: str
    lang: str
    is_trunk: bool


@dataclass(frozen=True)
class Analysis:
    """What was read of it. `road`: None where it has no line by the last day."""

    subject: Subject
    weeks: Weeks
    read: queries.Found
    road: Road | None


def trunk(code: str, lang: str) -> Subject:
    """NotFound where no trunk has this code."""
    if code not in trunks():
        raise NotFound("corridor", code)
    return Subject(code, trunks()[code], trunk_name(code), lang, is_trunk=True)


def published_on() -> date | None:
    """The day of the analysis that IOM DTM published, of which no public copy is known."""
    stated = (row["as_of"] for row in facts("dtm_products") if row["product_id"] == "corridor-analysis")
    return next((date.fromisoformat(day) for day in stated if day), None)


def corridor(connection: Connection, corridor_id: str, at: date, lang: str) -> Subject:
    """NotFound where there is no such corridor."""
    row = corridor_queries.corridor(connection, corridor_id, at, lang)
    if row is None:
        raise NotFound("corridor", corridor_id)
    return Subject(corridor_id, [corridor_id], row.shown_name, row.shown_lang, is_trunk=False)


def subject(connection: Connection, code: str, at: date, lang: str) -> Subject:
    """A trunk by its code, or a corridor by its id; NotFound where neither is so called."""
    return trunk(code, lang) if code in trunks() else corridor(connection, code, at, lang)


def checked(span: Span) -> Span:
    """InvalidData for more weeks than a page can show, and for days in the wrong order."""
    if span.first > span.last:
        message = _("The first day of an analysis lies after the day of the map: choose an earlier one.")
        raise InvalidData(message, parameter="analysis")
    if len(weeks_of(span)) > MOST_WEEKS:
        message = _("An analysis holds at most %(weeks)s weeks: choose a later first day.", weeks=number(MOST_WEEKS))
        raise InvalidData(message, parameter="from")
    return span


def read(connection: Connection, subject: Subject, span: Span, known: datetime, lang: str) -> Analysis:
    found = queries.movements(connection, subject.corridors, span.first, span.last, lang)
    road = road_queries.road(connection, subject.corridors, ROAD_KM, span.last, known, lang)
    return Analysis(subject, by_week(found.along, span), found, road)


def shown(connection: Connection, found: Analysis, csv_href: str) -> dict[str, Any]:
    """What the template shows."""
    weeks, road, at = found.weeks, found.road, found.weeks.span.last
    every = (*found.read.along, *found.read.perhaps)
    return {
        "subject": found.subject,
        "span": weeks.span,
        "weeks": weeks.weeks,
        "answer": told.answer(weeks, road),
        "charts": [(name, chart(weeks, width)) for name, width in (("wide", WIDE), ("narrow", NARROW))],
        "by_places": tables.by_places(weeks),
        "movements": tables.every_movement(weeks, csv_href),
        "sites": tables.sites_along(road),
        "drawn": picture(road, at, f"analysis-{found.subject.code}") if road else None,
        "not_known": told.not_known(weeks, found.read),
        "perhaps": tables.perhaps_along(found.read.perhaps),
        "left_out": tables.left_out(weeks.out),
        "looks": [(look, look_words(look)) for look in LOOKS if look in _looks(weeks)],
        "sources": corridor_queries.sources(connection, sorted({row.source_id for row in every})),
    }


def _looks(weeks: Weeks) -> set[str]:
    return {pattern(row) for row in weeks.used}


@per_language
def look_words(look: str) -> str:
    """What a bar's look means."""
    return {
        "solid": _("people counted"),
        "dashed": _("estimated: families × 6"),
        "double": _("passages, hollow: perhaps the same people twice"),
        "hollow": _("Return"),
        "dotted": _("number unknown"),
    }[look]
