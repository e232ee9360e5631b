"""Health and other service points on a day as table rows."""

from geodata.statements.place_rows import Service, Sized
from webmap.answers.data_table import Cell, Column
from webmap.answers.sources import source_cell
from webmap.layers.layer import Listing
from webmap.words import services as service_words
from webmap.words import terms
from webmap.words.i18n import day, per_language
from webmap.words.i18n import gettext as _


@per_language
def columns() -> list[Column]:
    return [
        Column("name", _("Service")),
        Column("kind", _("Kind")),
        Column("operator", _("Run by")),
        Column("status", _("Status")),
        Column("from_date", _("Since")),
        Column("capacity", _("Size as stated"), numeric=True),
        Column("known_on", _("Stated on")),
        Column("precision", _("Position")),
        Column("source", _("Source")),
    ]


def size(row: Sized) -> str:
    """The figure with what it counts; nothing is added over services, as each counts something else."""
    if row.capacity is None:
        return _("not stated")
    return service_words.capacity(float(row.capacity), row.capacity_unit)


def cells(row: Service) -> list[Cell]:
    capacity = None if row.capacity is None else float(row.capacity)
    return [
        Cell(row.shown_name, row.name, lang=row.shown_lang),
        Cell(service_words.service_kind(row.kind), row.kind),
        Cell(row.operator or _("not stated"), row.operator, lang="en" if row.operator else None),
        Cell(service_words.service_status(row.status_then), row.status_then),
        Cell(day(row.from_date, row.from_date_precision, short=True) or _("not stated"), row.from_date),
        Cell(size(row), capacity),
        Cell(day(row.known_on, row.known_on_precision, short=True) or _("not stated by this day"), row.known_on),
        Cell(terms.precision(row.precision if row.lon is not None else None), row.precision),
        source_cell(row),
    ]


SERVICES: Listing[Service] = Listing(
    caption=lambda at: _("Health and other services on %(day)s", day=day(at)),
    empty=lambda _at: _("No service is known by this day."),
    columns=columns,
    cells=lambda row, _at, _address_of: cells(row),
    in_files={
        "service_id": lambda row: row.service_id,
        "name_ar": lambda row: row.name_ar,
        "site_id": lambda row: row.site_id,
        "lat": lambda row: row.lat,
        "lon": lambda row: row.lon,
        "from_date_precision": lambda row: row.from_date_precision if row.from_date else None,
        "to_date": lambda row: row.to_date,
        "to_date_precision": lambda row: row.to_date_precision if row.to_date else None,
        "capacity_unit": lambda row: row.capacity_unit,
        "known_on_precision": lambda row: row.known_on_precision,
        "source_id": lambda row: row.source_id,
    },
)
