"""What a manager's home says of each site: is it full, what changed, until when, what is missing, is a report due."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from geodata.rules.filling import fills_on
from geodata.rules.recent_trend import Trend, trend
from geodata.statements.own_sites import OwnSite
from geodata.statements.reservations import Reservation
from geodata.statements.site_rows import SiteOnDay
from webmap.layers.sites import reports_due, state
from webmap.own_sites.rows import LastReport, NearFree
from webmap.standards import standard_words
from webmap.standards.assessed import Assessed
from webmap.standards.in_words import sentence
from webmap.words.i18n import day, isolated, joined, ngettext, number
from webmap.words.i18n import gettext as _
from webmap.words.moments import moment

HORIZON_DAYS = 365


@dataclass(frozen=True)
class Home:
    """One site."""

    site: OwnSite
    full: str
    counted: str
    changed: str
    until_full: str
    due: str
    is_late: bool
    lacks: Sequence[str]
    near: Sequence[NearFree]
    reserved: Sequence["Reserved"] = ()


@dataclass(frozen=True)
class Reserved:
    """Plots that a planner holds at the site now."""

    row: Reservation
    told: str
    recounted: str


def homes(
    sites: Sequence[OwnSite],
    states: dict[str, SiteOnDay],
    reports: Sequence[LastReport],
    assessed: Sequence[Assessed],
    near: dict[str, list[NearFree]],
    reserved: Sequence[Reservation],
    at: date,
) -> list[Home]:
    by_site: dict[str, list[LastReport]] = defaultdict(list)
    for report in reports:
        by_site[report.site_id].append(report)
    limits: dict[str, list[Assessed]] = defaultdict(list)
    for limit in assessed:
        limits[limit.site.site_id].append(limit)
    held: dict[str, list[Reserved]] = defaultdict(list)
    for one in reserved:
        held[one.site_id].append(_reserved(one))
    found = [
        _home(site, states.get(site.site_id), by_site[site.site_id], limits[site.site_id], near, at) for site in sites
    ]
    return [replace(home, reserved=held[home.site.site_id]) for home in found]


def _reserved(row: Reservation) -> Reserved:
    told = ngettext(
        "%(count)s plot is reserved until %(moment)s by %(who)s.",
        "%(count)s plots are reserved until %(moment)s by %(who)s.",
        row.plots,
        count=number(row.plots),
        moment=moment(row.holds_until),
        who=isolated(row.account_name),
    )
    recounted = ""
    if row.counted_since is not None:
        recounted = _(
            "You reported on %(day)s, after it: if these families are counted there, say that they have arrived.",
            day=day(row.counted_since),
        )
    return Reserved(row, told, recounted)


def _home(
    site: OwnSite,
    row: SiteOnDay | None,
    reports: Sequence[LastReport],
    assessed: Sequence[Assessed],
    near: dict[str, list[NearFree]],
    at: date,
) -> Home:
    return Home(
        site,
        full=is_full(row),
        counted=state.counted_on(row) if row else "",
        changed=change(reports),
        until_full=until_full(row, trend(reports), at),
        due=reports_due.sentence(row, at),
        is_late=row is not None and reports_due.due(row, at).is_late,
        lacks=lacks(assessed),
        near=near.get(site.site_id, []),
    )


def is_full(row: SiteOnDay | None) -> str:
    """The first line: free places by the one rule, or why nobody can tell."""
    if row is None:
        return _("Nothing has been reported yet.")
    if row.over_capacity_by:
        return _("Over capacity by %(over)s.", over=number(row.over_capacity_by))
    if row.free == 0:
        return _("Full.")
    if row.free is not None:
        return ngettext("%(free)s place free.", "%(free)s places free.", row.free, free=number(row.free))
    if row.doubted:
        return _("The last count is in doubt: confirm or correct it.")
    if row.changed_since:
        return _("It was counted, but families came or left since: count again.")
    return _("Free places: unknown. Report the plots that are ready and occupied.")


def change(reports: Sequence[LastReport]) -> str:
    """Families of the newest report that states them, less those of the one before."""
    stated = [report for report in reports if report.families is not None][:2]
    if len(stated) < 2:
        return ""
    (now, before) = stated
    more = (now.families or 0) - (before.families or 0)
    words = {"count": number(abs(more)), "day": day(before.as_of, before.as_of_precision, short=True)}
    if not more:
        return _("As many families as on %(day)s.", day=words["day"])
    if more > 0:
        return ngettext(
            "%(count)s family more than on %(day)s.", "%(count)s families more than on %(day)s.", more, **words
        )
    return ngettext(
        "%(count)s family fewer than on %(day)s.", "%(count)s families fewer than on %(day)s.", -more, **words
    )


def until_full(row: SiteOnDay | None, found: Trend | None, at: date) -> str:
    """In how many days it is full if families keep coming as they did, and how sure that is."""
    if row is None or not row.free or found is None or row.counted_as_of is None:
        return ""
    full_on = fills_on(row.free, found.net, (), row.counted_as_of, (at - row.counted_as_of).days + HORIZON_DAYS)
    basis = _("days: %(days)s, reports: %(reports)s", reports=number(found.reports), days=number(found.days))
    sure = basis if found.is_sure else _("%(basis)s: hardly more than a guess", basis=basis)
    if full_on is None:
        return _("Not full within a year, if it goes on like this (%(sure)s).", sure=sure)
    days = (full_on - at).days
    if days <= 0:
        return _("By now it may be full (%(sure)s).", sure=sure)
    return ngettext(
        "Full in %(days)s day, if it goes on like this (%(sure)s).",
        "Full in %(days)s days, if it goes on like this (%(sure)s).",
        days,
        days=number(days),
        sure=sure,
    )


def lacks(assessed: Sequence[Assessed]) -> list[str]:
    """A sentence for each limit that is not met, and one for all of which nobody reported what is there."""
    unknown = [one for one in assessed if one.there is None and not one.there_withheld]
    told = [sentence(one) for one in assessed if one not in unknown and not (one.now and one.now.level == "reached")]
    if unknown:
        names = joined([standard_words.indicator(one.standard.indicator) for one in unknown])
        told.append(_("Not reported: %(what)s", what=names))
    return told
