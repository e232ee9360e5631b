"""What the statements of sheets answer."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple


class StatedShare(NamedTuple):
    """A share in per cent, or a count of people of which one is made."""

    metric: str
    value: Decimal
    qualifier: str | None
    as_of: date
    as_of_precision: str
    provider: str
    relayed_by: str | None
    source_id: int
    source_title: str
    source_url: str | None
