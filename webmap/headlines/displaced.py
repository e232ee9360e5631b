"""The headline figures of people displaced, for the map's panel and for the page of the series.

One provider's figures stand together; those of others stand beside them and are never mixed in or added.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection

from geodata.problems import InvalidData
from geodata.rules.dates import first_day
from geodata.rules.figures import HEADLINES, MOSUL_OPERATION, Stated, balance, default_provider, of_difference
from geodata.rules.freshness import is_old
from geodata.statements.figure_rows import Headline, Provider, PublishedPlaces
from geodata.statements.headlines import DISPLACED, DISPLACED_PROVIDERS, PUBLISHED_PLACES
from webmap.db import rows
from webmap.words import figures as words
from webmap.words.ages import days_of_age
from webmap.words.i18n import day, ngettext, number, qualified
from webmap.words.i18n import gettext as _

METRICS = [metric for metric, _type in HEADLINES]
OTHERS_DAYS, PUBLISHED_DAYS = 14, 31


@dataclass(frozen=True)
class Shown:
    """One figure as pages print it: `value` to `provider` and `basis` are words, the rest is for links and rules.

    `basis`: of how many families and how many people in each it was made; empty for a count of people. `counted_by`:
    the provider in the data, without who quotes it.
    """

    value: str
    name: str
    type: str
    date: str
    provider: str
    metric: str
    number: float | None = None
    qualifier: str | None = None
    as_of: datetime.date | None = None
    source_id: int | None = None
    source_title: str = ""
    source_url: str | None = None
    basis: str = ""
    counted_by: str = ""


@dataclass(frozen=True)
class Numbers:
    """The panel: one provider's triple, what to know about it, and the others' figures beside it."""

    title: str
    since: str
    triple: Sequence[Shown]
    note: str
    others_title: str
    others: Sequence[Shown]
    published: str
    provider: str
    providers: Sequence[tuple[str, str]]


def numbers(connection: Connection, at: date, provider: str | None = None) -> Numbers:
    """Headline figures on a day by one provider (default IOM DTM, its own and those quoted from it).

    Empty triple: nobody had published one by then. InvalidData for a provider that has none at all.
    """
    offered = providers(connection)
    chosen = provider or default_provider([name for name, _words in offered])
    if provider and provider not in [name for name, _words in offered]:
        message = _("“%(value)s” has published no figure here; choose one of: %(choices)s.")
        choices = ", ".join(name for name, _words in offered)
        raise InvalidData(message % {"value": provider[:40], "choices": choices}, parameter="provider")
    found = rows(connection, DISPLACED, Headline, at=at, scope=MOSUL_OPERATION, metrics=METRICS)
    own = {row.metric: row for row in found if row.provider == chosen}
    return Numbers(
        title=_("People displaced by the Mosul operation"),
        since=_("Since 17 October 2016, counted by %(provider)s", provider=words.provider(chosen)),
        triple=[_shown(own.get(metric), metric, kind, chosen) for metric, kind in HEADLINES] if own else [],
        note=" ".join(_remarks(own, at)),
        others_title=_("Others, last %(count)s days, not mixed in", count=OTHERS_DAYS),
        others=_others(found, chosen, at),
        published=published_places(connection, at),
        provider=chosen,
        providers=offered,
    )


def counted_by(connection: Connection, at: date) -> list[str]:
    """Who had counted the displaced by a day, in the reader's language, those with most figures first."""
    found = rows(connection, DISPLACED, Headline, at=at, scope=MOSUL_OPERATION, metrics=METRICS)
    known = {row.provider for row in found}
    return [told for name, told in providers(connection) if name in known]


def providers(connection: Connection) -> list[tuple[str, str]]:
    """Who can be chosen: the name in the data and in the reader's language, those with most figures first."""
    found = rows(connection, DISPLACED_PROVIDERS, Provider, scope=MOSUL_OPERATION, metrics=METRICS)
    return [(row.provider, words.provider(row.provider)) for row in found]


def _shown(row: Headline | None, metric: str, kind: str, provider: str) -> Shown:
    if row is None:
        nothing = _("no figure by this day")
        return Shown(_("unknown"), words.headline(metric), _chip(kind), nothing, words.provider(provider), metric)
    return Shown(
        value=qualified(row.value, row.qualifier),
        name=words.headline(metric),
        type=_chip(row.type),
        date=day(row.as_of, row.as_of_precision, short=True),
        provider=words.provider(row.provider, row.relayed_by),
        counted_by=row.provider,
        metric=metric,
        number=float(row.value),
        qualifier=row.qualifier,
        as_of=row.as_of,
        source_id=row.source_id,
        source_title=row.source_title,
        source_url=row.source_url,
        basis=_basis(row),
    )


def _basis(row: Headline) -> str:
    """`50,692 families × 6`; a rounded figure tells the multiplier alone."""
    if row.multiplier is None:
        return ""
    size = number(row.multiplier)
    if row.qualifier not in (None, "exact") or row.value % row.multiplier:
        return _("families × %(size)s", size=size)
    families = int(row.value / row.multiplier)
    return ngettext(
        "%(families)s family × %(size)s",
        "%(families)s families × %(size)s",
        families,
        families=number(families),
        size=size,
    )


def _chip(kind: str) -> str:
    # Beside "Returned" the shorter word says the same.
    return words.figure_type("cumulative" if kind == "returned" else kind)


def _others(found: Sequence[Headline], chosen: str, at: date) -> list[Shown]:
    """Newest first; the order of the triple within a provider."""
    recent = [row for row in found if row.provider != chosen and row.as_of >= at - timedelta(days=OTHERS_DAYS)]
    newest = {provider: max(row.as_of for row in recent if row.provider == provider) for provider in _names(recent)}
    recent.sort(key=lambda row: (-newest[row.provider].toordinal(), row.provider, METRICS.index(row.metric)))
    return [_shown(row, row.metric, row.type, row.provider) for row in recent]


def _names(found: Sequence[Headline]) -> set[str]:
    return {row.provider for row in found}


def _remarks(own: dict[str, Headline], at: date) -> list[str]:
    """What a reader must know before comparing the three: other days, sums that fail, old figures."""
    if not own:
        return []
    remarks = [sums_in_words(own)] if len(own) == len(HEADLINES) else []
    if len(own) > 1 and len(own) < len(HEADLINES):
        remarks.append(_("One of the three is unknown, so nothing can be added up."))
    newest = max(own.values(), key=lambda row: first_day(row.as_of, row.as_of_precision))
    if is_old(newest.as_of, newest.as_of_precision, at):
        shown, most = days_of_age(newest.as_of, newest.as_of_precision, at)
        text = ngettext("The newest is %(days)s day old.", "The newest is %(days)s days old.", most, days=shown)
        remarks.append(text)
    return remarks


def sums_in_words(triple: dict[str, Headline]) -> str:
    """Whether displaced now + returned = ever displaced, computed where all three are of one day."""
    now, ever, returned = (triple[metric] for metric in METRICS)
    apart = (max(row.as_of for row in triple.values()) - min(row.as_of for row in triple.values())).days
    if apart and ever.value < now.value:
        return _(
            "%(provider)s last published “ever displaced” on %(then)s, before “displaced now” (%(day)s): the smaller"
            " running total is no contradiction, and the three do not add up.",
            provider=words.provider(ever.provider, None),
            then=day(ever.as_of, ever.as_of_precision),
            day=day(now.as_of, now.as_of_precision),
        )
    if apart:
        return ngettext(
            "Dates differ by %(days)s day, so the three do not add up.",
            "Dates differ by %(days)s days, so the three do not add up.",
            apart,
            days=number(apart),
        )
    found = balance(*(Stated(float(row.value), row.qualifier) for row in (now, ever, returned)))
    values = {
        "now": qualified(now.value, now.qualifier),
        "ever": qualified(ever.value, ever.qualifier),
        "returned": qualified(returned.value, returned.qualifier),
        "rest": qualified(ever.value - returned.value, of_difference(ever.qualifier, returned.qualifier)),
    }
    if found.verdict == "differs":
        return _("They do not add up: %(ever)s − %(returned)s = %(rest)s, not %(now)s.", **values)
    if found.verdict == "rounded":
        return _("Rounded figures of one day; within the rounding they add up.")
    return _("They add up: %(now)s + %(returned)s = %(ever)s.", **values)


def published_places(connection: Connection, at: date) -> str:
    """The clusters' own figure of places in all camps, in a sentence; empty when none is of the last 31 days."""
    found = rows(connection, PUBLISHED_PLACES, PublishedPlaces, at=at, days=PUBLISHED_DAYS)
    if not found:
        return ""
    return _(
        "Published for all camps and emergency sites: %(plots)s serviced plots available (%(provider)s, %(day)s).",
        plots=qualified(found[0].value, found[0].qualifier),
        provider=words.provider(found[0].provider, found[0].relayed_by),
        day=day(found[0].as_of, found[0].as_of_precision, short=True),
    )
