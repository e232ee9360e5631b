"""Alerts: what raises and ends one, who sees whose, who knows of it until it is worse, and the secret feeds."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from geodata.rules import alerts as rule
from geodata.rules.dates import today
from geodata.server.logins import Addresses
from geodata.statements.site_rows import SiteOnDay
from geodata.statements.watched import Acknowledgement, WatchedReport
from tests.conftest import Make
from tests.made_rows import made
from tests.signed_in import add_account, as_owner, csrf, signed_in
from webmap.accounts import queries as accounts
from webmap.databases import Databases
from webmap.db import acting, transaction
from webmap.person import Person

DAY = date(2026, 11, 20)
LANG = {"Accept-Language": "en"}
HOSTILE = "A${window.x=1}<img src=x onerror=1></script>\x1b]]>"


def ago(days: int) -> date:
    return DAY - timedelta(days=days)


def reported(before: int, occupied: int | None, ready: int = 500, **more: Any) -> WatchedReport:
    values = {"families": occupied, "individuals": None, "confirmed": [], "report_id": 1_000_000 + before, **more}
    return made(
        WatchedReport,
        site_id="a",
        as_of=ago(before),
        as_of_precision="day",
        plots_ready=ready,
        plots_occupied=occupied,
        **values,
    )


def stands(found: list[WatchedReport], **more: Any) -> SiteOnDay:
    """A site as the rule of free places has it from these reports."""
    newest = found[0]
    assert newest.plots_ready is not None
    assert newest.plots_occupied is not None
    left = newest.plots_ready - newest.plots_occupied
    values = {
        "ready": newest.plots_ready,
        "occupied": newest.plots_occupied,
        "counted_as_of": newest.as_of,
        "counted_precision": "day",
        "free": max(0, left),
        "over_capacity_by": max(0, -left),
        "families": newest.families,
        "families_as_of": newest.as_of,
        "families_precision": "day",
        "families_qualifier": "exact",
        "reported_days": [one.as_of for one in found],
        **more,
    }
    return made(SiteOnDay, site_id="a", shown_name="A", status_then="open", withheld=[], sensitivity="low", **values)


def kinds(found: list[WatchedReport], at: date = DAY, **more: Any) -> dict[str, rule.Alert]:
    return {one.kind: one for one in rule.alerts(stands(found, **more), found, at)}


@pytest.mark.parametrize(
    ("occupied", "expected"), [(474, None), (475, "nearly_full"), (500, "nearly_full"), (501, "over_capacity")]
)
def test_the_limit_of_plots_occupied(occupied: int, expected: str | None) -> None:
    found = kinds([reported(0, occupied)])
    assert list(found) == ([expected] if expected else [])


def test_it_is_one_alert_since_the_first_report_of_an_unbroken_run() -> None:
    reports = [reported(0, 510), reported(2, 520), reported(4, 505), reported(6, 480), reported(8, 530)]
    found = kinds(reports)["over_capacity"]
    assert (found.since, found.level, found.severity) == (ago(4), 10, "urgent")
    assert "over_capacity" not in kinds([reported(0, 480), *reports])


def test_an_old_count_raises_nothing_but_that_the_site_is_late() -> None:
    reports = [reported(0, 510), reported(2, 500), reported(4, 490)]
    later = DAY + timedelta(days=40)
    found = kinds(reports, at=later, reports="weekly")
    assert list(found) == ["late"]
    assert (found["late"].since, found["late"].severity) == (DAY + timedelta(days=14), "urgent")
    assert kinds(reports, at=DAY + timedelta(days=14), reports="weekly")["late"].severity == "soon"
    assert "late" not in kinds(reports[:1], at=later)  # neither stated nor a habit
    assert "late" not in kinds(reports, at=DAY + timedelta(days=400))


def test_a_site_that_is_shut_raises_none() -> None:
    reports = [reported(0, 510)]
    row = stands(reports)._replace(status_then="closed")
    assert rule.alerts(row, reports, DAY) == []


def test_a_site_fills_within_the_days_of_the_limit() -> None:
    within = rule.limits().fills_within_days
    steady = [reported(before, 400 - 5 * before) for before in (0, 4, 8)]
    assert "fills" not in kinds(steady)  # 100 places, 5 a day: in 20 days
    faster = [reported(before, 400 - 10 * before) for before in (0, 4, 8)]
    found = kinds(faster)["fills"]
    assert found.values["on"] == DAY + timedelta(days=10)
    assert within == 14
    worse = kinds([reported(before, 410 - 12 * before) for before in (0, 4, 8)])["fills"]
    assert worse.level > found.level


def test_a_jump_is_told_until_it_is_confirmed_or_the_next_report_goes_on_from_it() -> None:
    jumped = [reported(0, 100, families=90), reported(3, 30, families=30)]
    found = [one for one in rule.alerts(stands(jumped), jumped, DAY) if one.kind == "jump"]
    assert {one.values["column"] for one in found} == {"plots_occupied", "families"}
    confirmed = [jumped[0]._replace(confirmed=["jump"]), jumped[1]]
    assert "jump" not in kinds(confirmed)
    assert "jump" not in kinds([reported(0, 105, families=95), *[one._replace(as_of=ago(2)) for one in jumped[:1]]])


def test_figures_in_conflict() -> None:
    found = kinds([reported(0, 300, families=100), reported(1, 300, families=110), reported(2, 300, families=300)])
    assert (found["conflict"].since, found["conflict"].level) == (ago(1), 200)


def test_who_knows_of_an_alert_knows_until_it_is_worse_or_new() -> None:
    alert = kinds([reported(0, 510)])["over_capacity"]
    known = made(
        Acknowledgement, site_id="a", kind="over_capacity", subject="", level=10, on_day=DAY, acknowledged_at=None
    )
    assert rule.acknowledged(alert, [known]) == known
    better = kinds([reported(0, 505)])["over_capacity"]
    worse = kinds([reported(0, 511)])["over_capacity"]
    assert rule.acknowledged(better, [known]) == known
    assert rule.acknowledged(worse, [known]) is None
    assert rule.acknowledged(alert, [known._replace(on_day=ago(1))]) is None  # of a run that ended before


def store(addresses: Addresses, site: str, before: int, occupied: int, ready: int = 500) -> None:
    added = text(
        "INSERT INTO site_report (site_id, as_of, plots_ready, plots_occupied, families, source_id)"
        " VALUES (:site, :day, :ready, :occupied, :occupied, 1)"
    )
    values = {"site": site, "day": today() - timedelta(days=before), "ready": ready, "occupied": occupied}
    with as_owner(addresses) as connection:
        connection.execute(added, values)


@pytest.fixture
def app(fresh_database: Addresses, make_app: Make) -> Flask:
    for site in ("haj-ali", "qaymawa"):
        store(fresh_database, site, 0, 520)
    return make_app(fresh_database, role="public")


def person(app: Flask, addresses: Addresses, name: str, role: str, *sites: str) -> FlaskClient:
    return signed_in(app, addresses, add_account(addresses, name, role, list(sites)))


def told(client: FlaskClient, path: str = "/alerts.json") -> set[tuple[str, str]]:
    answer = client.get(path, headers=LANG)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    return {(one["site_id"], one["kind"]) for one in answer.get_json()["alerts"]}


def test_managers_see_alerts_of_their_own_sites_and_planners_of_all(app: Flask, fresh_database: Addresses) -> None:
    both = {("haj-ali", "over_capacity"), ("qaymawa", "over_capacity")}
    manager = person(app, fresh_database, "Sara", "site_manager", "haj-ali")
    assert told(manager) == {("haj-ali", "over_capacity")}
    assert "qaymawa" not in manager.get("/alerts", headers=LANG).text
    assert b"qaymawa" not in manager.get("/alerts.atom", headers=LANG).data
    for role in ("planner", "information_officer", "admin"):
        assert told(person(app, fresh_database, role, role)) >= both
    for path in ("/alerts", "/alerts.json", "/alerts.atom"):
        assert app.test_client().get(path).status_code in (303, 401)
    nobody = person(app, fresh_database, "Omar", "site_manager")
    assert told(nobody) == set()
    assert "Ask an administrator" in nobody.get("/alerts", headers=LANG).text


def acknowledge(client: FlaskClient, site: str, note: str = "") -> str:
    data = {"site_id": site, "kind": "over_capacity", "subject": "", "note": note, "csrf_token": csrf(client)}
    answer = client.post("/alerts/acknowledge", data=data, headers=LANG)
    assert answer.status_code == 303
    return client.get(answer.headers["Location"], headers=LANG).text


def test_somebody_knows_of_an_alert_until_it_is_worse(app: Flask, fresh_database: Addresses) -> None:
    manager = person(app, fresh_database, "Sara", "site_manager", "haj-ali")
    page = acknowledge(manager, "haj-ali", "Tents <b>come</b>\x00 on Monday")
    assert "by: you" in page
    assert "Tents &lt;b&gt;come&lt;/b&gt; on Monday" in page
    acknowledge(manager, "haj-ali")
    counted = text("SELECT count(*) FROM alert_acknowledgement")
    with as_owner(fresh_database) as connection:
        assert connection.scalar(counted) == 1
    assert "It had ended meanwhile" in acknowledge(manager, "qaymawa")  # not theirs is answered as not there
    planner = person(app, fresh_database, "Lana", "planner")
    page = planner.get("/alerts", headers=LANG).text
    assert "by: site manager" in page
    assert "Sara" not in page
    store(fresh_database, "haj-ali", 0, 560)
    assert "by: site manager" not in planner.get("/alerts", headers=LANG).text
    store(fresh_database, "haj-ali", 0, 100)
    assert ("haj-ali", "over_capacity") not in told(planner)


def test_the_database_judges_whose_alerts_somebody_may_acknowledge(app: Flask, fresh_database: Addresses) -> None:
    databases: Databases = app.extensions["databases"]
    added = text(
        "INSERT INTO ninewa.alert_acknowledgement (site_id, kind, subject, level, on_day)"
        " VALUES ('qaymawa', 'late', '', 0, now())"
    )
    manager = Person("admin", add_account(fresh_database, "Sara", "site_manager", ["haj-ali"]))
    with acting(databases, manager), pytest.raises(DBAPIError, match="row-level security"), transaction() as connection:
        connection.execute(added)
    planner = Person("planner", add_account(fresh_database, "Lana", "planner"))
    with acting(databases, planner), transaction() as connection:
        connection.execute(added)
    with acting(databases, planner), pytest.raises(DBAPIError, match="denied"), transaction() as connection:
        connection.execute(text("UPDATE ninewa.alert_acknowledgement SET note = 'x'"))


def test_a_secret_address_is_read_with_the_rights_of_its_person_now(app: Flask, fresh_database: Addresses) -> None:
    account = add_account(fresh_database, "Sara", "site_manager", ["haj-ali"])
    manager, reader = signed_in(app, fresh_database, account), app.test_client()

    def make() -> str:
        page = manager.post("/alerts/feed", data={"csrf_token": csrf(manager)}, headers=LANG).text
        found = re.search(r"/alerts/feed/([\w-]{30,})\.atom", page)
        assert found is not None
        return found[1]

    token = make()
    assert token not in manager.get("/alerts", headers=LANG).text
    assert told(reader, f"/alerts/feed/{token}.json") == {("haj-ali", "over_capacity")}
    with as_owner(fresh_database) as connection:
        connection.execute(text("UPDATE site SET name = :name WHERE site_id = 'haj-ali'"), {"name": HOSTILE})
        connection.execute(text("DELETE FROM place_name WHERE entity_id = 'haj-ali'"))
        assert token not in str(connection.execute(text("SELECT * FROM alert_feed")).all())
        accounts.grant(connection, account, site_id="qaymawa")
    answer = reader.get(f"/alerts/feed/{token}.atom", headers=LANG)
    assert answer.mimetype == "application/atom+xml"
    atom = "{http://www.w3.org/2005/Atom}"
    entries = ET.fromstring(answer.data).findall(f"{atom}entry")
    assert len(entries) == 2
    assert any("<img src=x onerror=1>" in (one.findtext(f"{atom}title") or "") for one in entries)
    for one in entries:
        assert one.findtext(f"{atom}id", "").startswith("urn:sha256:")
        assert one.findtext(f"{atom}updated")
    newer = make()
    assert reader.get(f"/alerts/feed/{token}.atom").status_code == 404
    assert reader.get(f"/alerts/feed/{newer}.atom").status_code == 200
    manager.post("/alerts/feed/end", data={"csrf_token": csrf(manager)})
    assert reader.get(f"/alerts/feed/{newer}.atom").status_code == 404
    last = make()
    with as_owner(fresh_database) as connection:
        accounts.disable(connection, account, True)
    assert reader.get(f"/alerts/feed/{last}.json").status_code == 404


def test_the_map_tells_planners_what_is_open_that_day_and_nobody_else(app: Flask, fresh_database: Addresses) -> None:
    at = today().isoformat()
    planner = person(app, fresh_database, "Lana", "planner")
    page = planner.get(f"/?at={at}", headers=LANG).text
    count = re.search(r"(\d+) open alerts on this day", page)
    assert count is not None
    assert f'href="/alerts?at={at}' in page
    for other in (app.test_client(), person(app, fresh_database, "Sara", "site_manager", "haj-ali")):
        assert "on this day</a></h2>" not in other.get(f"/?at={at}", headers=LANG).text
    acknowledge(planner, "haj-ali")
    page = planner.get(f"/?at={at}", headers=LANG).text
    assert f"{int(count[1]) - 1} open alert" in page


def test_a_day_of_the_past_is_judged_as_it_was(app: Flask, fresh_database: Addresses) -> None:
    planner = person(app, fresh_database, "Lana", "planner")
    page = planner.get("/alerts?at=2017-04-04", headers=LANG).text
    assert "Alerts on 4 April 2017" in page
    assert "alerts/acknowledge" not in page
    assert ("haj-ali", "over_capacity") not in told(planner, "/alerts.json?at=2017-04-04")
