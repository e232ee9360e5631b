"""The news between two days, by rule: how many more were displaced, what opened and filled, the largest movement."""

from collections.abc import Iterable, Sequence
from datetime import date

from geodata.rules.figures import DEFAULT_PROVIDER, HEADLINES
from geodata.statements.figure_rows import Headline
from geodata.statements.movement_rows import Movement
from geodata.statements.site_rows import SiteOnDay
from webmap.changes.comparison import Item, Value
from webmap.changes.published import rounded_difference
from webmap.changes.sentences import name
from webmap.layers.movements.moved import people
from webmap.words.i18n import day
from webmap.words.i18n import gettext as _
from webmap.words.listed import listed

NAMED = 5  # sites in one sentence; of more it says how many


def of_displaced(found: Iterable[Item]) -> Item | None:
    """The change of the figure that stands first everywhere; None where it is unknown or within its rounding."""
    for item in found:
        if item.kind != "displaced":
            continue
        row = item.of(Headline)
        if (row.provider, row.metric) == (DEFAULT_PROVIDER, HEADLINES[0][0]):
            return item if abs(item.difference or 0) > item.slack else None
    return None


def title(found: Iterable[Item], since: date, until: date) -> str:
    """The news in a line: how many more were displaced, from the day of the one figure to that of the other."""
    item = of_displaced(found)
    if item is None:
        return _("What changed from %(first)s to %(last)s", first=day(since, short=True), last=day(until, short=True))
    days = {"first": _short(item.before), "last": _short(item.after), "change": rounded_difference(item)}
    if (item.difference or 0) > 0:
        return _("Displaced: %(change)s more, %(first)s to %(last)s", **days)
    return _("Displaced: %(change)s fewer, %(first)s to %(last)s", **days)


def _short(value: Value | None) -> str:
    assert value is not None
    assert value.as_of is not None
    return day(value.as_of, value.precision, short=True)


def of_sites(found: Sequence[Item]) -> tuple[str, list[Item]]:
    """Which sites became known to be open, closed or full, or hold more than their plots; that none did is said too.

    With the changes that say so. When a site opened may not be known: the sentence says no more than that it is.
    """
    opened = [item for item in found if item.kind == "site_opened"]
    closed = [item for item in found if item.kind == "site_closed"]
    full = [item for item in found if item.kind == "statement" and item.what == "full"]
    over = [item for item in found if item.kind == "free_places" and item.of(SiteOnDay).over_capacity_by]
    told = [
        _("Now known to be open: %(sites)s.", sites=_names(opened)) if opened else "",
        _("Now closed: %(sites)s.", sites=_names(closed)) if closed else "",
        _("Said to be full: %(sites)s.", sites=_names(full)) if full else "",
        _("Over their plots: %(sites)s.", sites=_names(over)) if over else "",
    ]
    sentence = " ".join(filter(None, told)) or _("No site is known to have opened, closed or filled.")
    return sentence, [*opened, *closed, *full, *over]


def _names(found: Sequence[Item]) -> str:
    names = list(dict.fromkeys(name(item) for item in found))
    return listed(names, NAMED)


def largest_movement(found: Iterable[Item]) -> Item | None:
    """Of those with a number of people; None without any."""
    moves = [item for item in found if item.kind == "movement" and people(item.of(Movement)).value]
    return min(
        moves, key=lambda item: (-(people(item.of(Movement)).value or 0), item.of(Movement).flow_id), default=None
    )
