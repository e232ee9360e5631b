"""Forms that write come from pages of ours: each carries a token that only such a page can have (Flask-WTF).

The token is of a cookie that lasts as long as a session, so that a form which was filled in without a network can be
sent days later.
"""

from datetime import timedelta

from flask import Flask, g, request, session
from flask.sessions import SecureCookieSessionInterface
from flask_wtf import CSRFProtect
from flask_wtf.csrf import generate_csrf

from webmap.answers.errors import is_declared_for_programs
from webmap.asked.client import is_https
from webmap.sessions import DAYS_OF_COOKIE

FIELD = "csrf_token"
READING = ("GET", "HEAD", "OPTIONS")
_protection = CSRFProtect()


class _OfHost(SecureCookieSessionInterface):
    """The cookie of the tokens goes where that of the session goes."""

    def get_cookie_secure(self, app: Flask) -> bool:
        return is_https(request)

    def get_cookie_path(self, app: Flask) -> str:
        return request.script_root or "/"


def init_app(app: Flask) -> None:
    app.config.update(
        SESSION_COOKIE_NAME=app.extensions["sessions"].name_for("form"),
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_REFRESH_EACH_REQUEST=False,
        PERMANENT_SESSION_LIFETIME=timedelta(days=DAYS_OF_COOKIE),
        WTF_CSRF_CHECK_DEFAULT=False,
        WTF_CSRF_TIME_LIMIT=None,
        # Behind a proxy this process knows neither the scheme nor the host that the browser asked.
        WTF_CSRF_SSL_STRICT=False,
    )
    app.session_interface = _OfHost()
    _protection.init_app(app)
    app.jinja_env.globals[FIELD] = token


def token() -> str:
    """What a form of this request carries."""
    session.permanent = True
    made: str = generate_csrf()
    return made


def holds_token() -> bool:
    """Whether the answer to this request has a token in it, and is for its reader alone."""
    return FIELD in g


def begin_anew() -> None:
    """Let no token of before be one of after: who signs in or out is another person."""
    session.clear()


def check(*, is_signed_in: bool) -> None:
    """CSRFError for what writes and was not sent by a page of ours.

    A program that has no session, and asks what is for programs, has nothing that another page could make use of.
    """
    if request.method in READING or (not is_signed_in and is_declared_for_programs()):
        return
    _protection.protect()
