"""What people who plan read of snapshots, in whatever state."""

from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from webmap.person import Person


class Kept(NamedTuple):
    """A snapshot. `bbox`: west, south, east, north in degrees; None: around Mosul. `strictest`: of what is known of its
    day, as the database says. `made_by` is None where a script made it. `asked`: what it asks for beside,
    by the names of addresses (frozen.py)."""

    snapshot_id: int
    token: str
    state: str
    title: str
    note: str | None
    day: date
    known: datetime
    data_version: int
    layers: list[str]
    bbox: list[Decimal] | None
    series: str | None
    asked: dict[str, list[str]]
    strictest: str
    made_by: int | None
    made_by_name: str | None
    made_at: datetime
    approved_by_name: str | None
    published_at: datetime | None
    withdrawn_at: datetime | None
    withdrawn_reason: str | None
    successor_token: str | None
    successor_title: str | None

    @property
    def needs_approval(self) -> bool:
        """Whether a second person approves it: not where nothing of its day is above low, nor where a script, which
        is nobody, froze the public layer."""
        return self.strictest != "low" and self.made_by is not None

    def may_be_published_by(self, person: Person) -> bool:
        """As the database judges (geodata/objects/81_snapshots.sql)."""
        if not self.needs_approval:
            return self.state in ("draft", "waiting")
        return self.state == "waiting" and self.made_by != person.id

    @property
    def may_be_asked_for(self) -> bool:
        """Whether somebody else's approval is the next step."""
        return self.needs_approval and self.state == "draft"


class OfSeries(NamedTuple):
    """A series that there is."""

    series: str


class Level(NamedTuple):
    """How sensitive something of a layer is."""

    layer: str
    id: str
    sensitivity: str
