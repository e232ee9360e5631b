"""The answer about gaps in sentences, and everything its page and its program's answer hold."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection

from geodata.problems import InvalidData, NotFound
from geodata.standards import Standard, health_distance, of_set
from webmap import known_since
from webmap.i18n import day, isolated, ngettext, number
from webmap.i18n import gettext as _
from webmap.layers.services import HEALTH
from webmap.layers.sites import OLD_AFTER
from webmap.standards import queries, standard_words
from webmap.standards.assessed import Assessed, HealthRow, Total, ages, assess, health, lived_in, totals
from webmap.standards.gaps import Arriving
from webmap.standards.there import REPORTED, SHOWN_METRICS, what_is_there

# Talking helps, but is no treatment: the limit asks for a health service.
TREATING = tuple(kind for kind in HEALTH if kind != "psychosocial_support")


@dataclass(frozen=True)
class Gaps:
    """Everything that is known for an answer; sites are those that people live in, by name.

    `cut`: there are more sites than were looked at.
    """

    at: date
    limits: Mapping[str, Standard]
    arriving: Arriving | None
    sites: list[Any]
    assessed: list[Assessed]
    totals: list[Total]
    health_limit: Standard
    health: list[HealthRow]
    shelters: list[Any]
    transitional: list[Any]
    cut: bool

    @property
    def arrives_at(self) -> Any | None:
        """The site of the arrival."""
        return next((row for row in self.sites if self.arriving and row.site_id == self.arriving.site_id), None)

    @property
    def people(self) -> int:
        """People in the sites where they are known."""
        return sum(row.individuals for row in self.sites if row.individuals is not None)


def gaps_on(connection: Connection, set_name: str, arriving: Arriving | None, at: date, lang: str) -> Gaps:
    """The gaps of a day by a set. InvalidData for a day before everything, and for a site that takes nobody in."""
    known_since.check_sites(connection, at)
    known = queries.sites_on(connection, at, lang)
    sites = lived_in(known)
    _check(connection, sites, arriving, at)
    shelters = queries.shelters(connection, SHOWN_METRICS, at)
    there = what_is_there(queries.levels(connection, REPORTED, at), shelters)
    limits = of_set(set_name)
    assessed = assess(sites, limits, there, arriving)
    limit = limits.get("health_distance") or health_distance()
    nearest = queries.nearest_health(connection, [row.site_id for row in sites], TREATING, at, lang)
    return Gaps(
        at=at,
        limits=limits,
        arriving=arriving,
        sites=sites,
        assessed=assessed,
        totals=totals(assessed),
        health_limit=limit,
        health=health(sites, nearest, limit, arriving),
        shelters=shelters,
        transitional=queries.transitional(connection, at, lang),
        cut=len(known) >= queries.LARGEST_LIST,
    )


def _check(connection: Connection, sites: Sequence[Any], arriving: Arriving | None, at: date) -> None:
    if arriving is None or any(row.site_id == arriving.site_id for row in sites):
        return
    if not queries.is_known(connection, arriving.site_id):
        raise NotFound("site", arriving.site_id)
    message = _("On %(day)s this site is not known to take anybody in; choose another one.", day=day(at))
    raise InvalidData(message, parameter="site")


def worst_first(found: Gaps) -> list[Assessed]:
    """What is known, of the site of the arrival first, then what is farthest from its limit; equal ones by name."""
    known = [(one, one.now) for one in found.assessed if one.now is not None]
    known.sort(key=lambda pair: (pair[0].site is not found.arrives_at, pair[1].percent))
    return [one for one, _gap in known]


def answer(found: Gaps, set_name: str) -> str:
    """One sentence: what is missing, of the site of the arrival if there is one."""
    name = standard_words.set_name(set_name)
    site, arriving = found.arrives_at, found.arriving
    if site is not None and arriving is not None:
        return _after(found, site, arriving, name)
    parts = [standard_words.more(t.standard.indicator, t.missing) for t in found.totals if t.missing]
    if parts:
        needs = standard_words.listed(parts)
        return _("%(set)s: sites with known figures need %(more)s.", set=name, more=needs)
    if any(total.computed for total in found.totals):
        return _("%(set)s: nothing is missing in the sites with known figures.", set=name)
    return _("%(set)s: no gap can be told; no site has both its people and such a figure known.", set=name)


def _after(found: Gaps, site: Any, arriving: Arriving, name: str) -> str:
    here = [one for one in found.assessed if one.site is site]
    known = [one for one in here if one.after is not None]
    values = {
        "families": number(arriving.families),
        "people": number(arriving.people),
        "site": isolated(site.shown_name),
        "set": name,
    }
    if not known:
        return _(
            "%(set)s: what %(site)s needs with %(families)s more families (%(people)s people) is not known.",
            **values,
        )
    parts = [standard_words.more(one.standard.indicator, one.after.missing) for one in known if one.after.missing]  # type: ignore[union-attr]
    if not parts:
        return _(
            "%(set)s: with %(families)s more families (%(people)s people), %(site)s lacks nothing that is known.",
            **values,
        )
    return _(
        "%(set)s: with %(families)s more families (%(people)s people), %(site)s needs %(more)s.",
        more=standard_words.listed(parts),
        **values,
    )


def weak_point(found: Gaps) -> str:
    """How much of the people the answer is about, and how old it is."""
    best = max(found.totals, key=lambda total: (total.computed, total.people), default=None)
    if best is None or not best.computed:
        return ""
    unknown = sum(row.individuals is None for row in found.sites)
    parts = [
        _own_age(found),
        _(
            "At best it is computed for %(count)s of %(sites)s sites, with %(people)s of %(all)s people known.",
            count=number(best.computed),
            sites=number(len(found.sites)),
            people=number(best.people),
            all=number(found.people),
        ),
        ngettext(
            "The people of %(count)s more site are not known.",
            "The people of %(count)s more sites are not known.",
            unknown,
            count=number(unknown),
        )
        if unknown
        else "",
        age(found),
    ]
    return " ".join(part for part in parts if part)


def _own_age(found: Gaps) -> str:
    """Of which days the figures of the site of the arrival are; empty without one, or where they tell nothing."""
    known = [one.there for one in found.assessed if one.site is found.arrives_at and one.now and one.there]
    if found.arrives_at is None or not known:
        return ""
    days = dict.fromkeys(day(there.as_of, there.precision) for there in sorted(known, key=lambda there: there.as_of))
    return _(
        "Its people are of %(people)s, what is there of %(there)s.",
        people=day(found.arrives_at.individuals_as_of, found.arrives_at.individuals_precision),
        there=standard_words.listed(list(days)),
    )


def age(found: Gaps) -> str:
    """How old the figures are that the answer rests on; empty where it rests on none."""
    used, old, oldest = ages(found.assessed, found.at)
    if oldest is None:
        return ""
    return ngettext(
        "%(old)s of %(count)s figure used is older than %(days)s days; the oldest is of %(day)s.",
        "%(old)s of %(count)s figures used are older than %(days)s days; the oldest is of %(day)s.",
        used,
        old=number(old),
        count=number(used),
        days=number(OLD_AFTER.days),
        day=day(oldest),
    )


def assumptions(found: Gaps) -> list[str]:
    """What the answer rests on."""
    told = [
        _("What was there on the day of its report is taken to be there still; the people are the newest count."),
        _("A rate a person becomes a total by the people counted on the same day; without that count it is not used."),
        _("Not known is not a fail. Meeting a limit exactly passes. A surplus of one site fills no gap of another."),
        _("Joint figures of several sites are not divided; doubtful figures are left out."),
        _("A water point counts as one tap; points with several taps would lessen the gap."),
        _("Screening sites and reception centres are left out: people pass through them."),
        _(
            "Health services have approximate positions; distances run straight over the ground. Services that no"
            " source names may be nearer."
        ),
    ]
    if found.arriving:
        told.append(
            _(
                "A family is taken for %(size)s persons: %(families)s families are %(people)s people, rounded up.",
                size=number(float(found.arriving.family_size)),
                families=number(found.arriving.families),
                people=number(found.arriving.people),
            )
        )
    if found.cut:
        told.append(_("Only the first %(most)s sites by name were looked at.", most=number(queries.LARGEST_LIST)))
    return told
