"""What the statements about sites answer."""

from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from geodata.statements.place_rows import Paths


class Site(NamedTuple):
    """A site as it was known on a day, with what only its own page tells."""

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
    district_shown: str | None
    adm2_shown: str | None
    adm2_lang: str
    coord_source: str | None
    builder: str | None
    agency_as_of: date | None
    agency_as_of_precision: str | None
    cccm_ssid: str | None
    adm1_name: str | None
    adm1_pcode: str | None
    adm3_name: str | None
    adm3_pcode: str | None
    source_id: int
    described_on: date
    described_precision: str
    sensitivity: str
    reports: str | None
    reports_since: date | None
    reported_as_of: date | None
    reported_precision: str | None
    reported_days: list[date] | None


class SiteEver(NamedTuple):
    """A site whatever the day."""

    site_id: str
    name: str
    shown_name: str
    shown_lang: str
    known_from: date | None
    known_precision: str | None


class NotKnownYet(NamedTuple):
    """A site of which nothing had been said by a day."""

    site_id: str
    shown_name: str
    shown_lang: str


class ComingPlots(NamedTuple):
    """What was last said of the plots planned (or prepared) in a site. `value`: None where it is withheld."""

    site_id: str
    figure: str
    value: int | None
    qualifier: str | None
    as_of: date
    as_of_precision: str
    source_id: int


class Report(NamedTuple):
    """A report; `stated` gives by column the qualifier, confidence and note of its source."""

    report_id: int
    site_id: str
    as_of: date
    as_of_precision: str
    plots_planned: int | None
    plots_prepared: int | None
    plots_ready: int | None
    plots_occupied: int | None
    plots_reserved: int | None
    families: int | None
    individuals: int | None
    families_waiting: int | None
    withheld: list[str]
    stated: dict[str, dict[str, str]]
    note: str | None
    superseded: bool
    source_id: int
    source_title: str
    source_url: str | None


class Said(NamedTuple):
    """A statement of how full or open one site is, which is no figure."""

    site_id: str
    metric: str
    as_of: date
    as_of_precision: str


class SiteFigure(NamedTuple):
    """A figure that no column of the reports takes, of a site alone or with others."""

    figure_id: int
    site_ids: list[str]
    site_names: list[str] | None
    metric: str
    type: str
    as_of: date
    as_of_precision: str
    unit: str
    value: Decimal | None
    withheld: list[str]
    qualifier: str | None
    suspect: bool
    confidence: str
    note: str | None
    source_id: int
    source_title: str
    source_url: str | None


class ServiceLevel(NamedTuple):
    """What was last reported of an indicator, on a site alone or with others."""

    site_ids: list[str]
    indicator: str
    value: Decimal | None
    withheld: list[str]
    unit: str | None
    qualifier: str | None
    as_of: date
    as_of_precision: str
    confidence: str
    note: str | None
    source_id: int
    source_title: str
    source_url: str | None


class ServicePoint(NamedTuple):
    """A service on a site."""

    service_id: str
    name: str
    shown_name: str
    shown_lang: str
    kind: str
    operator: str | None
    status: str | None
    from_date: date | None
    from_date_precision: str | None
    capacity: Decimal | None
    capacity_unit: str | None
    as_of: date
    as_of_precision: str
    note: str | None
    source_id: int
    source_title: str
    source_url: str | None


class NearCorridor(NamedTuple):
    """A corridor and its geodesic metres from the site."""

    corridor_id: str
    latin_name: str
    shown_name: str
    shown_lang: str
    distance_m: float
    paths: Paths


class NearCommunity(NamedTuple):
    """A community and its geodesic metres from the site."""

    community_id: str
    shown_name: str
    shown_lang: str
    distance_m: float


class Neighbour(NamedTuple):
    """Another site and its geodesic metres from this one."""

    site_id: str
    shown_name: str
    lon: float
    lat: float
    distance_m: float
