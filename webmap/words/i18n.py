"""Languages: the one that is spoken now, and sentences, numbers and dates in it.

A request speaks the language it asks for; a script, an e-mail or a snapshot says `with speaking("ar"):`. Every sentence
goes through gettext; numbers and dates are formatted here, on the server, because browsers do not know Sorani or
Kurmanji. Digits are Latin in all languages, which planners read most safely.
"""

import os
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache, wraps
from pathlib import Path
from typing import ParamSpec, TypeVar

from babel import Locale
from babel.dates import format_date
from babel.messages.catalog import Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from babel.support import NullTranslations, Translations

TRANSLATIONS = Path(__file__).parent.parent / "translations"
# Code in addresses: own name, direction, Babel's locale. Those without a catalogue wait for their translators.
LANGUAGES = {
    "en": ("English", "ltr", "en"),
    "ar": ("العربية", "rtl", "ar_IQ"),
    "ckb": ("کوردیی ناوەندی", "rtl", "ckb"),
    "kmr": ("Kurmancî", "ltr", "kmr"),
}
NUMBERED = re.compile("[A-Z]?[0-9]{1,3}")
ISOLATES = dict.fromkeys(range(0x2066, 0x206A))
# What a source says of a figure's exactness.
MARKS = {"approx": "≈{}", "more_than": "{}+", "at_least": "≥\u00a0{}", "up_to": "≤\u00a0{}"}
FULL = {"day": "d MMMM y", "month": "MMMM y", "year": "y"}
SHORT = {"day": "d MMM y", "month": "MMM y", "year": "y"}
WITH_WEEKDAY = {"ltr": "EEEE d MMMM y", "rtl": "EEEE، d MMMM y"}
# The blanks of an Arabic day that stand before letters: between its number and the month, and inside a month's name.
BEFORE_LETTERS = re.compile(r" (?=\D)")
# Tight labels on maps: the four months with long Arabic names are written as Iraqi papers abbreviate them.
# CLDR writes the short October with a no-break space.
SHORT_ARABIC = {
    "تشرين\u00a0الأول": "ت1",
    "تشرين الأول": "ت1",
    "تشرين الثاني": "ت2",
    "كانون الأول": "ك1",
    "كانون الثاني": "ك2",
}
# Asked a thousand times for a page, and twice as fast as Flask's `g`.
_spoken: ContextVar[str | None] = ContextVar("language", default=None)
Given = ParamSpec("Given")
Worded = TypeVar("Worded")


def language() -> str:
    """The code of the language that is spoken now; LookupError where none is."""
    spoken = _spoken.get()
    if spoken is None:
        raise LookupError("in which language? A request says so at its door, a script with speaking(...)")
    return spoken


def speak(lang: str | None) -> str | None:
    """Speak a language from here on; returns the one before. Blocks of code use `speaking`."""
    before = _spoken.get()
    _spoken.set(lang)
    return before


@contextmanager
def speaking(lang: str) -> Iterator[None]:
    """Speak one of `offered()` for as long as the block lasts, with or without a request."""
    before = speak(lang)
    try:
        yield
    finally:
        speak(before)


@cache
def offered() -> tuple[str, ...]:
    """The languages that readers are answered in: English, and those whose catalogue holds sentences."""
    return tuple(
        code for code in LANGUAGES if code == "en" or (TRANSLATIONS / code / "LC_MESSAGES" / "messages.mo").exists()
    )


@cache
def catalogue(lang: str) -> NullTranslations:
    """The sentences of a language; those without a translation stay English."""
    locale = LANGUAGES[lang][2]
    return Translations.load(str(TRANSLATIONS), [locale, locale.split("_")[0]])


def gettext(sentence: str, /, **values: object) -> str:
    """A sentence in the reader's language, with its named placeholders filled."""
    text: str = catalogue(language()).gettext(sentence)
    return text % values if values else text


def ngettext(one: str, many: str, count: int, /, **values: object) -> str:
    """The form of a sentence that goes with a count; `num` in it is the bare count."""
    text: str = catalogue(language()).ngettext(one, many, count)
    return text % {"num": count, **values}


def countable(value: float) -> int:
    """What `ngettext` chooses the form of a number by; the forms of fractions are those of a hundred."""
    return int(value) if value == int(value) else 100


def per_language(words: Callable[Given, Worded]) -> Callable[Given, Worded]:
    """Decorates words that follow from their arguments and the language alone: they are put together once for each."""

    @lru_cache(maxsize=2048)
    def in_language(_lang: str, *args: Given.args, **named: Given.kwargs) -> Worded:
        return words(*args, **named)

    @wraps(words)
    def told(*args: Given.args, **named: Given.kwargs) -> Worded:
        return in_language(language(), *args, **named)  # type: ignore[arg-type]  # codes, which can be hashed

    return told


def direction(lang: str) -> str:
    return LANGUAGES[lang][1]


@lru_cache(maxsize=8)
def _locale(lang: str) -> Locale:
    return Locale.parse(LANGUAGES[lang][2])


@lru_cache(maxsize=4096)
def format_number(value: float, lang: str) -> str:
    """Below zero with a minus sign, which stands on the left of its number also inside a right-to-left sentence."""
    text = format_decimal(abs(value), locale=_locale(lang))
    return f"\u2066−{text}\u2069" if value < 0 else text


@lru_cache(maxsize=4096)
def format_day(day: date, precision: str, lang: str, *, short: bool = False) -> str:
    """`4 April 2017`, `November 2016` or `2016`, as precisely as the source states it."""
    pattern = (SHORT if short else FULL)[precision]
    text = format_date(day, pattern, locale=_locale(lang))
    if short and lang == "ar":
        for long, tight in SHORT_ARABIC.items():
            text = text.replace(long, tight)
    return day_on_one_line(text, lang)


def day_on_one_line(text: str, lang: str) -> str:
    """A day in words whose number stays with its month, in Arabic, where a line that begins with either misleads."""
    return BEFORE_LETTERS.sub("\u00a0", text) if lang == "ar" else text


def number(value: float | Decimal | None) -> str:
    """A number in the reader's language; absent figures are said to be unknown, never shown as 0."""
    return gettext("unknown") if value is None else format_number(float(value) if value % 1 else int(value), language())


def day(value: date | None, precision: str | None = "day", *, short: bool = False) -> str:
    """A day in the reader's language, as precisely as it was stated; empty for none."""
    if value is None:
        return ""
    if precision in ("early", "mid", "end"):
        month = format_day(value, "month", language(), short=short)
        return {"early": _early, "mid": _mid, "end": _end}[precision](month)
    return format_day(value, precision or "day", language(), short=short)


@lru_cache(maxsize=512)
def _on_weekday(value: date, lang: str) -> str:
    return day_on_one_line(format_date(value, WITH_WEEKDAY[direction(lang)], locale=_locale(lang)), lang)


def weekday(value: date) -> str:
    """`Tuesday 4 April 2017` in the reader's language."""
    return _on_weekday(value, language())


def _early(month: str) -> str:
    return gettext("early %(month)s", month=month)


def _mid(month: str) -> str:
    return gettext("mid-%(month)s", month=month)


def _end(month: str) -> str:
    return gettext("late %(month)s", month=month)


def km(metres: float) -> str:
    """A distance in kilometres with one decimal."""
    return gettext(
        "%(distance)s km", distance=format_decimal(round(metres / 1000, 1), "0.0", locale=_locale(language()))
    )


def qualified(value: float | Decimal | None, qualifier: str | None) -> str:
    """A figure with what its source says of its exactness: ≈3,200 · 5,000+ · ≥ 7 · ≤ 9. Absent: "unknown"."""
    text = number(value)
    if value is None:
        return text
    # Signs stand on the side where they were written, also inside a right-to-left sentence.
    return f"\u2066{MARKS[qualifier].format(text)}\u2069" if qualifier in MARKS else text


def isolated(text: str) -> str:
    """Text of another direction kept together inside a sentence (Unicode isolates, for places without markup)."""
    return f"\u2068{text}\u2069"


def kept_together(name: str) -> str:
    """A name whose number at the end does not stand on a line of its own: `Qayyarah Jad'ah 5`."""
    before, blank, last = name.rpartition(" ")
    return f"{before}\u00a0{last}" if blank and NUMBERED.fullmatch(last) else name


def joined(parts: Sequence[str]) -> str:
    """`a, b and c`; empty for nothing."""
    if not parts:
        return ""
    return parts[0] if len(parts) == 1 else gettext(" and ").join((gettext(", ").join(parts[:-1]), parts[-1]))


def without_isolates(text: str) -> str:
    """For files and programs, which take a sign that nobody sees for a part of the word."""
    return text.translate(ISOLATES)


@cache
def _days_in_sentences() -> re.Pattern[str]:
    months = {name.split()[0] for name in Locale.parse(LANGUAGES["ar"][2]).months["format"]["wide"].values()}
    return re.compile(rf"(?<=\d) (?=(?:{'|'.join(sorted(months))})\b)")


def _days_on_one_line(message: Message) -> None:
    """Days that stand in a translation itself, as `day_on_one_line` has those that are put into it."""
    forms = message.string if isinstance(message.string, tuple | list) else (message.string,)
    kept = tuple(_days_in_sentences().sub("\u00a0", one or "") for one in forms)
    message.string = kept if isinstance(message.string, tuple | list) else kept[0]


def compile_catalogues() -> None:
    """Make the .mo files that the web reads from the .po files that translators edit; skips those that are current.

    None is made of a catalogue that holds no sentence yet, and none is left behind by one that is gone.
    """
    for compiled in TRANSLATIONS.glob("*/LC_MESSAGES/messages.mo"):
        if not compiled.with_suffix(".po").exists():
            compiled.unlink()
    for source in sorted(TRANSLATIONS.glob("*/LC_MESSAGES/messages.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as readable:
            catalogue = read_po(readable, locale=source.parent.parent.name)
        if not any(message.id and _is_translated(message) for message in catalogue):
            continue
        if source.parent.parent.name == "ar":
            for message in catalogue:
                _days_on_one_line(message)
        partial = target.with_suffix(f".{os.getpid()}.mo")  # several sessions of tests may begin at once
        with partial.open("wb") as writable:
            write_mo(writable, catalogue)
        partial.replace(target)


def _is_translated(message: Message) -> bool:
    forms = message.string if isinstance(message.string, tuple | list) else (message.string,)
    return any(forms)
