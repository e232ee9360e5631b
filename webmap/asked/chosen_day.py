"""The calendar day that a page shows: `at=` of the address, or the day that fits the data."""

import json
import re
from dataclasses import dataclass
from datetime import date

from flask import request
from sqlalchemy import Connection, text

from geodata.problems import InvalidData
from geodata.readers.cells import latin_digits
from geodata.tables import FIRST_RECORDED_ID
from webmap.db import GEODATA
from webmap.words.i18n import gettext as _

REFERENCE_DAY = GEODATA / "reference" / "day.json"
# Only this form: `fromisoformat` would also take weeks of the year.
WRITTEN = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
# The last entry of an index on the days of just these reports, however many there are. The number stands in the text as
# it does in the index: a bound one could not be matched with it.
NEWEST_RECORDED = text(
    f"SELECT r.as_of FROM site_reports r WHERE r.report_id >= {FIRST_RECORDED_ID} ORDER BY r.as_of DESC LIMIT 1"  # noqa: S608
)
EARLIEST, LATEST = date(2003, 1, 1), date(2100, 12, 31)


@dataclass(frozen=True)
class ChosenDay:
    """`why` is empty when the reader chose the day, else a sentence that says why this one is shown."""

    day: date
    why: str = ""


def chosen_day(connection: Connection) -> ChosenDay:
    """The day of `at=`; InvalidData with the form to write when it is none that can be asked for."""
    asked = request.args.get("at")
    return ChosenDay(parse_day(asked)) if asked else default_day(connection)


def parse_day(asked: str) -> date:
    """A day of the calendar written YYYY-MM-DD, in any digits; InvalidData for anything else."""
    written = WRITTEN.fullmatch(latin_digits(asked[:40]))
    try:
        day = date(*(int(part) for part in written.groups())) if written else None
    except ValueError:
        day = None
    if day is None:
        message = _("“%(value)s” is not a day of the calendar. Write it like 2017-04-04.", value=asked[:40])
        raise InvalidData(message, parameter="at")
    if not EARLIEST <= day <= LATEST:
        message = _("This map can be asked for days from %(first)s to %(last)s.", first=EARLIEST, last=LATEST)
        raise InvalidData(message, parameter="at")
    return day


def default_day(connection: Connection) -> ChosenDay:
    """The reference day while the database holds only the shipped facts, else that of the newest report made here."""
    newest = connection.scalar(NEWEST_RECORDED)
    if newest is not None:
        return ChosenDay(newest, _("the day of the newest report made here"))
    return ChosenDay(first_reference_day(), _("the day of the press release this map begins with"))


def first_reference_day() -> date:
    return date.fromisoformat(json.loads(REFERENCE_DAY.read_text(encoding="utf-8"))["default_day"])
