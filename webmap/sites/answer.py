"""The first line of a site's page: is it full? With the reason, in words that use nothing learnt after the day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from geodata.rules.freshness import OLD_AFTER
from geodata.statements.site_state import is_withheld
from webmap.layers.sites.state import reserved_words
from webmap.sites.rows import Site
from webmap.words import terms
from webmap.words.i18n import day, ngettext, number
from webmap.words.i18n import gettext as _


@dataclass(frozen=True)
class Answer:
    first: str
    second: str = ""


def is_it_full(row: Site, said_full: Sequence[date], at: date) -> Answer:
    """`said_full`: days on which a source said that the site is full, newest first, up to `at`."""
    if row.status_then == "closed":
        return Answer(_("This site was closed by %(day)s.", day=day(at)))
    if row.status_then == "no_access":
        return Answer(_("Out of reach on %(day)s: there was no access. It takes nobody in.", day=day(at)))
    if row.type == "screening_site" and row.free is None:
        return Answer(_("People pass through here; nobody has places here. It takes nobody in."), _said(said_full))
    if row.status_then == "not_open":
        return Answer(_("Not known to be open on %(day)s. Free places: unknown.", day=day(at)))
    if row.over_capacity_by:
        return Answer(_over(row), _second(row, at))
    if row.free is not None:
        return Answer(_counted(row), _second(row, at))
    if is_withheld(row, "free"):
        first = _("Free places: %(withheld)s, counted %(day)s.", withheld=terms.withheld(), day=_counted_on(row))
        return Answer(first, _("Small counts of this site are not public, nor is what they could be worked out from."))
    if row.doubted:
        first = _("The count of %(day)s is in doubt. Free places: unknown.", day=_counted_on(row))
        return Answer(first, _("It was imported under a warning that nobody has confirmed."))
    if said_full and row.said_full_on is not None:
        asked, unknown = _("Is it full?"), _("Free places: unknown.")
        return Answer(f"{asked} {_said(said_full)} {unknown}", _why_unknown(row))
    return Answer(_("Nobody has said how full it is. Free places: unknown."), _why_unknown(row))


def _over(row: Site) -> str:
    return _(
        "Over capacity by %(over)s: %(occupied)s plots occupied of %(ready)s, counted %(day)s.",
        over=number(row.over_capacity_by),
        occupied=number(row.occupied),
        ready=number(row.ready),
        day=_counted_on(row),
    )


def _counted(row: Site) -> str:
    words = {
        "free": number(row.free),
        "occupied": number(row.occupied),
        "ready": number(row.ready),
        "day": _counted_on(row),
    }
    if row.free == 0:
        return _("Full: %(occupied)s of %(ready)s plots occupied, counted %(day)s.", **words)
    return ngettext(
        "Not full: %(free)s place free of %(ready)s, counted %(day)s.",
        "Not full: %(free)s places free of %(ready)s, counted %(day)s.",
        row.free or 0,
        **words,
    )


def _counted_on(row: Site) -> str:
    return day(row.counted_as_of, row.counted_precision)


def _second(row: Site, at: date) -> str:
    return " ".join(filter(None, (_age(row, at), reserved_words(row))))


def _age(row: Site, at: date) -> str:
    age = at - (row.counted_as_of or at)
    if age <= OLD_AFTER:
        return ""
    return ngettext(
        "That count is %(days)s day old; nobody has counted plots since.",
        "That count is %(days)s days old; nobody has counted plots since.",
        age.days,
        days=number(age.days),
    )


def _said(said_full: Sequence[date]) -> str:
    if not said_full:
        return ""
    days = sorted(set(said_full))
    if len(days) == 1:
        return _("A source said so on %(day)s.", day=day(days[0]))
    listed = _(" and ").join((_(", ").join(day(one) for one in days[:-1]), day(days[-1])))
    return _("Sources said so on %(days)s.", days=listed)


def _why_unknown(row: Site) -> str:
    if not row.out_of_date:
        return _("No source counts both the plots that are ready and those that are occupied.")
    count = {"occupied": number(row.occupied), "ready": number(row.ready), "day": _counted_on(row)}
    if row.overtaken_by_families is not None:
        return _(
            "The last plot count (%(occupied)s of %(ready)s, %(day)s) was overtaken: %(families)s families, %(then)s.",
            families=number(row.overtaken_by_families),
            then=day(row.overtaken_on, row.overtaken_precision),
            **count,
        )
    return _("The last plot count (%(occupied)s of %(ready)s, %(day)s) is older than that statement.", **count)
