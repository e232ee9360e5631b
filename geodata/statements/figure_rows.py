"""What the statements say of published figures, and who said it."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple, Protocol


class Headline(NamedTuple):
    """The newest headline figure of one provider and metric, with the first day of what it covers where it has one."""

    figure_id: int
    metric: str
    type: str
    period_start: date | None
    period_start_precision: str | None
    as_of: date
    as_of_precision: str
    value: Decimal
    qualifier: str | None
    multiplier: Decimal | None
    scope: str
    provider: str
    relayed_by: str | None
    note: str | None
    source_id: int
    source_title: str
    source_url: str | None


class ProgrammeTotal(NamedTuple):
    """A total of the peacebuilding programme, of all its communities together."""

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
    provider: str | None
    relayed_by: str | None
    note: str | None
    source_id: int
    source_title: str
    source_url: str | None


class DisplacedOnDay(NamedTuple):
    """People displaced on one day, as one provider published them."""

    as_of: date
    value: Decimal
    qualifier: str | None


class Provider(NamedTuple):
    """Who published headline figures, and how many."""

    provider: str
    figures: int


class PublishedPlaces(NamedTuple):
    """Places published as free and fully serviced in all sites together."""

    as_of: date
    as_of_precision: str
    value: Decimal
    qualifier: str | None
    scope: str
    provider: str | None
    relayed_by: str | None
    source_id: int
    source_title: str
    source_url: str | None


class Source(NamedTuple):
    """Who said it."""

    source_id: int
    title: str
    publisher: str | None
    url: str | None
    published_on: date | None
    published_on_precision: str | None


class Sourced(Protocol):
    """What a row tells of who said it."""

    @property
    def source_title(self) -> str: ...
    @property
    def source_publisher(self) -> str | None: ...
    @property
    def source_url(self) -> str | None: ...
    @property
    def source_published_on(self) -> date | None: ...
    @property
    def source_published_precision(self) -> str | None: ...


class Print(Sourced, Protocol):
    """Who printed a figure, and whom it quotes."""

    @property
    def relayed_by(self) -> str | None: ...
