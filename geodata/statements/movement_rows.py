"""What the statements say of movements."""

from datetime import date
from typing import NamedTuple, Protocol


class Movement(NamedTuple):
    """A movement that had ended by a day."""

    flow_id: int
    from_name: str
    from_shown: str
    from_lang: str
    from_kind: str
    from_area: str | None
    from_site: str | None
    to_site: str | None
    from_lon: float | None
    from_lat: float | None
    to_name: str
    to_shown: str
    to_lang: str
    to_kind: str
    to_area: str | None
    to_lon: float | None
    to_lat: float | None
    via: str | None
    kind: str
    period_start: date
    period_start_precision: str
    period_end: date
    period_end_precision: str
    families: int | None
    individuals: int | None
    withheld: list[str]
    qualifier: str | None
    provider: str
    relayed_by: str | None
    corridor_id: str | None
    note: str | None
    source_id: int
    source_title: str
    source_publisher: str | None
    source_url: str | None
    source_published_on: date | None
    source_published_precision: str | None
    recent: bool
    running_total: bool
    both_ends_located: bool
    from_name_ar: str | None
    to_name_ar: str | None
    from_precision: str | None
    to_precision: str | None


class Moved(Protocol):
    """What a sentence tells of a movement, whichever statement it comes from."""

    @property
    def kind(self) -> str: ...
    @property
    def from_shown(self) -> str: ...
    @property
    def to_shown(self) -> str: ...
    @property
    def period_start(self) -> date: ...
    @property
    def period_start_precision(self) -> str: ...
    @property
    def period_end(self) -> date: ...
    @property
    def period_end_precision(self) -> str: ...
    @property
    def families(self) -> int | None: ...
    @property
    def individuals(self) -> int | None: ...
    @property
    def withheld(self) -> list[str]: ...
    @property
    def qualifier(self) -> str | None: ...
    @property
    def provider(self) -> str: ...
    @property
    def relayed_by(self) -> str | None: ...


class MovementsKnownSince(NamedTuple):
    """The day on which the first movement ended; None: none is known."""

    day: date | None
