"""One cell as a day, in any form that has one reading (rules/written_days.py); what has two is rejected."""

from datetime import date

from geodata.readers.cells import is_not_stated
from geodata.readers.row_problems import TableRow
from geodata.rules.dates import StatedDay, as_precise, stated_text
from geodata.rules.digits import latin_digits
from geodata.rules.written_days import EARLIEST, LATEST, WrittenDay, read

# What is said of how a day was read, and of why it was not.
_SAID = {
    "other_form": "date_form",
    "dots": "dotted_date",
    "no_zone": "time_without_zone",
    "moved": "day_in_baghdad",
    "no_day": "not_a_date",
    "not_in_calendar": "no_such_day",
    "no_month": "not_a_month",
    "spreadsheet_number": "spreadsheet_day",
    "either_order": "ambiguous_date",
    "short_year": "two_digit_year",
    "year_or_day": "year_or_day",
}
_NOT_OVER = {
    **{"day": "future_date", "month": "month_not_over", "year": "year_not_over"},
    **dict.fromkeys(("early", "mid", "end"), "third_not_over"),
}


def day_of(row: TableRow, column: str, latest: date | None) -> StatedDay | None:
    """The stated day; None when it is not stated or cannot be read (then the row has an error).

    `latest`: no later day is believed; None where a plan may lie ahead.
    """
    if is_not_stated(row, column):
        return None
    written = read(latin_digits(row.cell(column)), row.day_order, latest or LATEST)
    found = _as_precise(row, f"{column}_precision", written.only)
    if found is None:
        _say_not_one(row, column, written)
    elif found.day < EARLIEST:
        row.error(column, "too_early", day=found.day.isoformat())
    elif latest is not None and found.day > latest:
        row.error(column, _NOT_OVER[found.precision], day=found.day.isoformat())
    else:
        if written.how:
            row.warning(column, _SAID[written.how], cell=row.cell(column), day=stated_text(found))
        return found
    return None


def needed_day_of(row: TableRow, column: str, latest: date | None) -> StatedDay | None:
    """As `day_of`; a day that is not stated, also one that is said to be unknown, is an error."""
    found = day_of(row, column, latest)
    if found is None and not row.is_wrong(column):
        row.error(column, "needed_day")
    return found


def _as_precise(row: TableRow, column: str, found: StatedDay | None) -> StatedDay | None:
    """Our own files give the last day of an interval, and its precision beside it."""
    if found is None or is_not_stated(row, column):
        return found
    precision = row.cell(column).strip().casefold()
    try:
        return found if precision == found.precision else as_precise(found.day, precision)
    except ValueError:
        row.error(column, "not_a_precision", day=stated_text(found))
        return found


def _say_not_one(row: TableRow, column: str, written: WrittenDay) -> None:
    code, readings = _SAID[written.how], [stated_text(one) for one in written.days]
    if written.how == "either_order":
        row.error(column, code, day_first=readings[0], month_first=readings[1])
    elif readings:
        row.error(column, code, some=", ".join(readings[:-1]), other=readings[-1])
    else:
        row.error(column, code, word=written.word, day=written.word)
