"""What the statements about reports of guests answer."""

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from webmap.reporting.rows import stated_figures


class GuestLink(NamedTuple):
    """A link for guests of one site, as its management sees it; never what opens it."""

    link_id: int
    given_to: str | None
    last_day: date | None
    made_at: datetime
    made_by: int
    made_by_role: str
    revoked_at: datetime | None
    opens: bool
    waiting: int


class OpenLink(NamedTuple):
    """The link that a guest came by."""

    link_id: int
    site_id: str


class PublicSite(NamedTuple):
    """What everybody may know of the name of a site."""

    site_id: str
    shown_name: str
    shown_lang: str


class Waiting(NamedTuple):
    """What a guest reported. `report_id`: what it was accepted as; `reason`: why it was returned; else it waits.

    `newest_report`: the newest standing report of the site at this moment.
    """

    waiting_id: int
    link_id: int
    given_to: str | None
    site_id: str
    name: str
    shown_name: str
    shown_lang: str
    client_uuid: UUID
    received_at: datetime
    as_of: date
    observed_at: datetime | None
    plots_planned: int | None
    plots_prepared: int | None
    plots_ready: int | None
    plots_occupied: int | None
    plots_reserved: int | None
    families: int | None
    individuals: int | None
    families_waiting: int | None
    unknown: list[str]
    levels: dict[str, str]
    note: str | None
    decided_at: datetime | None
    decided_role: str | None
    reason: str | None
    report_id: int | None
    newest_report: int | None

    @property
    def figures(self) -> dict[str, int]:
        """The stated ones, by column."""
        return stated_figures(self._asdict())

    @property
    def told_at(self) -> datetime:
        return self.observed_at or self.received_at


class OwnWaiting(NamedTuple):
    """What came by a link, as whoever opens it again is told: no figures, since links go from hand to hand."""

    waiting_id: int
    client_uuid: UUID
    received_at: datetime
    as_of: date
    decided_at: datetime | None
    reason: str | None
    report_id: int | None
