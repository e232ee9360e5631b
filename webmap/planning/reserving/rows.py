"""What the statements about reserving answer, beside geodata/statements/reservations.py."""

from datetime import date, datetime
from typing import NamedTuple


class Room(NamedTuple):
    """A site and the places that can be reserved there on a day: None where nobody knows, or where it takes nobody."""

    site_id: str
    shown_name: str
    shown_lang: str
    left: int | None
    receives: bool
    ready: int | None
    occupied: int | None
    reserved: int | None
    reserved_as_of: date | None
    reserved_precision: str | None
    reserved_here: int | None
    reserved_here_until: datetime | None
    reserved_before_count: int | None
    counted_as_of: date | None
    counted_precision: str | None
