"""What the statements about changes answer."""

from datetime import date
from typing import NamedTuple


class Move(NamedTuple):
    """A site that got another position; `bearing` in degrees from north, clockwise."""

    former_position_id: int
    site_id: str
    shown_name: str
    shown_lang: str
    from_lon: float
    from_lat: float
    from_precision: str | None
    coord_source: str | None
    as_of: date | None
    lon: float
    lat: float
    precision: str | None
    moved_on: date
    source_id: int
    metres: float
    bearing: float


class ReportInSpan(NamedTuple):
    """A report, with what the one that it corrects had said."""

    report_id: int
    site_id: str
    shown_name: str
    shown_lang: str
    as_of: date
    as_of_precision: str
    superseded: bool
    corrects: int | None
    old_as_of: date | None
    old_as_of_precision: str | None
    plots_planned: int | None
    plots_prepared: int | None
    plots_ready: int | None
    plots_occupied: int | None
    plots_reserved: int | None
    families: int | None
    individuals: int | None
    families_waiting: int | None
    withheld: list[str]
    old_plots_planned: int | None
    old_plots_prepared: int | None
    old_plots_ready: int | None
    old_plots_occupied: int | None
    old_plots_reserved: int | None
    old_families: int | None
    old_individuals: int | None
    old_families_waiting: int | None
    old_withheld: list[str] | None
    source_id: int


class Touched(NamedTuple):
    """A site that something is said of in the days."""

    site_id: str


class Unreported(NamedTuple):
    """A site without a report in a span, and the last one that it had before."""

    site_id: str
    shown_name: str
    shown_lang: str
    as_of: date
    as_of_precision: str
    source_id: int


class Statement(NamedTuple):
    """A site was said to be full, almost full or open."""

    metric: str
    as_of: date
    as_of_precision: str
    site_id: str
    shown_name: str
    shown_lang: str
    source_id: int


class SiteDays(NamedTuple):
    """When a site was opened or closed, and the sources that made it known, and known to be open."""

    site_id: str
    source_id: int
    opened_on: date | None
    opened_on_precision: str | None
    closed_on: date | None
    closed_on_precision: str | None
    known_source: int | None
    open_source: int | None
