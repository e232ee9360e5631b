"""The first line of a site's page: is it full? With the reason, in words that use nothing learnt after the day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from geodata.rules.freshness import is_old
from geodata.statements.site_rows import ChangedSince, SiteOnDay
from geodata.statements.site_state import is_withheld
from webmap.layers.sites.changed import since_then
from webmap.layers.sites.state import reserved_words
from webmap.sites.rows import Said, Site, SiteFigure
from webmap.words import terms
from webmap.words.ages import days_of_age
from webmap.words.i18n import day, joined, ngettext, number
from webmap.words.i18n import gettext as _

STATEMENTS = ("full", "near_full", "open")


@dataclass(frozen=True)
class Answer:
    first: str
    second: str = ""


def is_it_full(
    row: Site | SiteOnDay, said: Sequence[SiteFigure | Said], later: Sequence[ChangedSince], at: date
) -> Answer:
    """`said`: statements that the site is full, almost full or open, newest first, up to `at`.

    `later`: what made its count of plots old, newest first.
    """
    said_full = [one for one in said if one.metric == "full"]
    said_near = [one for one in said if one.metric == "near_full"]
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
    if row.changed_since:
        return Answer(_("It was counted, but more is known since. Free places: unknown."), _changed(row, later))
    if said_full or said_near:
        told = _said(said_full) or _said_near(said_near[0])
        asked, unknown = _("Is it full?"), _("Free places: unknown.")
        return Answer(f"{asked} {told} {unknown}", _why_unknown(row))
    if row.out_of_date:
        return Answer(_("It was counted, but more is known since. Free places: unknown."), _why_unknown(row))
    return Answer(_("Nobody has said how full it is. Free places: unknown."), _why_unknown(row))


def _over(row: Site | SiteOnDay) -> str:
    return ngettext(
        "Over capacity by %(over)s: %(occupied)s plot occupied of %(ready)s, counted %(day)s.",
        "Over capacity by %(over)s: %(occupied)s plots occupied of %(ready)s, counted %(day)s.",
        row.occupied or 0,
        over=number(row.over_capacity_by),
        occupied=number(row.occupied),
        ready=number(row.ready),
        day=_counted_on(row),
    )


def _counted(row: Site | SiteOnDay) -> str:
    words = {
        "free": number(row.free),
        "occupied": number(row.occupied),
        "ready": number(row.ready),
        "day": _counted_on(row),
    }
    if row.free == 0:
        return ngettext(
            "Full: %(occupied)s of %(ready)s plot occupied, counted %(day)s.",
            "Full: %(occupied)s of %(ready)s plots occupied, counted %(day)s.",
            row.ready or 0,
            **words,
        )
    return ngettext(
        "Not full: %(free)s place free of %(ready)s, counted %(day)s.",
        "Not full: %(free)s places free of %(ready)s, counted %(day)s.",
        row.free or 0,
        **words,
    )


def _counted_on(row: Site | SiteOnDay) -> str:
    return day(row.counted_as_of, row.counted_precision)


def _second(row: Site | SiteOnDay, at: date) -> str:
    return " ".join(filter(None, (_age(row, at), reserved_words(row))))


def _age(row: Site | SiteOnDay, at: date) -> str:
    if row.counted_as_of is None or not is_old(row.counted_as_of, row.counted_precision, at):
        return ""
    days, most = days_of_age(row.counted_as_of, row.counted_precision, at)
    return ngettext(
        "That count is %(days)s day old; nobody has counted plots since.",
        "That count is %(days)s days old; nobody has counted plots since.",
        most,
        days=days,
    )


def _said(said_full: Sequence[SiteFigure | Said]) -> str:
    if not said_full:
        return ""
    days = [day(*one) for one in sorted({(one.as_of, one.as_of_precision) for one in said_full})]
    if len(days) == 1:
        return _("A source said so on %(day)s.", day=days[0])
    return _("Sources said so on %(days)s.", days=joined(days))


def _said_near(newest: SiteFigure | Said) -> str:
    return _("A source said “almost full” on %(day)s.", day=day(newest.as_of, newest.as_of_precision))


def _changed(row: Site | SiteOnDay, later: Sequence[ChangedSince]) -> str:
    return ngettext(
        "%(occupied)s of %(ready)s plot was occupied, counted %(day)s. Since then: %(later)s.",
        "%(occupied)s of %(ready)s plots were occupied, counted %(day)s. Since then: %(later)s.",
        row.ready or 0,
        occupied=number(row.occupied),
        ready=number(row.ready),
        day=_counted_on(row),
        later=since_then(later),
    )


def _why_unknown(row: Site | SiteOnDay) -> str:
    if not row.out_of_date:
        return _("No source counts both the plots that are ready and those that are occupied.")
    count = {"occupied": number(row.occupied), "ready": number(row.ready), "day": _counted_on(row)}
    if row.overtaken_by_families is not None:
        return ngettext(
            "The last plot count (%(occupied)s of %(ready)s, %(day)s) was overtaken: %(families)s family, %(then)s.",
            "The last plot count (%(occupied)s of %(ready)s, %(day)s) was overtaken: %(families)s families, %(then)s.",
            row.overtaken_by_families,
            families=number(row.overtaken_by_families),
            then=day(row.overtaken_on, row.overtaken_precision),
            **count,
        )
    return _("The last plot count (%(occupied)s of %(ready)s, %(day)s) is older than that statement.", **count)
