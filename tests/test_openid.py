"""Signing in by an OpenID provider: only who is linked, only what its keys vouch for, and once."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pydantic import ValidationError
from werkzeug.test import TestResponse

from geodata.server.cluster import Cluster
from geodata.server.logins import Addresses
from scripts import doctor, findings
from tests.conftest import ROOT, WORD, Make, copy_of, drop
from tests.openid_provider import SECRET, OpenIDProvider
from tests.signed_in import PASSWORD, add_account, as_owner, csrf, signed_in
from tests.test_access import keep_from_public, shown_position
from tests.test_accounts import sign_in
from webmap import tries
from webmap.accounts import queries
from webmap.accounts.openid import provider as asking
from webmap.accounts.openid import queries as identities
from webmap.config import Settings, refusals

MAP = "http://localhost"
SARA = {"sub": "u-17", "email": "Sara@Example.org", "email_verified": True}
UNTRUSTED = "cannot be trusted, so nobody was signed in"


@pytest.fixture(scope="module")
def addresses(template: str, cluster: Cluster) -> Iterator[Addresses]:
    """Of a database in which Haj Ali's exact point is not public."""
    name = "ninewa_openid"
    made = copy_of(template, name, cluster)
    keep_from_public(made, "haj-ali")
    yield made
    drop(cluster, name)


@pytest.fixture
def provider(addresses: Addresses) -> Iterator[OpenIDProvider]:
    """A provider at which Sara signs in, and a database without people after the test."""
    with OpenIDProvider(redirect_uri=f"{MAP}/login/openid/back", claims=dict(SARA)).running() as running:
        yield running
    with as_owner(addresses) as connection:
        for table in ("openid_identity", "one_time_link", "web_session", "role_grant", "sign_in_attempt", "account"):
            connection.exec_driver_sql(f"DELETE FROM {table}")


@pytest.fixture
def app(addresses: Addresses, make_app: Make, provider: OpenIDProvider) -> Flask:
    return make_app(addresses, role="public", webmap_address=MAP, **provider.settings())


def add_linked(addresses: Addresses, provider: OpenIDProvider, told: str, name: str = "Sara", **account: Any) -> int:
    number = add_account(addresses, name, "planner", **account)
    with as_owner(addresses) as connection:
        assert identities.link(connection, number, provider.issuer, told)
    return number


def begin(client: FlaskClient, **asked: str) -> dict[str, str]:
    """What the browser asks the provider, once somebody has chosen to sign in there."""
    answer = client.get("/login/openid", query_string={"lang": "en", **asked})
    assert answer.status_code == 303
    return {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["Location"]).query).items()}


def come_back(client: FlaskClient, provider: OpenIDProvider, asked: dict[str, str]) -> TestResponse:
    there = urlsplit(provider.back(asked))
    return client.get(f"{there.path}?{there.query}")


def come_in(client: FlaskClient, provider: OpenIDProvider, **asked: str) -> TestResponse:
    return come_back(client, provider, begin(client, **asked))


def words_of_refusal(client: FlaskClient, answer: TestResponse) -> str:
    """What the page of signing in says, to which whoever is refused is led; nobody has signed in."""
    assert (answer.status_code, answer.headers["Location"][:6]) == (303, "/login")
    assert "code=" not in answer.headers["Location"]
    assert shown_position(client) == "public"
    page = client.get(answer.headers["Location"])
    assert page.status_code == 401
    found = re.search(r'role="alert"[^>]*>(.*?)</p>', page.text)
    assert found
    return re.sub("[\u2066-\u2069]|<[^>]*>", "", found[1])


def refused_to(client: FlaskClient, provider: OpenIDProvider) -> str:
    return words_of_refusal(client, come_in(client, provider))


@pytest.mark.parametrize("told", ["u-17", "sara@example.ORG"])
def test_who_is_linked_comes_in_and_the_first_time_binds_the_subject(
    app: Flask, addresses: Addresses, provider: OpenIDProvider, told: str
) -> None:
    account = add_linked(addresses, provider, told)
    client = app.test_client()
    answer = come_in(client, provider)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/?lang=en")
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert shown_position(client) == "exact"
    assert shown_position(app.test_client()) == "public"
    with as_owner(addresses) as connection:
        bound = identities.identity_of(connection, account)
        assert bound
        assert (bound.subject, bound.bound_at is not None) == ("u-17", True)
        kept = connection.exec_driver_sql("SELECT string_agg(s::text, ' ') FROM web_session s").scalar()
    assert not any(part in str(kept) for part in provider.given[0].split("."))
    # The address is somebody else's by now: the subject decides.
    provider.claims = {**SARA, "sub": "u-18"}
    assert "No account that may sign in" in refused_to(app.test_client(), provider)
    provider.claims = {"sub": "u-17"}
    assert shown_position(app.test_client()) == "public"
    assert come_in(app.test_client(), provider).headers["Location"] == "/?lang=en"


def test_nobody_gets_an_account_by_it(app: Flask, addresses: Addresses, provider: OpenIDProvider) -> None:
    add_account(addresses, "Sara", "planner")
    client = app.test_client()
    assert "No account that may sign in" in refused_to(client, provider)
    with as_owner(addresses) as connection:
        assert [one.name for one in queries.accounts(connection)] == ["Sara"]


@pytest.mark.parametrize("verified", [False, None, "true", 1])
def test_an_address_that_is_not_verified_is_nobody_s(
    app: Flask, addresses: Addresses, provider: OpenIDProvider, verified: object
) -> None:
    add_linked(addresses, provider, "sara@example.org")
    provider.claims = {**SARA, "email_verified": verified}
    client = app.test_client()
    assert "No account that may sign in" in refused_to(client, provider)


@pytest.mark.parametrize(
    "wrong",
    [
        {"signing": "none"},
        {"signing": "by the client's secret"},
        {"signing": "by another key"},
        {"wrong_claims": {"aud": "another-map"}},
        {"wrong_claims": {"aud": ["another-map", "third"], "azp": "ninewa-map"}},
        {"wrong_claims": {"aud": ["ninewa-map", "third"]}},
        {"wrong_claims": {"iss": "http://127.0.0.1:1"}},
        {"wrong_claims": {"exp": 1_700_000_000}},
        {"wrong_claims": {"exp": None}},
        {"wrong_claims": {"iat": 4_000_000_000}},
        {"wrong_claims": {"nonce": "of somebody else"}},
        {"wrong_claims": {"nonce": None}},
        {"wrong_claims": {"sub": None}},
        {"wrong_claims": {"sub": ["u-17"]}},
        {"id_token": "no.token.at all"},
        {"iss": "http://127.0.0.1:1"},
    ],
    ids=str,
)
def test_what_its_keys_do_not_vouch_for_is_refused_in_words(
    app: Flask, addresses: Addresses, provider: OpenIDProvider, wrong: dict[str, Any]
) -> None:
    add_linked(addresses, provider, "u-17")
    for name, value in wrong.items():
        setattr(provider, name, value)
    client = app.test_client()
    assert UNTRUSTED in refused_to(client, provider)


def test_nothing_is_used_twice(app: Flask, addresses: Addresses, provider: OpenIDProvider) -> None:
    """Neither the way back, nor the code, nor a token; also by whoever has the browser's cookie of that moment."""
    add_linked(addresses, provider, "u-17")
    client, thief = app.test_client(), app.test_client()
    asked = begin(client)
    cookie = client.get_cookie(form_cookie := app.config["SESSION_COOKIE_NAME"])
    assert cookie
    there = urlsplit(provider.back(asked))
    assert client.get(f"{there.path}?{there.query}").headers["Location"] == "/?lang=en"
    again = app.test_client()
    assert "another browser" in words_of_refusal(again, again.get(f"{there.path}?{there.query}"))
    thief.set_cookie(form_cookie, cookie.value)
    assert UNTRUSTED in words_of_refusal(thief, thief.get(f"{there.path}?{there.query}"))
    # A provider that takes the code twice, or whose token somebody kept: the nonce has begun a session already.
    provider.id_token = provider.given[0]
    thief.set_cookie(form_cookie, cookie.value)
    assert "was used already" in words_of_refusal(thief, come_back(thief, provider, asked))
    # In a sign-in that is begun anew its nonce is another one.
    assert UNTRUSTED in refused_to(app.test_client(), provider)


def test_what_was_begun_elsewhere_or_long_ago_comes_to_nothing(
    app: Flask, addresses: Addresses, provider: OpenIDProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_linked(addresses, provider, "u-17")
    victim, attacker = app.test_client(), app.test_client()
    begin(victim)
    assert "another browser" in words_of_refusal(victim, come_back(victim, provider, begin(attacker)))
    late = begin(victim)
    now = time.time()
    monkeypatch.setattr("webmap.accounts.openid.routes.time.time", lambda: now + 601)
    assert "ten minutes" in words_of_refusal(victim, come_back(victim, provider, late))
    assert not provider.given


def test_a_code_that_another_sign_in_was_given_is_of_no_use(
    app: Flask, addresses: Addresses, provider: OpenIDProvider
) -> None:
    """PKCE: whoever puts a stolen code into a sign-in of their own does not know its verifier."""
    add_linked(addresses, provider, "u-17")
    thief = app.test_client()
    stolen, own = provider.code_for(begin(app.test_client())), begin(thief)
    back = thief.get("/login/openid/back", query_string={"code": stolen, "state": own["state"]})
    assert UNTRUSTED in words_of_refusal(thief, back)
    assert not provider.given


def test_who_went_back_is_told_so(app: Flask, provider: OpenIDProvider) -> None:
    client = app.test_client()
    asked = begin(client)
    back = client.get("/login/openid/back", query_string={"error": "access_denied", "state": asked["state"]})
    assert "did not let you in" in words_of_refusal(client, back)


def test_a_disabled_account_and_one_that_was_tried_too_often_stay_closed(
    app: Flask, addresses: Addresses, provider: OpenIDProvider
) -> None:
    number = add_linked(addresses, provider, "u-17", password=PASSWORD)
    with as_owner(addresses) as connection:
        for _ in range(tries.MOST):
            tries.admit(connection, [tries.by_name("Sara")])
    client = app.test_client()
    assert "too many tries" in refused_to(client, provider)
    with as_owner(addresses) as connection:
        connection.exec_driver_sql("DELETE FROM sign_in_attempt")
        queries.disable(connection, number, True)
    assert "No account that may sign in" in refused_to(client, provider)
    with as_owner(addresses) as connection:
        queries.disable(connection, number, False)
    assert come_in(client, provider).headers["Location"] == "/?lang=en"
    with as_owner(addresses) as connection:
        queries.disable(connection, number, True)
    assert shown_position(client) == "public"


def test_an_address_that_sends_nonsense_is_counted(app: Flask, addresses: Addresses, provider: OpenIDProvider) -> None:
    add_linked(addresses, provider, "u-17")
    provider.signing = "none"
    client = app.test_client()
    for _ in range(tries.MOST):
        assert UNTRUSTED in refused_to(client, provider)
    provider.signing = "right"
    assert "too many tries" in refused_to(client, provider)
    assert len(provider.given) == tries.MOST  # nothing is asked of the provider any more


def test_the_session_is_a_new_one_and_ends_here_alone(
    app: Flask, addresses: Addresses, provider: OpenIDProvider
) -> None:
    account = add_linked(addresses, provider, "u-17")
    client = signed_in(app, addresses, account)
    name = app.extensions["sessions"].name_for("session")
    before = client.get_cookie(name)
    come_in(client, provider)
    after = client.get_cookie(name)
    assert before
    assert after
    assert before.value != after.value
    old = app.test_client()
    old.set_cookie(name, before.value)
    assert shown_position(old) == "public"
    assert "you stay signed in there" in client.get("/logout?lang=en").text
    client.post("/logout", data={"csrf_token": csrf(client)})
    assert shown_position(client) == "public"


def test_one_goes_on_where_one_was_and_nowhere_else(app: Flask, addresses: Addresses, provider: OpenIDProvider) -> None:
    """Whatever host a request names, the provider leads back to the address of the settings."""
    add_linked(addresses, provider, "u-17")
    for then, where in (("/account?lang=ar", "/account?lang=ar"), ("//evil.example", "/?lang=ar"), ("", "/?lang=ar")):
        client = app.test_client()
        assert come_in(client, provider, next=then, lang="ar").headers["Location"] == where
    answer = app.test_client().get("/login/openid", headers={"Host": "evil.example"})
    assert answer.headers["Location"].startswith(f"{provider.issuer}/authorize?")
    assert parse_qs(urlsplit(answer.headers["Location"]).query)["redirect_uri"] == [f"{MAP}/login/openid/back"]


def test_a_provider_that_is_away_or_slow_is_told_of_in_time(
    app: Flask, addresses: Addresses, provider: OpenIDProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And a password lets people in meanwhile."""
    add_linked(addresses, provider, "u-17", password=PASSWORD)
    client = app.test_client()
    asked = begin(client)
    monkeypatch.setattr(asking, "SECONDS", 0.5)
    provider.pause = 1.0
    began = time.monotonic()
    assert "does not answer" in words_of_refusal(client, come_back(client, provider, asked))
    assert time.monotonic() - began < 1.0 + 2.0  # the pages of the refusal among them
    assert sign_in(app.test_client(), "Sara", PASSWORD).status_code == 303
    provider.pause, provider.says_to_be = 0.0, "http://127.0.0.1:1"
    time.sleep(1.1)  # the thread that waited has its place again
    app.extensions["openid"]._metadata = None
    assert "does not answer" in words_of_refusal(client, client.get("/login/openid?lang=en"))


def test_no_more_than_a_few_wait_for_it(app: Flask, provider: OpenIDProvider) -> None:
    asked = app.extensions["openid"]
    for _ in range(asking.MOST_AT_ONCE):
        assert asked._places.acquire(blocking=False)
    client = app.test_client()
    assert "does not answer" in words_of_refusal(client, client.get("/login/openid?lang=en"))
    assert not provider.asked


def test_a_key_that_is_new_is_looked_for(
    app: Flask, addresses: Addresses, provider: OpenIDProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_linked(addresses, provider, "u-17")
    assert come_in(app.test_client(), provider).headers["Location"] == "/?lang=en"
    provider.new_key()
    client = app.test_client()
    assert UNTRUSTED in refused_to(client, provider)  # just looked
    monkeypatch.setattr(asking, "SECONDS_BETWEEN_KEYS", 0.0)
    assert come_in(client, provider).headers["Location"] == "/?lang=en"


def test_an_administrator_links_and_unlinks(app: Flask, addresses: Addresses, provider: OpenIDProvider) -> None:
    boss = signed_in(app, addresses, add_account(addresses, "Boss", "admin"))
    sara, hana = (add_account(addresses, name, "planner") for name in ("Sara", "Hana"))

    def link(account: int, told: str) -> TestResponse:
        return boss.post(f"/people/{account}/openid?lang=en", data={"openid": told, "csrf_token": csrf(boss)})

    assert link(sara, "sara@example.org").status_code == 303
    assert "has not signed in so yet" in boss.get(f"/people/{sara}?lang=en").text
    assert "Another account is linked" in link(hana, " SARA@example.org").text
    assert link(hana, "x" * 256).status_code == 400
    assert link(hana, "<b>u-9").status_code == 303
    assert "&lt;b&gt;u-9" in boss.get(f"/people/{hana}").text
    client = app.test_client()
    assert come_in(client, provider).headers["Location"] == "/?lang=en"
    assert "the first time on" in boss.get(f"/people/{sara}?lang=en").text
    assert link(sara, "").status_code == 303
    assert "No account that may sign in" in refused_to(app.test_client(), provider)


def test_without_the_setting_there_is_nothing_of_it(addresses: Addresses, make_app: Make) -> None:
    client = make_app(addresses, role="public").test_client()
    assert "openid" not in client.get("/login").text
    assert [client.get(path).status_code for path in ("/login/openid", "/login/openid/back?code=1")] == [404, 404]
    program = (
        "import sys; from webmap import create_app; from webmap.config import Settings;"
        "there = 'postgresql://webmap@localhost/ninewa';"
        "create_app(Settings(database_app_url=there, database_public_url=there));"
        "print([name for name in sys.modules if name.split('.')[0] in ('authlib', 'joserfc', 'cryptography')])"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "[]", done.stderr


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"webmap_oidc_issuer": "http://login.example.org"}, "WEBMAP_OIDC_ISSUER: it has to be"),
        ({"webmap_address": "https://map.example.org/path"}, "WEBMAP_ADDRESS: it has to be"),
        ({"webmap_address": "http://map.example.org"}, "WEBMAP_ADDRESS: it has to be"),
        ({"webmap_oidc_issuer": "https://login.example.org"}, "WEBMAP_OIDC_ISSUER needs"),
        ({"webmap_oidc_client_id": "map"}, "WEBMAP_OIDC_ISSUER needs"),
    ],
)
def test_settings_that_cannot_work_are_refused_by_name(settings: dict[str, str], said: str) -> None:
    with pytest.raises(ValidationError) as refused:
        Settings(**settings)  # type: ignore[arg-type]
    assert refusals(refused.value)[0].startswith(said)


def test_the_doctor_asks_the_provider_and_shows_no_secret(provider: OpenIDProvider) -> None:
    settings = Settings(webmap_address=MAP, webmap_planner_word=WORD, **provider.settings())
    told = "\n".join(finding.text for finding in doctor._about_settings(settings))
    assert "WEBMAP_OIDC_CLIENT_SECRET = set" in told
    assert SECRET not in told
    found = doctor._about_openid(settings)
    assert (found.grade, f"{MAP}/login/openid/back" in found.text) == (findings.OK, True)
    provider.says_to_be = "http://127.0.0.1:1"
    found = doctor._about_openid(settings)
    assert (found.grade, "it calls itself" in found.text) == (findings.WRONG, True)
