"""What lies within the chosen distance of a corridor, as three tables: sites, communities, services."""

from geodata.statements.place_rows import Service
from geodata.statements.site_state import FamiliesThen
from webmap.answers.data_table import Cell, Column, DataTable, withheld
from webmap.asked.address import address
from webmap.corridors.queries import Near, ServiceNear
from webmap.corridors.rows import NearCommunity, NearSite
from webmap.layers.services.table import SERVICES, size
from webmap.layers.sites.state import families, free_places
from webmap.words import services as service_words
from webmap.words import terms
from webmap.words.i18n import day, number
from webmap.words.i18n import gettext as _


def near_tables(near: Near, corridor_id: str, within_km: int) -> dict[str, DataTable]:
    """Tables by what they list; each has its own CSV twin."""

    def csv_href(what: str) -> str:
        return address("corridors.near_csv", corridor_id=corridor_id, what=what, within_km=within_km)

    return {
        "sites": _sites(near.sites, within_km, csv_href("sites")),
        "communities": _communities(near.communities, within_km, csv_href("communities")),
        "services": _services(near.services, within_km, csv_href("services")),
    }


def _offset() -> Column:
    return Column("offset_km", _("Distance, km"), numeric=True)


def _offset_cell(offset_m: float) -> Cell:
    distance = round(offset_m / 1000, 1)
    return Cell(f"{distance:.1f}", round(offset_m / 1000, 3))


def _sites(rows: list[NearSite], within_km: int, csv_href: str) -> DataTable:
    return DataTable(
        caption=_("Sites within %(distance)s km", distance=number(within_km)),
        columns=[
            Column("name", _("Site")),
            _offset(),
            Column("type", _("Type")),
            Column("families", _("Families"), numeric=True, qualified=True),
            Column("free_places", _("Free places"), numeric=True),
        ],
        rows=[
            [
                Cell(row.shown_name, row.name, href=address("sites.show", site_id=row.site_id), lang=row.shown_lang),
                _offset_cell(row.offset_m),
                Cell(terms.site_type(row.type), row.type),
                families_cell(row),
                free_places(row),
            ]
            for row in rows
        ],
        csv_href=csv_href,
        file_keys=("site_id", "families_as_of", "families_precision", "plots_as_of", "plots_precision"),
        file_values=[
            (row.site_id, row.families_as_of, row.families_precision, row.counted_as_of, row.counted_precision)
            for row in rows
        ],
        empty=_("No site known by this day lies within %(distance)s km.", distance=number(within_km)),
    )


def families_cell(row: FamiliesThen) -> Cell:
    found = families(row)
    if found.withheld:
        return withheld(found.when())
    return Cell(found.text(), found.value, note=found.when(), unknown=found.value is None, qualifier=found.qualifier)


def _communities(rows: list[NearCommunity], within_km: int, csv_href: str) -> DataTable:
    return DataTable(
        caption=_("Peacebuilding communities within %(distance)s km", distance=number(within_km)),
        columns=[Column("name", _("Community")), _offset(), Column("district", _("District"))],
        rows=[
            [
                Cell(
                    row.shown_name,
                    row.name,
                    href=address("communities.show", community_id=row.community_id),
                    lang=row.shown_lang,
                ),
                _offset_cell(row.offset_m),
                Cell(
                    row.district_shown or _("not stated"),
                    row.district_stated,
                    lang=row.district_lang if row.district_stated else None,
                ),
            ]
            for row in rows
        ],
        csv_href=csv_href,
        file_keys=("community_id",),
        file_values=[(row.community_id,) for row in rows],
        empty=_("No peacebuilding community lies within %(distance)s km.", distance=number(within_km)),
    )


def _services(rows: list[ServiceNear], within_km: int, csv_href: str) -> DataTable:
    return DataTable(
        caption=_("Health and other services within %(distance)s km", distance=number(within_km)),
        columns=[
            Column("name", _("Service")),
            _offset(),
            Column("kind", _("Kind")),
            Column("operator", _("Run by")),
            Column("capacity", _("Size as stated"), numeric=True),
            Column("known_on", _("Stated on")),
        ],
        rows=[_service_cells(row.service, row.offset_m) for row in rows],
        csv_href=csv_href,
        file_keys=tuple(SERVICES.in_files or ()),
        file_values=[tuple(read(row.service) for read in (SERVICES.in_files or {}).values()) for row in rows],
        empty=_("No service known by this day lies within %(distance)s km.", distance=number(within_km)),
    )


def _service_cells(service: Service, offset_m: float) -> list[Cell]:
    capacity = None if service.capacity is None else float(service.capacity)
    return [
        Cell(service.shown_name, service.name, lang=service.shown_lang),
        _offset_cell(offset_m),
        Cell(service_words.service_kind(service.kind), service.kind),
        Cell(service.operator or _("not stated"), service.operator, lang="en" if service.operator else None),
        Cell(size(service), capacity),
        Cell(
            day(service.known_on, service.known_on_precision, short=True) or _("not stated by this day"),
            service.known_on,
        ),
    ]
