"""How places at a site are known, in words: counted lately or earlier, changed since, or only said to be ready."""

from datetime import date
from fractions import Fraction

from geodata.rules import tiers
from geodata.rules.movement_sums import PERSONS_PER_FAMILY
from geodata.rules.receiving import PASSED_THROUGH
from geodata.statements.site_rows import SiteOnDay
from webmap.layers.layer import Translate
from webmap.layers.sites.state import SHUT
from webmap.words.i18n import countable, day, ngettext, qualified
from webmap.words.i18n import gettext as _


def known_how(tier: int, _: Translate = _) -> str:
    return {
        tiers.COUNTED: _("counted within 31 days"),
        tiers.COUNTED_EARLIER: _("counted earlier"),
        tiers.CHANGED: _("counted, changed since"),
        tiers.SAID_READY: _("said to be ready"),
        tiers.WITHOUT_PLACE: _("published without a place"),
    }[tier]


def tier(row: SiteOnDay, at: date) -> int | None:
    """As a plan takes it with families of 6; None where nobody stays, or no places are known in any of these ways."""
    if row.type in PASSED_THROUGH or row.status_then in SHUT:
        return None
    if row.free is not None or row.changed_since:
        return tiers.of_count(row.counted_as_of, row.counted_precision, at, changed=row.changed_since)
    said = _said(row)
    is_room_left = said and tiers.places_left(said, row, Fraction(PERSONS_PER_FAMILY)) > 0
    return tiers.SAID_READY if is_room_left else None


def in_words(row: SiteOnDay, known: int | None, *, short: bool = False) -> str:
    """`said to be ready: 6,600 people (17 Mar 2017)`; `known`: the tier of the site, with None nothing is said."""
    if known is None:
        return ""
    said = _said(row)
    if known != tiers.SAID_READY or said is None:
        return known_how(known)
    words = {"what": _stated(said, row.said_qualifier), "day": day(said.as_of, said.precision, short=True)}
    if short:
        return _("said to be ready: %(what)s", **words)
    return _("said to be ready: %(what)s (%(day)s)", **words)


def _said(row: SiteOnDay) -> tiers.SaidReady | None:
    if row.said_metric is None or row.said_value is None or row.said_as_of is None:
        return None
    return tiers.SaidReady(row.said_metric, row.said_value, row.said_as_of, row.said_precision or "day")


def _stated(said: tiers.SaidReady, qualifier: str | None) -> str:
    value, shown = countable(float(said.value)), qualified(said.value, qualifier)
    if said.metric in tiers.IN_PEOPLE:
        return ngettext("%(count)s person", "%(count)s people", value, count=shown)
    if said.metric == "plots_available":
        return ngettext("%(count)s plot", "%(count)s plots", value, count=shown)
    if said.metric == "tents_ready":
        return ngettext("%(count)s tent", "%(count)s tents", value, count=shown)
    return ngettext("%(count)s family", "%(count)s families", value, count=shown)
