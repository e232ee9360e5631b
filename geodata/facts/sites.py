"""Reference rows of sites, their reports, figures and services.

The mapping of the occupancy table: the CCCM form counts existing plots, so `plots_total` is plots_ready. What has no
column of its own in a report stays a figure of the site; a row whose note says SUSPECT is a figure marked suspect and
enters no report; a row for several sites ("a+b") is a joint figure of them.
"""

from collections.abc import Iterator
from typing import Any

from geodata.facts.files import Row, dated, number, position, rows, whole
from geodata.rules.figures import is_suspect, meaning

TableRow = dict[str, Any]
Sources = dict[str, int]

REPORT_COLUMNS = {
    "plots_total": "plots_ready",
    "plots_occupied": "plots_occupied",
    "plots_prepared": "plots_prepared",
    "families": "families",
    "individuals": "individuals",
    "plots_planned_final": "plots_planned",
    "families_awaiting_tent": "families_waiting",
}
RECORDED_BY = "reference files"


def sourced(row: Row, sources: Sources) -> TableRow:
    """Source, confidence and note as the file gives them; shipped facts are as public as their sources."""
    return {
        "source_id": sources[row["source_url"]],
        "confidence": row["confidence"],
        "note": row["notes"] or None,
        "sensitivity": "low",
    }


def sites(sources: Sources) -> Iterator[TableRow]:
    for row in rows("sites"):
        yield {
            "site_id": row["site_id"],
            "name": row["name"],
            "type": row["type"],
            "cccm_ssid": row["cccm_ssid"] or None,
            "geom": position(row),
            "precision": row["coord_confidence"] or None,
            "coord_source": row["coord_source"] or None,
            "position_as_of": None,  # the lists give positions of several years under one address
            "governorate_stated": row["governorate_stated"] or None,
            "district_stated": row["district_stated"] or None,
            **{
                f"{level}_{part}": row[f"cod_{level}_{column}"] or None
                for level in ("adm1", "adm2", "adm3")
                for part, column in (("pcode", "pcode"), ("name", "en"))
            },
            "builder": row["builder"] or None,
            "agency": row["managing_agency"] or None,
            **_agency_day(row),
            **dated("opened_on", row["opened_on"]),
            "opened_on_basis": row["opened_on_basis"] or None,
            **dated("as_of", row["as_of"]),
            **sourced(row, sources),
        }


def _agency_day(row: Row) -> TableRow:
    """Since when it is known who manages the site: its own day, else that of the row; empty where nobody is named."""
    return dated("agency_as_of", (row["managing_agency_as_of"] or row["as_of"]) if row["managing_agency"] else "")


def enters_a_report(row: Row) -> bool:
    return row["metric"] in REPORT_COLUMNS and "+" not in row["site_id"] and not is_suspect(row["notes"])


def site_reports(sources: Sources) -> Iterator[TableRow]:
    """One report for each site, date and source, with what that source states of each column."""
    grouped: dict[tuple[str, str, str], list[Row]] = {}
    for row in rows("site_occupancy"):
        if enters_a_report(row):
            grouped.setdefault((row["site_id"], row["as_of"], row["source_url"]), []).append(row)
    for report_id, ((site_id, as_of, source_url), stated) in enumerate(grouped.items(), start=1):
        figures = {REPORT_COLUMNS[row["metric"]]: int(row["value"]) for row in stated}
        yield {
            "report_id": report_id,
            "site_id": site_id,
            **dated("as_of", as_of),
            "recorded_by": RECORDED_BY,
            **{column: figures.get(column) for column in REPORT_COLUMNS.values()},
            "stated": {
                REPORT_COLUMNS[row["metric"]]: {
                    "qualifier": row["qualifier"],
                    "confidence": row["confidence"],
                    **({"note": row["notes"]} if row["notes"] else {}),
                }
                for row in stated
            },
            "source_id": sources[source_url],
            "sensitivity": "low",
        }


def site_figures(sources: Sources) -> Iterator[TableRow]:
    """What stays a figure of one site or a joint figure of several."""
    for row in rows("site_occupancy"):
        if enters_a_report(row):
            continue
        kind = meaning(row["metric"])
        yield {
            "site_ids": row["site_id"].split("+"),
            "metric": row["metric"],
            "type": kind.type,
            "unit": kind.unit,
            **dated("as_of", row["as_of"]),
            **dated("period_start", row["period_start"], begins=True),
            "value": number(row["value"]),
            "qualifier": row["qualifier"] or None,
            "multiplier": None,
            "scope": None,
            "provider": None,
            "relayed_by": None,
            "suspect": is_suspect(row["notes"]),
            **sourced(row, sources),
        }


def service_reports(sources: Sources) -> Iterator[TableRow]:
    for report_id, row in enumerate(rows("service_levels"), start=1):
        yield {
            "report_id": report_id,
            "site_ids": row["site_id"].split("+"),
            **dated("as_of", row["as_of"]),
            "indicator": row["indicator"],
            "value": number(row["value"]),
            "unit": row["unit"] or None,
            "qualifier": row["qualifier"] or None,
            "suspect": is_suspect(row["notes"]),
            **sourced(row, sources),
        }


def service_points(sources: Sources) -> Iterator[TableRow]:
    for row in rows("services"):
        yield {
            "service_id": row["service_id"],
            "site_id": row["site_id"] or None,
            "name": row["name"],
            "kind": row["kind"],
            "geom": position(row),
            "precision": row["coord_confidence"] or None,
            "operator": row["operator"] or None,
            "status": row["status"] or None,
            **dated("from_date", row["from_date"], begins=True),
            **dated("to_date", row["to_date"]),
            "capacity": whole(row["capacity"]),
            "capacity_unit": row["capacity_unit"] or None,
            **dated("as_of", row["as_of"]),
            **sourced(row, sources),
        }
