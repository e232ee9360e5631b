"""Everything that an answer about gaps holds, gathered from its statements and put to the rules."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from sqlalchemy import Connection

from geodata.problems import InvalidData, NotFound
from geodata.rules.provision import REPORTED, SHOWN_METRICS, provisions, withheld
from geodata.rules.standards import Standard, health_distance, of_set
from geodata.statements.site_rows import SiteOnDay
from webmap.asked import known_since
from webmap.gaps import queries
from webmap.gaps.in_all import HealthRow, Total, health, totals
from webmap.gaps.question import Question
from webmap.gaps.rows import Transitional
from webmap.layers.services.feature import HEALTH
from webmap.standards import queries as there
from webmap.standards.assessed import TAKES_NOBODY, Assessed, assess, lived_in
from webmap.standards.people import People, people_of
from webmap.standards.rows import Shelters
from webmap.words.i18n import day
from webmap.words.i18n import gettext as _

# Talking helps, but is no treatment: the limit asks for a health service.
TREATING = tuple(kind for kind in HEALTH if kind != "psychosocial_support")
PRIMARY = ("primary_health_centre", "mobile_medical_team")


@dataclass(frozen=True)
class Gaps:
    """Sites are those that people live in, by name; `people` by id of the site. `cut`: there are more sites than were
    looked at."""

    at: date
    question: Question
    limits: Mapping[str, Standard]
    sites: list[SiteOnDay]
    people: Mapping[str, People]
    assessed: list[Assessed]
    totals: list[Total]
    health_limit: Standard
    health: list[HealthRow]
    shelters: list[Shelters]
    transitional: list[Transitional]
    cut: bool

    @cached_property
    def arrives_at(self) -> list[SiteOnDay]:
        """The sites of the arrival, by name."""
        return [row for row in self.sites if row.site_id in self.question.arriving]

    @property
    def estimated(self) -> int:
        """In so many sites the people are made of families."""
        return sum(people.families is not None for people in self.people.values())


def gaps_on(connection: Connection, question: Question, at: date, known: datetime, lang: str) -> Gaps:
    """The gaps of a day. InvalidData for a day before everything, and for a site that takes nobody in."""
    known_since.check_sites(connection, at, known)
    listed = queries.sites_on(connection, at, known, lang)
    sites = lived_in(listed, question.arriving)
    _check(connection, sites, question, at)
    if question.only:
        sites = _alone(connection, sites, question.only, at)
    only = [question.only] if question.only else None
    people = {row.site_id: people_of(row, question.family_size) for row in sites}
    shelters = there.shelters(connection, SHOWN_METRICS, at, known, only)
    levels = there.levels(connection, REPORTED, at, known, only)
    limits = of_set(question.set)
    assessed = assess(
        sites, people, limits, provisions(levels, shelters), question.arriving, withheld(levels, shelters)
    )
    limit = limits.get("health_distance") or health_distance()
    nearest = queries.nearest_health(connection, [row.site_id for row in sites], TREATING, PRIMARY, at, lang)
    return Gaps(
        at=at,
        question=question,
        limits=limits,
        sites=sites,
        people=people,
        assessed=assessed,
        totals=totals(assessed),
        health_limit=limit,
        health=health(sites, nearest, limit, question.arriving, at),
        shelters=shelters,
        transitional=[
            row
            for row in queries.transitional(connection, at, lang)
            if question.only is None or row.site_id == question.only
        ],
        cut=len(listed) >= queries.LARGEST_LIST,
    )


def _check(connection: Connection, sites: Sequence[SiteOnDay], question: Question, at: date) -> None:
    """Whether all the arrivals are at sites that may take them in."""
    taking = {row.site_id for row in sites if row.status_then not in TAKES_NOBODY}
    for site_id in question.arriving:
        if site_id in taking:
            continue
        where = question.fields.get(site_id, "site")
        if not queries.is_known(connection, site_id):
            raise NotFound("site", site_id, parameter=where)
        message = _("On %(day)s the site %(site)s is not known to take anybody in; choose another one.",
                    day=day(at), site=site_id)  # fmt: skip
        raise InvalidData(message, parameter=where)


def _alone(connection: Connection, sites: Sequence[SiteOnDay], site_id: str, at: date) -> list[SiteOnDay]:
    """The one site of these. NotFound for an id that is no site, InvalidData for a site that nobody lives in."""
    found = [row for row in sites if row.site_id == site_id]
    if not found:
        if not queries.is_known(connection, site_id):
            raise NotFound("site", site_id, parameter="site")
        message = _("On %(day)s nobody is known to live at the site %(site)s; choose another one.",
                    day=day(at), site=site_id)  # fmt: skip
        raise InvalidData(message, parameter="site")
    return found


def sites_to_choose(connection: Connection, at: date, known: datetime, lang: str) -> list[SiteOnDay]:
    """The sites that an arrival may be asked for; none for a day before everything."""
    return lived_in(queries.sites_on(connection, at, known, lang))
