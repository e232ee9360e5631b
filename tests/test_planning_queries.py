"""Statements of planning on corridors and sites made for the test, in a transaction that is rolled back."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Connection, text

from webmap.asked.chosen_day import EVERYTHING
from webmap.db import rows, statement
from webmap.planning import queries
from webmap.planning.answers import side
from webmap.planning.rows import NearestSite

AT = date(2017, 4, 4)
LINE = "MULTILINESTRING((43.0 36.0, 43.2 36.1, 43.4 36.0))"
SQUARE = "MULTIPOLYGON(((43.0 36.0, 43.2 36.0, 43.2 36.2, 43.0 36.2, 43.0 36.0)))"


@pytest.fixture
def layer(owner: Connection) -> Connection:
    """The exact layer, where the owner may also write."""
    owner.exec_driver_sql("SET LOCAL search_path = exact, ninewa, public")
    return owner


def corridor(connection: Connection, corridor_id: str, axis: str | None = None, area: str | None = None) -> None:
    connection.execute(
        text(
            "INSERT INTO corridor (corridor_id, name, axis, area, as_of, source_id, sensitivity)"
            " VALUES (:id, :id, ST_GeomFromText(:axis, 4326), ST_GeomFromText(:area, 4326), '2017-01-01', 1, 'low')"
        ),
        {"id": corridor_id, "axis": axis, "area": area},
    )


def site(connection: Connection, site_id: str, lon: float, lat: float) -> None:
    connection.execute(
        text(
            "INSERT INTO site (site_id, name, type, as_of, source_id, sensitivity, geom)"
            " VALUES (:id, :id, 'camp', '2017-01-01', 1, 'low', ST_SetSRID(ST_MakePoint(:lon, :lat), 4326))"
        ),
        {"id": site_id, "lon": lon, "lat": lat},
    )


def along(connection: Connection, corridor_id: str, within_km: float = 3) -> dict[str, Any]:
    found = queries.along(connection, corridor_id, within_km, AT, EVERYTHING, "en")
    return {row.id: row for row in found if row.id.startswith("tried")}


def test_position_side_and_offset_on_a_bent_line_and_its_reverse(layer: Connection) -> None:
    corridor(layer, "T1", LINE)
    corridor(layer, "T2", "MULTILINESTRING((43.4 36.0, 43.2 36.1, 43.0 36.0))")
    site(layer, "tried-start", 43.0, 36.0)
    site(layer, "tried-north", 43.2, 36.11)  # beyond the bend, on the left
    site(layer, "tried-south", 43.1, 36.04)
    site(layer, "tried-far", 43.2, 35.5)
    there, back = along(layer, "T1"), along(layer, "T2")
    assert set(there) == {"tried-start", "tried-north", "tried-south"}
    assert (there["tried-start"].position, there["tried-start"].offset_m, side(there["tried-start"])) == (0, 0, "on")
    assert there["tried-north"].position == pytest.approx(0.5, abs=1e-6)
    assert there["tried-north"].offset_m == pytest.approx(1109.6, abs=0.5)  # 0.01 degree of latitude at 36.1
    assert (side(there["tried-north"]), side(there["tried-south"])) == ("left", "right")
    assert 0 < there["tried-south"].position < 0.5
    for site_id, row in there.items():
        assert back[site_id].position == pytest.approx(1 - row.position, abs=1e-6)
        assert back[site_id].offset_m == pytest.approx(row.offset_m, abs=1e-3)
        assert side(back[site_id]) == {"left": "right", "right": "left", "on": "on"}[side(row) or ""]


def test_within_nothing_only_what_lies_on_the_line(layer: Connection) -> None:
    corridor(layer, "T1", LINE)
    site(layer, "tried-bend", 43.2, 36.1)
    site(layer, "tried-near", 43.2, 36.1001)
    assert set(along(layer, "T1", 0)) == {"tried-bend"}


def test_inside_an_area_the_offset_is_0_and_there_is_no_side(layer: Connection) -> None:
    corridor(layer, "T3", area=SQUARE)
    site(layer, "tried-inside", 43.1, 36.1)
    site(layer, "tried-outside", 43.21, 36.1)
    found = along(layer, "T3")
    assert (found["tried-inside"].offset_m, found["tried-inside"].position, side(found["tried-inside"])) == (
        0,
        None,
        None,
    )
    assert found["tried-outside"].offset_m == pytest.approx(902, abs=2)


SYNTHETIC = """
INSERT INTO site (site_id, name, type, status, as_of, source_id, sensitivity, geom)
SELECT 'tried-' || n, 'Tried ' || n, 'camp', 'open', '2017-01-01', 1, 'low',
       ST_SetSRID(ST_MakePoint(41.5 + 3 * (mod(n * 0.754877666, 1)), 35 + 2 * (mod(n * 0.569840291, 1))), 4326)
FROM generate_series(1, 10000) AS n
"""
REPORTS = """
INSERT INTO site_report (site_id, as_of, source_id, sensitivity, plots_ready, plots_occupied)
SELECT 'tried-' || n, '2017-03-01', 1, 'low', 100, mod(n, 101)
FROM generate_series(1, 10000) AS n WHERE mod(n, 3) > 0
"""


@pytest.fixture
def crowded(layer: Connection) -> Connection:
    """10,000 sites, two thirds of them counted, in both layers."""
    layer.exec_driver_sql(SYNTHETIC)
    layer.exec_driver_sql(REPORTS)
    for schema in ("ninewa", "published"):
        for name in ("site", "site_report") if schema == "ninewa" else ("sites", "site_reports"):
            layer.exec_driver_sql(f"ANALYZE {schema}.{name}")
    return layer


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for part in plan.get("Plans", []):
        yield from nodes(part)


POINT = {"lon": 43.254948, "lat": 36.167588}
ASKED: dict[str, dict[str, Any]] = {
    "nearest": {**POINT, "families": 1, "include_unknown": False, "limit": 10},
    "along": {"corridor": "C02", "metres": 2000.0, "most": 100},
    "allocation": {"lons": [43.25], "lats": [36.17], "each": 500},
    "unlocated": {"families": 1, "include_unknown": False, "most": 100},
}
LARGEST_PART = {"nearest": 200, "along": 2500, "allocation": 1500, "unlocated": 200}  # of 10,000 sites


def test_ten_thousand_sites_are_not_read_through(crowded: Connection) -> None:
    """No sequential scan of the sites, and those read one by one are few: an index finds them. In both layers."""
    for search_path in ("exact, ninewa, public", "published, public"):
        crowded.exec_driver_sql(f"SET LOCAL search_path = {search_path}")
        for question, values in ASKED.items():
            explain = "EXPLAIN (ANALYZE, FORMAT JSON) " + statement(queries.HERE / f"{question}.sql").text
            plan = crowded.scalar(text(explain), {**values, "at": AT, "known": EVERYTHING, "lang": "en"})[0]["Plan"]
            of_sites = [node for node in nodes(plan) if node.get("Relation Name") in ("site", "sites")]
            assert of_sites
            assert not [node for node in of_sites if node["Node Type"] == "Seq Scan"], question
            most = max(node["Actual Rows"] * node["Actual Loops"] for node in of_sites)
            assert most <= LARGEST_PART[question], (question, most)
            if question == "nearest":
                assert any("<->" in str(node.get("Order By")) for node in of_sites)
                _finds_the_same_as_a_look_at_all(crowded, values)


def _finds_the_same_as_a_look_at_all(crowded: Connection, values: dict[str, Any]) -> None:
    path, known = queries.HERE / "nearest.sql", {"at": AT, "known": EVERYTHING, "lang": "en"}
    everything = rows(crowded, path, NearestSite, **{**values, **known, "limit": 5000})
    by_distance = sorted(everything, key=lambda row: (row.metres, row.site_id))
    assert [row.site_id for row in rows(crowded, path, NearestSite, **values, **known)] == [
        row.site_id for row in by_distance[:10]
    ]
