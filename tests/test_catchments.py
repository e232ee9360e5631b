"""Nearest-site areas: they fill the outline of Ninewa, do not overlap, and hold what its open sites hold."""

import csv
import io
import random
import re
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import shapely
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, create_engine, pool, text

from geodata.server.logins import Addresses
from webmap.asked.chosen_day import EVERYTHING
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
    rows = queries.sites_with_areas(changing, at, EVERYTHING, "en")
    assert rows
    check_partition(rows, outline(changing))


def test_each_place_belongs_to_the_site_that_is_nearest_over_the_ground(changing: Connection) -> None:
    """Up to a thousandth of the distance, which is what the projection may turn round at a border of two areas."""
    rows = queries.sites_with_areas(changing, AT, EVERYTHING, "en")
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
        rows = queries.sites_with_areas(changing, AT, EVERYTHING, "en")
        check_partition(rows, outline(changing))
        inside = [row for row in rows if row.place is not None]
        assert len({row.place for row in inside}) < len(inside)  # two share the first point
        step.rollback()


def test_sites_at_one_point_share_one_area(changing: Connection) -> None:
    whole = catchments(queries.sites_with_areas(changing, AT, EVERYTHING, "en"), AT)
    shared = {tuple(site.site_id for site in one.sites) for one in whole.areas if len(one.sites) > 1}
    assert shared == {("hasansham-m1", "hasansham-m2"), ("nargizlia-1", "nargizlia-2")}
    assert [site.site_id for site in whole.unplaced] == ["chamakor"]


def test_the_totals_are_those_of_the_governorate_s_open_sites(client: FlaskClient, changing: Connection) -> None:
    told = client.get("/api/plan/catchments?at=2017-04-04&lang=en").get_json()
    listed = file(client, "/sites.csv?at=2017-04-04&lang=en&status=open")
    of_ninewa = set(
        changing.scalars(
            text(
                "SELECT site_id FROM sites"
                " WHERE adm1_pcode = 'IQG15' OR (geom IS NULL AND governorate_stated = 'Ninewa')"
            )
        )
    )
    ours = [
        row
        for row in listed
        if row["site_id"] in of_ninewa and row["type"] not in ("screening_site", "reception_centre")
    ]
    days = {"families": "families_as_of", "free_places": "free_as_of"}
    by_site = {row["site_id"]: row for row in file(client, "/plan/catchments.csv?at=2017-04-04")}
    for column, name in (("families", "families"), ("free_places", "free_plots")):
        recent = {"hammam-al-alil-1": False}  # of March 2017, which may be 34 days before
        known = [
            (int(row[column]), recent.get(row["site_id"], by_site[row["site_id"]][days[column]] >= "2017-03-04"))
            for row in ours
            if row[column]
        ]
        held = [one["properties"][name] for one in told["features"]] + [told["without_position_holding"][name]]
        counted = [value for value, is_recent in known if is_recent]
        assert sum(counted) == (told["totals"][name] or 0) == sum(value for value in held if value is not None)
        of = name.removesuffix("_plots")
        assert told["totals"][f"{of}_known_in"] == len(counted) == (1 if of == "families" else 0)
        assert told["totals"][f"{of}_earlier_in"] == len(known) - len(counted)
    assert told["totals"]["sites"] == len(ours) == 19
    assert told["without_position"] == ["chamakor"]
    assert f"Families: {told['totals']['families']:,} of Jad'ah 5, in 1 of 19." in WORKED
    assert (told["totals"]["free_plots"], told["totals"]["free_known_in"]) == (None, 0)
    assert "Free places: none is known." in WORKED
    assert (told["totals"]["families_earlier_in"], told["totals"]["free_earlier_in"]) == (11, 1)
    assert "families of 11 more sites and plots of 1 more" in WORKED


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
    assert "2,283 families by the counts of the last 31 days, in 1 of 19 open sites." in shown
    assert "free places, counted in that time" not in shown
    assert "Counted earlier: families of 11 more sites and plots of 1 more site." in shown
    assert "Published for all camps and emergency sites:" in shown
    assert "20,018" not in shown
    assert "1 of these sites has no known position: counted, but without an area." in shown
    assert "without a known position" in shown
    assert "Natural Earth" in shown
    assert shown.count('<path class="area"') == 16
    assert "≈3,200" in shown  # Hammam al-Alil 1, as exactly as its source counted
    rows = file(public_client, "/plan/catchments.csv?at=2017-04-04&lang=en")
    assert len(rows) == 19
    assert [row["site_id"] for row in rows if not row["catchment"]] == ["chamakor"]
    hammam = next(row for row in rows if row["site_id"] == "hammam-al-alil-1")
    assert (hammam["families"], hammam["families_qualifier"]) == ("3200", "approx")
    assert {row["families"] for row in rows if row["site"] == "Haj Ali"} == {""}
    assert public_client.get("/plan/catchments?at=2017-04-04&lang=ar").status_code == 200


def test_one_site_has_all_of_ninewa(client: FlaskClient) -> None:
    shown = client.get("/plan/catchments?at=2015-02-01&lang=en").get_data(as_text=True)
    assert "All of Ninewa is nearest to 1 place" in shown


def test_a_day_before_everything_is_told(client: FlaskClient) -> None:
    told = client.get("/api/plan/catchments?at=2010-01-01&lang=en")
    assert (told.status_code, told.get_json()["parameter"]) == (400, "at")


@pytest.mark.parametrize("day", ["2010-01-01", "2017-02-30", "1999-01-01"])
def test_the_page_keeps_its_form_for_a_day_it_cannot_answer(client: FlaskClient, day: str) -> None:
    answer = client.get(f"/plan/catchments?at={day}&lang=en&layers=sites")
    body = answer.get_data(as_text=True)
    assert answer.status_code == 400
    assert 'role="alert"' in body
    assert "<code>at</code>" in body
    field = re.findall(r'<input [^>]*class="day" name="at"[^>]*>', body)[-1]
    assert all(part in field for part in (f'value="{day}"', "required", 'aria-invalid="true"', 'describedby="problem"'))
    assert '<input type="hidden" name="layers" value="sites">' in body


def test_sites_without_a_position_count_in_every_total(fresh_database: Addresses, make_app: Callable[..., Any]) -> None:
    with create_engine(fresh_database.owner, poolclass=pool.NullPool).begin() as connection:
        connection.execute(
            text(
                "INSERT INTO ninewa.site_report (site_id, as_of, source_id, families, plots_ready, plots_occupied)"
                " VALUES ('chamakor', '2017-04-01', 1, 1000, 1200, 1000)"
            )
        )
    client = make_app(fresh_database).test_client()
    told = client.get("/api/plan/catchments?at=2017-04-04").get_json()
    assert (told["totals"]["families"], told["totals"]["free_plots"]) == (2283 + 1000, 200)
    assert told["without_position_holding"]["families"] == 1000
    body = client.get("/plan/catchments?at=2017-04-04&lang=en").get_data(as_text=True)
    shown = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", re.sub("[\u2066-\u2069]", "", body)))
    assert "3,283 families by the counts of the last 31 days, in 2 of 19 open sites." in shown
    assert "200 free places, counted in that time in 1 of 19." in shown
    assert "all open sites of Ninewa 200 1 of 19, last 31 days 3,283 2 of 19, last 31 days" in shown
    assert "chamakor" in [row["site_id"] for row in file(client, "/plan/catchments.csv?at=2017-04-04")]


def test_unknown_is_not_zero() -> None:
    assert holding([], AT).families is None
