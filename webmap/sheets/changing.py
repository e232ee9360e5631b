"""What changed of a headline figure since the one before it, by the same provider."""

from datetime import timedelta

from sqlalchemy import Connection

from geodata.rules.figures import Stated, is_recount, of_difference
from geodata.rules.freshness import OLD_AFTER
from webmap.headlines import displaced
from webmap.words.i18n import MARKS, day, number
from webmap.words.i18n import gettext as _


def since_the_last(connection: Connection, now: displaced.Shown, provider: str) -> str:
    """A sentence; empty of a figure that is not known. Rounded figures differ by no less than their rounding."""
    if now.number is None or now.as_of is None:
        return ""
    earlier = displaced.numbers(connection, now.as_of - timedelta(days=1), provider)
    before = next((one for one in earlier.triple if one.metric == now.metric and one.number is not None), None)
    if before is None or before.number is None or before.as_of is None or now.as_of - before.as_of > OLD_AFTER:
        return _("No figure of the 31 days before to compare it with.")
    then = day(before.as_of, short=True)
    if is_recount(now.metric, provider, before.as_of, now.as_of):
        return _("Counted anew since %(day)s: the difference is no change of people.", day=then)
    slacks = [Stated(one.number, one.qualifier).slack for one in (now, before) if one.number is not None]
    difference = now.number - before.number
    if any(slacks) and abs(difference) <= sum(slacks):
        return _("no change beyond the rounding since %(day)s", day=then)
    exactness = of_difference(now.qualifier, before.qualifier)
    if exactness == "approx":
        difference = round(difference / max(slacks)) * max(slacks)
    signed = f"{'+' if difference > 0 else '−' if difference < 0 else '±'}{number(abs(difference))}"
    return _(
        "%(change)s since %(day)s", change=f"\u2066{MARKS.get(exactness or '', '{}').format(signed)}\u2069", day=then
    )
