"""What the statements of the search answer."""

from typing import NamedTuple


class NearPoint(NamedTuple):
    """A site or community and its geodesic metres from a point."""

    entity_kind: str
    entity_id: str
    kind: str | None
    name: str
    name_lang: str
    lon: float
    lat: float
    metres: float
