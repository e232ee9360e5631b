"""Draft, waiting, published, withdrawn: who sends a snapshot on, in the browser; pressed twice it is done once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from geodata.server.logins import Addresses
from tests.conftest import Make
from tests.signed_in import as_owner
from tests.test_snapshot_drafts import EN, freeze, person, send, stored

REASON = "A wrong <b>day</b>"


@pytest.fixture
def app(make_app: Make, fresh_database: Addresses) -> Iterator[Flask]:
    made = make_app(fresh_database, role="public", webmap_page_cache_mb=0)  # a withdrawal is seen at once
    yield made
    made.extensions["painter"].stop()


def step(client: FlaskClient, path: str, state: str) -> int:
    return send(client, f"{path}/state", state=state).status_code


def above_low(addresses: Addresses) -> None:
    with as_owner(addresses) as connection:
        connection.exec_driver_sql("UPDATE site SET sensitivity = 'moderate' WHERE site_id = 'haj-ali'")


def test_what_is_low_is_published_by_whoever_froze_it(app: Flask, fresh_database: Addresses) -> None:
    planner = person(app, fresh_database, "Lana")
    path = freeze(planner)
    assert "you may publish it yourself" in planner.get(path, headers=EN).text
    assert step(planner, path, "published") == 303
    assert step(planner, path, "published") == 303  # in a second tab
    made = stored(fresh_database, path)
    assert (made.state, made.approved_by) == ("published", None)
    assert app.test_client().get(f"/s/{made.token}").status_code == 200
    listed = app.test_client().get("/snapshots", headers=EN).text
    assert f'<img src="/s/{made.token}.svg?' in listed


@pytest.mark.parametrize("role", ["planner", "information_officer", "admin"])
def test_above_low_somebody_else_approves(app: Flask, fresh_database: Addresses, role: str) -> None:
    above_low(fresh_database)
    planner, second = person(app, fresh_database, "Lana", role), person(app, fresh_database, "Omar", role)
    manager, public = person(app, fresh_database, "Sara", "site_manager"), app.test_client()
    path = freeze(planner)
    page = planner.get(path, headers=EN).text
    assert "Ask a second person to approve it" in page
    assert "Approve and publish" not in page
    for client in (planner, second):
        assert step(client, path, "published") == 409
    assert [step(client, path, "waiting") for client in (planner, planner)] == [303, 303]
    assert "another planner, information officer or administrator approves it" in planner.get(path, headers=EN).text
    refused = send(planner, f"{path}/state", state="published")
    assert (refused.status_code, "a second person approves it" in refused.text) == (409, True)
    for client, code in ((manager, 403), (public, 401)):
        for where, said in (("state", {"state": "published"}), ("withdraw", {"reason": REASON})):
            assert send(client, f"{path}/{where}", **said).status_code == code
    assert stored(fresh_database, path).state == "waiting"
    assert "you can approve it" in second.get("/snapshots", headers=EN).text
    assert "Approve and publish" in second.get(path, headers=EN).text
    assert [step(second, path, "published") for _time in range(2)] == [303, 303]
    assert "approved by \u2068Omar\u2069" in planner.get(path, headers=EN).text
    assert public.get(f"/s/{stored(fresh_database, path).token}").status_code == 200


def test_returned_it_is_never_published_and_its_view_can_be_frozen_anew(app: Flask, fresh_database: Addresses) -> None:
    above_low(fresh_database)
    planner, second = person(app, fresh_database, "Lana"), person(app, fresh_database, "Omar")
    path = freeze(planner, note="Two wells", bbox="42.8,35.7,43.8,36.8")
    step(planner, path, "waiting")
    nothing_said = send(second, f"{path}/withdraw", reason="  ")
    assert (nothing_said.status_code, "Say why." in nothing_said.text) == (400, True)
    assert [send(second, f"{path}/withdraw", reason=REASON).status_code for _time in range(2)] == [303, 303]
    late = send(second, f"{path}/state", state="published")
    assert (late.status_code, "somebody else sent it on or took it back" in late.text) == (409, True)
    page = planner.get(path, headers=EN).text
    assert "A wrong &lt;b&gt;day&lt;/b&gt;" in page
    assert "Put aside" in page
    again = page.partition('href="/snapshots/new?')[2].partition('"')[0].replace("&amp;", "&")
    form = planner.get(f"/snapshots/new?{again}", headers=EN).text
    for held in ("Around Mosul", "Two wells", "42.8,35.7,43.8,36.8", "weekly", "2017-04-04"):
        assert held in form, held
    assert app.test_client().get(f"/s/{stored(fresh_database, path).token}").status_code == 404


def test_withdrawn_it_says_why_and_which_stands_for_it(app: Flask, fresh_database: Addresses) -> None:
    planner, other, public = person(app, fresh_database, "Lana"), person(app, fresh_database, "Omar"), app.test_client()
    first, second = freeze(planner), freeze(planner, title="The mended one")
    for path in (first, second):
        step(planner, path, "published")
    successor, token = stored(fresh_database, second).token, stored(fresh_database, first).token
    wrong = send(other, f"{first}/withdraw", reason=REASON, successor="B" * 22)
    assert (wrong.status_code, "Choose another, or none" in wrong.text, "A wrong" in wrong.text) == (400, True, True)
    for reason in (REASON, "pressed again"):
        assert send(other, f"{first}/withdraw", reason=reason, successor=successor).status_code == 303
    gone = public.get(f"/s/{token}", headers=EN)
    assert (gone.status_code, "A wrong &lt;b&gt;day" in gone.text, successor in gone.text) == (410, True, True)
    page = planner.get(first, headers=EN).text
    assert "The mended one" in page
    assert "/frozen" not in page
    assert planner.get(f"{first}/frozen").status_code == 404
    assert "Withdrawn" in planner.get("/snapshots", headers=EN).text


def test_each_step_is_in_the_audit_with_who_took_it(app: Flask, fresh_database: Addresses) -> None:
    planner, admin = person(app, fresh_database, "Lana"), person(app, fresh_database, "Rana", "admin")
    path = freeze(planner)
    step(planner, path, "published")
    send(admin, f"{path}/withdraw", reason=REASON)
    told = admin.get("/audit?table=snapshot", headers=EN).text
    number = path.rpartition("/")[2]
    assert f"Added: \u2068snapshot {number}\u2069" in told
    assert told.count(f"Changed: \u2068snapshot {number}\u2069") == 2
    for held in ("Lana", "Rana", "published", "withdrawn", "A wrong &lt;b&gt;day"):
        assert held in told, held
