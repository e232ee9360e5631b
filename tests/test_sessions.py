"""Who asks is looked up once a request, and not at all for files that are the same for everybody."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError
from werkzeug.test import EnvironBuilder

from geodata.server.logins import Addresses
from tests.conftest import Make, static
from tests.signed_in import add_account, signed_in
from webmap import patience
from webmap.asked.client import address, networks
from webmap.asked.parameters import Question


def test_a_request_is_looked_up_once_and_a_file_of_everybody_s_is_not(
    fresh_database: Addresses, make_app: Make
) -> None:
    app = make_app(fresh_database, role="public")
    client = signed_in(app, fresh_database, add_account(fresh_database, "Sara", "planner"))
    asked = []
    event.listen(app.extensions["databases"].app, "before_cursor_execute", lambda *told: asked.append(told[2]))

    def look_ups(path: str) -> int:
        asked.clear()
        assert client.get(path).status_code == 200
        return sum("token_hash" in statement for statement in asked)

    assert [look_ups(path) for path in ("/sites", "/sites", static("gaps.css"))] == [1, 1, 0]
    assert client.get(static("gaps.css")).headers["Cache-Control"].endswith("private")


def test_while_the_database_is_away_nobody_is_taken_for_the_public(
    fresh_database: Addresses, make_app: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A planner is told to come back, and not shown rounded figures without a word."""
    monkeypatch.setattr(patience, "PATIENCE_SECONDS", 0.1)
    app = make_app(fresh_database, role="public")
    client = signed_in(app, fresh_database, add_account(fresh_database, "Sara", "planner"))
    assert app.test_client().get("/sites").status_code == 200

    def away(person: Any, *, own: bool = False) -> None:
        raise OperationalError("", {}, Exception("away"))

    monkeypatch.setattr(app.extensions["databases"], "connect", away)
    for lang in ("en", "ar"):
        answer = client.get(f"/sites?lang={lang}")
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
        assert f'<html lang="{lang}"' in answer.text
    assert client.get(static("gaps.css")).status_code == 200


@pytest.mark.parametrize(
    ("nearest", "forwarded", "trusted", "found"),
    [
        ("10.0.0.1", "", "", "10.0.0.1"),
        ("10.0.0.1", "1.2.3.4", "", "10.0.0.1"),
        ("10.0.0.1", "1.2.3.4", "10.0.0.0/8", "1.2.3.4"),
        ("10.0.0.1", "9.9.9.9, 1.2.3.4", "10.0.0.0/8", "1.2.3.4"),
        ("10.0.0.1", "9.9.9.9, 1.2.3.4, 10.0.0.7", "10.0.0.0/8", "1.2.3.4"),
        ("10.0.0.1", "1.2.3.4:5678", "10.0.0.1", "1.2.3.4"),
        ("10.0.0.1", "", "10.0.0.1", "10.0.0.1"),
        ("::ffff:10.0.0.1", "1.2.3.4", "10.0.0.1", "1.2.3.4"),
        ("::1", "[2001:db8:1:2:3::4]:80", "::1, 127.0.0.1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::9", "", "", "2001:db8:1:2::/64"),
        ("10.0.0.1", "no address", "10.0.0.1", "no address"),
    ],
)
def test_whose_address_counts(nearest: str, forwarded: str, trusted: str, found: str) -> None:
    """Only proxies that are named are believed, and each of them only for the one before it."""
    headers = [("X-Forwarded-For", forwarded)] if forwarded else []
    environ = EnvironBuilder(headers=headers, environ_base={"REMOTE_ADDR": nearest}).get_environ()
    assert address(Question(environ), networks(trusted)) == found


def test_what_is_no_network_is_refused(make_app: Make, urls: Addresses) -> None:
    with pytest.raises(ValueError, match="addresses or networks"):
        make_app(urls, webmap_trusted_proxies="my-proxy")
