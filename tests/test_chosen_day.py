"""The day that a page shows when the reader chooses none, and what finding it costs."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, text

from geodata.imports import importing
from geodata.server.logins import Addresses
from tests.conftest import Make
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


def test_by_default_the_day_of_the_facts_until_enough_sites_reported_later(owner: Connection, app: Flask) -> None:
    assert {found.day for found in days(owner, app)} == {date(2017, 4, 4)}
    owner.execute(text(REPORT), {"count": 200})  # of 3 March by one site, of the 2nd by all
    found = days(owner, app)
    assert {one.day for one in found} == {date(2018, 3, 2)}
    assert {one.why for one in found} == {
        "the newest day that at least a third of the sites reporting recently have reached"
    }


def test_one_slip_moves_no_day(owner: Connection, app: Flask) -> None:
    slip = text(REPORT.replace("2018-03-01", "2025-03-25"))
    owner.execute(slip, {"count": 1})
    assert {found.day for found in days(owner, app)} == {date(2017, 4, 4)}
    owner.execute(text(REPORT), {"count": 200})
    assert {found.day for found in days(owner, app)} == {date(2018, 3, 2)}


def test_one_site_alone_moves_no_day_however_often_it_reports(owner: Connection, app: Flask) -> None:
    owner.execute(
        text(
            "INSERT INTO ninewa.site_report (site_id, as_of, families, source_id, sensitivity)"
            " SELECT 'qaymawa', date '2017-05-01' + n, 500, 1, 'low' FROM generate_series(1, 400) AS n"
        )
    )
    assert {found.day for found in days(owner, app)} == {date(2017, 4, 4)}


def test_reports_of_older_days_do_not_lead_back_behind_the_facts(owner: Connection, app: Flask) -> None:
    owner.execute(text(REPORT.replace("2018-03-01", "2017-03-01")), {"count": 200})
    assert {found.day for found in days(owner, app)} == {date(2017, 4, 4)}


def test_an_officer_may_set_the_day(urls: Addresses, make_app: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEBMAP_DAY", "2016-11-20")
    asks = make_app(urls).test_client()
    page = asks.get("/sites?lang=en")
    assert "20 November 2016" in page.text
    assert "the day that was set for this map" in page.text
    monkeypatch.delenv("WEBMAP_DAY")
    again = make_app(urls).test_client().get("/sites?lang=en", headers={"If-None-Match": page.headers["ETag"]})
    assert again.status_code == 200  # nobody goes on seeing the page of the day that was set


def test_one_row_that_is_imported_moves_no_page(fresh_database: Addresses, make_app: Make) -> None:
    row = b"site_id,as_of,families\nqaymawa,2025-03-25,500\n"
    done = importing.run(
        fresh_database.owner, row, "slip.csv", "site_reports", key="of tests", today=date(2026, 11, 28), apply=True
    )
    [problem] = [problem for problem in done.reading.problems if problem.rule == "lone_day"]
    assert (problem.row, problem.values["day"]) == (2, "2025-03-25")
    asks = make_app(fresh_database).test_client()
    for address in ("/", "/sites", "/plan"):
        page = asks.get(f"{address}?lang=en").text
        assert "4 April 2017" in page
        assert "25 March 2025" not in page


def test_a_day_is_alone_only_far_from_all_others(fresh_database: Addresses) -> None:
    def lone(*days: str) -> list[int | None]:
        rows = "".join(f"{site},{day},5\n" for site, day in zip(("qaymawa", "haj-ali", "jadah-5"), days, strict=False))
        data = f"site_id,as_of,families\n{rows}".encode()
        done = importing.run(
            fresh_database.owner,
            data,
            "days.csv",
            "site_reports",
            key="of tests",
            today=date(2026, 11, 28),
            apply=False,
        )
        return [problem.row for problem in done.reading.problems if problem.rule == "lone_day"]

    assert lone("2017-04-01", "2017-04-02", "2025-04-02") == [4]
    assert lone("2026-04-01", "2026-04-02", "2026-04-08") == []
    assert lone("2017-05-01") == []


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
def test_of_many_reports_only_the_newest_are_read(reported: Connection, table: str) -> None:
    """Of 20,000 reports 300 are read, from the end of an index: the cost does not grow with them."""
    reported.exec_driver_sql(f"SET LOCAL search_path = {LAYERS[table]}")
    explain = "EXPLAIN (ANALYZE, FORMAT JSON) " + statement(STATEMENTS / "day_reached.sql").text
    values = {"known": chosen_day.EVERYTHING, "shipped_day": date(2017, 4, 4)}
    plan = reported.scalar(text(explain), values)[0]["Plan"]
    of_reports = [node for node in nodes(plan) if node.get("Relation Name") == table]
    assert of_reports
    for node in of_reports:
        assert node["Node Type"] != "Seq Scan"
        assert (node["Actual Rows"] + node.get("Rows Removed by Filter", 0)) * node["Actual Loops"] <= 400, node


@pytest.mark.parametrize("table", LAYERS)
def test_the_newest_reports_of_a_site_are_not_looked_for_among_all(reported: Connection, table: str) -> None:
    """What is known of a site is found without reading what was reported of others."""
    reported.exec_driver_sql(f"SET LOCAL search_path = {LAYERS[table]}")
    reported.exec_driver_sql("SET LOCAL plan_cache_mode = force_generic_plan")
    reported.exec_driver_sql("PREPARE known (date) AS SELECT * FROM site_state($1) WHERE site_id = 'chamakor' LIMIT 1")
    plan = reported.exec_driver_sql("EXPLAIN (ANALYZE, FORMAT JSON) EXECUTE known ('2019-01-01')").scalar_one()
    reported.exec_driver_sql("DEALLOCATE known")  # it would outlive the transaction
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
