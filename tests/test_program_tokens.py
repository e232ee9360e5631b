"""Tokens by which programs of people ask: the rights of their person at each request, and nothing of theirs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from geodata.rules.dates import TIME_ZONE
from geodata.server.cluster import Cluster
from geodata.server.logins import Addresses
from tests.conftest import Make, copy_of, drop
from tests.signed_in import add_account, as_owner, csrf, signed_in
from tests.test_access import keep_from_public, shown_position
from tests.test_matrix import methods, path_of, routes
from webmap.access import declared_roles, is_own
from webmap.accounts import queries
from webmap.accounts.programs import queries as programs
from webmap.answers.json_answers import PROBLEM
from webmap.person import ROLES

JSON = {"Accept": "application/json", "Accept-Language": "en"}
QUESTION = {"origins": [{"lon": 43.25, "lat": 36.16, "families": 3}], "at": "2017-04-04"}


@pytest.fixture(scope="module")
def addresses(template: str, cluster: Cluster) -> Iterator[Addresses]:
    """Of a database in which Haj Ali's exact point is not public."""
    name = "ninewa_tokens"
    made = copy_of(template, name, cluster)
    keep_from_public(made, "haj-ali")
    yield made
    drop(cluster, name)


@pytest.fixture(scope="module")
def app(addresses: Addresses, make_app: Make) -> Flask:
    return make_app(addresses, role="public")


def program(app: Flask, token: str) -> FlaskClient:
    """What sends this token with each request."""
    client = app.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    return client


def make(client: FlaskClient, name: str = "weekly script", last_day: str = "") -> TestResponse:
    data = {"program": name, "last_day": last_day, "csrf_token": csrf(client)}
    return client.post("/account/programs?lang=en", data=data)


def token_in(answer: TestResponse) -> str:
    assert answer.status_code == 201, answer.text
    (token,) = re.findall(r"ninewa_[\w-]{43}", answer.text)
    return str(token)


def test_a_token_reads_as_its_person_until_it_is_revoked(app: Flask, addresses: Addresses) -> None:
    account = add_account(addresses, "Sara", "planner")
    sara = signed_in(app, addresses, account)
    token = token_in(make(sara))
    page = sara.get("/account?lang=en").text
    assert token not in page
    assert "never used" in page
    script = program(app, token)
    assert shown_position(script) == "exact"
    assert shown_position(app.test_client()) == "public"
    answer = script.post("/api/plan/allocate", json=QUESTION)
    assert (answer.status_code, answer.get_json()["placed"]) == (200, 3)
    assert "Set-Cookie" not in answer.headers
    assert "private" in script.get("/sites").headers["Cache-Control"]
    assert "last used on" in sara.get("/account?lang=en").text
    with as_owner(addresses) as connection:
        kept = connection.exec_driver_sql("SELECT string_agg(t::text, ' ') FROM program_token t").scalar()
        assert token not in str(kept)
        queries.set_role(connection, account, "site_manager")
    assert shown_position(script) == "public"
    with as_owner(addresses) as connection:
        queries.set_role(connection, account, "planner")
        queries.disable(connection, account, True)
    refused = script.get("/map/data.json", headers=JSON)
    assert (refused.status_code, refused.get_json()["title"]) == (401, "This token opens nothing")
    with as_owner(addresses) as connection:
        queries.disable(connection, account, False)
    sara = signed_in(app, addresses, account)
    assert shown_position(script) == "exact"
    (number,) = re.findall(r'name="token" value="(\d+)"', sara.get("/account").text)
    stranger = signed_in(app, addresses, add_account(addresses, "Hana", "planner"))
    stranger.post("/account/programs/revoke", data={"token": number, "csrf_token": csrf(stranger)})
    assert shown_position(script) == "exact"
    sara.post("/account/programs/revoke", data={"token": number, "csrf_token": csrf(sara)})
    assert script.get("/sites", headers=JSON).status_code == 401


def test_a_token_is_over_after_its_last_day(app: Flask, addresses: Addresses) -> None:
    sara = signed_in(app, addresses, add_account(addresses, "Lana", "planner"))
    today = datetime.now(TIME_ZONE).date()
    for wrong in ("soon", str(today - timedelta(days=1))):
        answer = make(sara, last_day=wrong)
        assert (answer.status_code, f'value="{wrong}"' in answer.text, 'aria-invalid="true"' in answer.text) == (
            400,
            True,
            True,
        )
    assert make(sara, name=" ").status_code == 400
    script = program(app, token_in(make(sara, last_day=str(today))))
    assert shown_position(script) == "exact"
    with as_owner(addresses) as connection:
        connection.exec_driver_sql("UPDATE program_token SET last_day = last_day - 1")
    assert script.get("/sites", headers=JSON).status_code == 401
    assert "over since" in sara.get("/account?lang=en").text


def test_ten_are_enough(app: Flask, addresses: Addresses) -> None:
    sara = signed_in(app, addresses, add_account(addresses, "Mina", "planner"))
    for number in range(programs.MOST):
        token_in(make(sara, f"script {number} <b>"))
    refused = make(sara, "one more")
    assert (refused.status_code, "10 tokens already" in refused.text) == (409, True)
    assert "script 3 &lt;b&gt;" in refused.text


def test_an_administrator_revokes(app: Flask, addresses: Addresses) -> None:
    account = add_account(addresses, "Rana", "planner")
    script = program(app, token_in(make(signed_in(app, addresses, account))))
    boss = signed_in(app, addresses, add_account(addresses, "Boss", "admin"))
    (number,) = re.findall(r'name="token" value="(\d+)"', boss.get(f"/people/{account}").text)
    assert shown_position(script) == "exact"
    boss.post(f"/people/{account}/programs", data={"token": number, "csrf_token": csrf(boss)})
    assert script.get("/sites", headers=JSON).status_code == 401


def test_what_a_token_opens_of_each_route_for_each_role(app: Flask, addresses: Addresses) -> None:
    """What its person may read in general, and plans; nothing that is somebody's own, nor for administrators."""
    asked = 0
    for role in (role for role in ROLES if role != "public"):
        account = add_account(addresses, f"A {role}", role, ["haj-ali"])
        script = program(app, token_in(make(signed_in(app, addresses, account))))
        for rule in routes(app):
            allowed = declared_roles(app, rule.endpoint) or frozenset()
            for method in methods(rule):
                answer = script.open(path_of(rule, account=account), method=method, headers=JSON)
                where = (role, method, rule.rule, answer.status_code)
                is_plan = rule.rule.startswith("/api/plan")
                may = "public" in allowed or role in allowed
                asked += 1
                if rule.endpoint == "kobo_api.submit":  # a token of the form alone opens it, and this is none
                    assert answer.status_code == 404, where
                    continue
                if may and not is_own(app, rule.endpoint) and allowed != {"admin"} and (method == "GET" or is_plan):
                    assert answer.status_code not in (401, 403, 500), where
                else:
                    assert (answer.status_code, answer.mimetype) == (403, PROBLEM), where
    assert asked > 200


def test_a_token_that_is_none_is_refused_as_one_that_is_over(app: Flask) -> None:
    refused = program(app, f"ninewa_{'x' * 43}").get("/map/data.json", headers=JSON)
    assert (refused.status_code, refused.headers["WWW-Authenticate"]) == (401, "Bearer")
    assert "page of their account" in refused.get_json()["detail"]
