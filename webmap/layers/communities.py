"""Peacebuilding communities on a day: as table rows and as diamonds of the map. Peace builders are only a count."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from webmap.answers.data_table import Cell, Column, DataTable, facts
from webmap.layers.corridors import kilometres
from webmap.words import terms
from webmap.words.i18n import day, isolated, ngettext, number, per_language, qualified
from webmap.words.i18n import gettext as _

CommunityAddress = Callable[[str], str]
LARGEST_LIST = 500


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


def peace_builders(row: Any) -> Cell:
    """How many, with the day of the figure; unknown before the programme said so."""
    when = day(row.peace_builders_as_of, row.peace_builders_precision, short=True)
    value = None if row.peace_builders is None else int(row.peace_builders)
    return Cell(qualified(value, row.peace_builders_qualifier), value, note=when, unknown=value is None)


def activities_known(row: Any) -> Cell:
    """Activities that a source ties to this community; the sources name no community for most, so none is not zero."""
    if row.activities_known:
        return Cell(number(row.activities_known), row.activities_known)
    return Cell(_("none named"), None)


def cells(row: Any, address_of: CommunityAddress) -> list[Cell]:
    distance = None if row.distance_m is None else round(row.distance_m / 1000, 1)
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
        Cell(_("unknown") if distance is None else kilometres(row.distance_m), distance, unknown=distance is None),
    ]


def table(rows: Sequence[Any], at: date, address_of: CommunityAddress, csv_href: str = "") -> DataTable:
    return DataTable(
        caption=_("Peacebuilding communities on %(day)s", day=day(at)),
        columns=columns(),
        rows=[cells(row, address_of) for row in rows],
        csv_href=csv_href,
        empty=_("No community is known."),
    )


def feature(row: Any, address_of: CommunityAddress) -> dict[str, Any]:
    """One community for the map's drawing."""
    return {
        "id": row.community_id,
        "name": row.shown_name,
        "name_lang": row.shown_lang,
        "lon": row.lon,
        "lat": row.lat,
        "precision": row.precision,
        "aria": sentence(row),
        "url": address_of(row.community_id),
        "facts": facts(columns(), cells(row, address_of))[1:],
    }


def features(rows: Sequence[Any], address_of: CommunityAddress) -> list[dict[str, Any]]:
    """The communities that have a position, for the map."""
    return [feature(row, address_of) for row in rows if row.lon is not None]


def sentence(row: Any) -> str:
    """One community in a sentence, for screen readers."""
    name = isolated(row.shown_name)
    if row.nearest_site_name is None or row.distance_m is None:
        return _("Peacebuilding community %(name)s", name=name)
    said = {"name": name, "site": isolated(row.nearest_site_name), "distance": kilometres(row.distance_m)}
    if row.peace_builders is None:
        return _("Peacebuilding community %(name)s; nearest known site %(site)s, %(distance)s km away", **said)
    return ngettext(
        "Peacebuilding community %(name)s, %(count)s peace builder; nearest known site %(site)s, %(distance)s km away",
        "Peacebuilding community %(name)s, %(count)s peace builders; nearest known site %(site)s, %(distance)s km away",
        int(row.peace_builders),
        count=number(int(row.peace_builders)),
        **said,
    )
