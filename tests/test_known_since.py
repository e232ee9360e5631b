"""A question about a day before anything is known is refused, by every page, file and answer of planning alike."""

from datetime import date, timedelta
from functools import partial

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, text

from geodata.problems import InvalidData
from geodata.statements.site_rows import KnownSince
from webmap.asked import known_since
from webmap.asked.chosen_day import EVERYTHING
from webmap.db import STATEMENTS, rows
from webmap.words.i18n import speaking

FIRST_OF_SITES, FIRST_MOVEMENT = date(2015, 1, 31), date(2016, 8, 8)
PLACE, CORRIDOR, SITE = "q=36.17,43.25", "corridor=C02", "site=qaymawa"
ABOUT_SITES = (
    *(
        f"plan?{PLACE}",
        f"plan/placed.csv?{PLACE}",
        "plan?",
        "plan/along?",
        f"plan/compare?a={PLACE.replace('=', '%3D')}",
    ),
    *(f"plan/nearest?{PLACE}", f"plan/nearest.csv?{PLACE}", "api/plan/nearest?lon=43.25&lat=36.17"),
    *(f"plan/along?{CORRIDOR}", f"plan/along-sites.csv?{CORRIDOR}", f"api/plan/along?{CORRIDOR}"),
    *(f"plan/saturation?{SITE}", f"plan/saturation.csv?{SITE}", f"api/plan/saturation?{SITE}"),
    *("plan/gaps?", "plan/gaps.csv?", "api/plan/gaps?"),
    *("plan/catchments?", "plan/catchments.csv?", "api/plan/catchments?"),
)
ABOUT_MOVEMENTS = (
    *("plan/movements?", "plan/movements.csv?", "api/plan/movements?"),
    *("plan/peacebuilding?", "plan/peacebuilding.csv?", "api/plan/peacebuilding?"),
)
ABOUT_ALL = ("plan/changes?", "plan/changes.csv?", "api/plan/changes?")


def refused(client: FlaskClient, address: str, day: date, named: str) -> None:
    answer = client.get(f"/{address}&at={day.isoformat()}&lang=en")
    assert answer.status_code == 400, address
    if address.startswith("api/"):
        assert answer.content_type == "application/problem+json"
        assert answer.get_json()["parameter"] == "at"
        assert named in answer.get_json()["detail"]
    else:
        assert named in answer.get_data(as_text=True), address
        assert "<code>at</code>" in answer.get_data(as_text=True), address


@pytest.mark.parametrize("address", ABOUT_SITES)
def test_nothing_is_known_of_sites_before_the_first_figure(client: FlaskClient, address: str) -> None:
    refused(client, address, FIRST_OF_SITES - timedelta(days=1), "The first figures are of 31 January 2015.")
    assert client.get(f"/{address}&at={FIRST_OF_SITES.isoformat()}").status_code == 200, address


@pytest.mark.parametrize("address", ABOUT_MOVEMENTS)
def test_none_reported_is_not_said_before_the_first_movement(client: FlaskClient, address: str) -> None:
    refused(client, address, FIRST_MOVEMENT - timedelta(days=1), "The first one that is known ended on 8 August 2016.")
    assert client.get(f"/{address}&at={FIRST_MOVEMENT.isoformat()}").status_code == 200


@pytest.mark.parametrize("address", ABOUT_ALL)
def test_nothing_changed_before_anything_was_known(client: FlaskClient, address: str) -> None:
    refused(client, address, FIRST_OF_SITES - timedelta(days=1), "The first figures are of 31 January 2015.")
    assert client.get(f"/{address}&at={FIRST_OF_SITES.isoformat()}").status_code == 200


@pytest.mark.parametrize(
    ("query", "parameter"), [("to=2010-02-01", "to"), ("week=2010-W05", "week"), ("at=2010-02-01", "at")]
)
def test_the_parameter_that_gave_the_day_is_named(client: FlaskClient, query: str, parameter: str) -> None:
    answer = client.get(f"/api/plan/movements?{query}&lang=en")
    assert (answer.status_code, answer.get_json()["parameter"]) == (400, parameter)


def test_the_refusal_is_said_in_arabic(client: FlaskClient) -> None:
    told = client.get("/api/plan/peacebuilding?at=2010-01-01&lang=ar").get_json()["detail"]
    assert "8\u00a0آب 2016" in told
    assert "movement" not in told


FIGURE = (
    "INSERT INTO figure (site_ids, metric, type, as_of, unit, source_id, suspect, sensitivity)"
    " VALUES (ARRAY[{sites}]::text[], '{metric}', 'statement', '2012-05-05', 'people', 1, {suspect}, 'low')"
)
SAID = {
    "a figure of a site": FIGURE.format(sites="'haj-ali'", metric="tents", suspect=False),
    "a figure that is suspect": FIGURE.format(sites="'haj-ali'", metric="tents", suspect=True),
    "a figure of no site": FIGURE.format(sites="", metric="tents", suspect=False),
    "one site is full": FIGURE.format(sites="'haj-ali'", metric="full", suspect=False),
    "one of two sites is full": FIGURE.format(sites="'haj-ali', 'jadah-5'", metric="full", suspect=False),
    "a report": "INSERT INTO site_report (site_id, as_of, families, source_id) VALUES ('haj-ali', '2012-05-05', 9, 1)",
    "a report since corrected": (
        "WITH wrong AS (INSERT INTO site_report (site_id, as_of, families, source_id)"
        " VALUES ('haj-ali', '2012-05-05', 9, 1) RETURNING report_id)"
        " INSERT INTO site_report (site_id, as_of, families, source_id, corrects)"
        " SELECT 'haj-ali', '2017-05-05', 9, 1, report_id FROM wrong"
    ),
    "a service": (
        "INSERT INTO service_report (site_ids, as_of, indicator, value, source_id)"
        " VALUES (ARRAY['haj-ali'], '2012-05-05', 'latrines', 3, 1)"
    ),
    "an opening": "UPDATE site SET opened_on = '2012-05-05', opened_on_precision = 'day' WHERE site_id = 'haj-ali'",
    "a movement to a site": "UPDATE flow SET period_start = '2012-05-05', period_end = '2012-05-05'"
    " WHERE flow_id = (SELECT min(f.flow_id) FROM flow f JOIN flow_place p ON p.name = f.to_name AND p.kind = 'site')",
    "a movement between areas": "UPDATE flow SET period_start = '2012-05-05', period_end = '2012-05-05'"
    " WHERE flow_id = (SELECT min(f.flow_id) FROM flow f JOIN flow_place t ON t.name = f.to_name AND t.kind = 'area'"
    " JOIN flow_place o ON o.name = f.from_name AND o.kind = 'area')",
}  # fmt: skip


@pytest.mark.parametrize("said", SAID)
def test_a_site_is_known_exactly_from_when_the_rule_of_sites_knows_one(owner: Connection, said: str) -> None:
    assert owner.execute(text(SAID[said])).rowcount == 1
    owner.exec_driver_sql("SET LOCAL search_path = exact, ninewa, public")
    days = (date(2012, 5, 4), date(2012, 5, 5), FIRST_OF_SITES - timedelta(days=1), FIRST_OF_SITES)
    by_the_rule = [bool(owner.execute(text("SELECT * FROM site_state(:day)"), {"day": day}).all()) for day in days]
    assert [known_since.sites_known_by(owner, day, EVERYTHING) for day in days] == by_the_rule
    assert (
        rows(owner, STATEMENTS / "known_since.sql", KnownSince, known=EVERYTHING)[0].sites
        == days[by_the_rule.index(True)]
    )


def test_without_any_fact_no_first_day_is_named(app: Flask, owner: Connection) -> None:
    owner.exec_driver_sql("TRUNCATE site, site_report, service_report, figure, flow CASCADE")
    owner.exec_driver_sql("SET LOCAL search_path = exact, ninewa, public")
    for check, said in (
        (partial(known_since.check_sites, known=EVERYTHING), "Nothing is known of any site by 4 April 2017."),
        (known_since.check_movements, "No movement is known by 4 April 2017."),
    ):
        with pytest.raises(InvalidData) as refusal, speaking("en"):
            check(owner, date(2017, 4, 4))
        assert refusal.value.message == said
