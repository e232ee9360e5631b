"""An analysis as one file: a row a figure, with its days, their precision, how exact it is, and its source."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from geodata.statements.movement_rows import Movement
from geodata.statements.site_rows import SiteOnDay
from geodata.statements.site_state import is_withheld
from webmap.answers.data_table import Cell, Column, DataTable, FileValue
from webmap.corridors.analysis.queries import Found
from webmap.corridors.analysis.tables import unsure
from webmap.corridors.analysis.weeks import Weeks, resting_on_one, week_of
from webmap.layers.sites.state import SHUT
from webmap.map_of_day.road.queries import Road

KEYS = (
    "part",
    "reason",
    "from",
    "to",
    "kind",
    "week_first",
    "week_last",
    "site",
    "km_at_least",
    "figure",
    "value",
    "qualifier",
    "period_start",
    "period_start_precision",
    "period_end",
    "period_end_precision",
    "provider",
    "sources_telling_it",
    "flow_id",
    "site_id",
)


class _Figure(NamedTuple):
    """A row of the file. `held`: its value is withheld; without a value and not held nobody states one."""

    about: dict[str, FileValue]
    source_id: int | None
    held: bool


def file_table(found: Weeks, read: Found, road: Road | None) -> DataTable:
    """`part`: movement, left_out (with the `reason`), perhaps (what its end is), site (as known on the last day)."""
    of_sites = [figure for row in road.sites for figure in _of_site(row, road)] if road else []
    figures = [*_movements(found, read), *of_sites]
    return DataTable(
        caption="",
        columns=[Column(key, key) for key in KEYS],
        rows=[[_cell(figure, key) for key in KEYS] for figure in figures],
        file_keys=("source_id",),
        file_values=[(figure.source_id,) for figure in figures],
    )


def _cell(figure: _Figure, key: str) -> Cell:
    return Cell("", figure.about.get(key), withheld=figure.held and key == "value")


def _movements(found: Weeks, read: Found) -> Iterator[_Figure]:
    alone = {row.flow_id for row in resting_on_one(found.used)}
    for row in found.used:
        week = week_of(row, found.weeks)
        told = {"week_first": week.first, "week_last": week.last}
        sources = "one" if row.flow_id in alone else "several"
        yield from _of_movement(row, {"part": "movement", **told, "sources_telling_it": sources})
    for row, reason in found.out:
        yield from _of_movement(row, {"part": "left_out", "reason": reason})
    for row in read.perhaps:
        yield from _of_movement(row, {"part": "perhaps", "reason": unsure(row)})


def _of_movement(row: Movement, about: dict[str, FileValue]) -> Iterator[_Figure]:
    """People and families where they are stated or withheld; where neither is, people, without a value."""
    known = {"individuals": row.individuals, "families": row.families}
    stated = [name for name, value in known.items() if value is not None or is_withheld(row, name)]
    for name in stated or ["individuals"]:
        told: dict[str, FileValue] = {
            **about,
            "from": row.from_name,
            "to": row.to_name,
            "kind": row.kind,
            "figure": name,
            "value": known[name],
            "qualifier": row.qualifier,
            "period_start": row.period_start,
            "period_start_precision": row.period_start_precision,
            "period_end": row.period_end,
            "period_end_precision": row.period_end_precision,
            "provider": f"{row.provider} via {row.relayed_by}" if row.relayed_by else row.provider,
            "flow_id": row.flow_id,
        }
        yield _Figure(told, row.source_id, known[name] is None and is_withheld(row, name))


def _of_site(row: SiteOnDay, road: Road) -> Iterator[_Figure]:
    """Families and free places with the day of each; both are there for every site, known or not."""
    km = round(road.places["site", row.site_id].along_m / 1000, 1)
    here: dict[str, FileValue] = {"part": "site", "site": row.name, "site_id": row.site_id, "km_at_least": km}
    free = None if row.status_then in SHUT else row.free
    yield _figure(
        here,
        "families",
        row.families,
        (row.families_as_of, row.families_precision),
        row.families_source,
        held=is_withheld(row, "families"),
        qualifier=row.families_qualifier,
    )
    counted = (row.counted_as_of, row.counted_precision)
    yield _figure(here, "free_places", free, counted, row.counted_source, held=is_withheld(row, "free"))


def _figure(
    here: dict[str, FileValue],
    name: str,
    value: int | None,
    day: tuple[date | None, str | None],
    source_id: int | None,
    *,
    held: bool,
    qualifier: str | None = None,
) -> _Figure:
    said = {"period_end": day[0], "period_end_precision": day[1]} if value is not None or held else {}
    told = {**here, "figure": name, "value": value, "qualifier": qualifier if value is not None else None, **said}
    return _Figure(told, source_id if said else None, held and value is None)
