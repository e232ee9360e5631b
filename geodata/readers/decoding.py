"""Bytes of a text file as text: byte-order mark, UTF-8, else the Windows code page that the letters speak for."""

import re
from dataclasses import dataclass

from geodata.readers.row_problems import ERROR, WARNING, Problem, of_file

LARGEST_BYTES = 10_000_000
# What a file is by its first bytes, so that people learn what they picked.
_OTHER_FILES = (
    (b"PK\x03\x04", "workbook"),
    (b"\xd0\xcf\x11\xe0", "old_workbook"),
    (b"%PDF", "pdf"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"SQLite format 3", "database_file"),
    (b"\x1f\x8b", "compressed"),
)
_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_ARABIC = re.compile(r"[\u0600-\u06ff]")
_ARABIC_WORD = re.compile(r"(?<![A-Za-z])[\u0621-\u064a\u067e\u0686\u0698\u06af]{2,}(?![A-Za-z])")
_ARTICLE = re.compile(r"\b\u0627\u0644[\u0621-\u064a]{2}")
_NO_ARABIC = re.compile(r"(?<=[\u0621-\u064a])[\u00c0-\u024f\u064b-\u0652\u00d7\u00f7]")
# Stands where a byte is no letter of the encoding.
DAMAGED = "\ufffd"


@dataclass(frozen=True)
class Decoded:
    """`text` is None when the bytes are no text; `problems` says why, or which encoding was taken."""

    text: str | None
    problems: tuple[Problem, ...] = ()


def decode(data: bytes) -> Decoded:
    """Never raises."""
    if len(data) > LARGEST_BYTES:
        return unreadable("file_too_large")
    if not data.strip():
        return unreadable("empty_file")
    for magic, code in _OTHER_FILES:
        if data.startswith(magic):
            return unreadable(code)
    text, problems = _marked(data) or _unmarked(data)
    if text is None and problems:
        return Decoded(None, problems)
    if text is None or len(_CONTROL.findall(text)) > max(2, len(text) // 100):
        return unreadable("not_text")
    return Decoded(text, problems)


def unreadable(code: str) -> Decoded:
    """The answer for a file of which no row can be read."""
    return Decoded(None, (of_file(code, ERROR),))


def _marked(data: bytes) -> tuple[str | None, tuple[Problem, ...]] | None:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return data[len(mark) :].decode(encoding), ()
            except UnicodeDecodeError:
                # Pasted pieces of another encoding: the mark promised what the rest does not hold.
                return _unmarked(data[len(mark) :]) if encoding == "utf-8" else (None, ())
    return None


def _unmarked(data: bytes) -> tuple[str | None, tuple[Problem, ...]]:
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError:
        return _damaged_utf_8(data) or _by_code_page(data)


def _damaged_utf_8(data: bytes) -> tuple[str, tuple[Problem, ...]] | None:
    """UTF-8 with a few broken bytes; None where so many do not fit that it is another encoding."""
    text = data.decode("utf-8", errors="replace")
    broken = text.count(DAMAGED)
    if sum(not letter.isascii() for letter in text) < 5 * broken:
        return None
    return text, (of_file("damaged_letters", WARNING, letters=broken),)


def _by_code_page(data: bytes) -> tuple[str | None, tuple[Problem, ...]]:
    """Arabic letters stand side by side in words, accented Latin ones mostly alone: that tells the two apart."""
    windows, western = data.decode("cp1256", errors="replace"), data.decode("cp1252", errors="replace")
    iso = _as_iso(data)
    if not (_is_of_words(windows) or _is_of_words(iso)):
        return western, (of_file("read_as_western", WARNING),)
    # Windows-1256 and ISO-8859-6 have the same bytes for other letters: the likelier words tell which it is.
    likelier = _likelihood(windows) - _likelihood(iso)
    if likelier > 0 or iso in ("", windows):
        return windows, (of_file("read_as_arabic", WARNING),)
    if likelier < 0:
        return iso, (of_file("read_as_arabic_iso", WARNING),)
    return None, (of_file("arabic_of_two_kinds", ERROR),)


def _as_iso(data: bytes) -> str:
    """Empty where a byte has no letter in ISO-8859-6."""
    try:
        return data.decode("iso8859_6")
    except UnicodeDecodeError:
        return ""


def _is_of_words(text: str) -> bool:
    in_words = sum(len(word) for word in _ARABIC_WORD.findall(text))
    return in_words * 2 > len(_ARABIC.findall(text)) > 0


def _likelihood(arabic: str) -> int:
    """Words with the article speak for a reading; Latin letters or signs of vowels amid Arabic ones against it."""
    return len(_ARTICLE.findall(arabic)) - 2 * len(_NO_ARABIC.findall(arabic))


def repaired(text: str) -> str | None:
    """Arabic that was UTF-8, read as a Windows code page and saved again, as it was; None for sound text."""
    if text.isascii():
        return None
    for code_page in ("cp1252", "cp1256"):
        try:
            again = b"".join(_byte(letter, code_page) for letter in text).decode("utf-8")
        except (UnicodeEncodeError, UnicodeDecodeError):
            continue
        if _ARABIC.search(again):
            return again
    return None


def _byte(letter: str, code_page: str) -> bytes:
    """The byte that was read as this letter; where the code page has none, programs keep the byte's own number."""
    try:
        return letter.encode(code_page)
    except UnicodeEncodeError:
        return letter.encode("latin-1")
