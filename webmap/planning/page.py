"""An answer of /plan put together: the question read, the sites asked, and the sentence that answers it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from geodata.rules.freshness import is_old
from geodata.statements.located import point
from webmap.answers.data_table import DataTable
from webmap.asked import known_since
from webmap.planning import answers, assumptions, picture, queries, tables
from webmap.planning.answers import Allocation
from webmap.planning.question import Args, Question, question, stated
from webmap.planning.rows import PlotsElsewhere, StatedRoom
from webmap.words.i18n import countable, day, isolated, ngettext, number, qualified
from webmap.words.i18n import gettext as _


@dataclass(frozen=True)
class PlanAnswer:
    """`statements`: about sites that could be asked about."""

    question: Question
    found: Allocation
    at: date
    statements: list[StatedRoom]
    rests_on: list[str]

    @property
    def changes(self) -> tuple[str, ...]:
        """The scenario in sentences."""
        return self.found.changes

    @property
    def placed(self) -> int:
        return self.found.plan.placed

    @property
    def unplaced(self) -> int:
        return self.found.plan.unplaced


def answered(connection: Connection, args: Args, at: date, known: datetime, lang: str) -> PlanAnswer:
    """The answer to an address of /plan on a day, with its scenario, if it has one."""
    known_since.check_sites(connection, at, known)
    read = question(connection, args, at, lang)
    answers.check_named(connection, read.arrivals.exclude, read.scenario, "exclude")
    found = answers.allocation(connection, read.arrivals, read.scenario, at, known, lang)
    uncounted = [row.site_id for row in found.rows.values() if row.free is None and row.status_then != "closed"]
    statements = queries.ask_first(connection, uncounted, at)
    rests_on = assumptions.of_allocation(read.arrivals, found, at)
    elsewhere = queries.available_elsewhere(connection, at)
    if elsewhere is not None:
        rests_on.append(_published_elsewhere(elsewhere))
    return PlanAnswer(read, found, at, statements, rests_on)


def judge(connection: Connection, args: Args) -> None:
    """InvalidData or NotFound for what an address of /plan says while it names no place of arrival yet."""
    terms = stated(args)
    answers.check_named(connection, terms.exclude, terms.scenario, "exclude")


def _published_elsewhere(figure: PlotsElsewhere) -> str:
    return ngettext(
        "%(provider)s published %(plots)s serviced plot available on %(day)s, without saying where.",
        "%(provider)s published %(plots)s serviced plots available on %(day)s, without saying where.",
        countable(float(figure.value or 0)),
        provider=isolated(figure.provider or ""),
        plots=qualified(figure.value, figure.qualifier),
        day=day(figure.as_of, figure.as_of_precision),
    )


@dataclass(frozen=True)
class Sentence:
    """`placed`, `unplaced`: what was found and what was not; `weak`: the weak point of it.

    `somewhere`: free places that were not used because nobody knows where they lie; empty where they are not needed.
    """

    placed: str
    unplaced: str
    weak: str
    somewhere: str


def sentence(answer: PlanAnswer) -> Sentence:
    """The answer in short."""
    sites = len(answer.found.used)
    placed = ngettext(
        "%(placed)s placed in %(sites)s site",
        "%(placed)s placed in %(sites)s sites",
        sites,
        placed=number(answer.placed),
        sites=number(sites),
    )
    if not answer.placed:
        placed = _("Nobody can be placed")
    unplaced = _("%(count)s unplaced", count=number(answer.unplaced)) if answer.unplaced else _("nobody unplaced")
    somewhere = assumptions.room_somewhere(answer.found.room_somewhere) if answer.unplaced else ""
    return Sentence(placed, unplaced, _weak_point(answer), somewhere)


def _weak_point(answer: PlanAnswer) -> str:
    used = [row for row in answer.found.used if row.counted_as_of is not None]
    old = [row for row in used if is_old(row.counted_as_of, row.counted_precision, answer.at)]
    if not answer.placed:
        return _("No open site within reach is known to have a free place.")
    if not old:
        return _("No figure used is older than 31 days.")
    oldest = min(old, key=lambda row: row.counted_as_of or date.max)
    when = day(oldest.counted_as_of, oldest.counted_precision)
    if len(old) == len(answer.found.used):
        if len({row.counted_as_of for row in old}) == 1:
            return ngettext(
                "That place rests on a count from %(day)s.",
                "All %(count)s rest on counts from %(day)s.",
                answer.placed,
                count=number(answer.placed),
                day=when,
            )
        return _("All %(count)s rest on old counts, the oldest from %(day)s.", count=number(answer.placed), day=when)
    return ngettext(
        "%(old)s of %(sites)s site rests on an old count, the oldest from %(day)s.",
        "%(old)s of %(sites)s sites rest on old counts, the oldest from %(day)s.",
        len(answer.found.used),
        old=number(len(old)),
        sites=number(len(answer.found.used)),
        day=when,
    )


def per_site(answer: PlanAnswer) -> dict[str, int]:
    """Families of all origins that each site takes, by its id."""
    found: dict[str, int] = {}
    for p in answer.found.plan.placements:
        found[p.site_id] = found.get(p.site_id, 0) + p.families
    return found


def drawn(answer: PlanAnswer) -> list[picture.Picture]:
    """Origins, lines to the sites that take families, and the sites passed over."""
    second = {site_id: picture.families_words(count) for site_id, count in per_site(answer).items()}
    old = {row.site_id for row in answer.found.used if is_old(row.counted_as_of, row.counted_precision, answer.at)}
    origins = answer.question.arrivals.origins
    things = [
        picture.Thing(origin.lon, origin.lat, "origin", place.name, _arrive(origin.families))
        for origin, place in zip(origins, answer.question.places, strict=True)
    ]
    things += picture.site_things(answer.found.used, answer.found.over, second, old)
    moves = []
    for p in answer.found.plan.placements:
        row, origin = answer.found.rows[p.site_id], origins[p.origin]
        if (to := point(row)) is not None:
            moves.append(((origin.lon, origin.lat), to, p.families))
    return picture.pictures(things, moves)


def _arrive(count: int) -> str:
    return ngettext("%(count)s family arrives", "%(count)s families arrive", count, count=number(count))


def answer_tables(answer: PlanAnswer, csv_href: Callable[[str], str]) -> dict[str, Any]:
    """The tables of the page; `csv_href` gives the address of a table's file."""
    return {
        "placed": tables.placed(answer.found, answer.question.arrivals, csv_href("placed")),
        "over": tables.over(answer.found, csv_href("passed-over"), tables.PASSED_OVER_SHOWN),
        "ask_first": tables.ask_first(answer.statements, answer.found, csv_href("ask-first")),
    }


def whole_table(answer: PlanAnswer, what: str) -> DataTable:
    """One of the tables with all its rows, for its file."""
    if what == "passed-over":
        return tables.over(answer.found)
    if what == "ask-first":
        return tables.ask_first(answer.statements, answer.found)
    return tables.placed(answer.found, answer.question.arrivals)
