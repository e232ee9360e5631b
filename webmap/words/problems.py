"""What is wrong with data, and what is suggested, in the language that is spoken now.

The sentences stand beside their codes in geodata/readers/sentences.py; scripts/translations carries them into the
catalogues.
"""

from datetime import date

from geodata.readers.row_problems import Problem
from geodata.readers.sentences import SENTENCES, Value, filled, is_answered
from webmap.words.i18n import day, direction, gettext, isolated, language


def message(problem: Problem) -> str:
    """What is wrong."""
    return filled(SENTENCES[problem.code].message, problem.values, gettext, _shown)


def suggestion(problem: Problem) -> str | None:
    """How to mend it; None where nothing can be suggested."""
    sentence = SENTENCES[problem.code].suggestion
    return filled(sentence, problem.values, gettext, _shown) if is_answered(sentence, problem.values) else None


def _shown(value: Value) -> str:
    """Numbers and cells as in the file, days that we know of as the reader writes them.

    Ids and cells keep their own direction inside a sentence that runs leftwards.
    """
    if isinstance(value, date):
        return day(value)
    is_text = isinstance(value, str) and value != ""
    return isolated(str(value)) if is_text and direction(language()) == "rtl" else str(value)
