"""Whom imported figures are cited from: the source a row names, or the file itself by name, sha256 and day."""

import hashlib
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import PurePath

# A file is cited by its content, so that the same file under another name is the same source.
FILE_PREFIX = "sha256:"
SHOWN_DIGITS = 8  # enough for people to tell files apart; `cited_as` holds all 64


@dataclass(frozen=True)
class FileSource:
    """The file as a source; `day` is that of the import."""

    file: str
    data: bytes
    day: date

    @cached_property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()

    @property
    def cited_as(self) -> str:
        return FILE_PREFIX + self.sha256

    @property
    def name(self) -> str:
        return PurePath(self.file).name

    @property
    def title(self) -> str:
        return f"{self.name} (sha256 {self.sha256[:SHOWN_DIGITS]}, imported on {self.day.isoformat()})"
