"""Plots that planners reserve, as the pages of planners and of site managers tell of them."""

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID


class Reservation(NamedTuple):
    """`holds`: it takes places now. `counted_since`: the day of a report made after it, which may hold its families."""

    reservation_id: int
    site_id: str
    shown_name: str
    shown_lang: str
    plots: int
    made_at: datetime
    holds_until: datetime
    account_id: int
    account_name: str
    note: str | None
    asked: str
    scenario_id: int | None
    scenario_title: str | None
    client_uuid: UUID
    ended_at: datetime | None
    ended_how: str | None
    ended_by_name: str | None
    reason: str | None
    holds: bool
    may_end: bool
    counted_since: date | None
