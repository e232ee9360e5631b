"""What changed among published figures of no site, as sentences; how a figure and its day are told in all of them."""

from collections.abc import Mapping

from geodata.statements.figure_rows import Headline
from webmap.changes.comparison import Item, Value
from webmap.changes.rows import SiteDays
from webmap.words import figures as figure_words
from webmap.words import terms
from webmap.words.i18n import day, isolated, qualified
from webmap.words.i18n import gettext as _
from webmap.words.periods import stretch

# At least −40 is at most 40 fewer.
OTHER_WAY = {"at_least": "up_to", "up_to": "at_least"}


def when(value: Value | None) -> str:
    """The day of a figure or, of one that covers a time, the time."""
    if value is None or value.as_of is None:
        return ""
    return stretch(value.begins, value.as_of, value.begins_precision, value.precision or "day")


def shown(value: Value | None) -> str:
    if value is not None and value.withheld:
        return terms.withheld()
    return _("unknown") if value is None else qualified(value.amount, value.qualifier)


def rounded_difference(item: Item) -> str:
    """Without a sign: `16,902`, `≥ 40,246` of more than so many, or `≈36,000` where a figure is rounded."""
    difference, slack, exactness = item.difference or 0, item.slack, item.exactness
    if exactness in OTHER_WAY and difference < 0:
        exactness = OTHER_WAY[exactness]
    difference = abs(difference)
    if exactness in OTHER_WAY or not slack:
        return qualified(difference, exactness)
    return qualified(round(difference / slack) * slack, "approx")


def _when_before(item: Item) -> str:
    """Of a figure of a time that began like the later one its last day alone."""
    before = item.before
    if before is None or before.as_of is None or item.after is None or before.begins != item.after.begins:
        return when(before)
    return day(before.as_of, before.precision)


def series_name(item: Item) -> str:
    """`Displaced now (stock, IOM DTM via UNHCR)`."""
    row = item.of(Headline)
    kind = "cumulative" if row.type == "returned" else row.type
    return _(
        "%(figure)s (%(type)s, %(provider)s)",
        figure=figure_words.metric(row.metric) if item.kind == "of_a_time" else figure_words.headline(row.metric),
        type=figure_words.figure_type(kind),
        provider=isolated(figure_words.provider(row.provider, row.relayed_by)),
    )


def published(item: Item, _days: Mapping[str, SiteDays]) -> str:
    """A figure of no site against the one before it."""
    values = {"figure": series_name(item), "after": shown(item.after), "day": when(item.after)}
    if item.before is None and item.kind == "of_a_time":
        return _("%(figure)s: %(after)s (%(day)s).", **values)
    if item.before is None:
        return _("%(figure)s: %(after)s (%(day)s), the first such figure of this provider.", **values)
    values |= {"before": shown(item.before), "before_day": _when_before(item), "change": rounded_difference(item)}
    if item.kind == "recount":
        return _(
            "%(figure)s: %(after)s (%(day)s) after %(before)s (%(before_day)s). East Mosul was counted anew between"
            " these days: this is a recount, not new displacement.",
            **values,
        )
    difference = item.difference or 0
    if not difference:
        return _("%(figure)s: %(after)s (%(day)s), the same as before (%(before)s, %(before_day)s).", **values)
    if abs(difference) <= item.slack:
        return _("%(figure)s: %(after)s (%(day)s), about the same as before (%(before)s, %(before_day)s).", **values)
    if difference > 0:
        return _("%(figure)s: %(after)s (%(day)s), %(change)s more than before (%(before)s, %(before_day)s).", **values)
    return _("%(figure)s: %(after)s (%(day)s), %(change)s fewer than before (%(before)s, %(before_day)s).", **values)
