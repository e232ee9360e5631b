"""The rows of a period as one file and for programs: the same keys in every language."""

from typing import Any

from geodata.rules.movement_sums import Flow
from geodata.statements.movement_rows import Movement
from webmap.answers.data_table import Cell, Column, DataTable
from webmap.layers.movements import table
from webmap.layers.movements.sums import reason
from webmap.movements.page import PeriodFlows

ENDS = ("from_site_id", "to_site_id")


def file_table(found: PeriodFlows) -> DataTable:
    """Every row with the sum of its group, or why there is none; `used` tells what was left out."""
    columns = [
        *(Column(key, key) for key in ENDS),
        *table.columns(with_drawing=False),
        Column("used", "used"),
        Column("flow_total", "flow_total"),
        Column("flow_unit", "flow_unit"),
        Column("not_added", "not_added"),
    ]
    rows, movements = list[list[Cell]](), list[Movement]()
    for flow in (*found.people, *found.passages):
        total = flow.total
        known = [Cell("", "yes"), Cell("", total.value), Cell("", total.unit if not total.reason else None)]
        rows += [
            [*_ends(row), *table.cells(row, with_drawing=False), *known, Cell("", total.reason or None)]
            for row in flow.rows
        ]
        movements += flow.rows
    for row, code in found.out:
        left = [Cell("", f"no, {code}"), *[Cell("", None)] * 3]
        rows.append([*_ends(row), *table.cells(row, with_drawing=False), *left])
        movements.append(row)
    keys = [key for key in table.IN_FILES if key not in ENDS]
    more = [[table.IN_FILES[key](row) for key in keys] for row in movements]
    return DataTable("", columns, rows, file_keys=keys, file_values=more)


def _ends(row: Movement) -> list[Cell]:
    """The sites at both ends, where an end is one."""
    return [Cell("", row.from_site), Cell("", row.to_site)]


def as_json(found: PeriodFlows) -> dict[str, Any]:
    """For programs; a number that is unknown or refused is null, with the reason."""
    return {
        "from": found.span.first.isoformat(),
        "to": found.span.last.isoformat(),
        "flows": [_flow_json(flow) for flow in found.people],
        "passages": [_flow_json(flow) for flow in found.passages],
        "net": [
            {
                "between": [pair.one, pair.other],
                "there": [_flow_json(flow) for flow in pair.there],
                "back": [_flow_json(flow) for flow in pair.back],
                "net_people": pair.net,
                "estimated": pair.estimated,
                "reason": reason(pair.reason) if pair.reason else None,
            }
            for pair in found.pairs
        ],
        "left_out": [{"flow_id": row.flow_id, "reason": reason(code)} for row, code in found.out],
    }


def _flow_json(flow: Flow) -> dict[str, Any]:
    total = flow.total
    return {
        "origin": flow.origin,
        "destination": flow.destination,
        "kind": flow.kind,
        "value": total.value,
        "unit": total.unit if not total.reason else None,
        "qualifier": total.qualifier,
        "people": total.people,
        "estimated": total.estimated,
        "not_added": reason(total.reason) if total.reason else None,
        "rows": [row.flow_id for row in flow.rows],
    }
