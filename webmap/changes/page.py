"""The changes with their sentences and sources, and the text for a report made of them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from geodata.statements.figure_rows import Source
from geodata.statements.site_rows import SiteOnDay
from webmap.asked import known_since
from webmap.asked.span import Span
from webmap.changes import queries
from webmap.changes.comparison import Item, items
from webmap.changes.rows import SiteDays
from webmap.changes.sentences import bare_sentence, headline, sentence
from webmap.words.i18n import day, direction, language
from webmap.words.i18n import gettext as _

# What tells most stands in the text for a report; a report alone is no news beside the figures in it.
ISOLATES = dict.fromkeys(range(0x2066, 0x206A))
NOT_IN_THE_TEXT = ("report_new", "site_new")
BY_SITE_DAYS = ("site_new", "site_opened", "site_closed")


@dataclass(frozen=True)
class Change:
    """An item with its sentence, without (`bare`) and with its sources."""

    item: Item
    bare: str
    sentence: str
    sources: Sequence[Source]


@dataclass(frozen=True)
class Changes:
    """What changed, and the sites known on the last day by id, with their positions."""

    listed: list[Change]
    sites: dict[str, SiteOnDay]


def changes(connection: Connection, span: Span, known: datetime, lang: str) -> Changes:
    """What changed after the first day up to the last; InvalidData where nothing is known by then."""
    both = queries.two_days(connection, span.first, span.last, known, lang)
    if not (both.after or both.displaced_after or both.movements):
        raise known_since.nothing_known(connection, span.last, known, span.parameter)
    found = items(both, span.first)
    of_sites = {item.site.site_id for item in found if item.kind in BY_SITE_DAYS}
    days = queries.site_days(connection, of_sites, span.last, known)
    found = [_sourced(item, days) for item in found]
    sources = queries.sources(connection, {source for item in found for source in item.sources})
    listed = [
        Change(
            item,
            bare_sentence(item, days),
            sentence(item, days, sources),
            [sources[source] for source in dict.fromkeys(item.sources) if source in sources],
        )
        for item in found
    ]
    return Changes(listed, both.after)


def _sourced(item: Item, days: dict[str, SiteDays]) -> Item:
    """With who made the site known or known to be open, where that is the change; a stated day is the site's own."""
    row = days.get(item.site.site_id) if item.kind in BY_SITE_DAYS else None
    if row is None:
        return item
    source = row.source_id
    if item.kind == "site_new":
        source = row.known_source or source
    elif item.kind == "site_opened" and row.opened_on is None:
        source = row.open_source or row.known_source or source
    return replace(item, sources=(source,))


def title(span: Span, found: Sequence[Change]) -> str:
    return headline(len(found), span.first, span.last)


def about_moves() -> str:
    """What it means that a site moved."""
    return _(
        "A site moved when another position was recorded for it here, farther off than rounding explains; whether it"
        " went there or was only located better is not said. Maps and distances use today's positions for all days."
    )


def text_block(span: Span, found: Sequence[Change]) -> str:
    """Plain sentences to paste into a report, a line each."""
    told = [change.sentence for change in found if change.item.kind not in NOT_IN_THE_TEXT]
    if not told:
        return _(
            "Nothing is known to have changed from %(first)s to %(last)s.", first=day(span.first), last=day(span.last)
        )
    head = _("What changed from %(first)s to %(last)s:", first=day(span.first), last=day(span.last))
    text = "\n".join([head, *(f"– {one}" for one in told)])
    # Isolates keep names apart inside Arabic; a text from left to right is pasted without these signs.
    return text.translate(ISOLATES) if direction(language()) == "ltr" else text
