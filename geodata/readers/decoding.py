"""Bytes of a text file as text: byte-order mark, UTF-8, else the Windows code page that the letters speak for."""

import re
from dataclasses import dataclass

from geodata.readers.row_problems import ERROR, WARNING, RowProblem, of_file

LARGEST_BYTES = 10_000_000
# What a file is by its first bytes, so that people learn what they picked.
_OTHER_FILES = (
    (b"PK\x03\x04", "a workbook or ZIP file"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook"),
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"SQLite format 3", "a database or GeoPackage"),
    (b"\x1f\x8b", "a compressed file"),
)
_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_ARABIC = re.compile(r"[\u0600-\u06ff]")
_ARABIC_WORD = re.compile(r"[\u0621-\u064a\u067e\u0686\u0698\u06af]{2,}")
# Stands where a byte is no letter of the encoding.
DAMAGED = "\ufffd"


@dataclass(frozen=True)
class Decoded:
    """`text` is None when the bytes are no text; `problems` says why, or which encoding was taken."""

    text: str | None
    problems: tuple[RowProblem, ...] = ()


def decode(data: bytes) -> Decoded:
    """Never raises."""
    if len(data) > LARGEST_BYTES:
        return unreadable("too_large", "The file is larger than 10 MB.", "split it")
    if not data.strip():
        return unreadable("empty_file", "The file is empty.", "scripts/import --template writes a file to fill in")
    for magic, kind in _OTHER_FILES:
        if data.startswith(magic):
            return unreadable("not_text", f"This is {kind}, not a CSV file.", "save the table as CSV (UTF-8)")
    text, problems = _marked(data) or _unmarked(data)
    if text is None or len(_CONTROL.findall(text)) > max(2, len(text) // 100):
        return unreadable("not_text", "This is not a text file.", "save the table as CSV (UTF-8)")
    return Decoded(text, problems)


def unreadable(rule: str, message: str, suggestion: str) -> Decoded:
    """The answer for a file of which no row can be read."""
    return Decoded(None, (of_file(rule, ERROR, message, suggestion),))


def _marked(data: bytes) -> tuple[str | None, tuple[RowProblem, ...]] | None:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return data[len(mark) :].decode(encoding), ()
            except UnicodeDecodeError:
                # Pasted pieces of another encoding: the mark promised what the rest does not hold.
                return _unmarked(data[len(mark) :]) if encoding == "utf-8" else (None, ())
    return None


def _unmarked(data: bytes) -> tuple[str | None, tuple[RowProblem, ...]]:
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError:
        return _damaged_utf_8(data) or _by_code_page(data)


def _damaged_utf_8(data: bytes) -> tuple[str, tuple[RowProblem, ...]] | None:
    """UTF-8 with a few broken bytes; None where so many do not fit that it is another encoding."""
    text = data.decode("utf-8", errors="replace")
    broken = text.count(DAMAGED)
    if sum(not letter.isascii() for letter in text) < 5 * broken:
        return None
    message = f"{broken} letters of the file are damaged; rows that hold one in a text are left out."
    return text, (of_file("encoding", WARNING, message, "save it anew as CSV (UTF-8)"),)


def _by_code_page(data: bytes) -> tuple[str | None, tuple[RowProblem, ...]]:
    """Arabic letters stand side by side in words, accented Latin ones mostly alone: that tells the two apart."""
    arabic = data.decode("cp1256", errors="replace")
    western = data.decode("cp1252", errors="replace")
    in_words = sum(len(word) for word in _ARABIC_WORD.findall(arabic))
    is_arabic = in_words * 2 > len(_ARABIC.findall(arabic)) > 0
    name, text = ("Windows-1256 (Arabic)", arabic) if is_arabic else ("Windows-1252 (Western)", western)
    message = f"The file is not UTF-8; it was read as {name}. Look whether the names are right."
    return text, (of_file("encoding", WARNING, message, "save it as CSV (UTF-8)"),)


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
