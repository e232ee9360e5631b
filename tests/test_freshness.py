"""Whether a site's next report is due: by what is stated, else by its habit, else monthly; and who may state it."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from geodata.rules.dates import today
from geodata.rules.rhythm import MONTHLY, Basis, Rhythm, late_since, rhythm, state
from geodata.server.logins import Addresses
from tests.conftest import Make
from tests.signed_in import add_account, as_owner, csrf, signed_in
from tests.test_access import keep_from_public
from webmap.databases import Databases
from webmap.db import acting, transaction
from webmap.person import Person

DAY = date(2026, 11, 20)
LANG = {"Accept-Language": "en"}


def days(*before: int) -> list[date]:
    return [DAY - timedelta(days=one) for one in before]


@pytest.mark.parametrize(
    ("reported", "expected"),
    [
        ([], Rhythm(MONTHLY, Basis.ASSUMED)),
        (days(0, 1), Rhythm(MONTHLY, Basis.ASSUMED)),
        (days(0, 1, 2), Rhythm(1, Basis.HABIT)),
        (days(0, 7, 14, 15), Rhythm(7, Basis.HABIT)),
        (days(0, 0, 0), Rhythm(MONTHLY, Basis.ASSUMED)),
        (days(0, 50, 100, 150), Rhythm(MONTHLY, Basis.HABIT)),
        (days(0, 90, 180, 270), Rhythm(MONTHLY, Basis.ASSUMED)),
        (days(0, 4, 8, 12, 3500, 3501, 3502), Rhythm(4, Basis.HABIT)),
    ],
)
def test_a_rhythm_is_what_is_stated_else_a_habit_or_monthly(reported: list[date], expected: Rhythm) -> None:
    assert rhythm(reported) == expected
    assert rhythm(reported, "weekly") == Rhythm(7, Basis.STATED)


@pytest.mark.parametrize(
    ("every", "limits"),
    [(1, (1, 2, 3)), (2, (2, 4, 6)), (4, (4, 8, 12)), (7, (7, 14, 21)), (14, (14, 21, 28)), (30, (30, 44, 60))],
)
def test_the_limits_are_those_of_the_humanitarian_data_exchange(every: int, limits: tuple[int, int, int]) -> None:
    found = Rhythm(every, Basis.STATED)
    assert (found.days, found.overdue_after, found.delinquent_after) == limits
    for limit, before, after in zip(limits, ("fresh", "due", "overdue"), ("due", "overdue", "delinquent"), strict=True):
        last = DAY - timedelta(days=limit)
        assert (state(last + timedelta(days=1), found, DAY), state(last, found, DAY)) == (before, after)
    assert late_since(DAY, found) == DAY + timedelta(days=limits[1])
    assert state(None, found, DAY) is None


def test_limits_grow_with_the_rhythm() -> None:
    found = [Rhythm(every, Basis.HABIT) for every in range(1, MONTHLY + 1)]
    for one in found:
        assert one.days < one.overdue_after < one.delinquent_after
    assert [one.overdue_after for one in found] == sorted(one.overdue_after for one in found)


def listed(client: FlaskClient, **asked: str) -> dict[str, dict[str, str]]:
    body = client.get("/sites.csv", query_string=asked, headers=LANG).text.removeprefix("\ufeff")
    return {row["site_id"]: row for row in csv.DictReader(io.StringIO(body))}


def marked(client: FlaskClient, at: str, *only: str) -> list[dict[str, Any]]:
    """The sites whose symbol on the map bears the clock of a late report."""
    sites = client.get("/map/data.json", query_string={"at": at, "lang": "en"}).get_json()["sites"]
    return [one for one in sites if "late" in one and (not only or one["id"] in only)]


def report(addresses: Addresses, site: str, day: date) -> None:
    with as_owner(addresses) as connection:
        added = "INSERT INTO site_report (site_id, as_of, families, source_id) VALUES (:site, :day, 50, 1)"
        connection.execute(text(added), {"site": site, "day": day})


def test_shipped_sites_are_judged_on_the_day_that_is_asked_for(fresh_database: Addresses, make_app: Make) -> None:
    """Not on the day of the reader: years later nobody is told that a camp of 2017 is late."""
    client = make_app(fresh_database, role="public").test_client()
    rows = listed(client, at="2017-04-04")
    assert {row["reports_by"] for row in rows.values()} <= {"habit", "assumed"}
    for row in rows.values():
        if row["freshness"] == "fresh":
            assert row["reported_as_of"] >= "2017-03-05", row
        assert bool(row["freshness"]) == bool(row["reported_as_of"]) or row["status"] in ("closed", "no_access"), row
    page = client.get("/sites?at=2017-04-04", headers=LANG).text
    assert "sites reported in the 7 days up to 4 April 2017" in page
    assert "monthly is taken" in page
    on_map = {one["id"] for one in marked(client, "2017-04-04")}
    assert on_map == {
        site
        for site, row in rows.items()
        if row["reports_by"] == "habit" and row["freshness"] in ("due", "overdue", "delinquent") and row["lon"]
    }, "nobody is marked late for a rhythm that is only assumed"
    later = listed(client, at="2017-10-01")
    assert later["haj-ali"]["freshness"] in ("overdue", "delinquent")


def test_who_holds_a_site_states_how_often_it_reports(fresh_database: Addresses, make_app: Make) -> None:
    app = make_app(fresh_database, role="public")
    manager = signed_in(app, fresh_database, add_account(fresh_database, "Sara", "site_manager", ["haj-ali"]))
    report(fresh_database, "haj-ali", today() - timedelta(days=15))
    where, at = "/sites/haj-ali/frequency", today().isoformat()

    def post(path: str = where, **data: str) -> int:
        sent = manager.post(path, data={**data, "csrf_token": csrf(manager)}, headers=LANG)
        told.append(sent.text)
        return sent.status_code

    told: list[str] = []
    assert listed(manager, at=at)["haj-ali"]["freshness"] == "fresh"
    assert post(frequency="weekly", since="no day") == 400
    assert "no day" in told[-1]
    assert 'aria-invalid="true"' in told[-1]
    assert post(frequency="hourly", since=at) == 400
    since = (today() - timedelta(days=3)).isoformat()
    for _twice in range(2):
        assert post(frequency="weekly", since=since) == 303
    page = manager.get(where, headers=LANG).text
    assert page.count("by: you") == 1
    assert "A report is overdue" in page
    assert "weekly, as stated" in manager.get("/my-sites", headers=LANG).text
    row = listed(manager, at=at)["haj-ali"]
    assert (row["freshness"], row["reports_every_days"], row["reports_by"]) == ("overdue", "7", "stated")
    # As it was before it was stated, and as was known before.
    day_before = (today() - timedelta(days=4)).isoformat()
    assert listed(manager, at=day_before)["haj-ali"]["reports_by"] != "stated"
    assert listed(manager, at=at, known=day_before)["haj-ali"]["reports_by"] != "stated"
    assert post("/sites/qaymawa/frequency", frequency="weekly", since=at) == 404
    assert post(frequency="not_stated", since=at) == 303
    assert listed(manager, at=at)["haj-ali"]["reports_by"] != "stated"


def test_the_database_judges_who_may_state_it(fresh_database: Addresses, make_app: Make) -> None:
    databases: Databases = make_app(fresh_database).extensions["databases"]
    added = text("INSERT INTO ninewa.reporting_frequency (site_id, frequency, since) VALUES (:site, 'daily', now())")
    may = {
        "planner": (False, False),
        "site_manager": (True, False),
        "information_officer": (True, True),
        "admin": (True, True),
    }
    for role, expected in may.items():
        person = Person("admin", add_account(fresh_database, role, role, ["haj-ali"]))
        for site, allowed in zip(("haj-ali", "qaymawa"), expected, strict=True):
            with acting(databases, person):
                if allowed:
                    with transaction() as connection:
                        connection.execute(added, {"site": site})
                else:
                    with pytest.raises(DBAPIError, match="row-level security"), transaction() as connection:
                        connection.execute(added, {"site": site})


def test_when_a_site_reports_is_as_public_as_its_reports(fresh_database: Addresses, make_app: Make) -> None:
    report(fresh_database, "haj-ali", date(2017, 4, 3))
    with as_owner(fresh_database) as connection:
        connection.execute(
            text(
                "INSERT INTO reporting_frequency (site_id, frequency, since) VALUES ('haj-ali', 'daily', '2017-04-01')"
            )
        )
    public, planner = (make_app(fresh_database, role=role).test_client() for role in ("public", "planner"))
    assert listed(public, at="2017-04-04")["haj-ali"]["freshness"] == "due"
    (shown,) = marked(public, "2017-04-04", "haj-ali")
    assert shown["late"] == "due"
    assert shown["aria"].endswith("report: due")
    public, planner = (make_app(fresh_database, role=role).test_client() for role in ("public", "planner"))
    keep_from_public(fresh_database, "haj-ali")
    with as_owner(fresh_database) as connection:
        connection.execute(text("UPDATE site SET sensitivity = 'high' WHERE site_id = 'haj-ali'"))
    hidden, exact = (listed(client, at="2017-04-04")["haj-ali"] for client in (public, planner))
    assert (hidden["freshness"], hidden["reported_as_of"], hidden["reports_by"]) == ("", "", "assumed")
    assert exact["freshness"] == "due"
    assert [bool(marked(client, "2017-04-04", "haj-ali")) for client in (public, planner)] == [False, True]
    assert "When it reports is not public." in public.get("/sites/haj-ali?at=2017-04-04", headers=LANG).text


def test_a_withdrawn_report_is_none(fresh_database: Addresses, make_app: Make) -> None:
    def last() -> str:
        client = make_app(fresh_database, role="public").test_client()
        return listed(client, at="2017-05-20")["haj-ali"]["reported_as_of"]

    before = last()
    report(fresh_database, "haj-ali", date(2017, 5, 19))
    assert last() == "2017-05-19" != before
    with as_owner(fresh_database) as connection:
        connection.execute(
            text(
                "INSERT INTO site_report (site_id, as_of, corrects, source_id)"
                " SELECT site_id, as_of, report_id, 1 FROM site_report WHERE as_of = '2017-05-19'"
            )
        )
    assert last() == before
