"""Whom imported figures are cited from: the source a row names, or the file itself by name, sha256 and day."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import PurePath

from sqlalchemy import Connection, select
from sqlalchemy.dialects.postgresql import insert

from geodata.tables import source

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
    def title(self) -> str:
        name = PurePath(self.file).name
        return f"{name} (sha256 {self.sha256[:SHOWN_DIGITS]}, imported on {self.day.isoformat()})"


def source_class(cited_as: str) -> str:
    """What two imports of one count share: the source they name, or that they name none (a mended file is another)."""
    return "" if cited_as.startswith(FILE_PREFIX) else cited_as


def source_ids(connection: Connection, named: Iterable[str | None], file: FileSource) -> dict[str | None, int]:
    """The id of each named source (None: the file itself), made where it is not there yet."""
    wanted = {name: name if name is not None else file.cited_as for name in set(named)}
    if not wanted:
        return {}
    made = [
        {
            "cited_as": cited_as,
            "title": file.title if name is None else cited_as,
            "url": cited_as if cited_as.startswith(("http://", "https://")) else None,
        }
        for name, cited_as in wanted.items()
    ]
    connection.execute(insert(source).on_conflict_do_nothing(index_elements=["cited_as"]), made)
    found = connection.execute(
        select(source.c.cited_as, source.c.source_id).where(source.c.cited_as.in_(list(wanted.values())))
    )
    ids = {row.cited_as: row.source_id for row in found}
    return {name: ids[cited_as] for name, cited_as in wanted.items()}
