"""The answer in short: who is placed where and how old that is; whom to ask first and what one answer would decide."""

from dataclasses import dataclass
from datetime import date

from geodata.rules.freshness import is_old
from geodata.rules.tiers import CHANGED, SAID_READY
from webmap.planning import assumptions
from webmap.planning.answers import Allocation
from webmap.planning.limits import Limits
from webmap.planning.offers import OF_THE_SCENARIO, Offer
from webmap.planning.rows import AroundSite
from webmap.words.ages import days_of_age
from webmap.words.i18n import countable, day, isolated, km, ngettext, number
from webmap.words.i18n import gettext as _

NAMED = 3  # sites in a sentence


@dataclass(frozen=True)
class Sentence:
    """`placed`, `unplaced`: what was found and what was not; `where`, `weak`: at which sites, and its weak point.

    `ask`: whom to ask first. `beyond`: places out of reach by the limits. `somewhere`: free places that were not used
    because nobody knows where they lie. Each is empty where it is not needed.
    """

    placed: str
    unplaced: str
    where: str
    weak: str
    ask: str = ""
    beyond: str = ""
    somewhere: str = ""

    @property
    def where_alone(self) -> str:
        """`where` as a sentence of its own, for where it does not follow `placed` at once."""
        return _("Placed: %(where)s", where=self.where) if self.where else ""

    @property
    def rest(self) -> list[str]:
        """What follows `placed` and `unplaced`: whom to ask stands first, for one answer may change all the others."""
        where = self.where_alone if self.ask else self.where
        return [text for text in (self.ask, where, self.weak, self.beyond, self.somewhere) if text]


def sentence(found: Allocation, limits: Limits, at: date) -> Sentence:
    """The answer in short."""
    placed, unplaced = found.plan.placed, found.plan.unplaced
    left = _("%(count)s unplaced", count=number(unplaced)) if unplaced else _("nobody unplaced")
    if not unplaced:
        return Sentence(_placed(found, limits), left, _where(found), _weak_point(found, at))
    return Sentence(
        _placed(found, limits),
        left,
        _where(found) if placed else "",
        _weak_point(found, at),
        _ask(found, limits),
        _beyond(found, limits),
        " ".join(assumptions.of_unknown_position(found.room_somewhere)),
    )


def _placed(found: Allocation, limits: Limits) -> str:
    if not found.plan.placed:
        if limits.max_km is None:
            return _("Nobody can be placed")
        return _("Nobody can be placed within %(distance)s", distance=_limit(limits))
    sites = len(found.used)
    return ngettext(
        "%(placed)s placed in %(sites)s site",
        "%(placed)s placed in %(sites)s sites",
        sites,
        placed=number(found.plan.placed),
        sites=number(sites),
    )


def _limit(limits: Limits) -> str:
    return _("%(distance)s km", distance=number(limits.max_km))


def _where(found: Allocation) -> str:
    """`2 in Bardarash (45.7 km), 1 in Dawoudia (102.8 km).` No number follows a name: camps bear numbers."""
    named = [
        _(
            "%(families)s in %(site)s (%(distance)s)",
            site=isolated(found.rows[p.site_id].shown_name),
            families=number(p.families),
            distance=km(p.metres),
        )
        for p in found.plan.placements
    ]
    return f"{_(', ').join(_first(named))}."


def _first(named: list[str]) -> list[str]:
    return named[:NAMED] + ([_("and others")] if len(named) > NAMED else [])


def _weak_point(found: Allocation, at: date) -> str:
    if not found.plan.placed:
        return _("No open site within reach is known to have a free place.")
    return " ".join(part for part in (_age(found, at), *_unsure(found)) if part)


def _age(found: Allocation, at: date) -> str:
    """Of the sites that were counted; empty where all used ones were only said to be ready or supposed."""
    used = found.used_counted
    if not used:
        return ""
    old = [row for row in used if is_old(row.counted_as_of, row.counted_precision, at)]
    if not old:
        return _("No count used is older than 31 days.")
    oldest = min(old, key=lambda row: row.counted_as_of or date.max)
    when = _when(oldest, at)
    counted = {row.site_id for row in used}
    placed = sum(p.families for p in found.plan.placements if p.site_id in counted)
    supposed = any(found.offers[row.site_id].tier == OF_THE_SCENARIO for row in found.used)
    if len(old) == len(found.used) and not supposed:
        if len({row.counted_as_of for row in old}) == 1:
            return ngettext(
                "That place rests on a count from %(day)s.",
                "All %(count)s rest on counts from %(day)s.",
                placed,
                count=number(placed),
                day=when,
            )
        return _("All %(count)s rest on old counts, the oldest from %(day)s.", count=number(placed), day=when)
    return ngettext(
        "%(old)s of %(sites)s site rests on an old count, the oldest from %(day)s.",
        "%(old)s of %(sites)s sites rest on old counts, the oldest from %(day)s.",
        len(found.used),
        old=number(len(old)),
        sites=number(len(found.used)),
        day=when,
    )


def _when(row: AroundSite, at: date) -> str:
    """`November 2016 (125 to 154 days before)`."""
    counted = row.counted_as_of or at
    days, most = days_of_age(counted, row.counted_precision, at)
    return ngettext(
        "%(day)s (%(days)s day before)",
        "%(day)s (%(days)s days before)",
        most,
        day=day(counted, row.counted_precision),
        days=days,
    )


def _unsure(found: Allocation) -> list[str]:
    """How many are placed by a count that changed since, and where a site was only said to be ready or supposed."""
    by_tier = {CHANGED: 0, SAID_READY: 0, OF_THE_SCENARIO: 0}
    for p in found.plan.placements:
        tier = found.offers[p.site_id].tier
        if tier in by_tier:
            by_tier[tier] += p.families
    told = []
    if count := by_tier[CHANGED]:
        told.append(
            ngettext(
                "%(count)s is placed by a count that changed since.",
                "%(count)s are placed by counts that changed since.",
                count,
                count=number(count),
            )
        )
    if count := by_tier[SAID_READY]:
        told.append(
            ngettext(
                "%(count)s is placed where a site was only said to be ready (%(day)s).",
                "%(count)s are placed where sites were only said to be ready (%(day)s).",
                count,
                count=number(count),
                day=_said_on(found),
            )
        )
    if count := by_tier[OF_THE_SCENARIO]:
        told.append(
            ngettext(
                "%(count)s is placed where the scenario supposes plots.",
                "%(count)s are placed where the scenario supposes plots.",
                count,
                count=number(count),
            )
        )
    return told


def _said_on(found: Allocation) -> str:
    """`31 January 2017, 17 March 2017`, the first of them where there are many."""
    used = [found.offers[row.site_id] for row in found.used]
    said = {(offer.as_of, offer.precision) for offer in used if offer.tier == SAID_READY and offer.as_of}
    return _(", ").join(_first([day(as_of, precision) for as_of, precision in sorted(said)]))


def _ask(found: Allocation, limits: Limits) -> str:
    asked = found.asked_first(limits.tiers)
    if not asked:
        return ""
    first, left = asked[0], found.plan.unplaced
    takes = min(first.places, left)
    return ngettext(
        "Ask first: %(site)s, %(where)s: %(families)s family. One answer decides whether %(then)s or %(now)s stay"
        " unplaced.",
        "Ask first: %(site)s, %(where)s: %(families)s families. One answer decides whether %(then)s or %(now)s stay"
        " unplaced.",
        takes,
        site=isolated(first.row.shown_name),
        where=_where_asked(first),
        families=number(takes),
        then=number(left - takes),
        now=number(left),
    )


def _where_asked(offer: Offer) -> str:
    if offer.row.metres is None:
        return _("at an unknown position")
    return _("%(distance)s, beyond the limit", distance=km(offer.nearest)) if offer.barred else km(offer.nearest)


def _beyond(found: Allocation, limits: Limits) -> str:
    """Places out of reach, with the nearest of their sites."""
    beyond = found.beyond
    if not beyond:
        return ""
    places = sum(offer.places for offer in beyond)
    named = [
        _("%(free)s in %(site)s", site=isolated(offer.row.shown_name), free=number(offer.places)) for offer in beyond
    ]
    words = {
        "places": number(places),
        "distance": number(countable(limits.max_km or 0)),
        "sites": _(", ").join(_first(named)),
    }
    if limits.same_governorate:
        return ngettext(
            "Out of reach by these limits: %(places)s place: %(sites)s.",
            "Out of reach by these limits: %(places)s places: %(sites)s.",
            places,
            **words,
        )
    return ngettext(
        "Beyond %(distance)s km: %(places)s place: %(sites)s.",
        "Beyond %(distance)s km: %(places)s places: %(sites)s.",
        places,
        **words,
    )
