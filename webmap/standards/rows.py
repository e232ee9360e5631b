"""What the statements about what is there on sites answer."""

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
