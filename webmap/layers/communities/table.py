"""Peacebuilding communities on a day as table rows. Peace builders are only a count."""

from geodata.statements.place_rows import Community
from webmap.answers.data_table import Cell, Column
from webmap.layers.layer import AddressOf, Listing
from webmap.words import terms
from webmap.words.distances import kilometres
from webmap.words.i18n import day, number, per_language, qualified
from webmap.words.i18n import gettext as _


@per_language
def columns() -> list[Column]:
    return [
        Column("name", _("Community")),
        Column("district", _("District")),
        Column("precision", _("Position")),
        Column("peace_builders", _("Peace builders"), numeric=True),
        Column("activities_known", _("Activities known by name"), numeric=True),
        Column("nearest_site", _("Nearest known site")),
        Column("nearest_site_km", _("Distance to it, km"), numeric=True),
    ]


def peace_builders(row: Community) -> Cell:
    """How many, with the day of the figure; unknown before the programme said so."""
    when = day(row.peace_builders_as_of, row.peace_builders_precision, short=True)
    value = None if row.peace_builders is None else int(row.peace_builders)
    return Cell(qualified(value, row.peace_builders_qualifier), value, note=when, unknown=value is None)


def activities_known(row: Community) -> Cell:
    """Activities that a source ties to this community; the sources name no community for most, so none is not zero."""
    if row.activities_known:
        return Cell(number(row.activities_known), row.activities_known)
    return Cell(_("none named"), None)


def cells(row: Community, address_of: AddressOf) -> list[Cell]:
    return [
        Cell(row.shown_name, row.name, href=address_of(row.community_id), lang=row.shown_lang),
        Cell(
            row.district_shown or _("not stated"),
            row.district_stated,
            lang=row.district_lang if row.district_stated else None,
        ),
        Cell(terms.precision(row.precision), row.precision),
        peace_builders(row),
        activities_known(row),
        Cell(row.nearest_site_name or _("unknown"), row.nearest_site_id, lang=row.nearest_site_lang),
        _distance(row.distance_m),
    ]


def _distance(metres: float | None) -> Cell:
    if metres is None:
        return Cell(_("unknown"), None, unknown=True)
    return Cell(kilometres(metres), round(metres / 1000, 1))


COMMUNITIES: Listing[Community] = Listing(
    caption=lambda at: _("Peacebuilding communities on %(day)s", day=day(at)),
    empty=lambda _at: _("No community is known."),
    columns=columns,
    cells=lambda row, _at, address_of: cells(row, address_of),
    in_files={
        "community_id": lambda row: row.community_id,
        "name_ar": lambda row: row.name_ar,
        "lat": lambda row: row.lat,
        "lon": lambda row: row.lon,
        "peace_builders_as_of": lambda row: row.peace_builders_as_of,
        "peace_builders_precision": lambda row: row.peace_builders_precision,
        "peace_builders_qualifier": lambda row: row.peace_builders_qualifier,
        "peace_builders_source": lambda row: row.peace_builders_source,
    },
)
