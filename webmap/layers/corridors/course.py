"""What is known of a corridor on a day, in words: its use, its length, how well it is located."""

from geodata.statements.place_rows import Corridor
from webmap.words import movements as movement_words
from webmap.words.distances import kilometres
from webmap.words.i18n import day, isolated, ngettext, number
from webmap.words.i18n import gettext as _
from webmap.words.periods import period


def use(row: Corridor) -> str:
    """When it was in use, as known on the chosen day: an end after that day is not told."""
    if row.state == "not_begun":
        return _("not known by then")
    if row.period_start is None:
        return movement_words.corridor_state("not_stated")
    if row.period_end is not None:
        return period(row.period_start, row.period_end, row.period_start_precision, row.period_end_precision)
    return _("since %(day)s", day=day(row.period_start, row.period_start_precision))


def length(row: Corridor) -> str:
    """Length of the shortest path and, where there are several, of the longest, in km."""
    if row.shortest_m is None or row.longest_m is None:
        return _("unknown")
    if round(row.shortest_m / 1000, 1) == round(row.longest_m / 1000, 1):
        return kilometres(row.shortest_m)
    shortest, longest = kilometres(row.shortest_m), kilometres(row.longest_m)
    return _("%(shortest)s to %(longest)s", shortest=shortest, longest=longest)


def located(row: Corridor) -> str:
    return _("%(located)s of %(total)s", located=number(row.points_located), total=number(row.points_total))


def sentence(row: Corridor) -> str:
    """One corridor in a sentence, for screen readers."""
    said = {"name": isolated(row.shown_name), "use": use(row), "length": length(row)}
    movements = ngettext(
        "%(count)s movement of the last 14 days lies along it",
        "%(count)s movements of the last 14 days lie along it",
        row.recent_movements,
        count=number(row.recent_movements),
    )
    if row.shortest_m is None:
        return _("Corridor %(name)s, %(use)s; %(movements)s", **said, movements=movements)
    return _(
        "Corridor %(name)s, %(use)s, at least %(length)s km, schematic: straight between its points; %(movements)s",
        **said,
        movements=movements,
    )
