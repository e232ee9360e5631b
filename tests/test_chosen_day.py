"""The day that a page shows when the reader chooses none, and what finding it costs."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, text

from webmap.asked import chosen_day
from webmap.db import STATEMENTS, statement
from webmap.words.i18n import speaking

LAYERS = {"site_report": "exact, ninewa, public", "site_reports": "published, public"}
REPORT = """
INSERT INTO ninewa.site_report (site_id, as_of, families, source_id, sensitivity)
SELECT sites.ids[1 + n % 40], date '2018-03-01' + n / 100, 10 + n, 1, 'low'
FROM generate_series(1, :count) AS n, (SELECT array_agg(site_id ORDER BY site_id) AS ids FROM ninewa.site) AS sites
"""
MANY = 20_000


def days(owner: Connection, app: Flask) -> list[chosen_day.ChosenDay]:
    """The default day of both layers."""
    found = []
    for search_path in LAYERS.values():
        owner.exec_driver_sql(f"SET LOCAL search_path = {search_path}")
        with speaking("en"):
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
def test_the_newest_of_many_reports_is_the_last_entry_of_an_index(reported: Connection, table: str) -> None:
    """Of 20,000 reports one is read: the cost does not grow with them."""
    reported.exec_driver_sql(f"SET LOCAL search_path = {LAYERS[table]}")
    plan = reported.scalar(text(f"EXPLAIN (ANALYZE, FORMAT JSON) {chosen_day.NEWEST_RECORDED.text}"))[0]["Plan"]
    (of_reports,) = [node for node in nodes(plan) if node.get("Relation Name") == table]
    assert of_reports["Node Type"] in ("Index Scan", "Index Only Scan")
    assert (of_reports["Actual Rows"], of_reports["Actual Loops"], of_reports["Scan Direction"]) == (1, 1, "Backward")
    assert "Filter" not in of_reports


@pytest.mark.parametrize("table", LAYERS)
def test_the_newest_reports_of_a_site_are_not_looked_for_among_all(reported: Connection, table: str) -> None:
    """What is known of a site is found without reading what was reported of others."""
    reported.exec_driver_sql(f"SET LOCAL search_path = {LAYERS[table]}")
    reported.exec_driver_sql("SET LOCAL plan_cache_mode = force_generic_plan")
    reported.exec_driver_sql("PREPARE known (date) AS SELECT * FROM site_state($1) WHERE site_id = 'chamakor' LIMIT 1")
    plan = reported.exec_driver_sql("EXPLAIN (ANALYZE, FORMAT JSON) EXECUTE known ('2019-01-01')").scalar_one()
    of_reports = [node for node in nodes(plan[0]["Plan"]) if node.get("Relation Name") == table]
    assert of_reports
    for node in of_reports:
        if node["Alias"].startswith("c"):  # the corrections, of which the exact layer keeps a list at hand
            continue
        read = (node["Actual Rows"] + node.get("Rows Removed by Filter", 0)) * node["Actual Loops"]
        assert read <= MANY / 40 + 50, (node["Node Type"], read)


@pytest.mark.parametrize("table", LAYERS)
def test_that_nothing_was_recorded_after_a_day_is_found_without_reading_the_reports(
    reported: Connection, table: str
) -> None:
    reported.exec_driver_sql(f"SET LOCAL search_path = {LAYERS[table]}")
    values = {"at": date(2099, 1, 1), "end_of_day": chosen_day.end_of(date(2099, 1, 1))}
    explain = "EXPLAIN (ANALYZE, FORMAT JSON) " + statement(STATEMENTS / "recorded_later.sql").text
    plan = reported.scalar(text(explain), values)[0]["Plan"]
    of_reports = [node for node in nodes(plan) if node.get("Relation Name") == table]
    assert of_reports
    for node in of_reports:
        assert node["Node Type"] != "Seq Scan"
        assert node["Actual Rows"] + node.get("Rows Removed by Filter", 0) <= 1, node


def test_a_day_of_the_calendar_that_cannot_be_asked_for_is_not_said_to_be_none(client: FlaskClient) -> None:
    for at, said in (("1999-01-01", "2003-01-01"), ("2017-02-29", "not a day of the calendar")):
        for address in ("/sites", "/plan", "/api/plan/nearest?lon=43&lat=36"):
            answer = client.get(f"{address}{'&' if '?' in address else '?'}at={at}&lang=en")
            assert answer.status_code == 400
            assert said in answer.text
            assert ("not a day of the calendar" in answer.text) == (at == "2017-02-29")
