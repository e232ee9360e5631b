"""Keeps the catalogues of webmap/translations/ in step with the sentences of code and data, and begins new ones."""

import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from geodata.facts.files import FOLDER, rows
from geodata.imports.kinds import KINDS
from geodata.readers.sentences import JOINED, SENTENCES
from webmap.words.i18n import LANGUAGES, TRANSLATIONS, offered

FIXED_DATE = datetime(2026, 11, 23, tzinfo=UTC)
WEBMAP = TRANSLATIONS.parent
SCRIPTS = Path(__file__).parent
METHODS = [("**.py", "python"), ("**.html", "jinja2"), ("**.svg", "jinja2")]
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2)}
OPTIONS = {"**.html": {"trimmed": "true", "silent": "false"}, "**.svg": {"silent": "false"}}


def main(arguments: list[str]) -> int:
    template = sentences()
    missing = 0
    if "--new" in arguments:
        _begin(arguments[-1])
    for path in sorted(TRANSLATIONS.glob("*/LC_MESSAGES/messages.po")):
        lang = path.parent.parent.name
        with path.open("rb") as file:
            catalogue = read_po(file, locale=lang)
        catalogue.update(template, no_fuzzy_matching=True)
        if "--check" in arguments:
            missing += sum(_report(lang, message) for message in untranslated(catalogue)) if lang in offered() else 0
        else:
            _write(path, catalogue)
            print(f"{lang}: {len(list(untranslated(catalogue)))} of {len(catalogue)} sentences are not translated")
    return 1 if missing else 0


def _begin(lang: str) -> None:
    """An empty catalogue for a language that has none; SystemExit for one that i18n.py does not know."""
    if lang not in LANGUAGES:
        sys.exit(f"Unknown language; name it in webmap/words/i18n.py first. Known: {', '.join(LANGUAGES)}.")
    path = TRANSLATIONS / lang / "LC_MESSAGES" / "messages.po"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(path, Catalog(locale=lang))


def sentences() -> Catalog:
    """All sentences of the code, the templates and the facts, without places: a moved line changes no catalogue."""
    template = Catalog(project="Ninewa response map", charset="utf-8")
    for folder in (WEBMAP, SCRIPTS):
        found = extract_from_dir(folder, METHODS, OPTIONS, KEYWORDS, comment_tags=("i18n:",), directory_filter=_is_ours)
        for _file, _line, message, comments, _context in found:
            template.add(message, auto_comments=comments)
    for message in (*_of_facts(), *_of_problems()):
        template.add(message)
    return template


def _of_facts() -> Iterator[str | tuple[str, str]]:
    """Sentences of the reference files whose words are looked up in the catalogues."""
    for name in rows("stated_names"):
        yield name["words"]
    for product in rows("dtm_products"):
        yield from (product["name"], product["shown_here"])
    for unit in rows("capacity_units"):
        yield unit["one"], unit["many"]
    for remark in json.loads((FOLDER / "remarks.json").read_text(encoding="utf-8")):
        yield from (remark["when"], remark["text"])


def _of_problems() -> Iterator[str]:
    """Sentences that stand beside the codes of problems, and what kinds of files are called."""
    yield JOINED
    yield from (kind.title for kind in KINDS.values())
    for sentence in SENTENCES.values():
        yield from filter(None, (sentence.message, sentence.suggestion))


def untranslated(catalogue: Catalog) -> Iterator[Message]:
    for message in catalogue:
        texts = message.string if isinstance(message.string, tuple | list) else (message.string,)
        if message.id and (not all(texts) or message.fuzzy):
            yield message


def _is_ours(folder: str) -> bool:
    return Path(folder).name not in ("static", "translations", "__pycache__")


def _report(lang: str, message: Message) -> int:
    print(f"{lang} has no translation of: {message.id}", file=sys.stderr)
    return 1


def _write(path: Path, catalogue: Catalog) -> None:
    # The same sentences give the same bytes: no dates of extraction, no template names.
    catalogue.header_comment = f"# Sentences of the Ninewa response map in {catalogue.locale}."
    catalogue.fuzzy = False
    catalogue.version = "1"
    catalogue.creation_date = catalogue.revision_date = FIXED_DATE
    catalogue.msgid_bugs_address = catalogue.last_translator = catalogue.language_team = ""
    buffer = BytesIO()
    write_po(buffer, catalogue, sort_output=True, no_location=True, ignore_obsolete=True, width=120)
    path.write_bytes(buffer.getvalue())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
