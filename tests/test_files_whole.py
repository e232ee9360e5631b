"""Files lose nothing of what their tables show, and pages of other origins may read what the public may."""

import csv
import io
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, text

from tests.test_never_500 import addresses

AT = "at=2017-04-04"


def rows_of(client: FlaskClient, address: str) -> dict[str, dict[str, str]]:
    answer = client.get(address).get_data(as_text=True).removeprefix("\ufeff")
    rows = list(csv.DictReader(io.StringIO(answer)))
    return {row.get("site_id") or row["name"]: row for row in rows}


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_each_figure_of_a_site_has_its_own_day_qualifier_and_source(client: FlaskClient, lang: str) -> None:
    rows = rows_of(client, f"/sites.csv?{AT}&lang={lang}")
    camp = rows["qaymawa"]
    assert camp["name_ar"]
    assert (camp["lat"][:2], camp["lon"][:2], camp["precision"]) == ("36", "43", "exact")
    for figure in ("families", "individuals"):
        dated = [row for row in rows.values() if row[figure]]
        assert dated
        assert all(row[f"{figure}_as_of"] <= "2017-04-04" and row[f"{figure}_source"] for row in dated)
    assert {"families_qualifier", "families_precision", "plots_as_of"} <= set(camp)


@pytest.mark.parametrize("layer", ["communities", "services"])
def test_what_lies_somewhere_has_its_position_in_the_file(client: FlaskClient, layer: str) -> None:
    rows = rows_of(client, f"/map/{layer}.csv?{AT}")
    assert any(row["lat"] and row["lon"] and row["precision"] for row in rows.values())


def test_other_origins_may_read_what_the_public_may_and_nothing_else(
    client: FlaskClient, public_client: FlaskClient
) -> None:
    for address in (f"/sites.csv?{AT}", f"/map/data.json?{AT}", "/api/plan/nearest?lon=43.3&lat=35.7"):
        for _again in range(2):  # also from memory
            answer = public_client.get(address)
            assert answer.headers["Access-Control-Allow-Origin"] == "*"
            assert "Access-Control-Allow-Credentials" not in answer.headers
            assert "Access-Control-Allow-Origin" not in client.get(address).headers
    assert "Access-Control-Allow-Origin" not in public_client.get("/sites").headers


def test_plots_that_are_planned_or_prepared_stand_in_the_file_of_sites_with_their_day(
    client: FlaskClient, app_db: Connection
) -> None:
    rows = rows_of(client, f"/sites.csv?{AT}")
    for figure in ("plots_planned", "plots_prepared"):
        newest = app_db.execute(
            text(
                f"SELECT DISTINCT ON (site_id) site_id, {figure} AS plots, as_of FROM site_reports"
                f" WHERE {figure} IS NOT NULL AND as_of <= '2017-04-04' AND superseded_at IS NULL"
                " ORDER BY site_id, as_of DESC, recorded_at DESC, report_id DESC"
            )
        ).all()
        assert newest
        for row in newest:
            told = rows[row.site_id]
            assert (told[figure], told[f"{figure}_as_of"]) == (str(row.plots), row.as_of.isoformat())
            assert told[f"{figure}_source"]


def test_more_than_120_stays_more_than_120_in_files(client: FlaskClient) -> None:
    for address in ("/communities/rabia.csv", "/plan/peacebuilding/activities.csv"):
        answer = client.get(f"{address}?at=2017-05-01").get_data(as_text=True).removeprefix("\ufeff")
        came = [row for row in csv.DictReader(io.StringIO(answer)) if row["participants"] == "120"]
        assert [row["participants_qualifier"] for row in came] == ["more_than"], address


@pytest.mark.parametrize(
    ("address", "columns"),
    [
        ("/corridors.csv", "name_ar period_precision period_end source_id"),
        ("/corridors/C02/points.csv", "lat lon precision name_ar"),
        (
            "/corridors/C02/movements.csv",
            "flow_id from_ar to_ar from_lat from_lon to_lat to_lon from_precision source_id",
        ),
        (
            "/corridors/trunks/south/analysis.csv",
            "part reason from to kind week_first site km_at_least figure value period_end_precision source_id",
        ),
        ("/corridors/C02/near-services.csv", "service_id name_ar lat lon source_id"),
        ("/corridors/C02/near-sites.csv", "site_id families_as_of families_qualifier"),
        ("/map/movements.csv", "flow_id from_ar to_ar from_lat to_lat period_end_precision source_id"),
        ("/plan/movements.csv", "flow_id from_ar to_ar from_lat to_lat period_end_precision source_id"),
        ("/map/services.csv", "service_id name_ar capacity_unit known_on_precision source_id"),
        ("/communities.csv", "name_ar lat lon peace_builders_as_of"),
        ("/credits.csv", "source_id"),
    ],
)
def test_the_other_files_tell_as_much(client: FlaskClient, address: str, columns: str) -> None:
    answer = client.get(f"{address}?{AT}").get_data(as_text=True).removeprefix("\ufeff")
    rows = list(csv.DictReader(io.StringIO(answer)))
    assert rows
    assert len(rows[0]) == len(next(csv.reader(io.StringIO(answer))))  # no name stands twice
    for column in columns.split():
        assert column in rows[0], column
        if not column.endswith(("qualifier", "period_end", "capacity_unit")):
            assert any(row[column] for row in rows), column


STATED_OF = ("haj-ali", "qayyarah-airstrip", "jadah-5", "hasansham-u3", "khazer-m1", "hammam-al-alil-2")


@pytest.mark.parametrize("site_id", STATED_OF)
def test_what_a_site_page_states_beside_its_reports_has_its_file(
    client: FlaskClient, app_db: Connection, site_id: str
) -> None:
    """Other units, statements, suspect and joint figures, and services: each with day, exactness, unit and source."""
    asked = f"/sites/{site_id}/figures.csv?at=2017-07-04"
    assert f'href="{asked}' in client.get(f"/sites/{site_id}?at=2017-07-04").text
    told = list(csv.DictReader(io.StringIO(client.get(f"{asked}&lang=en").text.removeprefix("\ufeff"))))
    keys = ("what", "as_of", "precision", "value", "value_qualifier", "unit", "suspect", "site_ids", "source_id")
    known = app_db.execute(
        text(
            "SELECT metric, as_of::text, as_of_precision, trim_scale(value)::text, qualifier, unit,"
            " CASE WHEN suspect THEN 'yes' ELSE 'no' END, array_to_string(site_ids, '+'), source_id::text"
            " FROM figures WHERE :site = ANY (site_ids) AND as_of <= '2017-07-04'"
            " UNION ALL SELECT * FROM (SELECT DISTINCT ON (indicator, site_ids) indicator, as_of::text,"
            " as_of_precision, trim_scale(value)::text, qualifier, unit, 'no', array_to_string(site_ids, '+'),"
            " source_id::text"
            " FROM service_reports WHERE :site = ANY (site_ids) AND as_of <= '2017-07-04' AND superseded_at IS NULL"
            " ORDER BY indicator, site_ids, first_day(as_of, as_of_precision) DESC, as_of) AS levels"
        ),
        {"site": site_id},
    ).all()
    says_only = {"full", "near_full", "open"}
    right = [(row[:3] + (None,) * 3 + row[6:]) if row[0] in says_only else tuple(row) for row in known]
    assert right
    assert sorted(tuple(row[key] for key in keys) for row in told) == sorted(
        tuple(value or "" for value in row) for row in right
    )
    assert all(row["source_cited"] and row["source"] and row["confidence"] for row in told)


def test_positions_in_files_of_the_public_are_those_of_its_layer(
    public_client: FlaskClient, public_db: Connection
) -> None:
    known = {
        (row.lat, row.lon)
        for row in public_db.execute(text("SELECT ST_Y(from_geom) AS lat, ST_X(from_geom) AS lon FROM flows"))
    }
    told = list(csv.DictReader(io.StringIO(public_client.get(f"/map/movements.csv?{AT}").text.removeprefix("\ufeff"))))
    located = [(float(row["from_lat"]), float(row["from_lon"])) for row in told if row["from_lat"]]
    assert located
    assert set(located) <= known


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_no_file_and_no_answer_for_programs_holds_a_sign_that_nobody_sees(app: Flask, lang: str) -> None:
    client = app.test_client()
    told = 0
    for address in addresses(app):
        if re.match(
            r"/static/|/map/\w+\.json|/embed/live\.json", address
        ):  # sentences that the map shows keep their isolates
            continue
        answer = client.get(f"{address}?{AT}&lang={lang}")
        if answer.status_code < 500 and answer.mimetype in ("text/csv", "application/json", "application/problem+json"):
            told += answer.status_code == 200
            assert not re.search(r"[\u200e\u200f\u202a-\u202e\u2066-\u2069]|\\u206[6-9]", answer.text), address
    assert told >= 25


ISO = re.compile(r"\d{4}-\d\d-\d\d")
PLANS = "q=Mosul&families=200&max_km=200"
DATED_FILES = (
    *("/sites.csv", "/sites/qaymawa.csv", "/sites/qaymawa/figures.csv", "/displacement.csv", "/communities.csv"),
    *("/map/sites.csv", "/map/movements.csv", "/map/services.csv", "/corridors.csv", "/communities/rabia.csv"),
    *("/corridors/C02/near-sites.csv", "/corridors/C02/near-services.csv", "/corridors/C02/movements.csv"),
    *("/corridors/C02/analysis.csv", "/plan/gaps.csv", "/plan/catchments.csv", "/plan/movements.csv"),
    *("/plan/changes.csv", "/plan/peacebuilding/sites.csv", "/plan/peacebuilding/movements.csv"),
    *(
        "/plan/peacebuilding/activities.csv",
        f"/plan/nearest.csv?{PLANS}&include_unknown=1",
        f"/plan/placed.csv?{PLANS}",
    ),
    *(
        f"/plan/ask-first.csv?{PLANS}",
        f"/plan/passed-over.csv?{PLANS}",
        "/plan/along-sites.csv?corridor=C05&within_km=30",
    ),
)
# Weeks that the analysis is cut into, and days that are of the question or of the calendar.
OF_THE_CALENDAR = {"week_first", "week_last", "reports_by"}
STATEMENTS_OF_A_DAY = {"said_full_on"}  # that a site is full is said of a day


@pytest.mark.parametrize("address", DATED_FILES)
def test_no_month_stands_in_a_file_as_its_last_day_alone(client: FlaskClient, address: str) -> None:
    """`2016-11-30` of a source that says November 2016 has its precision beside it."""
    asked = f"{address}{'&' if '?' in address else '?'}at=2017-04-04&lang=en"
    rows = list(csv.DictReader(io.StringIO(client.get(asked).text.removeprefix("\ufeff"))))
    assert rows
    dated = [key for key in rows[0] if any(ISO.fullmatch(row[key] or "") for row in rows)]
    alone = []
    for key in set(dated) - OF_THE_CALENDAR - STATEMENTS_OF_A_DAY:
        stem = re.sub(r"_?(as_of|on|date)$", "", key)
        beside = {f"{key}_precision", f"{stem}_precision"} | ({"precision"} if key == "as_of" else set())
        if not beside & set(rows[0]):
            alone.append(key)
    assert alone == []


def test_answers_for_programs_tell_a_month_as_one(client: FlaskClient) -> None:
    found = client.get("/api/plan/nearest?lon=43.254948&lat=36.167588&families=2&at=2017-04-04").get_json()["results"]
    assert [(one["as_of"], one["as_of_precision"]) for one in found] == [("2016-11-30", "month")] * 2
    question = {"origins": [{"lon": 43.25, "lat": 36.17, "families": 9}], "max_km": 40, "at": "2017-04-04"}
    asked = client.post("/api/plan/allocate", json=question).get_json()["ask_first"]
    told = {one["site_id"]: one["as_of_precision"] for one in asked}
    assert (told["hammam-al-alil-2"], told["chamakor"], told["qaymawa"]) == ("day", "month", "month")
