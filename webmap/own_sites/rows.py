"""What the statements about somebody's own sites answer."""

from datetime import date, datetime
from typing import NamedTuple


class LastReport(NamedTuple):
    """One of the newest standing reports of a site, with what it says of how full the site is."""

    site_id: str
    report_id: int
    as_of: date
    as_of_precision: str
    told_at: datetime
    families: int | None
    plots_ready: int | None
    plots_occupied: int | None


class NearFree(NamedTuple):
    """A site with free places that everybody may know of, and its geodesic metres from the site `near_to`."""

    near_to: str
    site_id: str
    shown_name: str
    shown_lang: str
    free: int
    counted_as_of: date
    counted_precision: str
    metres: float


class StatedFrequency(NamedTuple):
    """How often a site is to report from a day on; None: from then on none is stated."""

    frequency: str | None
    since: date
    stated_at: datetime
    account_id: int | None
    account_role: str | None
