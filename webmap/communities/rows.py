"""What the statements about communities answer."""

from datetime import date
from typing import NamedTuple


class Activity(NamedTuple):
    """An activity, training or component of the programme."""

    activity_id: int
    record: str
    kind: str
    community_id: str | None
    held: int | None
    held_qualifier: str | None
    starts_on: date | None
    starts_on_precision: str | None
    ends_on: date | None
    ends_on_precision: str | None
    expected: int | None
    participants: int | None
    participants_qualifier: str | None
    reached: int | None
    reached_qualifier: str | None
    as_of: date
    as_of_precision: str
    withheld: list[str]
    confidence: str
    note: str | None
    source_id: int
    source_title: str
    source_publisher: str | None
    source_url: str | None
    source_published_on: date | None
    source_published_precision: str | None


class NearSite(NamedTuple):
    """A site and its geodesic metres from the community."""

    site_id: str
    name: str
    shown_name: str
    shown_lang: str
    type: str | None
    distance_m: float


class NearCorridor(NamedTuple):
    """A corridor and its geodesic metres from the community."""

    corridor_id: str
    shown_name: str
    shown_lang: str
    ended: bool
    distance_m: float
