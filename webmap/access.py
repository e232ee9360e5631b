"""Who may use which view: each view says so with `@allow(...)`; a view that says nothing is refused.

Before anyone signs in the role is the setting WEBMAP_ANONYMOUS: `planner` only while the server listens on loopback,
the request's Host is local and nothing was forwarded; `public` in every other case.
"""

import ipaddress
from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, current_app, g, request
from werkzeug.exceptions import Forbidden

from webmap.db import Acting, act
from webmap.person import PUBLIC, ROLES, Person

View = TypeVar("View", bound=Callable[..., Any])
FORWARDING = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-Ip")
PERSONAL = tuple(f"HTTP_{name.upper().replace('-', '_')}" for name in (*FORWARDING, "Cookie", "Authorization"))


def allow(*roles: str) -> Callable[[View], View]:
    """Declares who may use the view. `public` includes everybody."""
    unknown = set(roles) - set(ROLES)
    if unknown or not roles:
        raise ValueError(f"unknown or no roles: {sorted(unknown)}")

    def declare(view: View) -> View:
        # A mark on the view, which functions may carry and their types do not tell.
        view.allowed_roles = frozenset(roles)  # type: ignore[attr-defined]
        return view

    return declare


def declared_roles(app: Flask, endpoint: str) -> frozenset[str] | None:
    """What a view declares; None when it says nothing."""
    return getattr(app.view_functions[endpoint], "allowed_roles", None)


def recognise_readers(app: Flask) -> None:
    """The first thing of each request: for whom it reads and writes."""
    app.before_request(_come)
    app.teardown_request(_leave)


def init_app(app: Flask) -> None:
    app.before_request(_check)


def _come() -> None:
    g.person = person_of_request()
    g.acted_before = act(Acting(current_app.extensions["databases"], g.person))


def _check() -> None:
    if request.endpoint is None:
        return  # no such page: errors.py answers
    roles = declared_roles(current_app, request.endpoint)
    if roles is None or not ("public" in roles or g.person.role in roles):
        raise Forbidden


def _leave(error: BaseException | None) -> None:
    act(g.get("acted_before"))


def person_of_request() -> Person:
    """Who a reader is that has not signed in."""
    settings = current_app.extensions["settings"]
    trusted = (
        settings.webmap_anonymous == "planner"
        and is_local(settings.webmap_host)
        and is_local(request.host.rsplit(":", 1)[0])
        and not any(header in request.headers for header in FORWARDING)
    )
    return Person("planner") if trusted else PUBLIC


def is_about_its_reader(environ: dict[str, Any]) -> bool:
    """Whether a request says more of its reader than the address it came to.

    `person_of_request` judges it then, and must judge by nothing else: other requests may be answered at the door.
    """
    return any(name in environ for name in PERSONAL)


def is_local(host: str) -> bool:
    """Whether a host name or address means this very machine."""
    if host in ("localhost", ""):
        return host == "localhost"
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
