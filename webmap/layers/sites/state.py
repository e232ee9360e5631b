"""What is known of a site on a day, in words."""

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from geodata.rules.freshness import is_old
from geodata.statements.site_state import CountedPlots, FamiliesThen, ReservedPlots, Room, SiteState, is_withheld
from webmap.answers.data_table import Cell, withheld
from webmap.db import reader_is_public
from webmap.words import terms
from webmap.words.i18n import day, ngettext, number, qualified
from webmap.words.i18n import gettext as _
from webmap.words.moments import moment

SHUT = ("closed", "no_access")  # what was counted there says nothing of places for anybody


@dataclass(frozen=True)
class Dated:
    """One figure with the day it is of."""

    value: int | None
    qualifier: str | None
    as_of: date | None
    precision: str | None
    withheld: bool = False

    def text(self) -> str:
        return terms.withheld() if self.withheld else qualified(self.value, self.qualifier)

    def when(self, *, short: bool = True) -> str:
        return day(self.as_of, self.precision, short=short)


class HasStatus(Protocol):
    """A site on a day."""

    @property
    def status_then(self) -> str: ...


def may_take_in(row: HasStatus) -> bool:
    """Whether places there are for anybody: neither not open yet, nor closed, nor out of reach."""
    return row.status_then not in ("not_open", *SHUT)


class Described(Protocol):
    """A site with how sensitive it is."""

    @property
    def sensitivity(self) -> str: ...


def public_form(row: Described) -> str:
    """What the public sees of the site, for readers who see more; empty where that is the same."""
    return "" if reader_is_public() else terms.public_form(row.sensitivity or "low")


def families(row: FamiliesThen) -> Dated:
    held = is_withheld(row, "families")
    return Dated(row.families, row.families_qualifier, row.families_as_of, row.families_precision, held)


def individuals(row: SiteState) -> Dated:
    held = is_withheld(row, "individuals")
    return Dated(row.individuals, row.individuals_qualifier, row.individuals_as_of, row.individuals_precision, held)


def state(row: SiteState) -> str:
    """`counted`: how full is known · `unknown`: not, but a figure is known or withheld · `nothing` · `not_open`."""
    if not may_take_in(row):
        return "not_open"
    if row.free is not None:
        return "counted"
    return "unknown" if row.families is not None or row.changed_since or row.withheld else "nothing"


class Standing(Protocol):
    """Whether a site is open, and since when people are known there."""

    @property
    def status_then(self) -> str: ...
    @property
    def opened_on(self) -> date | None: ...
    @property
    def newest_as_of(self) -> date | None: ...
    @property
    def newest_precision(self) -> str | None: ...


def status(row: Standing, at: date) -> str:
    """Where no opening day is stated and people were counted long ago, that count is said beside "open"."""
    by_count = row.status_then == "open" and row.opened_on is None
    if by_count and is_old(row.newest_as_of, row.newest_precision, at):
        return _("open (people counted %(day)s)", day=day(row.newest_as_of, row.newest_precision))
    return terms.site_status(row.status_then)


def free_places(row: Room) -> Cell:
    """Free places, or why they are unknown, with the day of the count; a site that is shut has none to offer."""
    if row.status_then in SHUT:
        return Cell(terms.site_status(row.status_then), None)
    if row.over_capacity_by:
        text = _("0, over capacity by %(number)s", number=number(row.over_capacity_by))
        return Cell(text, row.free, note=counted_on(row))
    if row.free is not None:
        return Cell(number(row.free), row.free, note=counted_on(row))
    if is_withheld(row, "free"):
        return withheld(counted_on(row))
    if row.doubted:
        return Cell(_("unknown (count in doubt)"), None, note=counted_on(row), unknown=True)
    if row.changed_since:
        return Cell(_("unknown (changed since)"), None, note=counted_on(row), unknown=True)
    if row.out_of_date:
        return Cell(_("unknown (out of date)"), None, note=counted_on(row), unknown=True)
    return Cell(_("unknown"), None, unknown=True)


def counted_on(row: Room) -> str:
    return day(row.counted_as_of, row.counted_precision, short=True)


def percent_occupied(row: CountedPlots) -> str:
    """Plots occupied of those ready, as the one count states them; empty where either is unknown or withheld, and where
    the count is in doubt.
    """
    if (
        row.doubted
        or not row.ready
        or row.occupied is None
        or is_withheld(row, "ready")
        or is_withheld(row, "occupied")
    ):
        return ""
    return _("%(percent)s %% occupied", percent=number(round(100 * row.occupied / row.ready, 1)))


def free(row: Room) -> int | None:
    """Free places that families can be sent to: None where they are unknown, and where a site is shut."""
    return None if row.status_then in SHUT else row.free


def reserved_then(row: ReservedPlots) -> str:
    """The day on which the reserved plots were stated, where it is another one than that of the count; else empty."""
    if not row.reserved or (row.reserved_as_of, row.reserved_precision) == (row.counted_as_of, row.counted_precision):
        return ""
    return day(row.reserved_as_of, row.reserved_precision, short=True)


def with_reserved(sentence: str, row: ReservedPlots) -> str:
    """The arithmetic of a site with what is taken off for others: as reported, of which day, and reserved here."""
    if then := reserved_then(row):
        sentence += _(", %(reserved)s reserved (%(then)s)", reserved=number(row.reserved), then=then)
    elif row.reserved:
        sentence += _(", %(reserved)s reserved", reserved=number(row.reserved))
    return _(", ").join(filter(None, (sentence, reserved_here(row))))


def taken_off(row: ReservedPlots) -> str:
    """The same as parts of a sentence about a report; empty where nothing is taken off."""
    in_report = _("%(count)s reserved in the report", count=number(row.reserved)) if row.reserved else ""
    return _(", ").join(filter(None, (in_report, reserved_here(row))))


def reserved_words(row: ReservedPlots) -> str:
    """What is taken off for others, as sentences: of another day than the count, and reserved here."""
    return " ".join(filter(None, (_reserved_then_words(row), _reserved_here_words(row))))


def _reserved_then_words(row: ReservedPlots) -> str:
    then = reserved_then(row)
    if not then:
        return ""
    return ngettext(
        "%(count)s reserved plot is taken off, as last stated on %(day)s.",
        "%(count)s reserved plots are taken off, as last stated on %(day)s.",
        row.reserved or 0,
        count=number(row.reserved),
        day=then,
    )


def reserved_here_plots(row: ReservedPlots) -> str:
    """How many plots planners reserved, for files; empty where none."""
    return str(row.reserved_here or "")


def reserved_here(row: ReservedPlots) -> str:
    """What planners reserved, and until when, as a part of a sentence; empty where they reserved nothing."""
    if not row.reserved_here or row.reserved_here_until is None:
        return ""
    return _(
        "%(count)s reserved here until %(moment)s",
        count=number(row.reserved_here),
        moment=moment(row.reserved_here_until, short=True),
    )


def _reserved_here_words(row: ReservedPlots) -> str:
    if not row.reserved_here or row.reserved_here_until is None:
        return ""
    told = ngettext(
        "%(count)s plot is taken off because planners reserved it here, until %(moment)s.",
        "%(count)s plots are taken off because planners reserved them here, until %(moment)s at the latest.",
        row.reserved_here,
        count=number(row.reserved_here),
        moment=moment(row.reserved_here_until),
    )
    return " ".join(filter(None, (told, recounted_words(row))))


def recounted_words(row: ReservedPlots) -> str:
    """That the count may hold the families that plots are still reserved for; empty where none was made since."""
    if not row.reserved_before_count:
        return ""
    return ngettext(
        "%(count)s of them was reserved before that count, which may hold the same family already.",
        "%(count)s of them were reserved before that count, which may hold the same families already.",
        row.reserved_before_count,
        count=number(row.reserved_before_count),
    )


def detail(row: SiteState) -> str:
    """The second line of a label: the figure that tells most, with its day."""
    if not may_take_in(row):
        return terms.site_status(row.status_then)
    if row.free is not None:
        return f"{_occupancy(row)} · {counted_on(row)}"
    if row.changed_since:
        changed = _("changed since")
        return f"{_taken(row)} · {counted_on(row)} · {changed}"
    if row.families is not None:
        found = families(row)
        text = ngettext("%(count)s family", "%(count)s families", row.families, count=found.text())
        return f"{text} · {found.when()}"
    if is_withheld(row, "families"):
        return f"{terms.withheld()} · {families(row).when()}"
    if row.said_full_on is not None:
        return _("said to be full %(day)s", day=day(row.said_full_on, short=True))
    if row.individuals is not None:
        found = individuals(row)
        text = ngettext("%(count)s person", "%(count)s people", row.individuals, count=found.text())
        return f"{text} · {found.when()}"
    if row.withheld:
        return f"{terms.withheld()} · {day(row.newest_as_of or row.counted_as_of, row.newest_precision, short=True)}"
    return _("people pass, none sleep here") if row.type == "screening_site" else _("no figure")


def _occupancy(row: SiteState) -> str:
    if row.over_capacity_by:
        return ngettext(
            "%(over)s over %(ready)s plot",
            "%(over)s over %(ready)s plots",
            row.ready or 0,
            over=number(row.over_capacity_by),
            ready=number(row.ready),
        )
    if row.free == 0:
        return _taken(row)
    return _("%(free)s free of %(ready)s", free=number(row.free), ready=number(row.ready))


def _taken(row: SiteState) -> str:
    return ngettext(
        "%(occupied)s of %(ready)s plot taken",
        "%(occupied)s of %(ready)s plots taken",
        row.ready or 0,
        occupied=number(row.occupied),
        ready=number(row.ready),
    )
