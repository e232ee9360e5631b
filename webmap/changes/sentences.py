"""Each change as a sentence that can be pasted into a report: it names the figure, its days and its source."""

from collections.abc import Mapping
from datetime import date

from geodata.statements.figure_rows import Source
from geodata.statements.movement_rows import Movement
from geodata.statements.site_rows import JointCount, SiteOnDay
from geodata.statements.site_state import is_withheld
from webmap.changes import moves
from webmap.changes.comparison import Item
from webmap.changes.published import published, rounded_difference, shown, when
from webmap.changes.rows import Move, SiteDays
from webmap.layers.movements.moved import sentence as movement_sentence
from webmap.layers.sites import together as joint
from webmap.layers.sites.state import taken_off
from webmap.words import terms
from webmap.words.i18n import day, isolated, ngettext, number
from webmap.words.i18n import gettext as _


def sentence(item: Item, days: Mapping[str, SiteDays], sources: Mapping[int, Source]) -> str:
    """`days`: opening and closing days of sites by id; `sources`: by id. The sentence ends with its source."""
    text = bare_sentence(item, days)
    told = [cited(sources[source]) for source in dict.fromkeys(item.sources) if source in sources]
    if not told:
        return text
    return _("%(sentence)s (Source: %(sources)s.)", sentence=text, sources=_("; ").join(told))


def bare_sentence(item: Item, days: Mapping[str, SiteDays]) -> str:
    """The sentence where its source stands beside it."""
    return _WORDS[item.kind](item, days)


def cited(source: Source) -> str:
    """A source by who published it and when."""
    who = isolated(source.publisher or source.title)
    if source.published_on is None:
        return who
    return _("%(who)s, %(day)s", who=who, day=day(source.published_on, source.published_on_precision))


def name(item: Item) -> str:
    return isolated(item.site.shown_name)


def together_in(item: Item) -> str:
    """The sites of a count of several, by their names."""
    return joint.names(item.of(JointCount))


def _site_new(item: Item, days: Mapping[str, SiteDays]) -> str:
    return _(
        "%(site)s (%(type)s) became known.",
        site=name(item),
        type=terms.site_type(item.of(SiteOnDay).type),
    )


def _site_opened(item: Item, days: Mapping[str, SiteDays]) -> str:
    found = days.get(item.site.site_id)
    if found is None or found.opened_on is None:
        return _("%(site)s is now known to be open; its opening day is not stated.", site=name(item))
    return _("%(site)s opened: %(day)s.", site=name(item), day=day(found.opened_on, found.opened_on_precision))


def _site_closed(item: Item, days: Mapping[str, SiteDays]) -> str:
    found = days.get(item.site.site_id)
    if found is None or found.closed_on is None:
        return _("%(site)s is now closed; the day is not stated.", site=name(item))
    return _("%(site)s closed: %(day)s.", site=name(item), day=day(found.closed_on, found.closed_on_precision))


def _site_moved(item: Item, days: Mapping[str, SiteDays]) -> str:
    return moves.sentence(item.of(Move), name(item))


def _together(item: Item, days: Mapping[str, SiteDays]) -> str:
    values = {"sites": together_in(item), "after": shown(item.after), "day": when(item.after)}
    if item.before is None:
        return _("%(sites)s together: %(after)s people (%(day)s); how many in each is not said.", **values)
    return _(
        "%(sites)s together: %(after)s people (%(day)s), before %(before)s (%(before_day)s); how many in each is not"
        " said.",
        before=shown(item.before),
        before_day=when(item.before),
        **values,
    )


def _people(item: Item, days: Mapping[str, SiteDays]) -> str:
    families = item.kind == "families"
    count = int(item.after.amount or 0) if item.after is not None else 0
    if families:
        after = ngettext("%(count)s family", "%(count)s families", count, count=shown(item.after))
    else:
        after = ngettext("%(count)s person", "%(count)s people", count, count=shown(item.after))
    values = {"site": name(item), "after": after, "day": when(item.after)}
    if item.before is None:
        return _("%(site)s: %(after)s (%(day)s), the first such figure.", **values)
    values |= {"before": shown(item.before), "before_day": when(item.before), "change": rounded_difference(item)}
    if abs(item.difference or 0) <= item.slack:
        return _("%(site)s: %(after)s (%(day)s), about the same as before (%(before)s, %(before_day)s).", **values)
    if (item.difference or 0) > 0:
        return _(
            "%(site)s: %(after)s (%(day)s), %(change)s more than before (%(before)s, %(before_day)s).",
            **values,
        )
    return _("%(site)s: %(after)s (%(day)s), %(change)s fewer than before (%(before)s, %(before_day)s).", **values)


def _free_places(item: Item, days: Mapping[str, SiteDays]) -> str:
    row = item.of(SiteOnDay)
    values = {"site": name(item), "before": shown(item.before), "before_day": when(item.before)}
    if item.after is None or item.after.amount is None:
        if is_withheld(row, "free"):
            return _("%(site)s: free places are withheld now (%(before)s before, %(before_day)s).", **values)
        if row.said_full_on is not None:
            return _(
                "%(site)s: free places are no longer known (%(before)s before, %(before_day)s); it was said to"
                " be full on %(day)s.",
                day=day(row.said_full_on),
                **values,
            )
        if row.changed_since:
            return _(
                "%(site)s: free places are no longer known (%(before)s before, %(before_day)s); later figures or"
                " movements tell of other families than that count.",
                **values,
            )
        return _(
            "%(site)s: free places are no longer known (%(before)s before, %(before_day)s); a later report"
            " holds more people than the places counted.",
            **values,
        )
    values |= {
        "after": number(item.after.amount),
        "day": when(item.after),
        "ready": number(row.ready),
        "occupied": number(row.occupied),
    }
    if row.over_capacity_by:
        over = number(row.over_capacity_by)
        return _(
            "%(site)s: no free place (%(day)s), over capacity by %(over)s (plots ready: %(ready)s, occupied:"
            " %(occupied)s).",
            over=over,
            **values,
        )
    free = int(item.after.amount)
    if item.before is None:
        told = ngettext(
            "%(site)s: %(after)s free place (%(day)s), unknown before (plots ready: %(ready)s, occupied:"
            " %(occupied)s).",
            "%(site)s: %(after)s free places (%(day)s), unknown before (plots ready: %(ready)s, occupied:"
            " %(occupied)s).",
            free,
            **values,
        )
    else:
        told = ngettext(
            "%(site)s: %(after)s free place (%(day)s) after %(before)s (%(before_day)s); plots ready: %(ready)s,"
            " occupied: %(occupied)s.",
            "%(site)s: %(after)s free places (%(day)s) after %(before)s (%(before_day)s); plots ready: %(ready)s,"
            " occupied: %(occupied)s.",
            free,
            **values,
        )
    return " ".join(filter(None, (told, _taken_off(row))))


def _taken_off(row: SiteOnDay) -> str:
    """What is less than ready plots without those occupied, and why; empty where nothing is."""
    less = taken_off(row)
    return _("Taken off as well: %(what)s.", what=less) if less else ""


def _statement(item: Item, days: Mapping[str, SiteDays]) -> str:
    values = {"site": name(item), "day": when(item.after)}
    if item.what == "full":
        return _("%(site)s was said to be full (%(day)s).", **values)
    if item.what == "near_full":
        return _("%(site)s was said to be almost full (%(day)s).", **values)
    return _("%(site)s was said to be open (%(day)s).", **values)


def _corrected(item: Item, days: Mapping[str, SiteDays]) -> str:
    return _(
        "%(site)s: the report of %(day)s was corrected. %(field)s: %(after)s instead of %(before)s.",
        site=name(item),
        day=when(item.before),
        field=terms.report_figure(item.what),
        after=shown(item.after),
        before=shown(item.before),
    )


def _reported(item: Item, days: Mapping[str, SiteDays]) -> str:
    return _("%(site)s: a new report, of %(day)s.", site=name(item), day=when(item.after))


def _unreported(item: Item, days: Mapping[str, SiteDays]) -> str:
    return _(
        "%(site)s: no report in these days; the last one before is of %(day)s.", site=name(item), day=when(item.before)
    )


def _movement(item: Item, days: Mapping[str, SiteDays]) -> str:
    text = movement_sentence(item.of(Movement))
    return _("%(movement)s.", movement=text[:1].upper() + text[1:])


_WORDS = {
    "displaced": published,
    "recount": published,
    "of_a_time": published,
    "site_new": _site_new,
    "site_opened": _site_opened,
    "site_closed": _site_closed,
    "site_moved": _site_moved,
    "families": _people,
    "individuals": _people,
    "individuals_together": _together,
    "free_places": _free_places,
    "statement": _statement,
    "report_corrected": _corrected,
    "report_new": _reported,
    "unreported": _unreported,
    "movement": _movement,
}


def headline(count: int, first: date, last: date) -> str:
    """The line above the sentences."""
    return ngettext(
        "%(count)s change from %(first)s to %(last)s",
        "%(count)s changes from %(first)s to %(last)s",
        count,
        count=number(count),
        first=day(first),
        last=day(last),
    )
