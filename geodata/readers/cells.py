"""One cell as a value: numbers, words of a list, free text. What cannot be read is said, never guessed."""

import re
from dataclasses import dataclass

from geodata.readers.decoding import DAMAGED, repaired
from geodata.readers.known import nearest_word
from geodata.readers.row_problems import TableRow
from geodata.rules.digits import latin_digits
from geodata.rules.month_names import month_of

# More than all people of the country in one cell is a slip of the keyboard (and more than an integer column holds).
LARGEST_FIGURE = 50_000_000
# Said by a form where nothing was counted: unknown. "none" and "nil" may mean nobody and are asked about.
_NOT_STATED = {"-", "--", "–", "—", "?", "n/a", "na", "n.a.", "n.a", "#n/a", "nan", "null", "nr", "tbc", "unknown"}
_NOT_STATED |= {"not reported", "not stated", "غير معروف", "غير متوفر", "غير مذكور", "غير محدد", "لا ينطبق"}
_NOBODY_OR_UNKNOWN = {"none", "nil", "no", "لا يوجد", "لا شيء"}
_GROUPED = re.compile(r"\d{1,3}(?:(?:, ?\d{3})+|(?: \d{3})+|(?:['’]\d{3})+)")
_DOTTED = re.compile(r"\d{1,3}(?:\.\d{3})+")
# How a spreadsheet shows a long number, and what it makes of 10-15.
_SCIENTIFIC = re.compile(r"\d(?:\.(\d{1,9}))?[eE]\+?0?(\d)")
_MONTH_AND_NUMBER = re.compile(r"(?P<month>[^\W\d_]+)[- ](?P<last>\d{1,2})|(?P<first>\d{1,2})[- ](?P<later>[^\W\d_]+)")
_NUMBER = re.compile(r"\d{1,15}(?:\.\d{1,15})?")
_MARKS = {"≈": "approx", "~": "approx", "≥": "at_least", "≤": "up_to", ">": "more_than"}
QUALIFIED = frozenset(_MARKS.values())
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
# They make a text look other than it is, and turn what is written after it.
_TURNING = re.compile(r"[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")
# A spreadsheet runs a cell that begins with one of these as a formula; an apostrophe before it makes it text again.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_PHONE = re.compile(r"(?<!\d)\+?\d(?:[ -]?\d){8,}(?!\d)")


@dataclass(frozen=True)
class Figure:
    """A number as its source gives it, and how exact the source says it is."""

    value: float
    qualifier: str = "exact"


def is_not_stated(row: TableRow, column: str) -> bool:
    """Whether the cell says nothing: empty, or a word for it, which is warned of."""
    text = row.cell(column)
    if text and text.casefold() in _NOT_STATED:
        row.warning(column, "not_stated", cell=text)
        return True
    return not text


def whole_number(row: TableRow, column: str) -> Figure | None:
    """A count of 0 or more; None when it is not stated or cannot be read (then the row has an error)."""
    figure = decimal_number(row, column)
    if figure is None:
        return None
    if figure.value != int(figure.value):
        row.error(column, "not_whole")
        return None
    return figure


def decimal_number(row: TableRow, column: str) -> Figure | None:
    """A number of 0 or more; None when it is not stated or cannot be read (then the row has an error)."""
    if is_not_stated(row, column):
        return None
    text, qualifier = _without_mark(latin_digits(row.cell(column)))
    if text.startswith("'"):
        text = text[1:]  # how our own files keep a spreadsheet from reading a formula
    if _DOTTED.fullmatch(text) and not text.startswith("0"):
        _say_ambiguous(row, column, text)
        return None
    if text.startswith("-") and _NUMBER.fullmatch(text[1:].replace(",", "").strip()):
        row.error(column, "negative")
        return None
    number = text
    if scientific := _SCIENTIFIC.fullmatch(text):
        number = f"{float(text):g}" if float(text) < 1 else str(round(float(text)))
        is_cut = len(scientific[1] or "") < int(scientific[2])
        row.warning(column, "cut_number" if is_cut else "scientific_number", cell=row.cell(column), number=number)
        return Figure(float(number), "approx" if is_cut else qualifier)
    if _GROUPED.fullmatch(text):
        number = re.sub(r"[^\d]", "", text)
        row.warning(column, "thousands_separator", cell=row.cell(column), number=number)
    if not _NUMBER.fullmatch(number):
        _say_not_a_number(row, column, text)
        return None
    value = float(number)
    if value > LARGEST_FIGURE:
        row.error(column, "number_too_large")
        return None
    if qualifier != "exact":
        row.warning(column, f"stated_{qualifier}", cell=row.cell(column), number=number)
    return Figure(value, qualifier)


def _without_mark(text: str) -> tuple[str, str]:
    if text[:1] in _MARKS:
        return text[1:].strip(), _MARKS[text[0]]
    return (text[:-1].strip(), "more_than") if text.endswith("+") else (text, "exact")


def _say_ambiguous(row: TableRow, column: str, text: str) -> None:
    joined = text.replace(".", "")
    other = float(text) if text.count(".") == 1 else joined
    row.error(column, "ambiguous_number", cell=text, joined=joined, other=other)


def _say_not_a_number(row: TableRow, column: str, text: str) -> None:
    digits = re.findall(r"\d+", text)
    if typed := _typed_as(text):
        row.error(column, "number_made_a_date", typed=typed)
        return
    if text.casefold() in _NOBODY_OR_UNKNOWN:
        row.error(column, "none_or_unknown", cell=text)
    elif text.endswith("%"):
        row.error(column, "share_for_count")
    elif len(digits) == 1:
        row.error(column, "words_about_a_number", number=digits[0])
    else:
        row.error(column, "not_a_number")


def _typed_as(text: str) -> str | None:
    """`10-15` for Oct-15; None for what is no month beside a number."""
    parts = _MONTH_AND_NUMBER.fullmatch(text)
    month = month_of(parts["month"] or parts["later"]) if parts else None
    if parts is None or month is None:
        return None
    return f"{month}-{int(parts['last'])}" if parts["last"] else f"{int(parts['first'])}-{month}"


def text_of(row: TableRow, column: str, longest: int) -> str | None:
    """Free text, unharmed; None when empty. Garbled, overlong or unprintable text is an error."""
    text = _TURNING.sub("", row.cell(column)).strip()
    if text != row.cell(column):
        row.warning(column, "direction_marks")
    if not text:
        return None
    if _CONTROL.search(text):
        row.error(column, "control_character")
    elif len(text) > longest:
        row.error(column, "too_long", letters=len(text), most=longest)
    elif DAMAGED in text:
        row.error(column, "damaged_text")
    elif (sound := repaired(text)) is not None:
        row.error(column, "garbled", sound=sound)
    elif column == "note" and _PHONE.search(latin_digits(text)):
        row.error(column, "personal_data")
    else:
        # Our own files put an apostrophe before what a spreadsheet would run as a formula.
        return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA_STARTS) else text
    return None


def word_of(row: TableRow, column: str, words: tuple[str, ...], labels: dict[str, str]) -> str | None:
    """One of a list of codes, also by its label in English or Arabic; None when not stated or unknown (an error)."""
    if is_not_stated(row, column):
        return None
    text = row.cell(column).casefold()
    code = re.sub(r"[\s\-]+", "_", text)
    code = labels.get(text, code)
    if code in words:
        return code
    row.error(column, "unknown_word", words=", ".join(words), near=nearest_word(code, words))
    return None
