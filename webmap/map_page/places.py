"""The panel's block on places in sites: what is known, in how many sites, and in how many it is unknown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from geodata.rules.freshness import is_old
from geodata.statements.site_rows import SiteOnDay
from webmap.words.i18n import day, ngettext, number, qualified
from webmap.words.i18n import gettext as _


@dataclass(frozen=True)
class Line:
    value: str
    text: str
    when: str = ""


def title(rows: Sequence[SiteOnDay]) -> str:
    return ngettext(
        "Places in %(count)s known site", "Places in %(count)s known sites", len(rows), count=number(len(rows))
    )


def lines(rows: Sequence[SiteOnDay], at: date) -> list[Line]:
    """Every number with its denominator; unknown is a line of its own."""
    total = number(len(rows))
    fresh_families = [
        row for row in rows if row.families is not None and not is_old(row.families_as_of, row.families_precision, at)
    ]
    counted = [row for row in rows if row.free is not None]
    fresh = [row for row in counted if not is_old(row.counted_as_of, row.counted_precision, at)]
    old = [row for row in counted if is_old(row.counted_as_of, row.counted_precision, at)]
    older = [row for row in rows if is_old(row.newest_as_of, row.newest_precision, at)]
    return [
        _families(fresh_families, total),
        *_free(fresh, total),
        *_free_by_old_counts(old),
        Line(_("?"), _unknown(len(rows) - len(counted))),
        Line(number(len(older)), _("sites whose newest figure is older than 31 days")),
    ]


def _families(fresh: Sequence[SiteOnDay], total: str) -> Line:
    text = _("families in %(n)s of %(m)s sites", n=number(len(fresh)), m=total)
    if not fresh:
        return Line(_("?"), _("families: no site of %(m)s has a report", m=total), _("last 31 days"))
    approximate = any(row.families_qualifier != "exact" for row in fresh)
    value = sum(row.families or 0 for row in fresh)
    return Line(qualified(value, "approx" if approximate else "exact"), text, _("last 31 days"))


def _free(fresh: Sequence[SiteOnDay], total: str) -> list[Line]:
    if not fresh:
        return [Line(_("?"), _("free places: no site of %(m)s was counted", m=total), _("last 31 days"))]
    text = _("free places in %(n)s of %(m)s", n=number(len(fresh)), m=total)
    ready = _("%(ready)s plots ready", ready=number(sum(row.ready or 0 for row in fresh)))
    return [Line(number(sum(row.free or 0 for row in fresh)), text, ready)]


def _free_by_old_counts(old: Sequence[SiteOnDay]) -> list[Line]:
    if not old:
        return []
    newest = max(old, key=lambda row: row.counted_as_of or date.min)
    oldest = min(old, key=lambda row: row.counted_as_of or date.min)
    days = [day(row.counted_as_of, row.counted_precision, short=True) for row in (oldest, newest)]
    when = days[0] if days[0] == days[1] else _("%(first)s to %(last)s", first=days[0], last=days[1])
    text = _("free in %(n)s more", n=number(len(old)))
    return [Line(number(sum(row.free or 0 for row in old)), text, _("counted %(when)s", when=when))]


def _unknown(count: int) -> str:
    return ngettext("places unknown in %(count)s site", "places unknown in %(count)s sites", count, count=number(count))
