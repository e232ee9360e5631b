"""What is said of days and of their order in a column."""

from geodata.readers.sentence import LOOK_FOR_A_SLIP, Sentence

DATE_FORMS = "write YYYY-MM-DD, YYYY-MM or YYYY"
WHOLE_INTERVALS = "day, early, mid, end, month or year"
OF_DAYS = {
    "not_a_date": Sentence("This is not a date.", DATE_FORMS),
    "no_such_day": Sentence("There is no such day in the calendar.", DATE_FORMS, "not_a_date"),
    "not_a_month": Sentence("“%(word)s” is not the name of a month.", DATE_FORMS, "not_a_date"),
    "spreadsheet_day": Sentence("This is a spreadsheet's number of a day.", "%(day)s?", "not_a_date"),
    "date_form": Sentence("“%(cell)s” was read as %(day)s.", "%(day)s"),
    "dotted_date": Sentence("“%(cell)s” was read as %(day)s: with dots, the day stands first.", "%(day)s", "date_form"),
    "time_without_zone": Sentence(
        "“%(cell)s” was read as %(day)s; of which time zone its time is, is not said.", "%(day)s", "time_zone"
    ),
    "day_in_baghdad": Sentence("“%(cell)s” is on %(day)s in Baghdad.", "%(day)s", "time_zone"),
    "ambiguous_date": Sentence("Day and month cannot be told apart.", "%(day_first)s or %(month_first)s"),
    "two_digit_year": Sentence(
        "With two digits for the year this may be several days.", "%(some)s or %(other)s", "ambiguous_date"
    ),
    "year_or_day": Sentence("The two digits may be a year or a day.", DATE_FORMS, "ambiguous_date"),
    "too_early": Sentence("%(day)s lies before all data of this response.", LOOK_FOR_A_SLIP),
    "lone_day": Sentence(
        "No other day of the file or of known reports is near %(day)s; the nearest is %(nearest)s.", LOOK_FOR_A_SLIP
    ),
    "future_date": Sentence("%(day)s has not come yet.", "write the day of the count"),
    "month_not_over": Sentence(
        "This month is not over, so nothing can be said of its last day.",
        "write the day of the count",
        "future_date",
    ),
    "third_not_over": Sentence(
        "This third of the month is not over, so nothing can be said of its last day.",
        "write the day of the count",
        "future_date",
    ),
    "not_a_precision": Sentence("This is no precision of %(day)s.", WHOLE_INTERVALS),
    "year_not_over": Sentence(
        "This year is not over, so nothing can be said of its last day.", "write the day of the count", "future_date"
    ),
    "told_day_first": Sentence(
        "Days in %(name)s that may be two: %(open)s; days that show that the day stands first: %(told)s.",
        "import with --dates day-first",
        "date_order",
    ),
    "told_month_first": Sentence(
        "Days in %(name)s that may be two: %(open)s; days that show that the month stands first: %(told)s.",
        "import with --dates month-first",
        "date_order",
    ),
    "orders_mixed": Sentence(
        "Days in %(name)s that can only be day first: %(day_first)s; only month first: %(month_first)s."
        " A spreadsheet may have exchanged day and month of others.",
        "look at the days as they were written first",
        "date_order",
    ),
}
