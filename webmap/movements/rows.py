"""What the statements about the matrix answer."""

from datetime import date
from typing import NamedTuple


class NearestDays(NamedTuple):
    """When the last movement before a span and the first after it ended."""

    before: date | None
    after: date | None
