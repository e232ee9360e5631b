"""An answer of /plan put together: the question read, the sites asked, its pictures and tables."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from geodata.rules.freshness import is_old
from geodata.rules.receiving import PASSED_THROUGH
from geodata.statements.located import point
from webmap.answers.data_table import DataTable
from webmap.asked import known_since
from webmap.planning import answers, assumptions, picture, queries, tables, tier_tables, tier_words
from webmap.planning.answers import Allocation
from webmap.planning.first_lines import Sentence, sentence
from webmap.planning.limits import Limits
from webmap.planning.question import Args, Question, question, stated
from webmap.planning.rows import PublishedPlots
from webmap.words.i18n import ngettext, number


@dataclass(frozen=True)
class PlanAnswer:
    """`published`: free plots that were published without a place."""

    question: Question
    found: Allocation
    at: date
    published: list[PublishedPlots]
    rests_on: list[str]

    @property
    def changes(self) -> tuple[str, ...]:
        """The scenario in sentences."""
        return self.found.changes

    @property
    def limits(self) -> Limits:
        return self.question.arrivals.limits

    @property
    def sentence(self) -> Sentence:
        """The answer in short."""
        return sentence(self.found, self.limits, self.at)

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
    published = queries.published_plots(connection, at)
    rests_on = assumptions.of_allocation(read.arrivals, found, at)
    rests_on += [tier_words.published(one) for one in published]
    return PlanAnswer(read, found, at, published, rests_on)


def judge(connection: Connection, args: Args) -> None:
    """InvalidData or NotFound for what an address of /plan says while it names no place of arrival yet."""
    terms = stated(args)
    answers.check_named(connection, terms.exclude, terms.scenario, "exclude")


def per_site(answer: PlanAnswer) -> dict[str, int]:
    """Families of all origins that each site takes, by its id."""
    found: dict[str, int] = {}
    for p in answer.found.plan.placements:
        found[p.site_id] = found.get(p.site_id, 0) + p.families
    return found


def nearest_site(answer: PlanAnswer) -> str:
    """Where new plots are supposed first: the site nearest to the first arrival at which people may stay."""
    rows = answer.found.rows.items()
    near = [(row.metres[0], site_id) for site_id, row in rows if row.metres and row.type not in PASSED_THROUGH]
    return min(near)[1] if near else ""


def drawn(answer: PlanAnswer, beside: PlanAnswer | None = None) -> list[picture.Picture]:
    """Origins, lines to the sites that take families, and the sites passed over; those of `beside` beneath as ghosts.

    Two plans drawn beside one another have the same extent.
    """
    other = picture.Other(_things(beside), _moves(beside)) if beside else None
    return picture.pictures(_things(answer), _moves(answer), within_km=answer.limits.max_km, beside=other)


def _things(answer: PlanAnswer) -> list[picture.Thing]:
    second = {site_id: picture.families_words(count) for site_id, count in per_site(answer).items()}
    old = {row.site_id for row in answer.found.used if is_old(row.counted_as_of, row.counted_precision, answer.at)}
    origins = answer.question.arrivals.origins
    things = [
        picture.Thing(origin.lon, origin.lat, "origin", place.name, _arrive(origin.families))
        for origin, place in zip(origins, answer.question.places, strict=True)
    ]
    asked = [one for one in answer.found.asked_first(answer.limits.tiers) if one.metres is not None and not one.barred]
    things += picture.asked_things(asked)
    over = [one for one in answer.found.over if one[0].site_id not in {offer.row.site_id for offer in asked}]
    return things + picture.site_things(answer.found.used, over, second, old)


def _moves(answer: PlanAnswer) -> list[picture.Move]:
    found = []
    for p in answer.found.plan.placements:
        row, origin = answer.found.rows[p.site_id], answer.question.arrivals.origins[p.origin]
        if (to := point(row)) is not None:
            found.append(((origin.lon, origin.lat), to, p.families))
    return found


def _arrive(count: int) -> str:
    return ngettext("%(count)s family arrives", "%(count)s families arrive", count, count=number(count))


def answer_tables(answer: PlanAnswer, csv_href: Callable[[str], str], supposed: tier_tables.Supposed) -> dict[str, Any]:
    """The tables of the page; `csv_href` gives the address of a table's file, `supposed` that of a scenario."""
    found, limits = answer.found, answer.limits
    return {
        "placed": tables.placed(found, answer.question.arrivals, csv_href("placed")),
        "over": tables.over(found, csv_href("passed-over"), tables.PASSED_OVER_SHOWN),
        "ask_first": tier_tables.ask_first(found, limits, csv_href("ask-first"), supposed),
        "tiers": tier_tables.by_tier(found, limits, answer.published),
        "beyond": tier_tables.beyond(found),
    }


def whole_table(answer: PlanAnswer, what: str) -> DataTable:
    """One of the tables with all its rows, for its file."""
    if what == "passed-over":
        return tables.over(answer.found)
    if what == "ask-first":
        return tier_tables.ask_first(answer.found, answer.limits)
    return tables.placed(answer.found, answer.question.arrivals)
