"""Whom imported figures are cited from: the source a row names, or the file itself by name, mark and day.

The mark of a file is made from its content with a key of the installation: the same file has the same mark, and nobody
who holds no key can try out what else may stand in it. Of several rows of one file a planner sees but one place.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path, PurePath

from sqlalchemy import Connection, text

# A file is cited by its content, so that the same file under another name is the same source.
FILE_PREFIX = "file:"
# Before, by the hash itself, of which a title held eight digits.
HASH_PREFIX = "sha256:"
DIGITS = 16
MARKED = text(Path(__file__).with_name("marked.sql").read_text(encoding="utf-8"))


def mark(sha256: str, key: str) -> str:
    """What a file of this hash is called in this installation."""
    return hmac.new(key.encode(), f"file {sha256}".encode(), hashlib.sha256).hexdigest()[:DIGITS]


@dataclass(frozen=True)
class FileSource:
    """The file as a source; `day` is that of the import, `key` that of the installation."""

    file: str
    data: bytes
    day: date
    key: str

    @cached_property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()

    @cached_property
    def mark(self) -> str:
        return mark(self.sha256, self.key)

    @property
    def cited_as(self) -> str:
        return FILE_PREFIX + self.mark

    @property
    def name(self) -> str:
        return PurePath(self.file).name

    @property
    def title(self) -> str:
        return f"{self.name} (file {self.mark}, imported on {self.day.isoformat()})"


def mark_hashed(connection: Connection, key: str) -> None:
    """Give files that an earlier release cited by their hash their mark, wherever they are named."""
    cited = connection.scalars(text("SELECT cited_as FROM ninewa.source WHERE cited_as LIKE 'sha256:%'")).all()
    for cited_as in cited:
        connection.execute(
            MARKED, {"cited_as": cited_as, "mark": mark(cited_as.removeprefix(HASH_PREFIX), key), "of": FILE_PREFIX}
        )
