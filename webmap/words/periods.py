"""Periods in words: as long as tables need them, and without the year for tight labels of the map."""

from datetime import date
from functools import lru_cache

from babel import Locale
from babel.dates import format_date

from webmap.words.i18n import LANGUAGES, SHORT_ARABIC, day, day_on_one_line, language


def period(start: date, end: date, start_precision: str | None = "day", end_precision: str | None = "day") -> str:
    """`30 March – 1 April 2017`, `25 February – July 2017`, `3 April 2017`: as precisely as the source states it."""
    start_precision, end_precision = start_precision or "day", end_precision or "day"
    first, last = day(start, start_precision), day(end, end_precision)
    if first == last or (start == end and start_precision == end_precision):
        return last
    if start.year == end.year and "year" not in (start_precision, end_precision):
        first = _formatted(start, _without_year(start, end, start_precision, end_precision))
    return f"{first} – {last}"


def stretch(start: date | None, end: date, start_precision: str | None, end_precision: str) -> str:
    """What a figure covers: its day or, where it has a beginning, the time between, as coarsely as the coarser end."""
    if start is None:
        return day(end, end_precision)
    coarser = max(start_precision or "day", end_precision, key=("day", "month", "year").index)
    return period(start, end, coarser, coarser)


def _without_year(start: date, end: date, start_precision: str, end_precision: str) -> str:
    if start_precision == "month":
        return "MMMM"
    return "d" if start.month == end.month and end_precision == "day" else "d MMMM"


def tight_period(start: date, end: date) -> str:
    """`30 Mar – 1 Apr`, `24 – 30 Mar`, `3 Apr`: for labels beside a title that says the year."""
    last = _formatted(end, "d MMM")
    if start == end:
        return last
    first = _formatted(start, "d" if (start.year, start.month) == (end.year, end.month) else "d MMM")
    return f"{first} – {last}"


def _formatted(value: date, pattern: str) -> str:
    return _in_language(value, pattern, language())


def month_name(month: date, lang: str, *, with_year: bool) -> str:
    """`Nov 2016` or `Nov` for the axis of a chart."""
    return _in_language(month, "LLL y" if with_year else "LLL", lang)


@lru_cache(maxsize=4096)
def _in_language(value: date, pattern: str, lang: str) -> str:
    text = format_date(value, pattern, locale=Locale.parse(LANGUAGES[lang][2]))
    if lang == "ar" and "MMMM" not in pattern:
        for long, tight in SHORT_ARABIC.items():
            text = text.replace(long, tight)
    return day_on_one_line(text, lang)
