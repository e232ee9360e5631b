"""A day as people, spreadsheets and programs write it: one reading for the files of imports and for addresses.

What may mean two days keeps both, and nobody chooses between them but who wrote it. A moment is the day that it is in
Baghdad. Digits are Latin here (rules/digits.py).
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone

from geodata.rules.dates import TIME_ZONE, StatedDay, stated_day
from geodata.rules.month_names import month_of, third_of

DAY_FIRST, MONTH_FIRST = ORDERS = "day-first", "month-first"
HOW_READ = ("other_form", "dots", "no_zone", "moved")
WHY_NOT = (
    *("no_day", "not_in_calendar", "no_month", "spreadsheet_number"),
    *("either_order", "short_year", "year_or_day"),
)
EARLIEST, LATEST = date(2003, 1, 1), date(2100, 12, 31)
# Day 0 of a spreadsheet's calendar, and the numbers that lie in our years.
_SPREADSHEET_DAY_0 = date(1899, 12, 30)
_SPREADSHEET_DAY = re.compile(r"[3-6]\d{4}(?:\.\d+)?")
_ISO = re.compile(r"\d{4}(?:-\d{2}(?:-(?:\d{2}|early|mid|end))?)?")
_CLOCK = re.compile(
    r"(?P<day>.*\d)(?:T|[\s,]+)(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d{1,9})?)?"
    r"(?:\s?(?P<half>[ap]\.?m\.?|[صم]))?(?:\s?(?P<zone>Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?))?",
    re.IGNORECASE,
)
_YEAR_FIRST = re.compile(r"(\d{4})[-/. ](\d{1,2})[-/. ](\d{1,2})")
_YEAR_LAST = re.compile(r"(\d{1,2})([-/. ])(\d{1,2})([-/. ])(\d{4}|\d{2})")
_WORDS = r"(?P<words>(?:[^\W\d_]|[ ./()\-–،]|(?<=[تك])[12](?!\d))+?)"
_BETWEEN = r"[\s\-–.,،/]*"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th|ی|ê)?"
_IN_WORDS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"(?:{_DAY}{_BETWEEN})?{_WORDS}{_BETWEEN}(?P<year>\d{{4}})(?:an)?",
        rf"{_DAY}{_BETWEEN}{_WORDS}{_BETWEEN}(?P<year>\d\d)",
        rf"{_WORDS}{_BETWEEN}{_DAY}[\s,،]+(?P<year>\d{{4}})",
        rf"(?P<year>\d{{4}}){_BETWEEN}{_WORDS}(?:{_BETWEEN}{_DAY})?",
    )
)
_SHORT_YEAR_OR_DAY = re.compile(rf"{_WORDS}{_BETWEEN}\d\d", re.IGNORECASE)


@dataclass(frozen=True)
class WrittenDay:
    """`days`: each day that the text may mean; none when it is no day.

    `how`: empty where it is written as we write days, else how it was read (HOW_READ) or why it was not (WHY_NOT), with
    the `word` that this is about.
    """

    days: tuple[StatedDay, ...] = ()
    how: str = ""
    word: str = ""

    @property
    def only(self) -> StatedDay | None:
        """The one day that it means."""
        return self.days[0] if len(self.days) == 1 else None


def read(text: str, order: str | None = None, latest: date = LATEST) -> WrittenDay:
    """What a text means. `order`: which of day and month comes first where the rest does not tell.

    A year of two digits is none of before EARLIEST or after `latest`, unless no other reading is left.
    """
    if not (clock := _CLOCK.fullmatch(text)):
        return _without_clock(text, order, latest)
    found = _without_clock(clock["day"].rstrip(" ,T"), order, latest)
    if not found.days or any(one.precision != "day" for one in found.days):
        return found if not found.days else WrittenDay(how="no_day")
    try:
        days = tuple(StatedDay(_in_baghdad(one.day, clock), "day") for one in found.days)
    except (ValueError, OverflowError):
        return WrittenDay(how="no_day")
    if len(days) > 1:
        return WrittenDay(days, found.how)
    if not clock["zone"]:
        return WrittenDay(days, "no_zone")
    return found if days == found.days else WrittenDay(days, "moved")


def order_told(text: str) -> str | None:
    """Which of day and month comes first in a text of numbers that can be only one day; None when it does not tell."""
    clock = _CLOCK.fullmatch(text)
    parts = _YEAR_LAST.fullmatch(clock["day"].rstrip(" ,T") if clock else text)
    if not parts or len(parts[5]) == 2:
        return None
    if _calendar_day(parts[5], parts[3], parts[1]):
        return None if _calendar_day(parts[5], parts[1], parts[3]) else DAY_FIRST
    return MONTH_FIRST if _calendar_day(parts[5], parts[1], parts[3]) else None


def _in_baghdad(day: date, clock: re.Match[str]) -> date:
    """The day in Baghdad of a moment; a time without its zone is taken as one of there."""
    hour, half = int(clock["hour"]), (clock["half"] or "")[:1].casefold()
    if half:
        if not 1 <= hour <= 12:
            raise ValueError(f"{hour} is no hour of half a day")
        hour = hour % 12 + (12 if half in "pم" else 0)
    zone = _zone(clock["zone"]) if clock["zone"] else TIME_ZONE
    at = time(hour, int(clock["minute"]), int(clock["second"] or 0), tzinfo=zone)
    return datetime.combine(day, at).astimezone(TIME_ZONE).date()


def _zone(written: str) -> timezone:
    """ValueError for an offset of a day or more."""
    digits = re.sub(r"\D", "", written).ljust(4, "0")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-offset if written.startswith("-") else offset)


def _without_clock(text: str, order: str | None, latest: date) -> WrittenDay:
    if _ISO.fullmatch(text):
        try:
            stated = stated_day(text)
        except ValueError:
            stated = None
        return WrittenDay((stated,)) if stated else WrittenDay(how="not_in_calendar")
    if _SPREADSHEET_DAY.fullmatch(text):
        day = _SPREADSHEET_DAY_0 + timedelta(days=int(float(text)))
        return WrittenDay(how="spreadsheet_number", word=day.isoformat())
    if parts := _YEAR_FIRST.fullmatch(text):
        return _one_form(_calendar_day(*parts.groups()))
    if parts := _YEAR_LAST.fullmatch(text):
        return _of_parts(parts[1], parts[3], parts[5], parts[2] == parts[4] == ".", order, latest)
    for form in _IN_WORDS:
        if words := form.fullmatch(text):
            return _of_words(words["words"], words["day"], words["year"])
    if (short := _SHORT_YEAR_OR_DAY.fullmatch(text)) and month_of(short["words"]):
        return WrittenDay(how="year_or_day")
    return WrittenDay(how="no_day")


def _of_parts(first: str, middle: str, last: str, dotted: bool, order: str | None, latest: date) -> WrittenDay:
    """Three numbers. `03/04/2017` may be two days; `10.12.2016` has its day first, as everywhere that writes dots."""
    day_first, month_first = _calendar_day(last, middle, first), _calendar_day(last, first, middle)
    settled = {DAY_FIRST: day_first, MONTH_FIRST: month_first}.get(order or "")
    if settled:
        return _one_form(settled)
    short = len(last) == 2
    year_first = _calendar_day(first, middle, last) if short and len(first) == 2 else None
    readings = (day_first, None if dotted and day_first else month_first, year_first)
    found = [day for day in dict.fromkeys(readings) if day]
    if short:
        found = [day for day in found if EARLIEST <= day <= latest] or found
    if len(found) > 1:
        days = tuple(StatedDay(day, "day") for day in found)
        return WrittenDay(days, "short_year" if short else "either_order")
    if dotted and found == [day_first] and month_first not in (None, day_first):
        return WrittenDay((StatedDay(found[0], "day"),), "dots")
    return _one_form(found[0] if found else None)


def _calendar_day(year: str, month: str, day: str) -> date | None:
    """None where the calendar has no such day; a year of two digits is of this century."""
    try:
        return date(int(year) + (2000 if len(year) == 2 else 0), int(month), int(day))
    except ValueError:
        return None


def _one_form(day: date | None) -> WrittenDay:
    return WrittenDay((StatedDay(day, "day"),), "other_form") if day else WrittenDay(how="not_in_calendar")


def _of_words(words: str, day: str | None, year: str) -> WrittenDay:
    third, named = third_of(words)
    month = month_of(named)
    if month is None or (third and day is not None):
        word = words.strip(" ./()-–،")
        return WrittenDay(how="no_month", word=word) if word else WrittenDay(how="no_day")
    if day is not None:
        return _one_form(_calendar_day(year, str(month), day))
    stated = stated_day(f"{year}-{month:02}" + (f"-{third}" if third else "")) if int(year) else None
    return WrittenDay((stated,), "other_form") if stated else WrittenDay(how="not_in_calendar")
