"""What the statements about published figures answer."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple


class SeriesFigure(NamedTuple):
    """A figure of a series."""

    figure_id: int
    metric: str
    type: str
    period_start: date | None
    period_start_precision: str | None
    as_of: date
    as_of_precision: str
    unit: str
    value: Decimal
    qualifier: str | None
    scope: str
    provider: str
    relayed_by: str | None
    suspect: bool
    note: str | None
    source_id: int
    source_title: str
    source_url: str | None


class ScopeOfProvider(NamedTuple):
    """How many figures of a scope one provider published; `begins`: the day of the first by anybody."""

    scope: str
    provider: str
    figures: int
    in_scope: Decimal
    begins: date


class OtherSeries(NamedTuple):
    """The newest figure of a series, and how many there are."""

    metric: str
    type: str
    scope: str | None
    provider: str | None
    relayed_by: str | None
    unit: str
    period_start: date | None
    period_start_precision: str | None
    as_of: date
    as_of_precision: str
    value: Decimal | None
    qualifier: str | None
    note: str | None
    source_id: int
    source_title: str
    source_url: str | None
    figures: int


class PublishedFigure(NamedTuple):
    """A published figure."""

    metric: str
    type: str
    period_start: date | None
    period_start_precision: str | None
    as_of: date
    as_of_precision: str
    value: Decimal | None
    unit: str
    qualifier: str | None
    multiplier: Decimal | None
    scope: str | None
    provider: str | None
    relayed_by: str | None
    suspect: bool
    note: str | None
    source_id: int
    figure_id: int
    source_title: str
    source_url: str | None


class ThreeFigures(NamedTuple):
    """Displaced now, ever displaced and returned, by one provider and of one day."""

    provider: str
    as_of: date
    as_of_precision: str
    now_value: Decimal
    now_qualifier: str | None
    now_title: str
    now_url: str | None
    ever_value: Decimal
    ever_qualifier: str | None
    ever_title: str
    ever_url: str | None
    returned_value: Decimal
    returned_qualifier: str | None
    returned_title: str
    returned_url: str | None


class ComparedFigure(NamedTuple):
    """A figure that a note on inconsistencies names."""

    metric: str
    as_of: date
    value: Decimal
    qualifier: str | None
    type: str
    provider: str | None
    relayed_by: str | None
    source_id: int
    title: str
    url: str | None
    publisher: str | None
    published_on: date | None
    published_on_precision: str | None


class CheckedFigure(NamedTuple):
    """A figure with what decides whether it may be added or compared."""

    figure_id: int
    metric: str
    type: str
    unit: str
    value: Decimal
    qualifier: str | None
    as_of: date
    as_of_precision: str
    scope: str | None
    provider: str | None
    relayed_by: str | None
    site_ids: list[str]
    suspect: bool
    multiplier: Decimal | None
    source_id: int
    source_title: str
    source_publisher: str | None
    source_published_on: date | None
    source_published_precision: str | None
    source_url: str | None
