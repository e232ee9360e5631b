"""What alerts are judged by beside the state of a site: its last reports, and what people said of alerts before."""

from datetime import date, datetime
from typing import NamedTuple


class WatchedReport(NamedTuple):
    """One of the last standing reports of a site. `confirmed`: rules whose warning somebody said to be right."""

    site_id: str
    report_id: int
    as_of: date
    as_of_precision: str
    plots_ready: int | None
    plots_occupied: int | None
    families: int | None
    individuals: int | None
    confirmed: list[str]


class Acknowledgement(NamedTuple):
    """That somebody knows of an alert, as bad as it was on that day."""

    site_id: str
    kind: str
    subject: str
    level: int
    on_day: date
    note: str | None
    acknowledged_at: datetime
    account_id: int | None
    account_role: str | None
