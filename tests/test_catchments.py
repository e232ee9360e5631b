"""Nearest-site areas: they fill the outline of Ninewa, do not overlap, and hold what its open sites hold."""

import csv
import io
import random
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import shapely
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, text

from webmap.catchments import queries
from webmap.catchments.areas import catchments, holding

WORKED = (Path(__file__).parent.parent / "docs" / "worked-examples.md").read_text(encoding="utf-8")
AT = date(2017, 4, 4)
SQUARE_METRE = 1.0
OUTLINE = "SELECT ST_AsBinary(ST_Transform(geom, 32638)) FROM ninewa.admin_area WHERE area_id = 'governorate-ninewa'"

OVER_THE_GROUND = """
SELECT site_id, ST_Distance(
    geom::geography, ST_Transform(ST_SetSRID(ST_MakePoint(:x, :y), 32638), 4326)::geography
) AS metres
FROM sites WHERE site_id = ANY (:ids)
"""
NEW_SITE = """
INSERT INTO ninewa.site (site_id, name, type, geom, opened_on, opened_on_precision, as_of, source_id)
SELECT :id, :id, 'camp', ST_SetSRID(ST_MakePoint(:lon, :lat), 4326), DATE '2017-01-01', 'day', DATE '2017-01-01',
       min(source_id)
FROM ninewa.source
"""


@pytest.fixture
def changing(owner: Connection) -> Connection:
    """The owner on the exact layer, rolled back."""
    owner.execute(text("SET LOCAL search_path TO exact, ninewa, public"))
    return owner


def outline(connection: Connection) -> Any:
    return shapely.from_wkb(bytes(connection.scalar(text(OUTLINE))))


def areas(rows: Sequence[Any]) -> dict[str, Any]:
    """Areas in UTM 38N (metres) by place."""
    return {row.place: shapely.from_wkb(row.area) for row in rows if row.place is not None}


def check_partition(rows: Sequence[Any], whole: Any) -> None:
    found = list(areas(rows).values())
    assert sum(area.area for area in found) == pytest.approx(whole.area, abs=SQUARE_METRE)
    assert shapely.union_all(found).symmetric_difference(whole).area < SQUARE_METRE
    for number, one in enumerate(found):
        assert sum(one.intersection(other).area for other in found[number + 1 :]) < SQUARE_METRE


@pytest.mark.parametrize("at", [date(2015, 2, 1), date(2016, 11, 30), AT, date(2018, 9, 1)])
def test_the_areas_fill_the_outline_without_gap_or_overlap(changing: Connection, at: date) -> None:
    rows = queries.sites_with_areas(changing, at, "en")
    assert rows
    check_partition(rows, outline(changing))


def test_each_place_belongs_to_the_site_that_is_nearest_over_the_ground(changing: Connection) -> None:
    """Up to a thousandth of the distance, which is what the projection may turn round at a border of two areas."""
    rows = queries.sites_with_areas(changing, AT, "en")
    found, whole, by_place = areas(rows), outline(changing), {row.place: row for row in rows if row.place}
    chance = random.Random(8)
    west, south, east, north = whole.bounds
    tried = 0
    while tried < 60:
        point = shapely.Point(chance.uniform(west, east), chance.uniform(south, north))
        if not whole.contains(point):
            continue
        tried += 1
        place = min(found, key=lambda one: found[one].distance(point))
        ids = [row.site_id for row in by_place.values()]
        told = changing.execute(text(OVER_THE_GROUND), {"x": point.x, "y": point.y, "ids": ids})
        metres: dict[str, float] = {row.site_id: row.metres for row in told}
        assert metres[by_place[place].site_id] <= min(metres.values()) * 1.001 + 1


@settings(max_examples=8)
@given(st.lists(st.tuples(st.floats(41.5, 43.9), st.floats(35.2, 36.9)), max_size=12))
def test_any_sites_make_a_partition(changing: Connection, points: list[tuple[float, float]]) -> None:
    with changing.begin_nested() as step:
        changing.execute(text("UPDATE ninewa.site SET geom = NULL"))
        for number, (lon, lat) in enumerate([(43.2, 36.2), (43.2, 36.2), *points]):
            changing.execute(text(NEW_SITE), {"id": f"made-{number}", "lon": lon, "lat": lat})
        rows = queries.sites_with_areas(changing, AT, "en")
        check_partition(rows, outline(changing))
        inside = [row for row in rows if row.place is not None]
        assert len({row.place for row in inside}) < len(inside)  # two share the first point
        step.rollback()


def test_sites_at_one_point_share_one_area(changing: Connection) -> None:
    found, unplaced = catchments(queries.sites_with_areas(changing, AT, "en"))
    shared = {tuple(site.site_id for site in one.sites) for one in found if len(one.sites) > 1}
    assert shared == {("hasansham-m1", "hasansham-m2"), ("nargizlia-1", "nargizlia-2")}
    assert [site.site_id for site in unplaced] == ["chamakor"]


def test_the_totals_are_those_of_the_governorate_s_open_sites(client: FlaskClient, changing: Connection) -> None:
    told = client.get("/api/plan/catchments?at=2017-04-04&lang=en").get_json()
    listed = file(client, "/sites.csv?at=2017-04-04&lang=en&status=open")
    placed = changing.execute(text("SELECT name, adm1_pcode FROM sites WHERE geom IS NOT NULL"))
    codes = {row.name: row.adm1_pcode for row in placed}
    ours = [
        row
        for row in listed
        if codes.get(row["name"]) == "IQG15" and row["type"] not in ("screening_site", "reception_centre")
    ]
    for column, name in (("families", "families"), ("free_places", "free_plots")):
        known = [int(row[column]) for row in ours if row[column]]
        in_areas = [one["properties"][name] for one in told["features"]]
        assert sum(known) == told["totals"][name] == sum(value for value in in_areas if value is not None)
    assert told["totals"]["sites"] == len(ours) == 18
    assert f"= {told['totals']['families']:,}.\n" in WORKED
    assert f"= {told['totals']['free_plots']}. Chamakor" in WORKED
    for one in told["features"]:
        families = one["properties"]["families"]
        assert families is None or f" {families:,} " in WORKED


def test_a_site_just_outside_the_generalised_outline_keeps_its_part(client: FlaskClient) -> None:
    told = client.get("/api/plan/catchments?at=2017-04-04").get_json()
    haj_ali = next(one for one in told["features"] if one["properties"]["site_ids"] == ["haj-ali"])
    assert haj_ali["properties"]["area_km2"] > 0
    assert haj_ali["properties"]["families"] is None
    assert told["outline"] == "Natural Earth 1:10m"


def file(client: FlaskClient, address: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(client.get(address).get_data(as_text=True).removeprefix("\ufeff"))))


def test_page_and_file_for_everybody(public_client: FlaskClient) -> None:
    shown = public_client.get("/plan/catchments?at=2017-04-04&lang=en").get_data(as_text=True)
    assert "20,018 families" in shown
    assert "Natural Earth" in shown
    assert shown.count('<path class="area"') == 16
    assert "≈3,200" in shown  # Hammam al-Alil 1, as exactly as its source counted
    rows = file(public_client, "/plan/catchments.csv?at=2017-04-04&lang=en")
    assert len(rows) == 18
    assert {row["families"] for row in rows if row["site"] == "Haj Ali"} == {""}
    assert public_client.get("/plan/catchments?at=2017-04-04&lang=ar").status_code == 200


def test_one_site_has_all_of_ninewa(client: FlaskClient) -> None:
    shown = client.get("/plan/catchments?at=2015-02-01&lang=en").get_data(as_text=True)
    assert "All of Ninewa is nearest to 1 place" in shown


def test_a_day_before_everything_is_told(client: FlaskClient) -> None:
    told = client.get("/api/plan/catchments?at=2010-01-01&lang=en")
    assert (told.status_code, told.get_json()["parameter"]) == (400, "at")
    assert client.get("/plan/catchments?at=2017-02-30").status_code == 400


def test_unknown_is_not_zero() -> None:
    assert holding([]).families is None
