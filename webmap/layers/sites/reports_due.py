"""Whether the next report of a site is due, in words, with the rhythm by which it is judged."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from geodata.rules.dates import first_day
from geodata.rules.rhythm import STATES, WEEK, Basis, Rhythm, rhythm, state
from webmap.answers.data_table import Cell, FileValue
from webmap.db import reader_is_public
from webmap.layers.sites.state import SHUT
from webmap.words import terms
from webmap.words.i18n import day, ngettext, number
from webmap.words.i18n import gettext as _


class Reported(Protocol):
    """A site with the days of its last reports and how often it is to report."""

    @property
    def status_then(self) -> str: ...
    @property
    def sensitivity(self) -> str: ...
    @property
    def newest_as_of(self) -> date | None: ...
    @property
    def newest_precision(self) -> str | None: ...
    @property
    def reports(self) -> str | None: ...
    @property
    def reports_since(self) -> date | None: ...
    @property
    def reported_as_of(self) -> date | None: ...
    @property
    def reported_precision(self) -> str | None: ...
    @property
    def reported_days(self) -> list[date] | None: ...


@dataclass(frozen=True)
class Due:
    """`state`: one of geodata.rules.rhythm.STATES; None where nothing can be told.

    `counted_from`: the first day that its last report may be of, or that since which its frequency is stated.
    """

    state: str | None
    rhythm: Rhythm
    counted_from: date | None
    is_expected: bool = True
    is_public: bool = True

    @property
    def is_late(self) -> bool:
        return self.state in STATES[2:]

    @property
    def mark(self) -> str | None:
        """What a symbol bears: "due", "overdue", "delinquent". Nothing where the rhythm is only assumed."""
        return self.state if self.state in STATES[1:] and self.rhythm.basis is not Basis.ASSUMED else None


def due(row: Reported, at: date) -> Due:
    """On the day of the row. Of a site that is closed or out of reach no report is expected."""
    found = rhythm(row.reported_days or (), row.reports)
    if row.status_then in SHUT:
        return Due(None, found, None, is_expected=False)
    if reader_is_public() and row.sensitivity == "high":
        return Due(None, found, None, is_public=False)  # its reports are not published, so that their days are unknown
    last = row.reported_days[0] if row.reported_days else row.reports_since
    return Due(state(last, found, at), found, last)


def cell(row: Reported, at: date) -> Cell:
    """For a table: the state, the last report where another figure is newer, and a rhythm that is stated or a habit."""
    found = due(row, at)
    if not found.is_expected:
        return Cell(_("none expected"), None)
    if not found.is_public:
        return Cell(_("not published"), None, unknown=True)
    # What is assumed is said once, above the table.
    how = by_what(found.rhythm) if found.rhythm.basis is not Basis.ASSUMED else ""
    if row.reported_as_of is None:
        told = terms.freshness(found.state) if found.state else _("no report")
        return Cell(told, found.state, note=_notes(_("no report") if found.state else "", how), unknown=not found.state)
    is_newest = (row.reported_as_of, row.reported_precision) == (row.newest_as_of, row.newest_precision)
    last = "" if is_newest else day(row.reported_as_of, row.reported_precision, short=True)
    return Cell(terms.freshness(found.state or ""), found.state, note=_notes(last, how))


def _notes(*told: str) -> str:
    return " · ".join(filter(None, told))


def by_what(found: Rhythm) -> str:
    """The rhythm, and whether it is stated, a habit or assumed."""
    if found.basis is Basis.ASSUMED:
        return _("monthly, as nothing else is stated")
    if found.basis is Basis.STATED:
        return {1: _("daily, as stated"), 7: _("weekly, as stated"), 30: _("monthly, as stated")}[found.days]
    return ngettext(
        "its habit: every %(days)s day", "its habit: every %(days)s days", found.days, days=number(found.days)
    )


def sentence(row: Reported | None, at: date) -> str:
    """When the last report was, whether another is due, and by what rhythm."""
    if row is None:
        return _("No report yet.")
    found = due(row, at)
    if not found.is_expected:
        return _("No report is expected: %(status)s.", status=terms.site_status(row.status_then))
    if not found.is_public:
        return _("When it reports is not public.")
    how = by_what(found.rhythm)
    if row.reported_as_of is None:
        if found.state is None or row.reports_since is None:
            return _("No report by this day.")
        since = day(row.reports_since)
        return _("%(state)s: no report by this day (%(how)s, since %(day)s).", state=_upper(found), how=how, day=since)
    last = day(row.reported_as_of, row.reported_precision)
    told = {
        "fresh": _("Last report: %(day)s (%(how)s)."),
        "due": _("A report is due: the last is of %(day)s (%(how)s)."),
        "overdue": _("A report is overdue: the last is of %(day)s (%(how)s)."),
        "delinquent": _("Reports have stopped coming: the last is of %(day)s (%(how)s)."),
    }
    return told[found.state or ""] % {"day": last, "how": how}


def _upper(found: Due) -> str:
    told = terms.freshness(found.state or "")
    return told[:1].upper() + told[1:]


def reported_this_week(rows: Iterable[Reported], at: date) -> tuple[int, int]:
    """Of the sites that are to report: how many did so in the week up to the day, and how many there are."""
    judged = [row for row in rows if due(row, at).is_expected]
    came = sum(
        row.reported_as_of is not None and first_day(row.reported_as_of, row.reported_precision) >= at - WEEK
        for row in judged
    )
    return came, len(judged)


def totals(rows: Iterable[Reported], at: date) -> str:
    """How many of the sites that are to report did so in the week up to the day, and how many are late.

    A site without a report is counted apart, as is one whose reports are not public: neither is late.
    """
    judged = [(row, found) for row in rows if (found := due(row, at)).is_expected]
    if not judged:
        return ""
    came, _all = reported_this_week((row for row, _found in judged), at)
    states = Counter(found.state for _row, found in judged)
    unknown = sum(not found.is_public for _row, found in judged)
    parts = [(terms.freshness(code), states[code]) for code in STATES]
    parts += [(_("no report"), states[None] - unknown), (_("not published"), unknown)]
    said = _(", ").join(_("%(what)s %(count)s", what=what, count=number(count)) for what, count in parts if count)
    return ngettext(
        "%(came)s of %(sites)s site reported in the 7 days up to %(day)s. By when each is to report: %(states)s.",
        "%(came)s of %(sites)s sites reported in the 7 days up to %(day)s. By when each is to report: %(states)s.",
        len(judged),
        came=number(came),
        sites=number(len(judged)),
        day=day(at),
        states=said,
    )


def every_days(row: Reported) -> FileValue:
    """For files: the days between reports by which it is judged."""
    return rhythm(row.reported_days or (), row.reports).days


def basis(row: Reported) -> FileValue:
    """For files: stated, habit or assumed."""
    return rhythm(row.reported_days or (), row.reports).basis.value
