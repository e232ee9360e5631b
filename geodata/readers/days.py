"""One cell as a day: ISO dates, days written first, months in words, days with a time. Ambiguous ones are rejected."""

import re
from datetime import date, timedelta

from geodata.readers.cells import is_not_stated
from geodata.readers.row_problems import TableRow
from geodata.rules.dates import StatedDay, stated_day
from geodata.rules.digits import latin_digits

EARLIEST = date(2003, 1, 1)
# Day 0 of a spreadsheet's calendar, and the numbers that lie in our years.
_SPREADSHEET_DAY_0 = date(1899, 12, 30)
_SPREADSHEET_DAY = re.compile(r"[3-6]\d{4}(?:\.0+)?")
_ISO = re.compile(r"\d{4}(?:-\d{2}){0,2}")
_ISO_LIKE = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_ISO_WITH_TIME = re.compile(r"(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}.*)")
_PARTS = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})")
_IN_WORDS = re.compile(r"(\d{1,2})?[ \-.]*([^\d\s\-.,]+(?: [^\d\s\-.,]+)?)[ \-.,]*(\d{4})")
_MONTHS = (
    "january jan يناير|february feb شباط فبراير|march mar آذار اذار مارس|april apr نيسان أبريل ابريل|"
    "may أيار ايار مايو|june jun حزيران يونيو|july jul تموز يوليو|august aug آب اب أغسطس|"
    "september sep sept أيلول ايلول سبتمبر|october oct أكتوبر اكتوبر|november nov نوفمبر|"
    "december dec ديسمبر"
)
_TWO_WORDS = {
    "كانون الثاني": 1,
    "كانون الأول": 12,
    "كانون الاول": 12,
    "تشرين الأول": 10,
    "تشرين الاول": 10,
    "تشرين الثاني": 11,
}
_NOT_OVER = {"day": "future_date", "month": "month_not_over", "year": "year_not_over"}
_MONTH_OF = {word: n for n, words in enumerate(_MONTHS.split("|"), start=1) for word in words.split()} | _TWO_WORDS


def day_of(row: TableRow, column: str, latest: date | None) -> StatedDay | None:
    """The stated day; None when it is not stated or cannot be read (then the row has an error).

    `latest`: no later day is believed; None where a plan may lie ahead.
    """
    if is_not_stated(row, column):
        return None
    found = _read(row, column, latin_digits(row.cell(column)))
    if found is None:
        return None
    if found.day < EARLIEST:
        row.error(column, "too_early", day=found.day.isoformat())
    elif latest is not None and found.day > latest:
        row.error(column, _NOT_OVER[found.precision], day=found.day.isoformat())
    else:
        return found
    return None


def needed_day_of(row: TableRow, column: str, latest: date | None) -> StatedDay | None:
    """As `day_of`; a day that is not stated, also one that is said to be unknown, is an error."""
    found = day_of(row, column, latest)
    if found is None and not row.is_wrong(column):
        row.error(column, "needed_day")
    return found


def _read(row: TableRow, column: str, text: str) -> StatedDay | None:
    if with_time := _ISO_WITH_TIME.fullmatch(text):
        text = with_time.group(1)
    if _ISO.fullmatch(text):
        return _of_calendar(row, column, text)
    if like := _ISO_LIKE.fullmatch(text):
        return _of_parts(row, column, *(int(part) for part in like.groups()))
    if _SPREADSHEET_DAY.fullmatch(text):
        day = _SPREADSHEET_DAY_0 + timedelta(days=int(float(text)))
        row.error(column, "spreadsheet_day", day=day.isoformat())
        return None
    if parts := _PARTS.fullmatch(text):
        return _day_first(row, column, *(int(part) for part in parts.groups()))
    if words := _IN_WORDS.fullmatch(text.casefold()):
        return _in_words(row, column, *words.groups())
    row.error(column, "not_a_date")
    return None


def _of_calendar(row: TableRow, column: str, iso: str) -> StatedDay | None:
    try:
        return stated_day(iso)
    except ValueError:
        row.error(column, "no_such_day")
        return None


def _of_parts(row: TableRow, column: str, year: int, month: int, day: int) -> StatedDay | None:
    found = _of_calendar(row, column, f"{year:04}-{month:02}-{day:02}")
    if found:
        row.warning(column, "date_form", cell=row.cell(column), day=found.day.isoformat())
    return found


def _day_first(row: TableRow, column: str, first: int, second: int, year: int) -> StatedDay | None:
    """`25/03/2017` can only be one day; `03/04/2017` may be two, and which one is not for us to say."""
    year += 2000 if year < 100 else 0
    if first <= 12 and second <= 12 and first != second:
        day_first, month_first = f"{year}-{second:02}-{first:02}", f"{year}-{first:02}-{second:02}"
        row.error(column, "ambiguous_date", day_first=day_first, month_first=month_first)
        return None
    day, month = (second, first) if second > 12 else (first, second)
    return _of_parts(row, column, year, month, day)


def _in_words(row: TableRow, column: str, day: str | None, word: str, year: str) -> StatedDay | None:
    month = _MONTH_OF.get(word.strip("."))
    if month is None:
        row.error(column, "not_a_month", word=word)
        return None
    if day is not None:
        return _of_parts(row, column, int(year), month, int(day))
    found = _of_calendar(row, column, f"{year}-{month:02}")
    if found:
        row.warning(column, "date_form", cell=row.cell(column), day=f"{year}-{month:02}")
    return found
