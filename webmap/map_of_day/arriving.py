"""Families arriving at places of the map: what is asked, and what a plan answers. Who plans is set up by create_app."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from sqlalchemy import Connection

from webmap.asked.arriving import Arrival


@dataclass(frozen=True)
class Told:
    """`sentences`: the answer in short, what was found first. `plan`: the address where it is told in full.

    `drawn`: what static/map/placing/arriving.js places: arrivals, sites with their free places, who goes where.
    """

    sentences: Sequence[str]
    plan: str
    drawn: dict[str, Any]


class Planner(Protocol):
    """Answers who goes where. `max_km` as an address writes it; InvalidData for one that cannot be used."""

    def __call__(
        self,
        connection: Connection,
        arrivals: Sequence[Arrival],
        max_km: str | None,
        at: date,
        known: datetime,
        lang: str,
    ) -> Told: ...
