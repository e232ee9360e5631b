"""People with accounts, for tests: made by the owner of the database, with the cost of a password only where asked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from secrets import token_urlsafe
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import Connection, create_engine, pool

from geodata.server.logins import Addresses
from scripts import set_up
from webmap.accounts import queries
from webmap.accounts.passwords import Passwords
from webmap.sessions import Sessions

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient

PASSWORD = "a short sentence of words"
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


@contextmanager
def as_owner(addresses: Addresses) -> Iterator[Connection]:
    with create_engine(addresses.owner, poolclass=pool.NullPool).begin() as connection:
        yield connection


@cache
def hash_of(password: str) -> str:
    return Passwords().hash(password)


def add_account(
    addresses: Addresses, name: str, role: str, sites: Sequence[str] = (), password: str | None = None
) -> int:
    """The id of a new account that holds these sites."""
    with as_owner(addresses) as connection:
        account_id = queries.add_account(connection, name, role, hash_of(password) if password else None)
        assert account_id is not None
        for site in sites:
            queries.grant(connection, account_id, site_id=site)
    return account_id


def name_person(addresses: Addresses, connection: Any, role: str = "information_officer") -> None:
    """Let the transaction of a web login, by SQLAlchemy or psycopg, be one of a new account, as webmap.db does it."""
    account_id = add_account(addresses, f"{role} {token_urlsafe(6)}", role)
    execute = getattr(connection, "exec_driver_sql", connection.execute)
    execute(f"SELECT set_config('ninewa.person', '{account_id}', true)")


def session_token(addresses: Addresses, account_id: int) -> str:
    """The token of a new session of that account, as a sign-in makes one."""
    with as_owner(addresses) as connection:
        token = queries.begin_session(connection, account_id, "Firefox, Linux")
    assert token is not None
    return token


def signed_in(app: Flask, addresses: Addresses, account_id: int) -> FlaskClient:
    """A client with a session of that account."""
    client = app.test_client()
    sessions: Sessions = app.extensions["sessions"]
    client.set_cookie(sessions.name_for("session"), session_token(addresses, account_id))
    return client


def csrf(client: FlaskClient) -> str:
    """What a form of this client carries."""
    found = TOKEN.search(client.get("/login").text)
    assert found is not None
    return found[1]


def browser_cookie(address: str, addresses: Addresses, account_id: int) -> Any:
    """For `context.add_cookies([...])` of Playwright: a session at a server that `serve` started on these addresses."""
    unused = cast("Any", None)
    name = Sessions(unused, set_up.secret_key()).name_for("session")
    return {"name": name, "value": session_token(addresses, account_id), "url": address, "httpOnly": True}
