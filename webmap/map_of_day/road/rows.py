"""What the statements about roads answer."""

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
