"""What the statements about what is near communities answer."""

from datetime import date
from typing import NamedTuple

from geodata.statements.place_rows import Paths


class CommunityName(NamedTuple):
    """A community, by name."""

    community_id: str
    shown_name: str


class SiteNear(NamedTuple):
    """A site near a community, geodesic metres."""

    community_id: str
    site_id: str
    shown_name: str
    shown_lang: str
    type: str | None
    status_then: str
    families: int | None
    families_qualifier: str | None
    families_as_of: date | None
    families_precision: str | None
    families_source: int | None
    withheld: list[str]
    distance_m: float


class CorridorNear(NamedTuple):
    """A corridor that passes near a community, geodesic metres."""

    community_id: str
    corridor_id: str
    shown_name: str
    shown_lang: str
    paths: Paths
    ended: bool
    distance_m: float


class MovementNear(NamedTuple):
    """A movement that begins or ends near a community; distances in geodesic metres."""

    community_id: str
    flow_id: int
    from_name: str
    from_shown: str
    to_name: str
    to_shown: str
    to_site: str | None
    to_key: str
    to_lon: float | None
    to_lat: float | None
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
    source_id: int
    source_title: str
    source_publisher: str | None
    source_url: str | None
    source_published_on: date | None
    source_published_precision: str | None
    arrives: bool
    arrival_m: float | None
    departure_m: float | None
    distance_m: float
    passes_on: bool
    from_inside: bool


class MayContain(NamedTuple):
    """Two places of which one may contain the other."""

    one: str
    other: str


class ActivityHeld(NamedTuple):
    """An activity or training of the programme."""

    activity_id: int
    record: str
    kind: str
    community_id: str | None
    community_shown: str | None
    community_lang: str
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
    source_id: int
    source_title: str
    source_publisher: str | None
    source_url: str | None
    source_published_on: date | None
    source_published_precision: str | None
