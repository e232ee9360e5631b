"""Questions of planning under a title: what was answered then and what is now, and who may remove one."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from werkzeug.test import TestResponse

from geodata.server.logins import Addresses
from tests.conftest import Make
from tests.signed_in import add_account, as_owner, csrf, signed_in
from tests.test_reserving import EN, words

ASKED = "q=Hammam+al-Alil&families=3500&at=2017-04-04&max_km=999"
HOSTILE = "A${window.x=1}<img src=x onerror=1></script>"


@pytest.fixture
def app(fresh_database: Addresses, make_app: Make) -> Flask:
    return make_app(fresh_database, role="public")


@pytest.fixture
def planner(app: Flask, fresh_database: Addresses) -> FlaskClient:
    return signed_in(app, fresh_database, add_account(fresh_database, "Omar", "planner"))


def save(client: FlaskClient, **fields: str) -> TestResponse:
    data: dict[str, Any] = {"asked": ASKED, "title": "Hammam in April", "client_uuid": str(uuid4())}
    return client.post("/plan/saved", data=data | {"csrf_token": csrf(client)} | fields, headers=EN)


def test_a_question_is_kept_and_says_later_what_has_changed(
    app: Flask, fresh_database: Addresses, planner: FlaskClient
) -> None:
    form = words(planner.get(f"/plan/save?{ASKED}", headers=EN))
    assert "11 placed in 3 sites, 3,489 unplaced" in form
    one = str(uuid4())
    made = save(planner, client_uuid=one, note="asked by the governorate")
    assert made.status_code == 303
    assert save(planner, client_uuid=one).location == made.location
    shown = words(planner.get(made.location, headers=EN))
    assert "As when it was saved: 11 placed, 3,489 unplaced." in shown
    assert "asked by the governorate" in shown
    with as_owner(fresh_database) as connection:
        connection.execute(
            text(
                "INSERT INTO ninewa.site_report (site_id, as_of, plots_ready, plots_occupied, source_id)"
                " VALUES ('haj-ali', '2017-04-04', 500, 400, 1)"
            )
        )
    other = signed_in(app, fresh_database, add_account(fresh_database, "Dara", "information_officer"))
    page = other.get(made.location, headers=EN)
    told = "When it was saved: 11 placed, 3,489 unplaced; now: 111 placed, 3,389 unplaced."
    assert told in words(page)
    assert re.search(r'href="/plan\?q=Hammam[+]al-Alil&amp;families=3500&amp;at=2017-04-04&amp;max_km=999"', page.text)
    assert "Hammam in April" in words(other.get("/plan/saved", headers=EN))


def test_it_is_removed_by_its_maker_or_an_administrator(
    app: Flask, fresh_database: Addresses, planner: FlaskClient
) -> None:
    first, second = save(planner).location, save(planner, title="Another").location

    def remove(client: FlaskClient, where: str) -> int:
        return client.post(f"{where.partition('?')[0]}/remove", data={"csrf_token": csrf(client)}).status_code

    colleague = signed_in(app, fresh_database, add_account(fresh_database, "Bahar", "planner"))
    admin = signed_in(app, fresh_database, add_account(fresh_database, "Rebin", "admin"))
    manager = signed_in(app, fresh_database, add_account(fresh_database, "Sara", "site_manager", ["haj-ali"]))
    assert manager.get(first).status_code == 403
    assert remove(colleague, first) == 404
    assert remove(planner, first) == 303
    assert remove(admin, second) == 303
    assert planner.get(first).status_code == 404
    assert "Nothing is saved yet" in words(planner.get("/plan/saved", headers=EN))


@pytest.mark.parametrize(
    ("fields", "status", "said"),
    [
        ({"title": " "}, 400, "Give it a title"),
        ({"title": "Call 0770 123 4567"}, 400, "telephone"),
        ({"asked": "families=3"}, 400, "with a place of arrival"),
        ({"asked": ""}, 400, "with a place of arrival"),
        ({"asked": "q=" + "x" * 3000}, 400, "too long"),
        ({"client_uuid": "x"}, 400, "not sent whole"),
    ],
)
def test_what_cannot_be_kept_is_said(planner: FlaskClient, fields: dict[str, str], status: int, said: str) -> None:
    answer = save(planner, **fields)
    assert (answer.status_code, said in words(answer)) == (status, True), words(answer)


def test_a_title_is_text(planner: FlaskClient) -> None:
    where = save(planner, title=HOSTILE, note=HOSTILE).location
    for path in (where, "/plan/saved"):
        page = planner.get(path, headers=EN).text
        assert "<img" not in page
        assert "&lt;img src=x onerror=1&gt;" in page


def test_a_question_that_has_no_answer_any_more_is_still_told(fresh_database: Addresses, planner: FlaskClient) -> None:
    where = save(planner).location
    with as_owner(fresh_database) as connection:
        connection.execute(text("UPDATE ninewa.scenario SET asked = asked || '&close=no-such-site'"))
    shown = words(planner.get(where, headers=EN))
    assert "cannot be answered any more: Nothing is known under the id “no-such-site”" in shown
    assert "11 placed, 3,489 unplaced" in shown


def test_a_plan_offers_both_to_people_with_a_name_alone(
    app: Flask, planner: FlaskClient, make_app: Make, fresh_database: Addresses
) -> None:
    assert "Save this question" in planner.get(f"/plan?{ASKED}", headers=EN).text
    assert "Save this question" not in app.test_client().get(f"/plan?{ASKED}", headers=EN).text
