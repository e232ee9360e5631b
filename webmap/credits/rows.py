"""What the statement of the sources answers."""

from datetime import date
from typing import NamedTuple


class CitedSource(NamedTuple):
    """A source and how many facts rest on it, in all and of each kind."""

    source_id: int
    title: str
    publisher: str | None
    url: str | None
    cited_as: str
    published_on: date | None
    published_on_precision: str | None
    licence: str | None
    facts: int
    by_kind: dict[str, int]
