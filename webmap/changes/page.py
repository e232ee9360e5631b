"""The changes with their sentences and sources."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from geodata.statements.figure_rows import Headline, Source
from geodata.statements.movement_rows import Movement
from geodata.statements.site_rows import JointCount, SiteOnDay
from webmap.asked import known_since
from webmap.asked.span import Span
from webmap.changes import queries
from webmap.changes.comparison import KINDS, Item, items
from webmap.changes.queries import TwoDays
from webmap.changes.rows import SiteDays
from webmap.changes.sentences import bare_sentence, headline, sentence
from webmap.db import reading
from webmap.words.i18n import gettext as _

# More than anybody reads on a page; the file has all.
MOST_OF_A_KIND = 150
SITES_AT_A_TIME = 500
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
    """The first changes of each kind, how many of each there are, and their sites known on the last day by id."""

    listed: list[Change]
    counts: Counter[str]
    sites: dict[str, SiteOnDay]


def changes(span: Span, known: datetime, lang: str) -> Changes:
    """At most `MOST_OF_A_KIND` of each kind; InvalidData where nothing is known by the last day."""
    counts: Counter[str] = Counter()
    listed: list[Item] = []
    sites: dict[str, SiteOnDay] = {}
    for both in compared(span, known, lang):
        for item in items(both, span.first):
            counts[item.kind] += 1
            if counts[item.kind] > MOST_OF_A_KIND:
                continue
            listed.append(item)
            row = both.after.get(_site_id(item))
            if row is not None:
                sites[row.site_id] = row
    listed.sort(key=lambda item: KINDS.index(item.kind))
    with reading() as connection:
        return Changes(worded(connection, listed, span, known), counts, sites)


def every_change(span: Span, known: datetime, lang: str) -> Iterator[Change]:
    """All of them, so many sites at a time, without a connection in between: who takes them may be slow."""
    for both in compared(span, known, lang):
        found = items(both, span.first)
        with reading() as connection:
            listed = worded(connection, found, span, known)
        yield from listed


def compared(span: Span, known: datetime, lang: str) -> Iterator[TwoDays]:
    """Everything that may have changed, so many sites at a time. InvalidData where nothing is known by the last day."""
    first, last = span.first, span.last
    with reading() as connection:
        published, moved = (
            queries.published(connection, first, last, lang),
            queries.movements(connection, first, last, lang),
        )
        touched = queries.touched_sites(connection, first, last, known)
        anything = touched or published.displaced_after or moved.movements
        if not anything and not known_since.sites_known_by(connection, last, known):
            raise known_since.nothing_known(connection, last, known, span.parameter)
    yield published
    for some in range(0, len(touched), SITES_AT_A_TIME):
        with reading() as connection:
            both = queries.of_sites(connection, touched[some : some + SITES_AT_A_TIME], first, last, known, lang)
        yield both
    yield moved


def worded(connection: Connection, found: Sequence[Item], span: Span, known: datetime) -> list[Change]:
    """The items with their sentences and sources."""
    of_sites = {item.site.site_id for item in found if item.kind in BY_SITE_DAYS}
    days = queries.site_days(connection, of_sites, span.last, known) if of_sites else {}
    found = [_sourced(item, days) for item in found]
    sources = queries.sources(connection, {source for item in found for source in item.sources})
    return [
        Change(
            item,
            bare_sentence(item, days),
            sentence(item, days, sources),
            [sources[source] for source in dict.fromkeys(item.sources) if source in sources],
        )
        for item in found
    ]


def _site_id(item: Item) -> str:
    """The site of a change; empty where it is of none."""
    return "" if isinstance(item.subject, Headline | JointCount | Movement) else item.subject.site_id


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


def title(span: Span, found: Changes) -> str:
    return headline(found.counts.total(), span.first, span.last)


def about_moves() -> str:
    """What it means that a site moved."""
    return _(
        "A site moved when another position was recorded for it here, farther off than rounding explains; whether it"
        " went there or was only located better is not said. Maps and distances use today's positions for all days."
    )
