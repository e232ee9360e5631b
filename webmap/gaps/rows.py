"""What the statements about what sites have answer."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple


class Level(NamedTuple):
    """What was last reported of an indicator on one site, and the people counted nearest to that day."""

    site_id: str
    indicator: str
    value: Decimal | None
    qualifier: str | None
    as_of: date
    as_of_precision: str
    confidence: str
    people_then: int | None
    people_then_qualifier: str | None
    people_then_as_of: date | None
    people_then_precision: str | None
    source_title: str
    source_publisher: str | None
    source_url: str | None
    source_published_on: date | None
    source_published_precision: str | None


class Shelters(NamedTuple):
    """How many shelters of one kind were last reported on one site, and the people counted nearest to that day."""

    site_id: str
    metric: str
    value: Decimal | None
    qualifier: str | None
    as_of: date
    as_of_precision: str
    confidence: str
    people_then: int | None
    people_then_qualifier: str | None
    people_then_as_of: date | None
    people_then_precision: str | None
    source_title: str
    source_publisher: str | None
    source_url: str | None
    source_published_on: date | None
    source_published_precision: str | None


class Transitional(NamedTuple):
    """A place of transitional shelters."""

    service_id: str
    shown_name: str
    shown_lang: str
    site_id: str | None
    status_then: str | None
    capacity: Decimal | None
    capacity_unit: str | None
    known_on: date
    known_on_precision: str | None
    source_title: str
    source_publisher: str | None
    source_url: str | None
    source_published_on: date | None
    source_published_precision: str | None


class NearestHealth(NamedTuple):
    """A site and its nearest health service of those `told` alike (recent, earlier, other), geodesic metres."""

    site_id: str
    told: str
    shown_name: str
    shown_lang: str
    kind: str
    known_on: date | None
    known_on_precision: str | None
    metres: float
