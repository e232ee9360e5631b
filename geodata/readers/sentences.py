"""Every problem that data can have, by its code: what is said of it and what is suggested, in English.

`scripts/import --json` prints these sentences; webmap/words/problems.py says them in the reader's language. What stands
in %(…)s are values of the problem.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import reduce

from geodata.readers.sentence import LOOK_FOR_A_SLIP, Sentence
from geodata.readers.sentences_of_days import OF_DAYS
from geodata.readers.sentences_of_doubt import OF_DOUBTS, OF_FIGURES
from geodata.readers.sentences_of_kobo import OF_KOBO

Value = str | int | float | date | tuple[str, ...] | None

PLACEHOLDER = re.compile(r"%\((\w+)\)s")
JOINED = "%(one)s and %(other)s"
AS_CSV = "save the table as CSV (UTF-8)"


OF_FILES = {
    "no_file": Sentence("%(path)s cannot be opened: %(reason)s."),
    "not_a_file": Sentence("%(path)s is not a file.", "name a CSV file"),
    "no_database": Sentence("%(reason)s"),
    "database_refused": Sentence("The database refused; nothing was written: %(reason)s", rule="database"),
    "file_too_large": Sentence("The file is larger than 10 MB.", "split it", "too_large"),
    "too_many_rows": Sentence("The file has more than 100,000 rows.", "split it"),
    "empty_file": Sentence("The file is empty.", "scripts/import --template writes a file to fill in"),
    "not_text": Sentence("This is not a text file.", AS_CSV),
    "workbook": Sentence("This is a workbook or ZIP file, not a CSV file.", AS_CSV, "not_text"),
    "old_workbook": Sentence("This is an old Excel workbook, not a CSV file.", AS_CSV, "not_text"),
    "pdf": Sentence("This is a PDF, not a CSV file.", AS_CSV, "not_text"),
    "picture": Sentence("This is a picture, not a CSV file.", AS_CSV, "not_text"),
    "database_file": Sentence("This is a database or GeoPackage, not a CSV file.", AS_CSV, "not_text"),
    "compressed": Sentence("This is a compressed file, not a CSV file.", AS_CSV, "not_text"),
    "damaged_letters": Sentence(
        "Damaged letters in the file: %(letters)s; rows that hold one in a text are left out.",
        "save it anew as CSV (UTF-8)",
        "encoding",
    ),
    "read_as_arabic": Sentence(
        "The file is not UTF-8; it was read as Windows-1256 (Arabic). Look whether the names are right.",
        "save it as CSV (UTF-8)",
        "encoding",
    ),
    "read_as_arabic_iso": Sentence(
        "The file is not UTF-8; it was read as ISO-8859-6 (Arabic). Look whether the names are right.",
        "save it as CSV (UTF-8)",
        "encoding",
    ),
    "arabic_of_two_kinds": Sentence(
        "The file is not UTF-8, and its Arabic can be read as Windows-1256 and as ISO-8859-6.",
        AS_CSV,
        "encoding",
    ),
    "read_as_western": Sentence(
        "The file is not UTF-8; it was read as Windows-1252 (Western). Look whether the names are right.",
        "save it as CSV (UTF-8)",
        "encoding",
    ),
    "open_quotation": Sentence(
        "A quotation mark is left open in this row, or something follows the closing one; no row after it can be told.",
        "close it, or double each mark that belongs to the text",
        "not_csv",
    ),
    "no_header": Sentence(
        "No row names the columns of %(kind)s.",
        "the first row should read %(columns)s",
    ),
    "own_table": Sentence(
        "This is our own table of sites on a day: what it concludes from reports would come back as stated.",
        "fill in a template: scripts/import --template %(kind)s",
    ),
    "missing_column": Sentence(
        "The header in row %(header_row)s lacks %(missing)s, which every row needs.",
        "the columns are %(columns)s",
    ),
    "unknown_column": Sentence("The column “%(label)s” is none of %(kind)s; it is not read.", "%(near)s?"),
}
OF_ROWS = {
    "repeated_column": Sentence("Two columns named %(name)s hold different values.", "keep one of them"),
    "totals_row": Sentence("This row is a total and was skipped."),
    "too_many_cells": Sentence(
        "Cells in the row: %(cells)s, in the header: %(labels)s: values may stand in wrong columns.",
        "put quotation marks around texts and numbers that hold the delimiter",
    ),
    "duplicate_row": Sentence("The row repeats row %(first)s.", "delete one of them"),
    "contradicting_rows": Sentence(
        "The row is about the same as row %(others)s, with other values. Which is right?",
        "keep one; sum rows that are parts of one count",
    ),
    "no_figure": Sentence("The row states no figure.", "give at least one; leave the others empty if unknown"),
    "no_value": Sentence("The row states no figure.", "give a number, or the qualifier flag", "no_figure"),
    "needed_day": Sentence("Every report needs the day of the count.", "write it like 2017-04-04", "needed"),
    "needed_site": Sentence("Every row needs the id of its site.", "the addresses of /sites end in it", "needed"),
    "needed_indicator": Sentence("Every row needs its indicator.", "such as latrines", "needed"),
    "needed_id": Sentence("Every site needs an id.", "small letters, digits and hyphens: haj-ali", "needed"),
    "needed_name": Sentence("Every site needs a name.", rule="needed"),
    "not_in_arabic": Sentence(
        "This has no Arabic letter; it was not taken for the Arabic name.", "leave the cell empty"
    ),
    "needed_type": Sentence("A site that is new needs its type.", "one of: %(words)s", "needed"),
    "not_an_id": Sentence("An id has small letters, digits and hyphens.", "%(made)s"),
    "unknown_site": Sentence("No site is known under this id.", "import the site first (--as sites)"),
    "misspelt_site": Sentence(
        "No site is known under this id; the nearest is %(near)s (%(name)s).", "%(near)s", "unknown_site"
    ),
    "shared_name": Sentence(
        "No site is known under this id; %(sites)s bear this name or code.", "%(one)s or %(other)s", "unknown_site"
    ),
    "two_sites": Sentence("No site is known under this id; it names two.", "two sites: %(sites)s", "unknown_site"),
    "more_sites": Sentence("No site is known under this id; it names several.", "sites: %(sites)s", "unknown_site"),
    "unknown_joint_site": Sentence("No site is known as %(part)s.", "%(near)s", "unknown_site"),
    "site_twice": Sentence("A site stands twice among those joined by +.", LOOK_FOR_A_SLIP),
    "not_of_several": Sentence(
        "Of several sites together only families and people are taken: plots of all of them are none of any.",
        "leave the cell empty, or write a row for each site",
    ),
    "known_name": Sentence(
        "The new site %(site_id)s bears the name of %(known)s: one place may get two ids.", "%(known)s"
    ),
    "closed_before_opened": Sentence("The site closes before it opens.", LOOK_FOR_A_SLIP),
    "closing_ahead": Sentence("The site closes on a day that has not come yet.", rule="future_date"),
    "closed_without_day": Sentence(
        "Since when it is closed is not said: that counts from the day its row is of,"
        " until a later report holds people.",
        "give the day in closed_on",
    ),
    "new_closed_without_day": Sentence(
        "Since when it is closed is not said: that counts from %(today)s, the day of this import,"
        " until a later report holds people.",
        "give the day in closed_on",
        "closed_without_day",
    ),
    "lowered": Sentence(
        "%(site_id)s is %(known_as)s and would become %(stated)s: what is not public of it now would be.",
        "look whether whoever wrote the file may say so",
    ),
    "stays_sensitive": Sentence(
        "%(site_id)s is %(known_as)s and stays so; the file says %(stated)s.",
        "to make it less sensitive, import with --lower-sensitivity",
    ),
    "correction": Sentence("This corrects an earlier import: %(differences)s."),
    "correction_of_words": Sentence("This corrects an earlier import: note or exactness.", rule="correction"),
    "corrected_since": Sentence(
        "This was imported before and has been corrected since; the correction stays.",
        "say in the note that the correction is withdrawn",
    ),
}
OF_CELLS = {
    "not_stated": Sentence("“%(cell)s” was read as unknown.", "leave the cell empty"),
    "none_or_unknown": Sentence("“%(cell)s” may mean nobody or unknown.", "write 0, or leave the cell empty"),
    "not_whole": Sentence("Plots, families and people are counted in whole numbers.", "write the count"),
    "negative": Sentence("A count cannot be negative.", "leave the cell empty if the count is not known"),
    "thousands_separator": Sentence("“%(cell)s” was read as %(number)s.", "%(number)s"),
    "number_too_large": Sentence(
        "The number is too large to be a count of people or plots.", LOOK_FOR_A_SLIP, "too_large"
    ),
    "stated_approx": Sentence("“%(cell)s” was read as %(number)s, approx.", rule="qualified"),
    "stated_at_least": Sentence("“%(cell)s” was read as %(number)s, at least.", rule="qualified"),
    "stated_up_to": Sentence("“%(cell)s” was read as %(number)s, up to.", rule="qualified"),
    "stated_more_than": Sentence("“%(cell)s” was read as %(number)s, more than.", rule="qualified"),
    "ambiguous_number": Sentence(
        "“%(cell)s” may mean %(joined)s or %(other)s.", "write %(joined)s if thousands were meant"
    ),
    "share_for_count": Sentence("This is a share; the column holds a count.", "write the count", "unit"),
    "not_a_number": Sentence("This is not a number.", "write only the number, or leave the cell empty"),
    "words_about_a_number": Sentence("This is not a number.", "%(number)s?", "not_a_number"),
    "cut_number": Sentence(
        "“%(cell)s” was read as %(number)s, approx.: a spreadsheet cut its digits.", rule="qualified"
    ),
    "scientific_number": Sentence("“%(cell)s” was read as %(number)s.", "%(number)s"),
    "number_made_a_date": Sentence(
        "Is this %(typed)s that a spreadsheet made a date?",
        "write only the number, or leave the cell empty",
        "not_a_number",
    ),
    "over_100_percent": Sentence("A share is at most 100 %%.", LOOK_FOR_A_SLIP),
    "unknown_indicator": Sentence("No such indicator is known.", "%(near)s"),
    "other_unit": Sentence("%(indicator)s is counted in %(usual)s.", "%(usual)s", "unit"),
    "unknown_word": Sentence("The column holds one of: %(words)s.", "%(near)s"),
    "control_character": Sentence("The text holds characters that no one can see.", "type it anew"),
    "direction_marks": Sentence("Hidden marks that turn the direction of writing were taken out of the text."),
    "too_long": Sentence("The text has %(letters)s letters, at most %(most)s are kept.", "shorten it"),
    "damaged_text": Sentence("A letter of the text was damaged when the file was saved.", "type it anew", "garbled"),
    "garbled": Sentence("The letters were garbled when the file was saved.", "%(sound)s"),
    "personal_data": Sentence("The note seems to hold a telephone number.", "leave out who said it"),
    "half_a_position": Sentence("A position needs latitude and longitude.", "give both or neither"),
    "imprecise": Sentence("The position is given to a kilometre or less; it is kept as approximate."),
    "not_degrees": Sentence("This is not a number of degrees.", "write decimal degrees: 36.15"),
    "decimal_comma": Sentence("This is not a number of degrees.", "%(degrees)s?", "not_degrees"),
    "null_island": Sentence(
        "0, 0 lies in the Atlantic; it stands for an unknown position.", "leave both empty", "filler"
    ),
    "swapped_position": Sentence(
        "Latitude and longitude seem to stand in each other's place.", "lat %(lat)s, lon %(lon)s?", "swapped"
    ),
    "metres": Sentence("These are metres (%(projection)s), not degrees.", "lat %(lat)s, lon %(lon)s?", "not_degrees"),
    "outside": Sentence(
        "The point lies outside the response area (%(west)s-%(east)s E, %(south)s-%(north)s N).",
        "look for a slip in the degrees",
    ),
}
SENTENCES = {**OF_FILES, **OF_ROWS, **OF_CELLS, **OF_DAYS, **OF_DOUBTS, **OF_FIGURES, **OF_KOBO}


def filled(
    sentence: str,
    values: Mapping[str, Value],
    say: Callable[[str], str] = str,
    show: Callable[[Value], str] = str,
) -> str:
    """The sentence as `say` puts it into another language, with its values as `show` writes each."""

    def joined(one: str, other: str) -> str:
        return say(JOINED) % {"one": one, "other": other}

    def shown(value: Value) -> str:
        return reduce(joined, map(show, value)) if isinstance(value, tuple) else show(value)

    return say(sentence) % {name: shown(value) for name, value in values.items()}


def is_answered(suggestion: str, values: Mapping[str, Value]) -> bool:
    """Whether there is something to suggest: a suggestion that rests on a value needs that value."""
    return bool(suggestion) and all(values.get(name) not in (None, "") for name in PLACEHOLDER.findall(suggestion))
