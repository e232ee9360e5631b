"""Every sentence of the code is there in every language that is offered, and can be filled."""

import re
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import read_po
from flask.testing import FlaskClient

from scripts.catalogues import sentences, untranslated
from webmap.words.i18n import OFFERED, TRANSLATIONS, format_day, format_number

PLACEHOLDER = re.compile(r"%\((\w+)\)s|\{(\w+)\}")
TRANSLATED = [lang for lang in OFFERED if lang != "en"]


def catalogue(lang: str) -> Any:
    path: Path = TRANSLATIONS / lang / "LC_MESSAGES" / "messages.po"
    with path.open("rb") as file:
        return read_po(file, locale=lang)


@pytest.mark.parametrize("lang", TRANSLATED)
def test_no_sentence_of_the_code_is_missing(lang: str) -> None:
    found = catalogue(lang)
    found.update(sentences(), no_fuzzy_matching=True)
    assert [message.id for message in untranslated(found)] == []


@pytest.mark.parametrize("lang", TRANSLATED)
def test_a_translation_asks_for_nothing_that_the_sentence_does_not_give(lang: str) -> None:
    for message in catalogue(lang):
        if not message.id:
            continue
        sources = message.id if isinstance(message.id, tuple | list) else (message.id,)
        texts = message.string if isinstance(message.string, tuple | list) else (message.string,)
        given = {name for source in sources for name in PLACEHOLDER.findall(source)} | {("num", "")}
        asked = {name for text in texts for name in PLACEHOLDER.findall(text)}
        assert asked <= given, message.id


def test_digits_are_latin_and_months_iraqi() -> None:
    from datetime import date

    assert format_number(304152, "ar") == "304,152"
    assert format_day(date(2017, 4, 4), "day", "ar") == "4 نيسان 2017"
    assert format_day(date(2016, 11, 30), "month", "ar", short=True) == "ت2 2016"


@pytest.mark.parametrize(("lang", "direction"), [("ckb", "rtl"), ("kmr", "ltr")])
def test_the_languages_that_wait_for_translators_are_answered(client: FlaskClient, lang: str, direction: str) -> None:
    answer = client.get(f"/sites?lang={lang}&at=2017-04-04")
    assert answer.status_code == 200
    assert f'<html lang="{lang}" dir="{direction}">' in answer.get_data(as_text=True)
