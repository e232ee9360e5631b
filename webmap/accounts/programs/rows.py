"""What the statements of tokens answer."""

from datetime import date, datetime
from typing import NamedTuple


class ProgramToken(NamedTuple):
    """A token that is not revoked; `last_day` None: until it is; `used_on` None: never."""

    token_id: int
    name: str
    made_at: datetime
    last_day: date | None
    used_on: date | None
