"""The days that the map's slider runs over, with the curve of people displaced behind it."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection

from geodata.facts.day import first_day
from geodata.rules.figures import HEADLINES, MOSUL_OPERATION, RECOUNT, default_provider
from geodata.statements.figure_rows import DisplacedOnDay
from geodata.statements.headlines import DISPLACED_DAYS
from webmap.db import rows
from webmap.drawing.scale import month_starts
from webmap.headlines.displaced import providers
from webmap.words import figures as words
from webmap.words.i18n import format_day, qualified
from webmap.words.i18n import gettext as _
from webmap.words.periods import month_name

LARGEST_SERIES = 1500  # days with a figure; four years of a daily count
LARGEST_SPAN = timedelta(days=2000)


def slider_days(connection: Connection, lang: str) -> dict[str, Any]:
    """First and last day, the words of each day, month ticks and the default provider's stock.

    `series`: [ISO day, value, its words, sentence], oldest first. `peak`: [ISO day, words]; None when it is the end.
    `recount`: [ISO day before, ISO day after, words], told from the second on; None where the series ends before.
    """
    provider, found = _series(connection)
    first, last = _ends(found)
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    return {
        "first": first.isoformat(),
        "last": last.isoformat(),
        "days": [format_day(day, "day", lang) for day in days],
        "label": _(", ").join((words.headline(HEADLINES[0][0]), words.provider(provider))),
        "ticks": month_ticks(first, last, lang),
        "series": [_point(row, lang) for row in found if row.as_of <= last],
        "peak": _peak(found, lang),
        "recount": _recount(last, lang),
    }


def ends(connection: Connection) -> tuple[date, date]:
    """The first and the last of its days."""
    return _ends(_series(connection)[1])


def _series(connection: Connection) -> tuple[str, list[DisplacedOnDay]]:
    """The default provider, and its stock, oldest first."""
    provider = default_provider([name for name, _words in providers(connection)])
    asked = {"metric": HEADLINES[0][0], "scope": MOSUL_OPERATION, "provider": provider, "first": first_day()}
    return provider, rows(connection, DISPLACED_DAYS, DisplacedOnDay, **asked, limit=LARGEST_SERIES)


def _ends(found: Sequence[DisplacedOnDay]) -> tuple[date, date]:
    first = first_day()
    return first, min(found[-1].as_of, first + LARGEST_SPAN) if found else first


def _point(row: DisplacedOnDay, lang: str) -> list[str | int]:
    text = qualified(row.value, row.qualifier)
    sentence = _("%(people)s displaced on %(day)s", people=text, day=format_day(row.as_of, "day", lang, short=True))
    return [row.as_of.isoformat(), int(row.value), text, sentence]


def _peak(found: Sequence[DisplacedOnDay], lang: str) -> list[str] | None:
    if not found:
        return None
    highest = max(found, key=lambda row: row.value)
    if highest is found[-1]:
        return None
    when = format_day(highest.as_of, "day", lang, short=True)
    return [
        highest.as_of.isoformat(),
        _("peak %(people)s on %(day)s", people=qualified(highest.value, highest.qualifier), day=when),
    ]


def _recount(last: date, lang: str) -> list[str] | None:
    if last < RECOUNT[1]:
        return None
    first, then = (format_day(day, "day", lang, short=True) for day in RECOUNT)
    told = _("%(first)s to %(last)s: counted anew", first=first, last=then)
    return [*(day.isoformat() for day in RECOUNT), told]


def month_ticks(first: date, last: date, lang: str) -> list[list[str]]:
    """The first of each month between two days; the year stands at the first one and at every January."""
    return [
        [month.isoformat(), month_name(month, lang, with_year=place == 0 or month.month == 1)]
        for place, month in enumerate(month_starts(first, last))
    ]
