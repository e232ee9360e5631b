"""What the statements of planning answer."""

from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from geodata.statements.place_rows import Paths


class NearestSite(NamedTuple):
    """A site with room and its geodesic metres from a point."""

    site_id: str
    name: str
    shown_name: str
    shown_lang: str
    lon: float
    lat: float
    type: str | None
    status_then: str
    free: int | None
    ready: int | None
    occupied: int | None
    reserved: int | None
    reserved_as_of: date | None
    reserved_precision: str | None
    reserved_here: int | None
    reserved_here_until: datetime | None
    reserved_before_count: int | None
    over_capacity_by: int | None
    out_of_date: bool
    doubted: bool
    changed_since: bool
    counted_as_of: date | None
    counted_precision: str | None
    withheld: list[str]
    families: int | None
    families_qualifier: str | None
    families_as_of: date | None
    families_precision: str | None
    said_full_on: date | None
    metres: float


class AroundSite(NamedTuple):
    """A site and its geodesic metres from each origin, in their order; None: its position is not known.

    `same_governorate`: of each origin, as the site's source states it, else by boundary; None where it cannot be told.
    """

    site_id: str
    name: str
    shown_name: str
    shown_lang: str
    lon: float | None
    lat: float | None
    type: str | None
    status_then: str
    free: int | None
    ready: int | None
    occupied: int | None
    reserved: int | None
    reserved_as_of: date | None
    reserved_precision: str | None
    reserved_here: int | None
    reserved_here_until: datetime | None
    reserved_before_count: int | None
    over_capacity_by: int | None
    out_of_date: bool
    doubted: bool
    changed_since: bool
    counted_as_of: date | None
    counted_precision: str | None
    withheld: list[str]
    counted_source: int | None
    families: int | None
    families_qualifier: str | None
    families_as_of: date | None
    families_precision: str | None
    families_source: int | None
    said_full_on: date | None
    overtaken_on: date | None
    overtaken_precision: str | None
    overtaken_by_families: int | None
    free_by_count: int | None
    individuals: int | None
    individuals_as_of: date | None
    individuals_precision: str | None
    receives: bool
    metres: list[float] | None
    same_governorate: list[bool | None]


class Along(NamedTuple):
    """A site or community beside a corridor: where along it (0 to 1), how far from it (m) and on which hand.

    `path_from`, `path_to`: of several paths the one that the position is on; None where there is but one, or an area.
    """

    kind: str
    id: str
    name: str
    shown_name: str
    shown_lang: str
    lon: float
    lat: float
    type: str | None
    status_then: str | None
    free: int | None
    ready: int | None
    over_capacity_by: int | None
    out_of_date: bool | None
    doubted: bool | None
    changed_since: bool | None
    counted_as_of: date | None
    counted_precision: str | None
    withheld: list[str] | None
    offset_m: float
    position: float | None
    turn: float | None
    path_from: str | None
    path_to: str | None


class UnlocatedSite(NamedTuple):
    """A site with room that nobody can be sent to: its position is not known."""

    site_id: str
    name: str
    shown_name: str
    shown_lang: str
    free: int | None
    ready: int | None
    occupied: int | None
    reserved: int | None
    status_then: str
    counted_as_of: date | None
    counted_precision: str | None
    withheld: list[str]


class FillingSite(NamedTuple):
    """A site with its room and with what is prepared and planned there."""

    site_id: str
    name: str
    shown_name: str
    shown_lang: str
    lon: float | None
    lat: float | None
    type: str | None
    status_then: str
    free: int | None
    ready: int | None
    occupied: int | None
    reserved: int | None
    reserved_as_of: date | None
    reserved_precision: str | None
    reserved_here: int | None
    reserved_here_until: datetime | None
    reserved_before_count: int | None
    over_capacity_by: int | None
    out_of_date: bool
    doubted: bool
    changed_since: bool
    counted_as_of: date | None
    counted_precision: str | None
    withheld: list[str]
    counted_source: int | None
    prepared: int | None
    prepared_as_of: date | None
    prepared_precision: str | None
    planned: int | None
    planned_as_of: date | None
    planned_precision: str | None


class TrendPoint(NamedTuple):
    """Families (or occupied plots) of a site on one of its newest days; None: withheld."""

    kind: str
    as_of_from: date
    as_of: date
    as_of_precision: str
    value: int | None


class CorridorCourse(NamedTuple):
    """A corridor and where it runs."""

    corridor_id: str
    name: str
    shown_name: str
    shown_lang: str
    schematic: bool
    has_axis: bool
    has_area: bool
    paths: Paths | None


class StatedRoom(NamedTuple):
    """Room that was stated otherwise than by counting plots."""

    site_id: str
    metric: str
    value: Decimal
    qualifier: str | None
    unit: str
    as_of: date
    as_of_precision: str
    source_id: int


class PublishedPlots(NamedTuple):
    """Plots published as free, nobody said where; `total` and `occupied` where they are the difference of both."""

    metric: str
    value: Decimal
    qualifier: str | None
    total: Decimal | None
    occupied: Decimal | None
    as_of: date
    as_of_precision: str
    provider: str | None
    source_id: int


class Count(NamedTuple):
    """How many sites there are, counted no further than asked."""

    sites: int


class SiteName(NamedTuple):
    """A site where people may live, by name."""

    site_id: str
    shown_name: str
    type: str | None


class SiteOffered(NamedTuple):
    """The same in a list to choose from, with its free places; None: unknown."""

    site_id: str
    shown_name: str
    type: str | None
    free: int | None
