"""What the statements about what sites have answer."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple


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
