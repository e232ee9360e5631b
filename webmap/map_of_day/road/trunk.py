"""The roads of a day with their names, pictures and tables."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from geodata.rules import trunks
from webmap.answers.data_table import DataTable
from webmap.map_of_day.road import queries
from webmap.map_of_day.road.picture import Picture, picture, road_table
from webmap.words.i18n import day, per_language
from webmap.words.i18n import gettext as _

ROAD_KM = 10.0  # what lies beside a road


@dataclass(frozen=True)
class DrawnRoad:
    """`code`: of the trunk, None for a corridor that belongs to none; `corridor` gives the line."""

    code: str | None
    corridor: str
    name: str
    drawn: Picture
    table: DataTable


def road_of(
    connection: Connection,
    corridor_id: str,
    at: date,
    known: datetime,
    lang: str,
    csv_href: str = "",
    of_day: queries.Lately | None = None,
) -> DrawnRoad | None:
    """The road of a corridor as a line; None where it has none by the day.

    The corridor itself gives the line, the others of its trunk lie beside it.
    """
    trunk, corridors = trunks.of_corridor(corridor_id)
    others = [one for one in corridors if one != corridor_id]
    found = queries.road(connection, [corridor_id, *others], ROAD_KM, at, known, lang, of_day)
    if found is None:
        return None
    drawn = picture(found, at, f"{trunk or 'road'}-{corridor_id}")
    return DrawnRoad(trunk, found.line, trunk_name(trunk), drawn, road_table(drawn, csv_href))


def title(at: date) -> str:
    """Of all of them on a day."""
    return _("Along the roads out of Mosul, %(day)s", day=day(at))


def roads_of_day(connection: Connection, at: date, known: datetime, lang: str) -> list[DrawnRoad]:
    """Of each trunk the road, where it has a line by the day."""
    of_day = queries.lately(connection, at, lang)
    found = (road_of(connection, ids[0], at, known, lang, of_day=of_day) for ids in trunks.trunks().values())
    return [road for road in found if road]


@per_language
def trunk_name(trunk: str | None) -> str:
    """The road out of Mosul that corridors share."""
    return {
        None: _("Along the road"),
        "south": _("The road south of Mosul"),
        "east": _("The road east of Mosul"),
        "north": _("The road north of Mosul"),
    }[trunk]
