"""Reference rows of corridors, movements, published displacement figures, communities and their activities."""

from collections.abc import Iterator
from typing import Any

from geodata.facts.files import Row, as_columns, dated, number, position, rows, stored, whole
from geodata.facts.sites import Sources, sourced
from geodata.rules.dates import stated_period
from geodata.rules.figures import is_suspect, meaning, provider_and_relay
from geodata.rules.geometry import RoutePoint, corridor_axis

TableRow = dict[str, Any]
PROGRAMME_SCOPE = "peacebuilding programme 2017"


def corridors(sources: Sources) -> Iterator[TableRow]:
    routes: dict[str, list[Row]] = {}
    for row in rows("corridors"):
        routes.setdefault(row["corridor_id"], []).append(row)
    for corridor_id, route in routes.items():
        first = route[0]
        begins, ends = stated_period(first["period"])
        axis = corridor_axis([_route_point(row) for row in route])
        yield {
            "corridor_id": corridor_id,
            "name": first["corridor_name"],
            **as_columns("period_start", begins),
            **as_columns("period_end", ends),
            "axis": stored(axis) if axis else None,
            **dated("as_of", first["as_of"]),
            **sourced(first, sources),
        }


def _route_point(row: Row) -> RoutePoint:
    located = (float(row["lon"]), float(row["lat"])) if row["lat"] and row["lon"] else None
    return RoutePoint(row["role"], located)


def corridor_points() -> Iterator[TableRow]:
    ends = {(row["corridor_id"], row["seq"]): row for row in rows("corridor_points")}
    for row in rows("corridors"):
        same = ends[row["corridor_id"], row["seq"]]
        yield {
            "corridor_id": row["corridor_id"],
            "seq": int(row["seq"]),
            "site_id": same["site_id"] or None,
            "place_id": same["place_id"] or None,
            "name": row["point_name"],
            "role": row["role"],
            "geom": position(row),
            "precision": row["coord_confidence"] or None,
            "coord_source": row["coord_source"] or None,
            "adm2_pcode": row["cod_adm2_pcode"] or None,
            "adm2_name": row["cod_adm2_en"] or None,
            "note": row["notes"] or None,
        }


def flows(sources: Sources) -> Iterator[TableRow]:
    for flow_id, row in enumerate(rows("flows"), start=1):
        provider, relay = provider_and_relay(row["provider"])
        yield {
            "flow_id": flow_id,
            "from_name": row["from_name"],
            "to_name": row["to_name"],
            "via": row["via"] or None,
            **dated("period_start", row["period_start"], begins=True),
            **dated("period_end", row["period_end"]),
            "families": whole(row["families"]),
            "individuals": whole(row["individuals"]),
            "kind": row["kind"],
            "qualifier": row["qualifier"] or None,
            "provider": provider,
            "relayed_by": relay,
            **dated("as_of", row["as_of"]),
            **sourced(row, sources),
        }


def displacement_figures(sources: Sources) -> Iterator[TableRow]:
    for row in rows("displacement_timeseries"):
        kind = meaning(row["metric"], row["notes"])
        provider, relay = provider_and_relay(row["provider"])
        yield {
            **_figure(row, sources),
            "type": kind.type,
            "unit": kind.unit,
            "multiplier": number(row["multiplier"]),
            "scope": row["scope"],
            "provider": provider,
            "relayed_by": relay,
        }


def programme_figures(sources: Sources) -> Iterator[TableRow]:
    """Totals of the peacebuilding programme: participants and persons involved stay two figures."""
    for row in rows("activities"):
        if row["row_type"] == "programme":
            metric = f"{row['metric']}:{row['name']}"
            kind = meaning(metric)
            yield {
                **_figure(row, sources),
                "metric": metric,
                "type": kind.type,
                "unit": kind.unit,
                "multiplier": None,
                "scope": PROGRAMME_SCOPE,
                "provider": "IOM",
                "relayed_by": None,
            }


def _figure(row: Row, sources: Sources) -> TableRow:
    return {
        "site_ids": [],
        "metric": row["metric"],
        **dated("as_of", row["as_of"]),
        **dated("period_start", row["period_start"], begins=True),
        "value": number(row["value"]),
        "qualifier": row["qualifier"] or None,
        "suspect": is_suspect(row["notes"]),
        **sourced(row, sources),
    }


def communities(sources: Sources) -> Iterator[TableRow]:
    for row in rows("communities"):
        yield {
            "community_id": row["community_id"],
            "name": row["name"],
            "name_in_press_release": row["name_in_press_release"] or None,
            "geom": position(row),
            "precision": row["coord_confidence"] or None,
            "coord_source": row["coord_source"] or None,
            "district_stated": row["district_stated"] or None,
            **{
                f"{level}_{part}": row[f"cod_{level}_{column}"] or None
                for level in ("adm2", "adm3")
                for part, column in (("pcode", "pcode"), ("name", "en"))
            },
            "description": row["description"] or None,
            "population": whole(row["population"]),
            "population_year": row["population_year"] or None,
            "population_kind": row["population_kind"] or None,
            "population_source_id": sources.get(row["population_source_url"]),
            **dated("as_of", row["as_of"]),
            **sourced(row, sources),
        }


RECORDS = {"activity_kind": "activity", "peace_builder_training": "training", "project_component": "component"}
ACTIVITY_COLUMNS = {
    "activity_count": "held",
    "event_count": "held",
    "participants_expected": "expected",
    "participants": "participants",
}


def activities(sources: Sources) -> Iterator[TableRow]:
    """Rows of one kind and community are one record: how many, how many expected, how many came."""
    grouped: dict[tuple[str, str, str], list[Row]] = {}
    for row in rows("activities"):
        if row["row_type"] in RECORDS:
            grouped.setdefault((row["row_type"], row["name"], row["community_id"]), []).append(row)
    for activity_id, ((row_type, name, community_id), stated) in enumerate(grouped.items(), start=1):
        begins, ends = stated_period(stated[0]["event_date"]) if stated[0]["event_date"] else (None, None)
        columns: TableRow = dict.fromkeys(
            ("held", "held_qualifier", "expected", "participants", "participants_qualifier", "reached")
        )
        for row in stated:
            if column := ACTIVITY_COLUMNS.get(row["metric"]):
                columns[column] = whole(row["value"])
                if column != "expected":
                    columns[f"{column}_qualifier"] = row["qualifier"] or None
        common = sourced(stated[0], sources)
        del common["sensitivity"]
        yield {
            "activity_id": activity_id,
            "record": RECORDS[row_type],
            "kind": name,
            "community_id": community_id or None,
            **columns,
            **as_columns("starts_on", begins),
            **as_columns("ends_on", ends),
            **dated("as_of", stated[0]["as_of"]),
            **common,
            "note": "; ".join(row["notes"] for row in stated if row["notes"]) or None,
        }
