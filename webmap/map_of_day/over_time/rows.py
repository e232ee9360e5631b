"""What the statement says."""

from datetime import date
from typing import NamedTuple


class StateThen(NamedTuple):
    """A site as known from a day on, until its next row. `arrived`: families came by a movement that ended then."""

    site_id: str
    day: date
    arrived: bool
    status_then: str
    ready: int | None
    occupied: int | None
    free: int | None
    over_capacity_by: int | None
    counted_as_of: date | None
    counted_precision: str | None
    changed_since: bool
    families: int | None
    families_as_of: date | None
    families_precision: str | None
    newest_as_of: date | None
    newest_precision: str | None
    said_full_on: date | None
    withheld: list[str]
