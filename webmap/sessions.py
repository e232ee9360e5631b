"""Who has signed in: a browser keeps a random token in a cookie, the database its hash, and each request is looked up.

So a session that was ended, a right that was taken away or an account that was disabled holds from the next request on,
in all workers. Signing in itself is `webmap/accounts`.
"""

import hashlib
import hmac
import secrets
import time
from typing import NamedTuple

from flask import Flask, Request, Response
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import Forbidden, Unauthorized

from webmap.asked.client import is_https
from webmap.databases import Databases
from webmap.db import (
    STATEMENTS,
    acting,
    first_row,
    statement,
    transaction,
)
from webmap.latest_version import VERSION_AGE_SECONDS
from webmap.patience import patiently
from webmap.person import PUBLIC, Person

DAYS_OF_COOKIE = 180  # as in geodata/statements/person_of_session.sql, which judges
LONGEST_TOKEN = 100
OF_PROGRAMS = "ninewa_"  # of programs, so that people and scanners of code know what it is


class Known(NamedTuple):
    """Whose session it is."""

    account_id: int
    name: str
    role: str
    session_id: int
    is_due: bool
    scope: list[str]


class KnownProgram(NamedTuple):
    """Whose token a program sends."""

    account_id: int
    name: str
    role: str
    token_id: int
    is_due: bool
    scope: list[str]


class TokenIsOver(Unauthorized):
    """The token of a program was revoked, has expired or is none, or its account is disabled."""


class NotForPrograms(Forbidden):
    """A token reads what its person may read, and nothing of theirs."""


class NotSignedIn(Unauthorized):
    """The view is for people of some role, and nobody is known to ask."""


class HasAnyone(NamedTuple):
    """Whether any account was ever signed in to."""

    has_anyone: bool


def new_token() -> str:
    """256 bits that nobody guesses, as an address or a cookie can hold them."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> bytes:
    """What the database keeps of a token: from it nobody makes the token again."""
    return hashlib.sha256(token.encode(errors="replace")).digest()


class Sessions:
    """The sessions of one installation, as its workers know them."""

    def __init__(self, databases: Databases, secret_key: str) -> None:
        self._databases = databases
        self._of_installation = hmac.new(secret_key.encode(), b"session", hashlib.sha256).hexdigest()[:8]
        self._name = self.name_for("session")
        self._is_in_use, self._looked_at = False, float("-inf")

    def name_for(self, cookie: str) -> str:
        """Cookies are sent to all ports of a host: two installations there do not take away one another's."""
        return f"{cookie}-{self._of_installation}"

    def cookie_name(self, request: Request) -> str:
        """By https one that no other host or path can set."""
        return f"__Host-{self._name}" if is_https(request) and not request.script_root else self._name

    def known(self, request: Request) -> Known | None:
        """Whose session the request's cookie is of; None without one and where it has ended."""
        token = request.cookies.get(self.cookie_name(request), "")
        if not token or len(token) > LONGEST_TOKEN:
            return None
        known = patiently(lambda: self._look_up(token))
        if known is not None and known.is_due:
            self._note(known, "session_seen.sql", session_id=known.session_id)
        return known

    def program(self, token: str) -> KnownProgram | None:
        """Whose token it is that a program sends; None for one that opens nothing."""
        known = patiently(lambda: self._look_up_program(token))
        if known is not None and known.is_due:
            self._note(known, "program_seen.sql", token_id=known.token_id)
        return known

    def is_in_use(self) -> bool:
        """Whether anybody has ever signed in here; looked up at most once a second until it is so."""
        if not self._is_in_use and time.monotonic() - self._looked_at > VERSION_AGE_SECONDS:
            self._is_in_use = patiently(self._has_anyone)
            self._looked_at = time.monotonic()
        return self._is_in_use

    def come_into_use(self) -> None:
        """Somebody has just signed in."""
        self._is_in_use = True

    def give_cookie(self, response: Response, request: Request, token: str) -> None:
        """Let the browser be known by `token` from here on."""
        name, https = self.cookie_name(request), is_https(request)
        response.set_cookie(
            name,
            token,
            max_age=DAYS_OF_COOKIE * 24 * 3600,
            path=request.script_root or "/",
            secure=https,
            httponly=True,
            samesite="Lax",
        )

    def take_cookie(self, response: Response, request: Request) -> None:
        """Let the browser forget it."""
        name, https = self.cookie_name(request), is_https(request)
        response.delete_cookie(name, path=request.script_root or "/", secure=https, httponly=True, samesite="Lax")

    def _look_up(self, token: str) -> Known | None:
        with self._databases.connect(PUBLIC, own=True) as connection:
            return first_row(connection, STATEMENTS / "person_of_session.sql", Known, token_hash=token_hash(token))

    def _look_up_program(self, token: str) -> KnownProgram | None:
        with self._databases.connect(PUBLIC, own=True) as connection:
            hashed = token_hash(token)
            return first_row(connection, STATEMENTS / "person_of_program.sql", KnownProgram, token_hash=hashed)

    def _has_anyone(self) -> bool:
        with self._databases.connect(PUBLIC, own=True) as connection:
            found = first_row(connection, STATEMENTS / "has_anyone_signed_in.sql", HasAnyone)
        return found is not None and found.has_anyone

    def _note(self, known: Known | KnownProgram, name: str, **which: int) -> None:
        """That it was seen, now and then; the reader is answered also where it cannot be noted."""
        try:
            with acting(self._databases, person_of(known)), transaction() as connection:
                connection.execute(statement(STATEMENTS / name), which)
        except SQLAlchemyError:
            return


def said_token(request: Request) -> str:
    """The token that a program sends; empty for none, and for what is none of ours."""
    said = request.authorization
    token = (said.token or "") if said is not None and said.type == "bearer" else ""
    return token if token.startswith(OF_PROGRAMS) and len(token) <= LONGEST_TOKEN else ""


def person_of(known: Known | KnownProgram) -> Person:
    """The person of a session, or of a program's token."""
    return Person(known.role, known.account_id, tuple(known.scope), known.name)


def init_app(app: Flask) -> None:
    app.extensions["sessions"] = Sessions(app.extensions["databases"], str(app.secret_key))
