"""What an answer rests on, in sentences: the rule, who was passed over and why, how old the figures are."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from geodata.rules.dates import first_day
from geodata.rules.freshness import OLD_AFTER, is_old
from geodata.rules.tiers import SAID_READY
from geodata.statements.site_state import PlotCount
from webmap.layers.sites.state import recounted_words
from webmap.planning import passed_over
from webmap.planning.answers import Allocation
from webmap.planning.arrivals import Arrivals
from webmap.planning.limits import Limits
from webmap.planning.offers import Offer
from webmap.planning.rows import AroundSite
from webmap.planning.tier_words import known_how
from webmap.words.ages import days_of_age
from webmap.words.i18n import countable, day, isolated, ngettext, number
from webmap.words.i18n import gettext as _

NAMED = 5  # sites named in a sentence; files and tables have all


def of_allocation(arrivals: Arrivals, found: Allocation, at: date) -> list[str]:
    """What an answer rests on; the scenario stands beside it."""
    told = [
        _("One family takes one plot."),
        _("Free places are ready less occupied plots of one report, less the plots last stated as reserved."),
        *_reserved_here(found.rows.values()),
        _who_was_passed_over(found.used, found.over),
        *of_unknown_position(found.room_somewhere),
        *age_of(found.used_counted, at),
        _("Distances run straight over the ground, not along roads."),
        *_limits(arrivals.limits),
        _strategy(arrivals),
        _from_people(arrivals),
        _bounded(found.each),
    ]
    return [sentence for sentence in told if sentence]


def _reserved_here(rows: Iterable[AroundSite]) -> list[str]:
    """What planners reserved is taken off too; said of each site where a newer count may hold the same families."""
    reserved = [row for row in rows if row.reserved_here]
    if not reserved:
        return []
    plots = sum(row.reserved_here or 0 for row in reserved)
    told = ngettext(
        "%(plots)s plot that planners reserved here is taken off as well, at: %(sites)s.",
        "%(plots)s plots that planners reserved here are taken off as well, at: %(sites)s.",
        plots,
        plots=number(plots),
        sites=_(", ").join(isolated(row.shown_name) for row in reserved[:NAMED]),
    )
    recounted = [(isolated(row.shown_name), recounted_words(row)) for row in reserved if row.reserved_before_count]
    return [told, *(_("%(site)s: %(told)s", site=site, told=words) for site, words in recounted[:NAMED])]


def _who_was_passed_over(used: Sequence[AroundSite], over: Sequence[tuple[AroundSite, str]]) -> str:
    if not over:
        return _("No site was passed over.")
    counts = Counter(code for _row, code in over)
    parts = [passed_over.counted(code, counts[code]) for code in passed_over.CODES if counts[code]]
    total = len(used) + len(over)
    return ngettext(
        "%(count)s of %(total)s site was passed over: %(reasons)s.",
        "%(count)s of %(total)s sites were passed over: %(reasons)s.",
        total,
        count=number(len(over)),
        total=number(total),
        reasons=_(", ").join(parts),
    )


def of_unknown_position(offers: Sequence[Offer]) -> list[str]:
    """Places that nobody can be sent to, though somebody may know where they are: counted ones, and said ones."""
    counted = [(offer.row.shown_name, offer.places) for offer in offers if offer.tier != SAID_READY]
    said = [(offer.row.shown_name, offer.places) for offer in offers if offer.tier == SAID_READY]
    return [sentence for sentence in (room_somewhere(counted), _said_somewhere(said)) if sentence]


def room_somewhere(named: Sequence[tuple[str, int]]) -> str:
    """Free places at sites (their names, and the places of each) without a known position; empty for none."""
    if not named:
        return ""
    free, words = _somewhere(named)
    return ngettext(
        "%(free)s more place is free at %(sites)s: %(named)s.",
        "%(free)s more places are free at %(sites)s: %(named)s.",
        free,
        **words,
    )


def _said_somewhere(named: Sequence[tuple[str, int]]) -> str:
    if not named:
        return ""
    places, words = _somewhere(named)
    return ngettext(
        "%(free)s more place is said to be ready at %(sites)s: %(named)s.",
        "%(free)s more places are said to be ready at %(sites)s: %(named)s.",
        places,
        **words,
    )


def _somewhere(named: Sequence[tuple[str, int]]) -> tuple[int, dict[str, str]]:
    """How many places there are, and the words for them."""
    places = sum(each for _name, each in named)
    told = [_("%(free)s in %(site)s", site=isolated(name), free=number(each)) for name, each in named]
    sites = ngettext(
        "%(count)s site whose position is unknown",
        "%(count)s sites whose position is unknown",
        len(named),
        count=number(len(named)),
    )
    sites_named = _(", ").join(told[:NAMED] + ([_("and others")] if len(told) > NAMED else []))
    return places, {"free": number(places), "sites": sites, "named": sites_named}


def age_of(used: Sequence[PlotCount], at: date) -> list[str]:
    """How old the counts of these sites (with `counted_as_of`) are, oldest named; empty for no sites."""
    counted = [(row.counted_as_of, row.counted_precision) for row in used if row.counted_as_of is not None]
    if not counted:
        return []
    old = sum(is_old(as_of, precision, at) for as_of, precision in counted)
    oldest, precision = min(counted, key=lambda one: first_day(*one))
    days, most = days_of_age(oldest, precision, at)
    return [
        ngettext(
            "%(old)s of %(count)s count used is older than %(days)s days.",
            "%(old)s of %(count)s counts used are older than %(days)s days.",
            len(counted),
            old=number(old),
            count=number(len(counted)),
            days=number(OLD_AFTER.days),
        ),
        ngettext(
            "The oldest count used is of %(day)s, %(days)s day before.",
            "The oldest count used is of %(day)s, %(days)s days before.",
            most,
            day=day(oldest, precision),
            days=days,
        ),
    ]


def _limits(limits: Limits) -> list[str]:
    """What the question allows; nothing where it names no limit."""
    if not limits.stated:
        return []
    told = []
    if limits.max_km is not None:
        told.append(_("Nobody is sent farther than %(distance)s km.", distance=number(limits.max_km)))
    if limits.same_governorate:
        told.append(_("Nobody is sent to another governorate, as the sources of the sites name it."))
    used = _(", ").join(known_how(tier) for tier in sorted(limits.tiers))
    return [*told, _("Places are used that are: %(tiers)s.", tiers=used)]


def _strategy(arrivals: Arrivals) -> str:
    if arrivals.strategy == "min_cost":
        return _("The least total distance over all families, in whole metres.")
    if len(arrivals.origins) > 1:
        return _("Each origin in turn takes the nearest free places, in the order given.")
    return _("The nearest free places are taken first.")


def _from_people(arrivals: Arrivals) -> str:
    if arrivals.family_size is None:
        return ""
    people = sum(origin.people or 0 for origin in arrivals.origins)
    families = sum(origin.families for origin in arrivals.origins if origin.people is not None)
    size = float(arrivals.family_size)
    counted = ngettext("%(count)s person was counted", "%(count)s people were counted", people, count=number(people))
    as_families = ngettext("%(count)s family", "%(count)s families", families, count=number(families))
    return ngettext(
        "%(people)s as %(families)s of %(size)s person, rounded up at each origin.",
        "%(people)s as %(families)s of %(size)s people, rounded up at each origin.",
        countable(size),
        people=counted,
        families=as_families,
        size=number(size),
    )


def _bounded(each: int | None) -> str:
    if each is None:
        return ""
    return ngettext(
        "Only the %(most)s site nearest to each origin was looked at.",
        "Only the %(most)s sites nearest to each origin were looked at.",
        each,
        most=number(each),
    )
