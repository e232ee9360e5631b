"""What the statements about saved questions answer."""

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID


class Scenario(NamedTuple):
    """A question of /plan as somebody saved it. `asked`: the query of its address; `asked_on`: the day it was for."""

    scenario_id: int
    title: str
    note: str | None
    asked: str
    asked_on: date
    placed: int
    unplaced: int
    account_id: int
    account_name: str
    made_at: datetime
    client_uuid: UUID
