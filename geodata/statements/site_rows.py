"""What the statements say of sites."""

from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple


class SiteOnDay(NamedTuple):
    """A site as it was known on a day. A figure that nobody stated is None, with its day and its source.

    `said_…`: what was said to be ready there, where no count of plots holds. `reports`: how often it is to report, as
    stated; `reported_…`: its last report, and the first days of its last ones, newest first.
    """

    site_id: str
    name: str
    type: str | None
    status: str | None
    geom: str | None
    precision: str | None
    district_stated: str | None
    governorate_stated: str | None
    agency: str | None
    adm2_pcode: str | None
    adm2_name: str | None
    opened_on: date | None
    opened_on_precision: str | None
    status_then: str
    families: int | None
    families_qualifier: str | None
    families_as_of: date | None
    families_precision: str | None
    families_source: int | None
    individuals: int | None
    individuals_qualifier: str | None
    individuals_as_of: date | None
    individuals_precision: str | None
    individuals_source: int | None
    ready: int | None
    occupied: int | None
    reserved: int | None
    reserved_as_of: date | None
    reserved_precision: str | None
    reserved_here: int | None
    reserved_here_until: datetime | None
    reserved_before_count: int | None
    counted_as_of: date | None
    counted_precision: str | None
    counted_source: int | None
    counted_families: int | None
    counted_individuals: int | None
    out_of_date: bool
    doubted: bool
    overtaken_on: date | None
    overtaken_precision: str | None
    overtaken_by_families: int | None
    changed_since: bool
    free: int | None
    free_by_count: int | None
    over_capacity_by: int | None
    full_stated_on: date | None
    said_full_on: date | None
    newest_as_of: date | None
    newest_precision: str | None
    withheld: list[str]
    lon: float | None
    lat: float | None
    shown_name: str
    shown_lang: str
    district: str | None
    district_shown: str | None
    sensitivity: str
    name_ar: str | None
    said_metric: str | None
    said_value: Decimal | None
    said_qualifier: str | None
    said_as_of: date | None
    said_precision: str | None
    said_source: int | None
    reports: str | None
    reports_since: date | None
    reported_as_of: date | None
    reported_precision: str | None
    reported_days: list[date] | None


class ChangedSince(NamedTuple):
    """Something later than a site's count of plots that tells of other families.

    `what`: a column of reports, a metric of figures (both with `value`), `moved_in` or `moved_out` (with what moved).
    """

    site_id: str
    what: str
    value: Decimal | None
    qualifier: str | None
    families: int | None
    individuals: int | None
    period_start: date | None
    period_start_precision: str | None
    as_of: date
    as_of_precision: str
    source_id: int


class JointCount(NamedTuple):
    """The newest count of people of several sites together; how many are in each nobody said."""

    site_ids: list[str]
    site_names: list[str] | None
    value: Decimal
    qualifier: str | None
    as_of: date
    as_of_precision: str
    source_id: int


class KnownSince(NamedTuple):
    """The first day on which anything is known of any site, and of anything at all; None: nothing ever is."""

    sites: date | None
    anything: date | None


class SitesKnown(NamedTuple):
    """Whether anything is known of any site by a day."""

    known: bool


class RecordedLater(NamedTuple):
    """Whether anything of the days up to a day was recorded, or corrected, only after it."""

    recorded_later: bool


class KnownSite(NamedTuple):
    """A site that is there, whatever the day."""

    site_id: str


class DayReached(NamedTuple):
    """The newest day that enough sites reported of; None when there is none. And whether plots are reserved now."""

    day: date | None
    are_plots_reserved: bool
