"""What is near communities as files and JSON, with ids that join them to other answers."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from geodata.rules.lower_bound import Left, people
from geodata.statements.site_state import is_withheld
from webmap.answers.data_table import Cell, Column, DataTable
from webmap.peacebuilding.arrivals import distance_km, sum_in_words
from webmap.peacebuilding.page import formula, ranked_table
from webmap.peacebuilding.ranking import Pressure, place
from webmap.peacebuilding.rows import ActivityHeld, MovementNear


def communities_table(listed: Sequence[Pressure], within_km: int, days: int) -> DataTable:
    """The ranked list, a row each."""
    table = ranked_table(listed)
    counted = ("sites_near", "sites_counted", "sites_counted_earlier")
    extra = ("at_least", "estimated", "sum", *counted, "within_km", "days")
    rows = []
    for row, pressure in zip(table.rows, listed, strict=True):
        arrived = pressure.arrived
        reckoning = sum_in_words(pressure) or None
        near = (len(pressure.sites), len(pressure.counted_sites), pressure.counted_earlier)
        values = (arrived.at_least, arrived.estimated, reckoning, *near, within_km, days)
        rows.append([Cell("", pressure.community.community_id), *row, *[Cell("", value) for value in values]])
    columns = [Column("community_id", "community_id"), *table.columns, *[Column(key, key) for key in extra]]
    return DataTable("", columns, rows)


def sites_table(listed: Sequence[Pressure]) -> DataTable:
    """A row for each community and site near it."""
    keys = ("community_id", "site_id", "name", "distance_km", "families", "qualifier", "as_of", "precision")
    rows = [
        (
            pressure.community.community_id, site.site_id, site.shown_name, round(site.distance_m / 1000, 3),
            site.families, site.families_qualifier, site.families_as_of if site.families is not None else None,
            site.families_precision if site.families is not None else None,
        )
        for pressure in listed
        for site in pressure.sites
    ]  # fmt: skip
    held = [["families"] if is_withheld(site, "families") else [] for pressure in listed for site in pressure.sites]
    cells = [[Cell("", value) for value in row] for row in rows]
    return DataTable("", [Column(key, key) for key in keys], cells, file_withheld=held)


def as_json(
    listed: Sequence[Pressure], activities: Sequence[ActivityHeld], choices: tuple[date, int, int]
) -> dict[str, Any]:
    """`choices`: the day, the distance in km and the days looked back on."""
    at, within_km, days = choices
    return {
        "at": at.isoformat(),
        "within_km": within_km,
        "days": days,
        "formula": formula(within_km, days),
        "communities": [_community(place(listed, pressure), pressure) for pressure in listed],
        "activities": [
            {
                "record": row.record,
                "kind": row.kind,
                "community_id": row.community_id,
                "expected": row.expected,
                "participants": row.participants,
                "participants_qualifier": row.participants_qualifier,
                "reached": row.reached,
                "reached_qualifier": row.reached_qualifier,
                "withheld": row.withheld,
            }
            for row in activities
        ],
    }


def _community(rank: int | None, pressure: Pressure) -> dict[str, Any]:
    """`families_in_sites`: of the `sites_counted` in the last 31 days. `rank`: null where it cannot be told."""
    arrived = pressure.arrived
    return {
        "rank": rank,
        "community_id": pressure.community.community_id,
        "name": pressure.community.shown_name,
        "newly_arrived_people": arrived.people,
        "estimated": arrived.estimated,
        "rounded": arrived.rounded,
        "at_least": arrived.at_least,
        "terms": [_movement(row) for row in arrived.rows],
        "left_out": [_left_out(left) for left in arrived.left],
        "families_in_sites": pressure.families,
        "sites_counted": len(pressure.counted_sites),
        "sites_counted_earlier": pressure.counted_earlier,
        "sites": [
            {
                "site_id": site.site_id,
                "distance_km": round(site.distance_m / 1000, 3),
                "families": site.families,
                **({"withheld": ["families"]} if is_withheld(site, "families") else {}),
                "as_of": site.families_as_of.isoformat() if site.families_as_of else None,
                "precision": site.families_precision if site.families_as_of else None,
            }
            for site in pressure.sites
        ],
        "corridors": [
            {"corridor_id": row.corridor_id, "distance_km": round(row.distance_m / 1000, 3), "ended": row.ended}
            for row in pressure.corridors
        ],
        "movements": [row.flow_id for row in pressure.movements],
    }


def _movement(row: MovementNear) -> dict[str, Any]:
    return {
        "flow_id": row.flow_id,
        "place": row.to_shown,
        "site_id": row.to_site,
        "kind": row.kind,
        "period_start": row.period_start.isoformat(),
        "period_start_precision": row.period_start_precision,
        "period_end": row.period_end.isoformat(),
        "period_end_precision": row.period_end_precision,
        "distance_km": distance_km(row),
        "people": people(row),
        "families": row.families if row.individuals is None else None,
        **({"withheld": ["people"]} if row.withheld and people(row) is None else {}),
        "qualifier": row.qualifier,
    }


def _left_out(left: Left[MovementNear]) -> dict[str, Any]:
    """`perhaps_in`: the counted movement that may hold the same people."""
    beside = left.beside.flow_id if left.beside else None
    return {**_movement(left.row), "reason": left.reason, "perhaps_in": beside}
