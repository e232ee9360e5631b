"""The calendar day that a page shows, `at=` of the address or the day that fits the data; and as known on, `known=`.

Only what was recorded by `known` takes part in an answer. Reports are recorded with their moment, and so are positions
that a site was moved from. A site's own row, figures and movements are not: they count as known, and so do the shipped
facts, whenever they were loaded.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from flask import Flask, current_app, request
from sqlalchemy import Connection

from geodata.facts.day import default_day as shipped_day
from geodata.problems import InvalidData
from geodata.rules.dates import TIME_ZONE, today
from geodata.rules.digits import latin_digits
from geodata.rules.freshness import is_old
from geodata.rules.written_days import EARLIEST, LATEST, read
from geodata.statements.site_rows import DayReached
from webmap.db import STATEMENTS, rows
from webmap.words.i18n import gettext as _

EVERYTHING = datetime.max.replace(tzinfo=UTC)  # everything that is recorded now is known
# A space is what a `+` in an address becomes that was typed as it is.
WRITTEN_INSTANT = re.compile(r"(?P<day>[0-9-]+)T(?P<clock>[0-9:]+(?:\.[0-9]{1,6})?)(?P<zone>Z|[+ -][0-9]{2}:[0-9]{2})")


@dataclass(frozen=True)
class ChosenDay:
    """`known`: what was recorded later takes no part. `why`: why this day is shown; empty when the reader chose it."""

    day: date
    known: datetime = EVERYTHING
    why: str = ""


def init_app(app: Flask) -> None:
    """Called after `delivery.init_app`: a page that a browser kept of another day that was set is not shown again."""
    if set_day := app.extensions["settings"].webmap_day:
        app.extensions["build"] = f"{set_day} {app.extensions['build']}"


def chosen_day(connection: Connection) -> ChosenDay:
    """The day of `at=` as known on `known=`; InvalidData with the form to write for what cannot be asked for."""
    known = chosen_known()
    asked = request.args.get("at")
    return ChosenDay(parse_day(asked), known) if asked else default_day(connection, known)


def chosen_known() -> datetime:
    asked = request.args.get("known")
    return parse_known(asked) if asked else EVERYTHING


def parse_known(asked: str) -> datetime:
    """An instant, or a day of the calendar, which means its end in Asia/Baghdad, in any digits; else InvalidData."""
    latin = latin_digits(asked[:40])
    written = WRITTEN_INSTANT.fullmatch(latin)
    try:
        if ":" in latin and not written:
            raise ValueError("a time without its zone is no instant")
        day = parse_day(written["day"] if written else asked)
        return _instant(written) if written else end_of(day)
    except (InvalidData, ValueError) as problem:
        message = _(
            "“%(value)s” is neither a day nor an instant. Write it like 2017-04-05 or 2017-04-05T06:00+03:00.",
            value=asked[:40],
        )
        raise InvalidData(message, parameter="known") from problem


def _instant(written: re.Match[str]) -> datetime:
    return datetime.fromisoformat(f"{written['day']}T{written['clock']}{written['zone'].replace(' ', '+')}")


def end_of(day: date) -> datetime:
    """The last instant of a day in the time zone of the response."""
    return datetime.combine(day, time.max, TIME_ZONE)


def parse_day(asked: str) -> date:
    """A day of the calendar in any form and digits that mean one day; InvalidData for anything else."""
    written = read(latin_digits(asked[:40]))
    if len(written.days) > 1:
        first, other = (one.day.isoformat() for one in written.days[:2])
        message = _("“%(value)s” may be several days. Write %(first)s or %(other)s.")
        raise InvalidData(message % {"value": asked[:40], "first": first, "other": other}, parameter="at")
    if written.only is None or written.only.precision != "day":
        message = _("“%(value)s” is not a day of the calendar. Write it like 2017-04-04.", value=asked[:40])
        raise InvalidData(message, parameter="at")
    if not EARLIEST <= written.only.day <= LATEST:
        message = _("This map can be asked for days from %(first)s to %(last)s.", first=EARLIEST, last=LATEST)
        raise InvalidData(message, parameter="at")
    return written.only.day


def default_day(connection: Connection, known: datetime = EVERYTHING) -> ChosenDay:
    """The day that an officer set; else the newest that enough sites reported of by then; else that of the facts.

    While planners hold plots, whoever sees that is shown today, as long as reports reach into the last 31 days: places
    are reserved now, and the day of the newest reports may be before.
    """
    if set_day := _set_day():
        return ChosenDay(set_day, known, _("the day that was set for this map"))
    reached = rows(connection, STATEMENTS / "day_reached.sql", DayReached, known=known, shipped_day=shipped_day())
    if newest := reached[0].day:
        now = today()
        if reached[0].are_plots_reserved and known == EVERYTHING and not is_old(newest, "day", now):
            return ChosenDay(max(newest, now), known, _("today, because plots are reserved now"))
        why = _("the newest day that at least a third of the sites reporting recently have reached")
        return ChosenDay(newest, known, why)
    return ChosenDay(shipped_day(), known, _("the day of the press release this map begins with"))


def _set_day() -> date | None:
    """WEBMAP_DAY of the application; None outside of one."""
    day: date | None = current_app.extensions["settings"].webmap_day if current_app else None
    return day
