"""What the statements say of places other than sites, and how things are called."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple, Protocol

Paths = list[list[list[float]]]  # lines of [longitude, latitude], degrees


class Community(NamedTuple):
    """A peacebuilding community as it was known on a day."""

    community_id: str
    name: str
    shown_name: str
    shown_lang: str
    name_form: str | None
    lon: float | None
    lat: float | None
    precision: str | None
    coord_source: str | None
    district_stated: str | None
    district_shown: str | None
    district_lang: str
    adm2_pcode: str | None
    adm2_shown: str | None
    adm2_lang: str
    adm3_pcode: str | None
    adm3_shown: str | None
    adm3_lang: str
    name_in_press_release: str | None
    description: str | None
    note: str | None
    population: int | None
    population_year: str | None
    population_kind: str | None
    population_source_id: int | None
    withheld: list[str]
    as_of: date
    as_of_precision: str
    source_id: int
    source_title: str
    source_publisher: str | None
    source_url: str | None
    source_published_on: date | None
    source_published_precision: str | None
    activities_known: int
    peace_builders: Decimal | None
    peace_builders_qualifier: str | None
    peace_builders_as_of: date | None
    peace_builders_precision: str | None
    peace_builders_source: int | None
    nearest_site_id: str | None
    nearest_site_name: str | None
    nearest_site_lang: str
    distance_m: float | None
    from_mosul_m: float | None
    name_ar: str | None


class Corridor(NamedTuple):
    """A corridor as it was known on a day; lengths in geodesic metres, `paths` in degrees."""

    corridor_id: str
    name: str
    shown_name: str
    shown_lang: str
    name_form: str | None
    state: str
    period_start: date | None
    period_start_precision: str | None
    period_end: date | None
    period_end_precision: str | None
    schematic: bool
    has_axis: bool
    has_area: bool
    paths: Paths | None
    shortest_m: float | None
    longest_m: float | None
    points_total: int
    points_located: int
    recent_movements: int
    note: str | None
    source_id: int
    source_title: str
    source_publisher: str | None
    source_url: str | None
    source_published_on: date | None
    source_published_precision: str | None
    name_ar: str | None


class Service(NamedTuple):
    """A service point as it was known on a day."""

    service_id: str
    name: str
    shown_name: str
    shown_lang: str
    name_form: str | None
    kind: str
    site_id: str | None
    lon: float | None
    lat: float | None
    precision: str | None
    operator: str | None
    status_then: str | None
    from_date: date | None
    from_date_precision: str | None
    to_date: date | None
    to_date_precision: str | None
    capacity: Decimal | None
    capacity_unit: str | None
    known_on: date | None
    known_on_precision: str | None
    running: bool
    source_id: int
    source_title: str
    source_publisher: str | None
    source_url: str | None
    source_published_on: date | None
    source_published_precision: str | None
    name_ar: str | None


class Sized(Protocol):
    """A service whose size somebody stated, or did not."""

    @property
    def capacity(self) -> Decimal | None: ...
    @property
    def capacity_unit(self) -> str | None: ...


class NamedPlace(NamedTuple):
    """A thing found by a name; `nearness`: 0 so called, 1 begins so, 2 holds it, 3 has the same consonants."""

    entity_kind: str
    entity_id: str
    nearness: int
    matched: str
    matched_lang: str
    kind: str | None
    name: str
    latin_name: str
    name_lang: str
    form: str
    district: str | None
    governorate: str | None
    lon: float | None
    lat: float | None
    west: float | None
    south: float | None
    east: float | None
    north: float | None


class Spelling(NamedTuple):
    """A name of a thing in one language."""

    lang: str
    name: str
    form: str
    preferred: bool
