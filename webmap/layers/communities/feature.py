"""Peacebuilding communities on a day as diamonds of the map."""

from collections.abc import Sequence
from datetime import date

from geodata.statements.place_rows import Community
from webmap.answers.data_table import facts
from webmap.layers.communities.table import cells, columns
from webmap.layers.layer import AddressOf, Feature
from webmap.words.distances import kilometres
from webmap.words.i18n import gettext as _
from webmap.words.i18n import isolated, ngettext, number


def features(rows: Sequence[Community], _at: date, address_of: AddressOf) -> list[Feature]:
    """The communities that have a position."""
    return [feature(row, address_of) for row in rows if row.lon is not None]


def feature(row: Community, address_of: AddressOf) -> Feature:
    """One community for the map's drawing; `outside` is what the edge of the map says of it when it lies beyond."""
    drawn: Feature = {
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
    if row.from_mosul_m is not None:
        drawn["outside"] = _outside(row.shown_name, round(row.from_mosul_m / 1000))
    return drawn


def _outside(name: str, kilometres: int) -> str:
    return _("%(name)s, %(distance)s km from Mosul", name=isolated(name), distance=number(kilometres))


def sentence(row: Community) -> str:
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
