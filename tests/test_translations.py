"""Every sentence of the code is there in every language that is offered, and can be filled."""

import ast
import re
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import read_po
from flask.testing import FlaskClient

from scripts import catalogues
from scripts.catalogues import sentences, untranslated
from tests.conftest import ROOT
from webmap.words import i18n
from webmap.words.i18n import LANGUAGES, TRANSLATIONS, format_day, format_number, offered

PLACEHOLDER = re.compile(r"%\((\w+)\)s|\{(\w+)\}")
TRANSLATED = [lang for lang in offered() if lang != "en"]


def catalogue(lang: str) -> Any:
    path: Path = TRANSLATIONS / lang / "LC_MESSAGES" / "messages.po"
    with path.open("rb") as file:
        return read_po(file, locale=lang)


@pytest.mark.parametrize("lang", TRANSLATED)
def test_no_sentence_of_the_code_is_missing(lang: str) -> None:
    found = catalogue(lang)
    found.update(sentences(), no_fuzzy_matching=True)
    assert [message.id for message in untranslated(found)] == []


def test_every_sentence_that_the_code_looks_up_is_found_by_whatever_python_looks_for_them() -> None:
    """Before 3.12 the extraction sees nothing of what stands inside an f-string, and the page stays English there."""
    extracted = {message.id if isinstance(message.id, str) else message.id[0] for message in sentences() if message.id}
    hidden = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for folder in ("webmap", "scripts")
        for path in sorted((ROOT / folder).rglob("*.py"))
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in catalogues.KEYWORDS
        if call.args and isinstance(said := call.args[0], ast.Constant) and said.value not in extracted
    ]
    assert hidden == []


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


def test_the_tanwin_of_the_accusative_is_written_in_one_way() -> None:
    """On its alef, as most of the catalogue has it: two forms of one word are found by no search."""
    texts = [
        text
        for message in catalogue("ar")
        for text in (message.string if isinstance(message.string, tuple | list) else (message.string,))
    ]
    assert any("\u0627\u064b" in text for text in texts)
    assert [text for text in texts if "\u064b\u0627" in text] == []


@pytest.mark.parametrize(
    ("other", "word"), [(r"\bال?أسر\b(?!ّ)|\bب?أسر(?:ة|تين)\b", "عائلة"), (r"\bال?تحركا?ت?\b", "حركة")]
)
def test_one_thing_has_one_word(other: str, word: str) -> None:
    """A family is عائلة, a movement حركة, on every page: two words read as two counts."""
    texts = [
        text
        for message in catalogue("ar")
        for text in (message.string if isinstance(message.string, tuple | list) else (message.string,))
    ]
    assert any(word in text for text in texts)
    assert [text for text in texts if re.search(other, text)] == []


def test_digits_are_latin_and_months_iraqi() -> None:
    from datetime import date

    assert format_number(304152, "ar") == "304,152"
    assert format_day(date(2017, 4, 4), "day", "ar") == "4\u00a0نيسان 2017"
    assert format_day(date(2016, 11, 30), "month", "ar", short=True) == "ت2 2016"


WAITING = [lang for lang in LANGUAGES if lang not in offered()]


@pytest.mark.parametrize("lang", [*WAITING, "xx"])
def test_a_language_without_sentences_is_not_offered_yet(client: FlaskClient, lang: str) -> None:
    answer = client.get(f"/sites?lang={lang}&at=2017-04-04")
    assert answer.status_code == 400
    assert "use one of: en, ar." in answer.get_data(as_text=True)
    assert client.get("/sites?at=2017-04-04", headers={"Accept-Language": lang}).status_code == 200


def test_a_catalogue_begun_offers_no_language_before_a_sentence_of_it_is_translated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (catalogues, i18n):
        monkeypatch.setattr(module, "TRANSLATIONS", tmp_path)
    i18n.offered.cache_clear()
    try:
        assert catalogues.main(["--new", "ckb"]) == 0
        made = tmp_path / "ckb" / "LC_MESSAGES" / "messages.po"
        empty = made.read_text(encoding="utf-8")
        i18n.compile_catalogues()
        assert i18n.offered() == ("en",)
        assert catalogues.main([]) == 0
        assert made.read_text(encoding="utf-8") == empty
        made.write_text(empty.replace('msgid "Close"\nmsgstr ""', 'msgid "Close"\nmsgstr "Dabixe"'), encoding="utf-8")
        i18n.compile_catalogues()
        i18n.offered.cache_clear()
        assert i18n.offered() == ("en", "ckb")
    finally:
        i18n.offered.cache_clear()


def test_the_catalogues_kept_here_are_those_of_the_languages_offered() -> None:
    assert {path.parent.parent.name for path in TRANSLATIONS.glob("*/LC_MESSAGES/*.po")} == set(TRANSLATED)
