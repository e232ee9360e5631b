"""Who may use which view: each view says so with `@allow(...)`; a view that says nothing is refused.

Until anyone signs in, a planner is who says the word of this installation (`planners_word.py`), and everybody else is
the public: neither an address nor a header that a proxy sets makes a difference.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, current_app, g, request
from werkzeug.exceptions import Forbidden

from webmap.db import Acting, act
from webmap.person import PUBLIC, ROLES, Person
from webmap.planners_word import PlannersWord

View = TypeVar("View", bound=Callable[..., Any])
PERSONAL = ("Cookie", "Authorization")


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
    word = app.extensions["settings"].webmap_planner_word
    app.extensions["planners_word"] = PlannersWord(word.get_secret_value() if word else None)
    app.before_request(_come)
    app.teardown_request(_leave)


def init_app(app: Flask) -> None:
    app.before_request(_check)


def _come() -> None:
    g.person = person_of_request()
    g.acted_before = act(Acting(current_app.extensions["databases"], g.person))


def _check() -> None:
    if g.get("said_wrong_word"):
        current_app.extensions["planners_word"].refuse()
    if request.endpoint is None:
        return  # no such page: errors.py answers
    roles = declared_roles(current_app, request.endpoint)
    if roles is None or not ("public" in roles or g.person.role in roles):
        raise Forbidden


def _leave(error: BaseException | None) -> None:
    act(g.get("acted_before"))


def person_of_request() -> Person:
    """Who a reader is that has not signed in.

    A program whose word is wrong is refused later, in words: rounded positions would be taken for exact ones.
    """
    said = current_app.extensions["planners_word"].is_said_by(request)
    g.said_wrong_word = said is False
    return Person("planner") if said else PUBLIC


def is_about_its_reader(environ: dict[str, Any]) -> bool:
    """Whether a request says more of its reader than the address it came to.

    `person_of_request` judges it then, and must judge by nothing else: other requests may be answered at the door.
    """
    return any(f"HTTP_{name.upper()}" in environ for name in PERSONAL)
