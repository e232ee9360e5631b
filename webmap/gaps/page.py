"""The answer about gaps in sentences: what is missing, of how many people it is told, what it rests on."""

from collections.abc import Sequence
from datetime import date

from geodata.rules.figures import of_sum
from geodata.rules.freshness import OLD_AFTER
from geodata.rules.movement_sums import PERSONS_PER_FAMILY
from geodata.rules.standards import Standard
from webmap.gaps import alone, queries
from webmap.gaps.findings import Gaps
from webmap.gaps.in_all import ages
from webmap.gaps.question import DEFAULT_FAMILY_SIZE
from webmap.standards import standard_words
from webmap.standards.assessed import Assessed
from webmap.standards.people import how_estimated
from webmap.words.i18n import day, isolated, joined, ngettext, number
from webmap.words.i18n import gettext as _

BEFORE_MET = 99.5  # per cent: where what is to be counted again stands among what is judged


def worst_first(found: Gaps) -> list[Assessed]:
    """What can be judged, is withheld or is to be counted again, of the sites of the arrival first, then what is
    farthest from its limit; what is to be counted again comes before what is met, equal ones by name."""
    told = [one for one in found.assessed if one.now or one.again or one.is_withheld]
    return sorted(told, key=lambda one: (not one.arrives, _percent(one)))


def _percent(one: Assessed) -> float:
    judged = one.then or one.now
    return judged.percent if judged else BEFORE_MET


def answer(found: Gaps) -> str:
    """One sentence: what is missing, of the sites of the arrival if there is one."""
    name = standard_words.set_name(found.question.set, found.at)
    if found.question.only:
        return alone.answer(found, name)
    if found.arrives_at:
        return _after(found, name)
    parts = [
        standard_words.more(t.standard.indicator, t.missing, t.qualifier("now")) for t in found.totals if t.missing
    ]
    if parts:
        needs = joined(parts)
        return _("%(set)s: sites with known figures need %(more)s.", set=name, more=needs)
    if any(total.computed for total in found.totals):
        return _("%(set)s: nothing is missing in the sites with known figures.", set=name)
    return _("%(set)s: no gap can be told; no site has both its people and such a figure known.", set=name)


def _after(found: Gaps, name: str) -> str:
    known = [one for one in found.assessed if one.after is not None]
    missing: dict[str, list[tuple[int, str | None]]] = {}
    for one in known:
        if one.after and one.after.missing:
            missing.setdefault(one.standard.indicator, []).append((one.after.missing, one.missing_qualifier))
    needs = joined(
        [
            standard_words.more(
                code, sum(count for count, _said in of_sites), of_sum(said for _count, said in of_sites)
            )
            for code, of_sites in missing.items()
        ]
    )
    values = {
        "families": _more_families(found.question.families),
        "people": _so_many_people(found.question.people),
        "set": name,
        "more": needs,
    }
    if len(found.arrives_at) == 1:
        return _at_one(isolated(found.arrives_at[0].shown_name), bool(known), bool(missing), values)
    return _at_several(len(found.arrives_at), bool(known), bool(missing), values)


def _more_families(count: int) -> str:
    return ngettext("%(count)s more family", "%(count)s more families", count, count=number(count))


def _so_many_people(count: int) -> str:
    return ngettext("%(count)s person", "%(count)s people", count, count=number(count))


def _at_one(site: str, known: bool, missing: bool, values: dict[str, str]) -> str:
    if not known:
        sentence = _(
            "%(set)s: what %(site)s needs with %(families)s (%(people)s) is not known.",
            site=site,
            **values,
        )
    elif not missing:
        sentence = _(
            "%(set)s: with %(families)s (%(people)s), %(site)s lacks nothing that is known.",
            site=site,
            **values,
        )
    else:
        sentence = _(
            "%(set)s: with %(families)s (%(people)s), %(site)s needs %(more)s.",
            site=site,
            **values,
        )
    return sentence


def _at_several(sites: int, known: bool, missing: bool, values: dict[str, str]) -> str:
    where = ngettext("in %(count)s site", "in %(count)s sites", sites, count=number(sites))
    if not known:
        sentence = _(
            "%(set)s: with %(families)s (%(people)s) %(where)s, what is needed there is not known.",
            where=where,
            **values,
        )
    elif not missing:
        sentence = _(
            "%(set)s: with %(families)s (%(people)s) %(where)s, nothing that is known is missing there.",
            where=where,
            **values,
        )
    else:
        sentence = _(
            "%(set)s: with %(families)s (%(people)s) %(where)s, %(more)s are needed there.",
            where=where,
            **values,
        )
    return sentence


def weak_point(found: Gaps) -> str:
    """How much of the people the answer is about, and how old it is."""
    best = max(found.totals, key=lambda total: total.computed, default=None)
    if best is None or not best.computed:
        return ""
    unknown = sum(people.value is None for people in found.people.values())
    parts = [
        _not_told(found),
        _own_age(found),
        ngettext(
            "At best it is computed for %(count)s of %(sites)s site.",
            "At best it is computed for %(count)s of %(sites)s sites.",
            len(found.sites),
            count=number(best.computed),
            sites=number(len(found.sites)),
        ),
        _to_count_again(found),
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


def _to_count_again(found: Gaps) -> str:
    """Where what is there and the people are of days too far apart, by name."""
    names = list(dict.fromkeys(one.site.shown_name for one in found.assessed if one.again))
    if not names:
        return ""
    return ngettext(
        "In %(sites)s people and what is there are stated more than %(days)s days apart: count again.",
        "In %(count)s sites people and what is there are stated more than %(days)s days apart: count again in"
        " %(sites)s.",
        len(names),
        count=number(len(names)),
        days=number(OLD_AFTER.days),
        sites=joined([isolated(name) for name in names]),
    )


def _not_told(found: Gaps) -> str:
    """Of which sites of several arrivals nothing can be told; the answer says it of a single one."""
    told = {one.site.site_id for one in found.assessed if one.after is not None}
    silent = [row.shown_name for row in found.arrives_at if row.site_id not in told]
    if not told or not silent:
        return ""
    sites = joined([isolated(name) for name in silent])
    return _("What is needed in %(sites)s is not known.", sites=sites)


def _own_age(found: Gaps) -> str:
    """Of which days the figures of the sites of the arrival are; empty without one, or where they tell nothing."""
    known = [one for one in found.assessed if one.site.site_id in found.question.arriving and one.now and one.there]
    if not known:
        return ""
    there = _days([(one.there.as_of, one.there.precision) for one in known if one.there])
    counted = _days([(one.people.as_of, one.people.precision) for one in known if one.people.as_of])
    if len(found.arrives_at) > 1:
        return _(
            "The people of %(sites)s are of %(people)s, what is there of %(there)s.",
            sites=joined(list(dict.fromkeys(isolated(one.site.shown_name) for one in known))),
            people=counted,
            there=there,
        )
    how = how_estimated(known[0].people, found.question.family_size)
    if how:
        return _(
            "Its people are estimated of %(people)s (%(how)s), what is there is of %(there)s.",
            people=counted,
            how=how,
            there=there,
        )
    return _("Its people are of %(people)s, what is there of %(there)s.", people=counted, there=there)


def _days(stated: Sequence[tuple[date, str | None]]) -> str:
    """The days, each once, in order."""
    told = dict.fromkeys(day(as_of, precision) for as_of, precision in sorted(set(stated)))
    return joined(list(told))


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
        day=day(*oldest),
    )


def assumptions(found: Gaps) -> list[str]:
    """What the answer rests on."""
    told = [
        _(
            "A gap is made only of people and of what is there that are stated at most %(days)s days apart; other"
            " figures stand in no total: there, count again.",
            days=number(OLD_AFTER.days),
        ),
        _estimated(found),
        _("A rate a person stays the rate that was reported; the people counted about its day make amounts of it."),
        _("Not known is not a fail. Meeting a limit exactly passes. A surplus of one site fills no gap of another."),
        _("Joint figures of several sites are not divided; doubtful figures are left out."),
        _("A water point counts as one tap; points with several taps would lessen the gap."),
        _("Screening sites and reception centres are left out: people pass through them."),
        _(
            "Health services have approximate positions; distances run straight over the ground. Services that no"
            " source names may be nearer."
        ),
        _arriving(found),
        _two_sizes(found),
    ]
    if found.cut:
        told.append(_("Only the first %(most)s sites by name were looked at.", most=number(queries.LARGEST_LIST)))
    return [sentence for sentence in told if sentence]


def _estimated(found: Gaps) -> str:
    if not found.estimated:
        return ""
    return ngettext(
        "In %(count)s site only families were counted since, or at all: its people are families × %(size)s, marked ≈.",
        "In %(count)s sites only families were counted since, or at all: their people are families × %(size)s,"
        " marked ≈.",
        found.estimated,
        count=number(found.estimated),
        size=number(float(found.question.family_size)),
    )


def _arriving(found: Gaps) -> str:
    if not found.question.arriving:
        return ""
    return _(
        "A family is taken for %(size)s persons: %(families)s families are %(people)s people, rounded up.",
        size=number(float(found.question.family_size)),
        families=number(found.question.families),
        people=number(found.question.people),
    )


def _two_sizes(found: Gaps) -> str:
    """Why families are another number of people here than among movements; empty where no family is reckoned."""
    if not (found.estimated or found.question.arriving):
        return ""
    return _(
        "Movements and IOM DTM's tracking reckon a family as %(tracked)s persons; camps count nearer to %(camp)s, so"
        " people made of families differ between the two.",
        tracked=number(PERSONS_PER_FAMILY),
        camp=number(DEFAULT_FAMILY_SIZE),
    )


def sources(limits: Sequence[Standard]) -> list[tuple[str, str]]:
    """Who sets the limits, each once, by its title in English, and what is to be known of it; for the printed sheet."""
    return list(dict.fromkeys((one.source, standard_words.mark(one.mark)) for one in limits))
