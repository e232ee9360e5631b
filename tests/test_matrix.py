"""Every route for every role, of an own site and of another: as each view declares, and nothing personal crosses.

The matrix is made from the routes of the application, so that a new one is in it by being there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from geodata.server.cluster import Cluster
from geodata.server.logins import Addresses
from tests.conftest import Make, copy_of, drop
from tests.signed_in import add_account, as_owner, csrf, signed_in
from tests.test_access import keep_from_public
from webmap.access import declared_roles, is_own
from webmap.accounts import queries
from webmap.answers.json_answers import PROBLEM
from webmap.person import ROLES

OWN, OTHER, NOT_THERE = "haj-ali", "qaymawa", "no-such-site"
FILLED = {
    "corridor_id": "C02",
    "community_id": "rabia",
    "metric": "returnees",
    "name": "sites.css",
    "digest": "0",
    "report_id": "5",  # of the own site
}
ROLES_WITH_ACCOUNT = [role for role in ROLES if role != "public"]
Clients = dict[str, FlaskClient]
LANG = {"Accept-Language": "en"}
# What a route needs beside its path to be answered at all.
ASKED = {
    "/api/plan/nearest": "lon=43.1&lat=36.3",
    "/api/plan/along": "corridor=C02",
    "/api/plan/saturation": "site=haj-ali",
}


@pytest.fixture(scope="module")
def addresses(template: str, cluster: Cluster) -> Iterator[Addresses]:
    """A database in which what is exact of two sites is not public."""
    name = "ninewa_matrix"
    made = copy_of(template, name, cluster)
    for site in (OWN, OTHER):
        keep_from_public(made, site)
    yield made
    drop(cluster, name)


@pytest.fixture(scope="module")
def app(addresses: Addresses, make_app: Make) -> Flask:
    return make_app(addresses, role="public")


@pytest.fixture(scope="module")
def accounts(addresses: Addresses) -> dict[str, int]:
    """One of each role; the site manager holds one site."""
    return {role: add_account(addresses, f"A {role}", role, [OWN]) for role in ROLES_WITH_ACCOUNT}


@pytest.fixture(scope="module")
def clients(app: Flask, addresses: Addresses, accounts: dict[str, int]) -> dict[str, FlaskClient]:
    """Nobody, and each role signed in."""
    return {"public": app.test_client(), **{role: signed_in(app, addresses, one) for role, one in accounts.items()}}


def routes(app: Flask) -> list[Rule]:
    """All but the door of the word for planners, which tests/test_access.py opens."""
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint != "door.come_in"]


def path_of(rule: Rule, site: str = OWN, account: int = 0) -> str:
    """The route's address for a site, or for an account; other parts of it are filled with what is there."""
    values = {**FILLED, "site_id": site, "account_id": str(account)}
    path = re.sub(r"<(?:\w+:)?(\w+)>", lambda found: values.get(found[1], "1"), rule.rule)
    return f"{path}?{ASKED[path]}" if path in ASKED else path


def ask(client: FlaskClient, rule: Rule, method: str, path: str, token: str) -> TestResponse:
    data = {"csrf_token": token} if method == "POST" else None
    return client.open(path, method=method, data=data, headers=LANG)


def methods(rule: Rule) -> list[str]:
    return sorted(rule.methods & {"GET", "POST"}) if rule.methods else []


def test_each_route_is_for_whom_it_declares(app: Flask, clients: Clients, accounts: dict[str, int]) -> None:
    asked = 0
    for role, client in clients.items():
        token = csrf(client)
        for rule in routes(app):
            allowed = declared_roles(app, rule.endpoint) or frozenset()
            for method in methods(rule):
                if rule.endpoint in ("accounts.sign_out_now", "accounts.sign_in_now"):
                    continue  # they end the session that the rest is asked with
                answer = ask(client, rule, method, path_of(rule, account=accounts["planner"]), token)
                where = (role, method, rule.rule, answer.status_code)
                asked += 1
                assert answer.status_code < 500, where
                if "public" in allowed or role in allowed:
                    assert answer.status_code not in (401, 403), where
                    assert not answer.headers.get("Location", "").startswith("/login"), where
                elif role != "public":
                    assert answer.status_code == 403, where
                elif method == "GET" and answer.mimetype != PROBLEM:
                    assert (answer.status_code, answer.headers["Location"][:6]) == (303, "/login"), where
                else:
                    assert answer.status_code == 401, where
    assert asked > 200


def test_the_word_is_a_planner_without_a_name(fresh_database: Addresses, make_app: Make) -> None:
    """Until somebody has signed in: of what is one's own it opens nothing."""
    client = make_app(fresh_database).test_client()
    own = [rule for rule in routes(client.application) if is_own(client.application, rule.endpoint)]
    assert own
    for rule in own:
        for method in methods(rule):
            answer = ask(client, rule, method, path_of(rule), "")
            assert answer.status_code in (303, 400, 401), (rule.rule, answer.status_code)
            is_page = method == "GET" and answer.mimetype != PROBLEM
            assert not is_page or answer.headers["Location"].startswith("/login"), rule.rule


def test_a_site_that_is_not_theirs_is_answered_as_one_that_is_not_there(app: Flask, clients: Clients) -> None:
    """Same status, same body but for the address; and where one's own is shown, it is."""
    manager = clients["site_manager"]
    token = csrf(manager)
    for rule in routes(app):
        if "site_id" not in rule.arguments or not is_own(app, rule.endpoint):
            continue
        for method in methods(rule):
            own, other, none = (
                ask(manager, rule, method, path_of(rule, site), token) for site in (OWN, OTHER, NOT_THERE)
            )
            assert other.status_code == none.status_code == 404, (method, rule.rule, other.status_code)
            assert other.text.replace(OTHER, "X") == none.text.replace(NOT_THERE, "X"), rule.rule
            assert own.status_code != 404, rule.rule


def test_a_site_manager_reads_on_general_pages_what_the_public_reads(app: Flask, clients: Clients) -> None:
    """The same bytes, apart from the line with the name."""
    for rule in routes(app):
        if is_own(app, rule.endpoint) or "GET" not in methods(rule) or rule.endpoint.startswith("accounts."):
            continue
        for site in (OWN, OTHER):
            path = path_of(rule, site)
            public, manager = (plain(clients[role].get(path, headers=LANG)) for role in ("public", "site_manager"))
            assert manager == public, path


def plain(answer: TestResponse) -> str:
    """Without what says who is signed in."""
    text = re.sub(r"\s+(?=<)", "", answer.get_data().decode(errors="replace"))
    without_name = re.sub(r'<nav class="person-line.*?</nav>|<p class="own-line.*?</p>', "", text, flags=re.DOTALL)
    return re.sub(r'<span class="no-print">·<a href="[^"]*">Sign in</a></span>(?=</span></footer>)', "", without_name)


def test_nothing_personal_crosses(app: Flask, addresses: Addresses) -> None:
    """Two managers and somebody unknown ask all routes in turn, twice: no byte of one is in an answer to another."""
    marks = {"Zoulaikha Qasim": OWN, "Bahjat Murad": OTHER}
    clients: dict[str, Any] = {
        name: signed_in(app, addresses, add_account(addresses, name, "site_manager", [site]))
        for name, site in marks.items()
    }
    clients["nobody"] = app.test_client()
    seen = dict.fromkeys(marks, 0)
    for _round in range(2):
        for rule in routes(app):
            for site in (OWN, OTHER):
                for name, client in clients.items():
                    answer = client.get(path_of(rule, site), headers=LANG)
                    text = answer.get_data().decode(errors="replace")  # pictures are no text
                    for other in marks:
                        assert other == name or other not in text, (name, rule.rule)
                    kept = answer.headers["Cache-Control"]
                    assert name == "nobody" or "private" in kept or kept == "no-store", (rule.rule, kept)
                    if name in seen:
                        seen[name] += name in text
    assert min(seen.values()) > 50
    told = {name: client.get("/account", headers=LANG).text for name, client in clients.items()}
    for name, site in marks.items():
        assert f'/sites/{site}"' in told[name]


def test_people_of_one_account_are_no_more_than_that_account(app: Flask, clients: Clients) -> None:
    """An administrator may not end their own rights, and is told so."""
    admin = clients["admin"]
    page = admin.get("/people", headers=LANG).text
    (own,) = re.findall(r'/people/(\d+)[^"]*"><bdi>A admin', page)
    for path, data in (("state", {"state": "disabled"}), ("role", {"role": "planner"})):
        answer = admin.post(f"/people/{own}/{path}", data={**data, "csrf_token": csrf(admin)}, headers=LANG)
        assert (answer.status_code, "Another administrator" in answer.text) == (400, True)


def test_an_administrator_adds_somebody_and_gives_and_takes_sites(
    app: Flask, clients: Clients, addresses: Addresses
) -> None:
    admin = clients["admin"]

    def post(path: str, **data: str) -> TestResponse:
        return admin.post(path, data={**data, "csrf_token": csrf(admin)}, headers=LANG)

    assert post("/people", name=" ", role="planner").status_code == 400
    assert post("/people", name="Lana", role="king").status_code == 400
    added = post("/people", name="Lana", role="site_manager")
    assert added.status_code == 201
    assert "already" in post("/people", name="LANA", role="planner").text
    (token,) = re.findall(r"/link\?token=([\w-]+)", added.text)
    (number,) = {int(found) for found in re.findall(r"/people/(\d+)/sites", added.text)}
    manager = signed_in(app, addresses, number)
    assert "None yet" in manager.get("/account?lang=en").text
    assert post(f"/people/{number}/sites", site="No such site").status_code == 400
    assert post(f"/people/{number}/sites", site=OTHER).status_code == 303
    assert f'/sites/{OTHER}"' in manager.get("/account").text
    (grant,) = re.findall(r'name="grant" value="(\d+)"', admin.get(f"/people/{number}").text)
    post(f"/people/{number}/revoke", grant=grant)
    assert f'/sites/{OTHER}"' not in manager.get("/account").text
    area = re.findall(
        r'<option value="(area:[^"]+)">all sites of the governorate', admin.get(f"/people/{number}", headers=LANG).text
    )
    for wrong in ("area:Atlantis|", "area:|", "area:Ninewa", "Ninewa"):
        refused = post(f"/people/{number}/sites", area=wrong)
        assert (refused.status_code, "No site is in this area" in refused.text, "Ninewa" in refused.text) == (
            400,
            True,
            True,
        )
    post(f"/people/{number}/sites", area=area[0])
    assert manager.get("/account").text.count('href="/sites/') > 3
    assert app.test_client().get(f"/link?token={token}").status_code == 200
    post(f"/people/{number}/link")
    assert app.test_client().get(f"/link?token={token}").status_code == 404
    post(f"/people/{number}/state", state="disabled")
    assert manager.get("/account").status_code == 303
    with as_owner(addresses) as connection:
        found = queries.account_of(connection, number)
        assert found is not None
        assert found.disabled_at is not None
