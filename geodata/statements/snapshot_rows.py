"""What the public reads of a snapshot."""

from datetime import date, datetime
from typing import NamedTuple


class Snapshot(NamedTuple):
    """One that is or was published; of a withdrawn one all is None but its token, moments, reason and successor."""

    token: str
    state: str
    title: str | None
    note: str | None
    day: date | None
    known: datetime | None
    data_version: int | None
    layers: list[str] | None
    series: str | None
    published_at: datetime
    withdrawn_at: datetime | None
    withdrawn_reason: str | None
    successor: str | None
