"""Movements that ended a few days ago are public nowhere while an embargo says so; who plans sees them at once."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from geodata.rules.dates import today
from geodata.server.logins import Addresses
from tests.conftest import Make
from tests.signed_in import as_owner
from tests.test_snapshot_drafts import EN, files_of, freeze, person, send, stored
from tests.test_written_numbers import DAYS_ONLY, TAKES
from webmap.latest_version import VERSION_AGE_SECONDS

# A number of people that nothing else is said of, as people and programs read it.
SIGN = re.compile(rb"(?<![\d.])4,?327(?![\d])")
MOVED = text(
    "INSERT INTO ninewa.flow (from_name, to_name, period_start, period_start_precision, period_end,"
    " period_end_precision, individuals, kind, provider, as_of, as_of_precision, source_id, confidence)"
    " SELECT from_name, to_name, :ended, 'day', :ended, 'day', 4327, kind, provider, :ended, 'day', source_id,"
    " confidence"
    " FROM ninewa.flow WHERE flow_id = (SELECT min(flow_id) FROM ninewa.flow WHERE from_name IN"
    " (SELECT name FROM ninewa.flow_place WHERE geom IS NOT NULL))"
)


@pytest.fixture
def app(make_app: Make, fresh_database: Addresses) -> Iterator[Flask]:
    made = make_app(fresh_database, role="public")
    yield made
    made.extensions["painter"].stop()


def moved(addresses: Addresses, days_ago: int) -> None:
    with as_owner(addresses) as connection:
        connection.execute(MOVED, {"ended": today() - timedelta(days=days_ago)})


def where_told(client: FlaskClient) -> set[str]:
    """The addresses of the public that show it today."""
    asked = {address: questions[0][0] for address, questions in TAKES.items()} | dict.fromkeys(DAYS_ONLY, "")
    asked |= {"/": "", "/embed/live": "", "/picture.svg": "", "/print": "", "/map/data.json": ""}
    found = set()
    time.sleep(VERSION_AGE_SECONDS + 0.1)  # so long a page that is known already may be given
    for address, query in asked.items():
        answer = client.get(f"{address}?at={today()}&lang=en&{query}")
        assert answer.status_code < 500, address
        if SIGN.search(answer.data):
            found.add(address)
    return found


def test_no_public_address_tells_of_a_movement_under_embargo(app: Flask, fresh_database: Addresses) -> None:
    moved(fresh_database, 3)
    officer, public = person(app, fresh_database, "Lana", "information_officer"), app.test_client()
    told = where_told(public)
    assert told >= {"/", "/map/data.json", "/map/movements.csv"}
    assert send(officer, "/snapshots/embargo", days="4").status_code == 303
    assert where_told(public) == set()
    # In frames everybody is the public.
    assert where_told(officer) >= {one for one in told if not one.startswith("/embed/")}
    path = freeze(officer, at=today().isoformat(), layers=["movements"])
    files = files_of(fresh_database, stored(fresh_database, path).token)
    assert not [name for name, contents in files.items() if SIGN.search(contents)]
    left_out = officer.get(path, headers=EN).text.partition('id="left-out"')[2]
    assert "1 is not shown (" in left_out
    assert send(officer, "/snapshots/embargo", days="٣").status_code == 303  # it ended three days ago
    assert where_told(public) == told


def test_who_answers_for_the_data_sets_it_and_nobody_else(app: Flask, fresh_database: Addresses) -> None:
    officer, admin = (person(app, fresh_database, role, role) for role in ("information_officer", "admin"))
    for role in ("planner", "site_manager"):
        other = person(app, fresh_database, role, role)
        assert other.get("/snapshots/embargo").status_code == 403
        assert send(other, "/snapshots/embargo", days="1").status_code == 403
    assert app.test_client().get("/snapshots/embargo").status_code == 303
    for wrong in ("", "some", "-1", "366", "1.5"):
        refused = send(officer, "/snapshots/embargo", days=wrong)
        assert (refused.status_code, "<code>days</code>" in refused.text) == (400, True), wrong
    assert "as soon as they are recorded" in officer.get("/snapshots/embargo", headers=EN).text
    for _time in range(2):
        assert send(admin, "/snapshots/embargo", days="7").status_code == 303
    assert "ended 7 days ago" in officer.get("/snapshots/embargo", headers=EN).text
    told = admin.get("/audit?table=movement_embargo", headers=EN).text
    assert told.count("Added: \u2068embargo of movements") == 1


def test_the_day_that_ends_an_embargo_makes_pages_anew(fresh_database: Addresses) -> None:
    """Nothing is written as a day ends: the version of the data moves by itself."""
    with as_owner(fresh_database) as connection:
        moment = text("SELECT moment FROM ninewa.data_version")
        midnight = text("SELECT date_trunc('day', now(), 'Asia/Baghdad')")
        connection.exec_driver_sql("UPDATE ninewa.data_change SET changed_at = now() - interval '3 days'")
        connection.exec_driver_sql("UPDATE ninewa.data_change_fold SET moment = now() - interval '3 days'")
        before = connection.scalar(moment)
        connection.exec_driver_sql("INSERT INTO ninewa.movement_embargo (days) VALUES (2)")
        connection.exec_driver_sql("UPDATE ninewa.data_change SET changed_at = now() - interval '3 days'")
        assert before < connection.scalar(midnight) == connection.scalar(moment)
        connection.exec_driver_sql("INSERT INTO ninewa.movement_embargo (days) VALUES (0)")
        connection.exec_driver_sql("UPDATE ninewa.data_change SET changed_at = now() - interval '3 days'")
        assert connection.scalar(moment) < connection.scalar(midnight)
