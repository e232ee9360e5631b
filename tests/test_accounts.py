"""Accounts: signing in and out, sessions that can be ended, links that work once, and what tries cost."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from geodata.server.cluster import Cluster
from geodata.server.logins import Addresses
from tests.conftest import WORD, Make, copy_of, drop
from tests.signed_in import PASSWORD, add_account, as_owner, csrf, session_token, signed_in
from tests.test_access import SITE, door, keep_from_public, shown_position
from webmap import front
from webmap.accounts import crowd, queries
from webmap.accounts.passwords import MOST_AT_ONCE, Passwords
from webmap.answers import old_forms
from webmap.tries import MOST

WRONG = "Name or password is wrong"


@pytest.fixture(scope="module")
def addresses(template: str, cluster: Cluster) -> Iterator[Addresses]:
    """Of a database in which Haj Ali's exact point is not public."""
    name = "ninewa_accounts"
    made = copy_of(template, name, cluster)
    keep_from_public(made, "haj-ali")
    yield made
    drop(cluster, name)


@pytest.fixture
def nobody_yet(addresses: Addresses) -> Iterator[None]:
    """Each test has the names for itself, and no tries before it."""
    yield
    with as_owner(addresses) as connection:
        for table in ("one_time_link", "web_session", "role_grant", "sign_in_attempt", "account"):
            connection.exec_driver_sql(f"DELETE FROM {table}")


@pytest.fixture
def app(addresses: Addresses, make_app: Make, nobody_yet: None) -> Flask:
    return make_app(addresses, role="public")


def sign_in(client: FlaskClient, name: str, password: str, **request: Any) -> TestResponse:
    return client.post(
        "/login?lang=en", data={"name": name, "password": password, "csrf_token": csrf(client)}, **request
    )


def test_who_signs_in_reads_as_their_role_and_who_signs_out_as_nobody(app: Flask, addresses: Addresses) -> None:
    add_account(addresses, "Sara Yousif", "planner", password=PASSWORD)
    client = app.test_client()
    assert shown_position(client) == "public"
    answer = sign_in(client, "  sara  YOUSIF ", PASSWORD)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/?lang=en")
    assert shown_position(client) == "exact"
    page = client.get(SITE)
    assert "<bdi>Sara Yousif</bdi>, planner" in page.text
    assert page.headers["Cache-Control"] == "private, no-cache"
    gone = client.post("/logout", data={"csrf_token": csrf(client)})
    assert (gone.status_code, gone.headers["Clear-Site-Data"]) == (303, '"cache"')
    assert shown_position(client) == "public"
    assert "Sara" not in client.get(SITE).text


def test_the_cookie_is_for_the_server_alone_and_a_new_one_at_each_sign_in(app: Flask, addresses: Addresses) -> None:
    """Fixation: a token that somebody else put into the browser is nobody's after the sign-in."""
    account = add_account(addresses, "Sara", "planner", password=PASSWORD)
    client, sessions = app.test_client(), app.extensions["sessions"]
    planted = session_token(addresses, account)
    client.set_cookie(sessions.name_for("session"), planted)
    made = next(line for line in sign_in(client, "Sara", PASSWORD).headers.getlist("Set-Cookie") if "session-" in line)
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(made.split("; "))
    assert "Secure" not in made
    assert planted not in made
    assert shown_position(client) == "exact"
    thief = app.test_client()
    thief.set_cookie(sessions.name_for("session"), planted)
    assert shown_position(thief) == "public"


def test_by_https_the_cookie_is_of_this_host_alone(app: Flask, addresses: Addresses) -> None:
    add_account(addresses, "Sara", "planner", password=PASSWORD)
    secure: dict[str, Any] = {"headers": {"X-Forwarded-Proto": "https"}}
    client = app.test_client(use_cookies=False)
    page = client.get("/login", **secure)
    kept = page.headers["Set-Cookie"]
    assert "Secure" in kept
    found = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
    assert found
    data = {"name": "Sara", "password": PASSWORD, "csrf_token": found[1]}
    headers = {**secure["headers"], "Cookie": kept.partition(";")[0]}
    made = client.post("/login", data=data, headers=headers).headers.getlist("Set-Cookie")
    (session,) = [line for line in made if line.startswith("__Host-session-")]
    assert {"Secure", "HttpOnly", "Path=/"} <= set(session.split("; "))


def test_every_way_not_to_get_in_is_answered_alike(app: Flask, addresses: Addresses) -> None:
    add_account(addresses, "Sara", "planner", password=PASSWORD)
    add_account(addresses, "Hana", "planner")  # has not chosen a password
    gone = add_account(addresses, "Omar", "information_officer", password=PASSWORD)
    with as_owner(addresses) as connection:
        queries.disable(connection, gone, True)
    answers = set()
    for name, password in (("Sara", "wrong wrong"), ("Hana", ""), ("Omar", PASSWORD), ("Nobody", PASSWORD), ("", "")):
        client = app.test_client()
        answer = sign_in(client, name, password)
        assert WRONG in answer.text
        assert answer.text.count('aria-invalid="true" aria-describedby="problem"') == 2
        assert "session-" not in str(answer.headers.getlist("Set-Cookie"))
        body = re.sub(r'name="csrf_token" value="[^"]+"', "", answer.text).replace(f'name="name" value="{name}"', "")
        answers.add((answer.status_code, body))
    assert len(answers) == 1
    assert answers.pop()[0] == 401


def test_ten_tries_in_a_quarter_of_an_hour_by_name_and_by_address(
    addresses: Addresses, make_app: Make, nobody_yet: None
) -> None:
    """Counted in the database: another worker, and one started anew, know the same."""
    add_account(addresses, "Sara", "planner", password=PASSWORD)
    add_account(addresses, "Hana", "planner", password=PASSWORD)
    settings = {"role": "public", "webmap_trusted_proxies": "127.0.0.1"}
    clients = [make_app(addresses, **settings).test_client() for _ in range(2)]
    for number in range(MOST):
        assert sign_in(clients[number % 2], "Sara", "wrong", headers=coming_from(f"10.0.0.{number}")).status_code == 401
    restarted = make_app(addresses, **settings).test_client()
    right = sign_in(restarted, "SARA", PASSWORD, headers=coming_from("10.0.0.99"))
    assert (right.status_code, WRONG in right.text) == (401, True)
    for number in range(MOST):
        assert sign_in(clients[number % 2], f"n{number}", "wrong", headers=coming_from("10.0.1.1")).status_code == 401
    assert sign_in(restarted, "Hana", PASSWORD, headers=coming_from("10.0.1.1")).status_code == 401
    assert sign_in(restarted, "Hana", PASSWORD, headers=coming_from("10.0.1.2")).status_code == 303
    with as_owner(addresses) as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM sign_in_attempt").scalar() == 4 * MOST + 1
        connection.exec_driver_sql("UPDATE sign_in_attempt SET tried_at = tried_at - interval '16 minutes'")
    assert sign_in(restarted, "Sara", PASSWORD, headers=coming_from("10.0.1.1")).status_code == 303


def coming_from(address: str) -> dict[str, str]:
    return {"X-Forwarded-For": address}


def test_few_wait_for_a_hash_and_the_others_are_told_to_come_back(app: Flask, addresses: Addresses) -> None:
    """So that a worker's other threads stay with pages; nothing is counted against whoever is sent away."""
    add_account(addresses, "Sara", "planner", password=PASSWORD)
    client, passwords = app.test_client(), app.extensions["passwords"]
    with ExitStack() as places:
        for _ in range(MOST_AT_ONCE):
            places.enter_context(passwords.place())
        for _ in range(MOST + 1):
            answer = sign_in(client, "Sara", PASSWORD)
            assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
        assert client.get("/login").status_code == 200
        assert (at_door(app, "/login", "lang=ar") or ("",))[0] == "503 SERVICE UNAVAILABLE"
        assert "كثيرون" in (at_door(app, "/login", "lang=ar") or ("", [], b""))[2].decode()
        assert "Many are" in (at_door(app, "/login") or ("", [], b""))[2].decode()
        assert at_door(app, "/logout") is None
    assert at_door(app, "/login") is None
    assert sign_in(client, "Sara", PASSWORD).status_code == 303


def at_door(
    app: Flask, path: str, query: str = "", client: str = "127.0.0.1"
) -> tuple[str, list[tuple[str, str]], bytes] | None:
    """What is answered to a form there before a thread is given to it."""
    asked = {"REQUEST_METHOD": "POST", "PATH_INFO": path, "QUERY_STRING": query, "wsgi.url_scheme": "http"}
    return front._at_hand(app, asked | {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": client})


def test_from_where_too_many_tried_nobody_is_looked_at_and_then_nobody_let_to_the_database(
    addresses: Addresses, make_app: Make, nobody_yet: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Names that there are and that there are not: neither is known by it, and a flood costs no hash."""
    add_account(addresses, "Sara", "planner", password=PASSWORD)
    app = make_app(addresses, role="public", webmap_trusted_proxies="127.0.0.1")
    hashed: list[str] = []
    monkeypatch.setattr(Passwords, "is_right", lambda self, password, kept: hashed.append(password))
    client = app.test_client()
    for number in range(MOST):
        sign_in(client, "Sara", f"wrong {number}", headers=coming_from("10.0.2.1"))
    assert sign_in(client, "Sara", "locked", headers=coming_from("10.0.2.2")).status_code == 401
    assert len(hashed) == MOST + 1  # a name that is locked costs what another costs
    assert at_door(app, "/login", client="10.0.2.1") is None
    answers = [sign_in(client, name, PASSWORD, headers=coming_from("10.0.2.1")) for name in ("Sara", "Nobody")]
    assert [(answer.status_code, WRONG in answer.text) for answer in answers] == 2 * [(401, True)]
    assert len(hashed) == MOST + 1
    status, headers, words = at_door(app, "/login", "lang=ar", client="10.0.2.1") or ("", [], b"")
    assert (status, dict(headers)["Retry-After"]) == ("429 TOO MANY REQUESTS", "900")
    assert "شبكتك" in words.decode()
    assert at_door(app, "/login", client="10.0.2.2") is None
    assert at_door(app, "/logout", client="10.0.2.1") is None
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now + crowd.SECONDS_KNOWN + 1)
    assert at_door(app, "/login", client="10.0.2.1") is None  # the database is asked again


def test_what_is_known_of_addresses_is_bounded() -> None:
    known = crowd.Refused()
    for number in range(crowd.MOST_KNOWN + 1):
        known.note(f"10.0.{number // 256}.{number % 256}")
    assert not known.holds("10.0.0.0")
    assert known.holds("10.0.0.1")


def test_tries_of_a_name_that_is_locked_count_against_their_address(
    addresses: Addresses, make_app: Make, nobody_yet: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else whoever tries one name for ever from one place would keep the hashes busy for ever."""
    monkeypatch.setattr(Passwords, "is_right", lambda self, password, kept: False)
    app = make_app(addresses, role="public", webmap_trusted_proxies="127.0.0.1")
    client = app.test_client()
    for number in range(2 * MOST):
        sign_in(client, "Nobody", "wrong", headers=coming_from(f"10.0.3.{max(0, number - MOST)}"))
    for _ in range(MOST):
        assert at_door(app, "/login", client="10.0.3.9") is None
        sign_in(client, "Nobody", "wrong", headers=coming_from("10.0.3.9"))
    assert at_door(app, "/login", client="10.0.3.9") is not None


def test_who_gets_in_is_not_counted(app: Flask, addresses: Addresses) -> None:
    add_account(addresses, "Sara", "planner", password=PASSWORD)
    for _ in range(MOST + 2):
        assert sign_in(app.test_client(), "Sara", PASSWORD).status_code == 303


def test_a_right_that_is_taken_away_holds_at_the_next_request(app: Flask, addresses: Addresses) -> None:
    add_account(addresses, "another", "admin")  # there is always one
    account = add_account(addresses, "Sara", "planner")
    client = signed_in(app, addresses, account)
    assert shown_position(client) == "exact"
    with as_owner(addresses) as connection:
        queries.set_role(connection, account, "site_manager")
    assert shown_position(client) == "public"
    with as_owner(addresses) as connection:
        queries.set_role(connection, account, "admin")
    assert shown_position(client) == "exact"
    with as_owner(addresses) as connection:
        queries.disable(connection, account, True)
    assert shown_position(client) == "public"
    assert client.get("/account").status_code == 303
    with as_owner(addresses) as connection:
        queries.disable(connection, account, False)
    assert client.get("/account").status_code == 303  # its sessions do not come back with it


def test_sessions_are_listed_and_ended(app: Flask, addresses: Addresses) -> None:
    account = add_account(addresses, "Sara", "planner")
    here, there = (signed_in(app, addresses, account) for _ in range(2))
    stranger = signed_in(app, addresses, add_account(addresses, "Hana", "planner"))
    page = here.get("/account?lang=en").text
    (other,) = re.findall(r'name="session" value="(\d+)"', page)
    assert "Firefox, Linux" in page
    stranger.post("/account/sessions", data={"session": other, "csrf_token": csrf(stranger)})
    assert there.get("/account").status_code == 200
    assert here.post("/account/sessions", data={"session": other, "csrf_token": csrf(here)}).status_code == 303
    assert (there.get("/account").status_code, here.get("/account").status_code) == (303, 200)
    third = signed_in(app, addresses, account)
    here.post("/account/sessions", data={"session": "others", "csrf_token": csrf(here)})
    assert (third.get("/account").status_code, here.get("/account").status_code) == (303, 200)


def test_a_session_that_nobody_used_for_a_month_has_ended(app: Flask, addresses: Addresses) -> None:
    account = add_account(addresses, "Sara", "planner")
    client = signed_in(app, addresses, account)
    seen = "UPDATE web_session SET seen_at = now() - interval '{}'"
    with as_owner(addresses) as connection:
        connection.exec_driver_sql(seen.format("29 days"))
    assert client.get("/account").status_code == 200
    with as_owner(addresses) as connection:
        assert connection.exec_driver_sql("SELECT now() - seen_at < interval '1 minute' FROM web_session").scalar()
        connection.exec_driver_sql(seen.format("31 days"))
    assert client.get("/account").status_code == 303


def test_another_password_needs_the_present_one_and_ends_other_sessions(app: Flask, addresses: Addresses) -> None:
    account = add_account(addresses, "Sara", "site_manager", ["haj-ali"], PASSWORD)
    here, there = (signed_in(app, addresses, account) for _ in range(2))

    def change(**told: str) -> TestResponse:
        data = {"present": PASSWORD, "password": "quite another one", "again": "quite another one", **told}
        return here.post("/account/password", data={**data, "csrf_token": csrf(here)})

    assert change(present="not the right one").status_code == 400
    assert change(again="quite another two").status_code == 400
    assert change(password="short", again="short").status_code == 400
    assert there.get("/account").status_code == 200
    with as_owner(addresses) as connection:
        token = queries.make_link(connection, account)
    assert app.test_client().get(f"/link?token={token}").status_code == 200
    assert change().status_code == 303
    assert app.test_client().get(f"/link?token={token}").status_code == 404
    assert (here.get("/account").status_code, there.get("/account").status_code) == (200, 303)
    assert sign_in(app.test_client(), "Sara", PASSWORD).status_code == 401
    assert sign_in(app.test_client(), "Sara", "quite another one").status_code == 303


def test_a_link_lets_somebody_choose_a_password_once(app: Flask, addresses: Addresses) -> None:
    account = add_account(addresses, "Sara", "planner")
    with as_owner(addresses) as connection:
        first, token = (queries.make_link(connection, account) for _ in range(2))
    client = app.test_client()
    page = client.get(f"/link?token={token}&lang=en")
    assert (page.status_code, page.headers["Referrer-Policy"]) == (200, "no-referrer")
    assert page.headers["Cache-Control"] == "no-store"

    def choose(token: str, password: str = PASSWORD) -> TestResponse:
        data = {"token": token, "password": password, "again": password, "csrf_token": csrf(client)}
        return client.post("/link", data=data)

    assert choose(first).status_code == 404  # a newer one took its place
    refused = choose(token, "saraSARAsara"[:4])
    assert (refused.status_code, refused.text.count('aria-invalid="true"')) == (400, 2)
    assert choose(token).status_code == 303
    assert shown_position(client) == "exact"
    assert choose(token, "a password of a thief").status_code == 404
    assert client.get(f"/link?token={token}").status_code == 404
    assert sign_in(app.test_client(), "Sara", PASSWORD).status_code == 303


@pytest.mark.parametrize("spoilt", ["used_at = now()", "expires_at = now()"])
def test_a_link_that_is_over_opens_nothing(app: Flask, addresses: Addresses, spoilt: str) -> None:
    account = add_account(addresses, "Sara", "planner")
    with as_owner(addresses) as connection:
        token = queries.make_link(connection, account)
        connection.exec_driver_sql(f"UPDATE one_time_link SET {spoilt}")
    answer = app.test_client().get(f"/link?token={token}&lang=en")
    assert (answer.status_code, "This link opens nothing" in answer.text, "Sara" in answer.text) == (404, True, False)


def test_a_link_does_not_come_back_with_a_disabled_account(app: Flask, addresses: Addresses) -> None:
    account = add_account(addresses, "Sara", "planner")
    with as_owner(addresses) as connection:
        token = queries.make_link(connection, account)
    boss = signed_in(app, addresses, add_account(addresses, "Boss", "admin"))
    for state in ("disabled", "enabled"):
        sent = boss.post(f"/people/{account}/state", data={"state": state, "csrf_token": csrf(boss)})
        assert sent.status_code == 303
    assert app.test_client().get(f"/link?token={token}").status_code == 404


def test_from_the_first_sign_in_on_the_word_opens_nothing(app: Flask, addresses: Addresses) -> None:
    planner, program = app.test_client(), {"Authorization": f"Bearer {WORD}"}
    assert planner.get(door(WORD)).status_code == 303
    add_account(addresses, "Sara", "planner", password=PASSWORD)
    assert shown_position(planner) == "exact"  # an account alone locks nobody out
    assert sign_in(app.test_client(), "Sara", PASSWORD).status_code == 303
    assert shown_position(planner) == "public"
    assert planner.get(door(WORD)).status_code == 401
    refused = app.test_client().get("/map/data.json", headers=program)
    assert refused.status_code == 401
    assert refused.get_json()["title"] == "The word for planners opens nothing any more"


def test_a_form_that_no_page_of_ours_made_writes_nothing(app: Flask, addresses: Addresses) -> None:
    """Every address that writes, of whoever has signed in; and one's own sign-in, which another page might forge."""
    admin = signed_in(app, addresses, add_account(addresses, "Sara", "admin"))
    other = csrf(signed_in(app, addresses, add_account(addresses, "Hana", "admin")))
    writing = [rule for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())]
    assert writing
    for rule in writing:
        path = re.sub(r"<(?:\w+:)?\w+>", "1", rule.rule)
        if rule.endpoint == "kobo_api.submit":  # a token in a header says who sends, and no session
            assert admin.post(path, json={}).status_code == 404
            continue
        for data in ({}, {"csrf_token": "x"}, {"csrf_token": other}):
            answer = admin.post(path, data=data, headers={"Accept-Language": "en"})
            assert answer.status_code == 400, path
            assert "This form is too old" in answer.text, path
    assert app.test_client().post("/login", data={"name": "a", "password": "b"}).status_code == 400


def test_a_form_that_is_too_old_gives_back_what_was_typed_but_no_secret(app: Flask, addresses: Addresses) -> None:
    """To a page of ours alone: what another site sends must not be shown as if its reader had typed it here."""
    sara = signed_in(app, addresses, add_account(addresses, "Sara", "admin"))
    secret = dict.fromkeys(("csrf_token", "token", "password", "again", "present"), "hush")
    data = {**secret, "note": "<i>two</i> wells\nare dry", "time": "17:30", "was_families": "390", "free": " "}
    ours = {"Sec-Fetch-Site": "same-origin", "Accept-Language": "en"}
    answer = sara.post("/sites/haj-ali/report?lang=en", data=data, headers=ours)
    shown = re.findall(r"<dt>([\w ]+)</dt><dd dir=\"auto\">(.+?)</dd>", answer.text, re.DOTALL)
    assert (answer.status_code, shown) == (
        400,
        [("Note", "&lt;i&gt;two&lt;/i&gt; wells\nare dry"), ("Time in Baghdad", "17:30")],
    )
    assert "hush" not in answer.text
    assert "is not saved" not in answer.text
    assert '<a class="button primary" href="/sites/haj-ali/report?lang=en">' in answer.text
    from_a_page = {**ours, "Referer": "http://localhost/people?lang=en#top"}
    assert 'href="/people?lang=en">Open the form again' in sara.post("/people/1/state", headers=from_a_page).text
    for elsewhere in ({}, {"Sec-Fetch-Site": "cross-site"}, {**ours, "Accept": "application/json"}):
        answer = sara.post("/sites/haj-ali/report?lang=en", data=data, headers=elsewhere)
        assert "what you typed is not saved" in answer.text
        assert "are dry" not in answer.text


def test_no_field_for_a_secret_is_one_that_an_old_form_shows() -> None:
    pages = Path(front.__file__).parent.joinpath("templates").rglob("*.html")
    inputs = [one for page in pages for one in re.findall(r"<input[^>]+>", page.read_text(encoding="utf-8"))]
    names = {re.findall(r' name="(\w+)"', one)[0] for one in inputs if 'type="password"' in one}
    assert names == {"password", "again", "present"}
    assert all(old_forms.is_not_shown(name) for name in (*names, "token", "csrf_token"))


def test_after_signing_in_one_goes_on_where_one_was_and_nowhere_else(app: Flask, addresses: Addresses) -> None:
    add_account(addresses, "Sara", "planner", password=PASSWORD)
    client = app.test_client()
    turned_away = client.get("/account?lang=en")
    assert turned_away.headers["Location"] == "/login?lang=en&next=/account?lang%3Den"
    assert client.get("/account", headers={"Accept": "application/json"}).status_code == 401
    assert 'name="next" value="/account?lang=en"' in client.get(turned_away.headers["Location"]).text
    for then, where in (("/account?lang=ar", "/account?lang=ar"), ("//evil.example", "/?lang=en"), ("x", "/?lang=en")):
        client = app.test_client()
        data = {"name": "Sara", "password": PASSWORD, "next": then, "csrf_token": csrf(client)}
        assert client.post("/login?lang=en", data=data).headers["Location"] == where
