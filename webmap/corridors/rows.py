"""What the statements about corridors answer."""

from datetime import date
from typing import NamedTuple


class CorridorPath(NamedTuple):
    """A path of a corridor: its least length in geodesic metres, and the points where it begins and ends."""

    path_number: int
    length_m: float
    from_seq: int | None
    to_seq: int | None


class NearSite(NamedTuple):
    """A site and its geodesic metres from the corridor."""

    site_id: str
    name: str
    shown_name: str
    shown_lang: str
    type: str | None
    status_then: str
    families: int | None
    families_qualifier: str | None
    families_as_of: date | None
    families_precision: str | None
    ready: int | None
    free: int | None
    over_capacity_by: int | None
    out_of_date: bool
    doubted: bool
    changed_since: bool
    counted_as_of: date | None
    counted_precision: str | None
    withheld: list[str]
    offset_m: float


class NearCommunity(NamedTuple):
    """A community and its geodesic metres from the corridor."""

    community_id: str
    name: str
    shown_name: str
    shown_lang: str
    district_stated: str | None
    district_shown: str | None
    district_lang: str
    offset_m: float


class Offset(NamedTuple):
    """A service and its geodesic metres from the corridor."""

    service_id: str
    offset_m: float
