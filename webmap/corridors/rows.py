"""What the statements about corridors answer."""

from datetime import date
from typing import NamedTuple


class CorridorPoint(NamedTuple):
    """A point of a corridor."""

    corridor_id: str
    seq: int
    name: str
    shown_name: str
    shown_lang: str
    role: str
    site_id: str | None
    place_id: str | None
    precision: str | None
    coord_source: str | None
    adm2_name: str | None
    note: str | None
    lon: float | None
    lat: float | None
    name_ar: str | None


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


class OnTheRoad(NamedTuple):
    """A thing beside the longest path of a corridor: geodesic metres from its beginning, and from the path.

    `kind`: point, site, service, town, or one end of a movement: from, to.
    """

    kind: str
    id: str
    along_m: float
    offset_m: float
    length_m: float
    town: str | None
    town_shown: str | None
    town_lang: str
