"""The panel's block on places in sites: what is known, in how many sites, and in how many it is unknown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from geodata.rules.figures import of_sum
from geodata.rules.freshness import is_old
from geodata.statements.site_rows import JointCount, SiteOnDay
from webmap.layers.sites import reports_due
from webmap.layers.sites.together import names
from webmap.words.i18n import day, ngettext, number, qualified
from webmap.words.i18n import gettext as _


@dataclass(frozen=True)
class Line:
    value: str
    text: str
    when: str = ""


@dataclass(frozen=True)
class Ages:
    """How many sites have a figure of the last 31 days, an older one, none; and that in words."""

    recent: int
    older: int
    never: int
    text: str


def ages(rows: Sequence[SiteOnDay], at: date) -> Ages:
    never = sum(row.newest_as_of is None for row in rows)
    older = sum(is_old(row.newest_as_of, row.newest_precision, at) for row in rows)
    recent = len(rows) - older - never
    text = _(
        "%(recent)s counted in the last 31 days, %(older)s earlier, %(never)s never",
        recent=number(recent),
        older=number(older),
        never=number(never),
    )
    return Ages(recent, older, never, text)


def title(rows: Sequence[SiteOnDay]) -> str:
    return ngettext(
        "Places in %(count)s known site", "Places in %(count)s known sites", len(rows), count=number(len(rows))
    )


def lines(rows: Sequence[SiteOnDay], together: Sequence[JointCount], at: date) -> list[Line]:
    """Every number with its denominator; unknown is a line of its own. `together` is in no sum."""
    total = number(len(rows))
    fresh_families = [
        row for row in rows if row.families is not None and not is_old(row.families_as_of, row.families_precision, at)
    ]
    counted = [row for row in rows if row.free is not None]
    fresh = [row for row in counted if not is_old(row.counted_as_of, row.counted_precision, at)]
    old = [row for row in counted if is_old(row.counted_as_of, row.counted_precision, at)]
    return [
        _families(fresh_families, total),
        *map(_together, together),
        *_free(fresh, total),
        *_free_by_old_counts(old),
        Line(_("?"), _unknown(len(rows) - len(counted))),
        *_reported(rows, at),
    ]


def _reported(rows: Sequence[SiteOnDay], at: date) -> list[Line]:
    came, expected = reports_due.reported_this_week(rows, at)
    if not expected:
        return []
    text = ngettext("of %(m)s site reported", "of %(m)s sites reported", expected, m=number(expected))
    return [Line(number(came), text, _("last 7 days"))]


def _families(fresh: Sequence[SiteOnDay], total: str) -> Line:
    if not fresh:
        return Line(_("?"), _("families: counted in no site of %(m)s", m=total), _("last 31 days"))
    value = sum(row.families or 0 for row in fresh)
    text = ngettext(
        "family in %(n)s of %(m)s sites", "families in %(n)s of %(m)s sites", value, n=number(len(fresh)), m=total
    )
    return Line(qualified(value, of_sum(row.families_qualifier for row in fresh)), text, _("last 31 days"))


def _together(count: JointCount) -> Line:
    people = ngettext(
        "person in %(sites)s together", "people in %(sites)s together", int(count.value), sites=names(count)
    )
    return Line(qualified(count.value, count.qualifier), people, day(count.as_of, count.as_of_precision, short=True))


def _free(fresh: Sequence[SiteOnDay], total: str) -> list[Line]:
    if not fresh:
        return [Line(_("?"), _("free places: no site of %(m)s has a count that holds", m=total), _("last 31 days"))]
    free, plots = sum(row.free or 0 for row in fresh), sum(row.ready or 0 for row in fresh)
    text = ngettext(
        "free place in %(n)s of %(m)s", "free places in %(n)s of %(m)s", free, n=number(len(fresh)), m=total
    )
    ready = ngettext("%(ready)s plot ready", "%(ready)s plots ready", plots, ready=number(plots))
    return [Line(number(free), text, ready)]


def _free_by_old_counts(old: Sequence[SiteOnDay]) -> list[Line]:
    """Added only where they are of one day or month."""
    if not old:
        return []
    newest = max(old, key=lambda row: row.counted_as_of or date.min)
    oldest = min(old, key=lambda row: row.counted_as_of or date.min)
    days = [day(row.counted_as_of, row.counted_precision, short=True) for row in (oldest, newest)]
    if days[0] != days[1]:
        when = _("%(first)s to %(last)s", first=days[0], last=days[1])
        apart = ngettext(
            "free places known in %(n)s more site, not added",
            "free places known in %(n)s more sites, not added",
            len(old),
            n=number(len(old)),
        )
        return [Line("", apart, _("counted %(when)s", when=when))]
    free = sum(row.free or 0 for row in old)
    text = ngettext("place free in %(n)s more", "places free in %(n)s more", free, n=number(len(old)))
    return [Line(number(free), text, _("counted %(when)s", when=days[0]))]


def _unknown(count: int) -> str:
    return ngettext("places unknown in %(count)s site", "places unknown in %(count)s sites", count, count=number(count))
