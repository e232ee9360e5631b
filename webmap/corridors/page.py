"""What the page of one corridor shows, gathered from its queries: tables and sentences for the template."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from geodata.rules import trunks
from geodata.statements.located import point
from geodata.statements.movement_rows import Movement
from geodata.statements.place_rows import Corridor, Paths
from webmap.answers.data_table import Cell, Column, DataTable
from webmap.asked.address import address
from webmap.corridors import queries
from webmap.corridors.near import near_tables
from webmap.corridors.rows import CorridorPath
from webmap.drawing.small_map import Drawing, Spot, draw
from webmap.layers.corridors.course import length, use
from webmap.layers.movements import moved as movement_layer
from webmap.layers.movements import table as movement_table
from webmap.layers.movements.table import RECENT, RUNNING_TOTALS
from webmap.map_of_day.road import queries as road_queries
from webmap.map_of_day.road.rows import CorridorPoint
from webmap.map_of_day.road.trunk import trunk_name
from webmap.words import movements as movement_words
from webmap.words import terms
from webmap.words.i18n import day, km, ngettext, number
from webmap.words.i18n import gettext as _

LEAST_KM_SHOWN = 8.0


def corridor_page(
    connection: Connection, row: Corridor, at: date, known: datetime, lang: str, within_km: int
) -> dict[str, Any]:
    corridor_id = row.corridor_id
    points = road_queries.points(connection, [corridor_id], at, lang)
    paths = queries.paths(connection, corridor_id)
    moved = movement_layer.sorted_out(queries.movements_along(connection, corridor_id, at, lang))
    near = queries.near(connection, corridor_id, within_km, at, known, lang)
    csv_href = address("corridors.movements_csv", corridor_id=corridor_id)
    return {
        "at": at,
        "corridor": row,
        "names": queries.names(connection, corridor_id),
        "answer": answer(row),
        "points": points_table(points, row, csv_href=address("corridors.points_csv", corridor_id=corridor_id)),
        "paths": path_sentences(paths, points),
        "drawing": _course(points, row.paths),
        "recent": RECENT.of(moved.recent, at, csv_href=csv_href),
        "running_totals": RUNNING_TOTALS.of(moved.running_totals, at, csv_href=csv_href),
        "earlier": earlier_table(moved.earlier, csv_href),
        "drawn": movement_layer.counts_sentence(moved),
        "within_km": within_km,
        "near": near_tables(near, corridor_id, within_km),
        "trunk": trunk_name(trunks.of_corridor(corridor_id)[0]),
        "sources": queries.sources(connection, _cited(row, moved, near)),
    }


def _course(points: Sequence[CorridorPoint], paths: Paths | None) -> Drawing | None:
    """The schematic course with its points by number; None when the corridor has no axis."""
    if not paths:
        return None
    spots = [Spot(*at, str(one.seq)) for one in points if (at := point(one))]
    return draw(spots, paths, around=[position for path in paths for position in path], least_km=LEAST_KM_SHOWN)


def answer(row: Corridor) -> tuple[str, str]:
    """How long and how well known; whether it was in use on the day."""
    if row.shortest_m is None and not row.has_area:
        known = _(
            "Fewer than two of its points are located (%(located)s of %(total)s), so it has no axis: it is listed, not"
            " drawn, and nothing can be said to lie near it.",
            located=number(row.points_located),
            total=number(row.points_total),
        )
    elif row.shortest_m is None:
        known = _("It is known as an area, without an axis.")
    else:
        known = ngettext(
            "At least %(length)s km, straight between the points; %(located)s of its %(total)s point is located.",
            "At least %(length)s km, straight between the points; %(located)s of its %(total)s points are located.",
            row.points_total,
            length=length(row),
            located=number(row.points_located),
            total=number(row.points_total),
        )
    return known, _use(row)


def _use(row: Corridor) -> str:
    if row.state == "not_begun":
        return _("It is not known to be in use by this day.")
    if row.state == "not_stated":
        return _("No source states when it was used.")
    since = day(row.period_start, row.period_start_precision)
    used = _("Used %(period)s.", period=use(row)) if row.state == "ended" else _("In use since %(day)s.", day=since)
    moved = ngettext(
        "%(count)s movement of the last 14 days lies along it.",
        "%(count)s movements of the last 14 days lie along it.",
        row.recent_movements,
        count=number(row.recent_movements),
    )
    return f"{used} {moved}"


def points_table(points: Sequence[CorridorPoint], row: Corridor, csv_href: str = "") -> DataTable:
    """Points in order. A remark is about the use of the route, so it is shown once that is known."""
    told = row.state != "not_begun"
    columns = [
        Column("seq", _("No."), numeric=True),
        Column("name", _("Point")),
        Column("role", _("Role")),
        Column("precision", _("Position")),
        Column("lat", _("Latitude"), numeric=True),
        Column("lon", _("Longitude"), numeric=True),
        Column("position_source", _("Position from")),
        Column("note", _("Remark")),
    ]
    return DataTable(
        caption=_("Points in their order"),
        columns=columns,
        rows=[_point_cells(point, told=told) for point in points],
        csv_href=csv_href,
        empty=_("No point is known."),
        file_keys=("name_ar", "site_id", "district"),
        file_values=[(point.name_ar, point.site_id, point.adm2_name) for point in points],
    )


def _point_cells(point: CorridorPoint, *, told: bool) -> list[Cell]:
    located = point.lon is not None
    href = address("sites.show", site_id=point.site_id) if point.site_id else None
    note = point.note if told else None
    return [
        Cell(number(point.seq), point.seq),
        Cell(point.shown_name, point.name, href=href, lang=point.shown_lang),
        Cell(movement_words.corridor_role(point.role), point.role),
        Cell(terms.precision(point.precision if located else None), point.precision, unknown=not located),
        Cell(f"{point.lat:.4f}" if located else _("unknown"), point.lat),
        Cell(f"{point.lon:.4f}" if located else _("unknown"), point.lon),
        Cell(point.coord_source or _("no source found"), point.coord_source, lang="en" if point.coord_source else None),
        Cell(note or "", note, lang="en"),
    ]


def path_sentences(paths: Sequence[CorridorPath], points: Sequence[CorridorPoint]) -> list[dict[str, str]]:
    """Each path: between which points, and its least length."""
    by_seq = {point.seq: point for point in points}
    found = []
    for number_of_path, path in enumerate(paths, start=1):
        start, end = by_seq.get(path.from_seq or 0), by_seq.get(path.to_seq or 0)
        name = _("Path %(n)s", n=number(number_of_path))
        if start and end:
            name = movement_words.from_to(start.shown_name, end.shown_name)
        found.append({"name": name, "length": km(path.length_m)})
    return found


def earlier_table(rows: Sequence[Movement], csv_href: str = "") -> DataTable:
    return DataTable(
        caption=_("Earlier movements"),
        columns=movement_table.columns(with_drawing=False),
        rows=[movement_table.cells(row, with_drawing=False) for row in rows],
        csv_href=csv_href,
    )


def _cited(row: Corridor, moved: movement_layer.Movements, near: queries.Near) -> list[int]:
    every = (*moved.recent, *moved.running_totals, *moved.earlier)
    of_route = [row.source_id] if row.state != "not_begun" else []
    return sorted(
        {*of_route, *(movement.source_id for movement in every), *(n.service.source_id for n in near.services)}
    )
