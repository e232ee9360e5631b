"""What the statement about nearest-site areas answers."""

from datetime import date
from typing import NamedTuple


class SiteWithArea(NamedTuple):
    """An open site; `place` is one for the sites at one point, `area` (km²: `km2`) what lies nearest to it."""

    site_id: str
    name: str
    shown_name: str
    shown_lang: str
    families: int | None
    families_qualifier: str | None
    families_as_of: date | None
    families_precision: str | None
    free: int | None
    counted_as_of: date | None
    counted_precision: str | None
    withheld: list[str]
    place: str | None
    lon: float | None
    lat: float | None
    area: str | None
    km2: float | None
    geojson: str | None
