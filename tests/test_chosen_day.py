"""The day that a page shows when the reader chooses none, and what finding it costs."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, text

from webmap import chosen_day
from webmap.db import GEODATA, statement

LAYERS = {"site_report": "exact, ninewa, public", "site_reports": "published, public"}
REPORT = """
INSERT INTO ninewa.site_report (site_id, as_of, families, source_id, sensitivity)
SELECT 'haj-ali', date '2018-03-01' + n / 100, 10 + n, 1, 'low' FROM generate_series(1, :count) AS n
"""
MANY = 20_000


def days(owner: Connection, app: Flask) -> list[chosen_day.ChosenDay]:
    """The default day of both layers."""
    found = []
    for search_path in LAYERS.values():
        owner.exec_driver_sql(f"SET LOCAL search_path = {search_path}")
        with app.test_request_context("/?lang=en"):
            found.append(chosen_day.default_day(owner))
    return found


def test_by_default_the_day_of_the_facts_until_somebody_reports(owner: Connection, app: Flask) -> None:
    assert {found.day for found in days(owner, app)} == {date(2017, 4, 4)}
    owner.execute(text(REPORT), {"count": 200})
    found = days(owner, app)
    assert {one.day for one in found} == {date(2018, 3, 3)}
    assert {one.why for one in found} == {"the day of the newest report made here"}


def test_a_report_of_an_older_day_is_the_newest_made_here(owner: Connection, app: Flask) -> None:
    """The shipped facts go on until 2018; a report of March 2017 is still the newest that was recorded here."""
    owner.execute(text(REPORT.replace("2018-03-01", "2017-03-01")), {"count": 1})
    assert {found.day for found in days(owner, app)} == {date(2017, 3, 1)}


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for part in plan.get("Plans", []):
        yield from nodes(part)


@pytest.fixture
def reported(owner: Connection) -> Connection:
    """The owner, who recorded many reports, in a transaction that is rolled back."""
    owner.exec_driver_sql("ALTER TABLE ninewa.site_report DISABLE TRIGGER USER")
    owner.execute(text(REPORT), {"count": MANY})
    owner.exec_driver_sql(
        "INSERT INTO published.site_reports SELECT * FROM ninewa.publishable_site_reports WHERE report_id >= 1000000"
    )
    owner.exec_driver_sql("ANALYZE ninewa.site_report")
    owner.exec_driver_sql("ANALYZE published.site_reports")
    return owner


@pytest.mark.parametrize("table", LAYERS)
@pytest.mark.parametrize("asked", ["the default day", "known by a day before", "known by the day"])
def test_the_days_of_many_reports_are_read_from_the_end_of_an_index(
    reported: Connection, table: str, asked: str
) -> None:
    """Of 20,000 reports only a few are read: the cost does not grow with them."""
    statements = {
        "the default day": (chosen_day.NEWEST_RECORDED, {}),
        "known by a day before": (statement(GEODATA / "sites_known_by.sql"), {"at": date(2010, 1, 1)}),
        "known by the day": (statement(GEODATA / "sites_known_by.sql"), {"at": date(2017, 4, 4)}),
    }
    reported.exec_driver_sql(f"SET LOCAL search_path = {LAYERS[table]}")
    sql, values = statements[asked]
    plan = reported.scalar(text(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql.text}"), values)[0]["Plan"]
    of_reports = [node for node in nodes(plan) if node.get("Relation Name") == table]
    assert of_reports
    for node in of_reports:
        read = (node["Actual Rows"] + node.get("Rows Removed by Filter", 0)) * node["Actual Loops"]
        assert read <= 300, (node["Node Type"], read)
        assert node["Node Type"] != "Seq Scan" or not node["Actual Loops"], node


def test_a_day_of_the_calendar_that_cannot_be_asked_for_is_not_said_to_be_none(client: FlaskClient) -> None:
    for at, said in (("1999-01-01", "2003-01-01"), ("2017-02-29", "not a day of the calendar")):
        for address in ("/sites", "/plan", "/api/plan/nearest?lon=43&lat=36"):
            answer = client.get(f"{address}{'&' if '?' in address else '?'}at={at}&lang=en")
            assert answer.status_code == 400
            assert said in answer.text
            assert ("not a day of the calendar" in answer.text) == (at == "2017-02-29")
