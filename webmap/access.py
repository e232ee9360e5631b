"""Who may use which view: each view says so with `@allow(...)`; a view that says nothing is refused.

Who has signed in is known by their session (`sessions.py`). Until anyone has, a planner is who says the word of this
installation (`planners_word.py`). Everybody else is the public: neither an address nor a header that a proxy sets makes
a difference.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, Response, current_app, g, redirect, request
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Forbidden

from webmap import sessions
from webmap.answers import own_writes
from webmap.answers.errors import is_declared_for_programs, wants_json
from webmap.asked import own_form
from webmap.asked.address import address
from webmap.asked.parameters import Question, leading_to
from webmap.db import Acting, act
from webmap.person import PUBLIC, ROLES, Person
from webmap.planners_word import PlannersWord, WordIsOver

View = TypeVar("View", bound=Callable[..., Any])
PERSONAL = ("Cookie", "Authorization")


def allow(*roles: str, own: bool = False, whoever: bool = False) -> Callable[[View], View]:
    """Declares who may use the view. `public` includes everybody.

    `own`: it shows or writes what is somebody's own, as their account or exact rows of their sites. It reads as the
    person, which the database judges, and its answers are kept nowhere. `whoever`: it is the same for everybody, so
    that no database is asked who asks.
    """
    unknown = set(roles) - set(ROLES)
    if unknown or not roles:
        raise ValueError(f"unknown or no roles: {sorted(unknown)}")

    def declare(view: View) -> View:
        # Marks on the view, which functions may carry and their types do not tell.
        view.allowed_roles = frozenset(roles)  # type: ignore[attr-defined]
        view.is_own = own  # type: ignore[attr-defined]
        view.is_for_whoever = whoever  # type: ignore[attr-defined]
        return view

    return declare


def declared_roles(app: Flask, endpoint: str) -> frozenset[str] | None:
    """What a view declares; None when it says nothing."""
    return getattr(app.view_functions[endpoint], "allowed_roles", None)


def is_own(app: Flask, endpoint: str | None) -> bool:
    """Whether a view declares that it is about what is somebody's own."""
    return getattr(app.view_functions.get(endpoint or ""), "is_own", False)


def recognise_readers(app: Flask) -> None:
    """The first thing of each request: for whom it reads and writes."""
    word = app.extensions["settings"].webmap_planner_word
    app.extensions["planners_word"] = PlannersWord(word.get_secret_value() if word else None)
    sessions.init_app(app)
    app.before_request(_come)
    app.teardown_request(_leave)


def init_app(app: Flask) -> None:
    own_form.init_app(app)
    app.before_request(_check)


def _come() -> Response | None:
    g.person, g.unknown_because = PUBLIC, None
    g.web_session, g.program = None, None
    databases = current_app.extensions["databases"]
    assert isinstance(request, Question)
    if (there := request.address_understood()) is not None:
        g.acted_before = act(Acting(databases, PUBLIC))
        return leading_to(there, is_kept=not is_own(current_app, request.endpoint))
    try:
        g.person = person_of_request()
    except SQLAlchemyError as error:
        g.unknown_because = error  # told in words, once there is a language for them
    own = is_own(current_app, request.endpoint)
    # What is about to be written is judged by what the primary has.
    lsn = own_writes.lsn_written() if request.method in own_form.READING else None
    g.acted_before = act(Acting(databases, g.person, own, lsn=lsn))
    return None


def _check() -> Response | None:
    if g.unknown_because is not None:
        raise g.unknown_because
    if g.get("said_wrong_word"):
        current_app.extensions["planners_word"].refuse()
    if g.get("word_is_over"):
        raise WordIsOver
    if g.get("token_is_over"):
        raise sessions.TokenIsOver(www_authenticate=WWWAuthenticate("bearer"))
    if request.endpoint is None:
        return None  # no such page: errors.py answers
    roles = declared_roles(current_app, request.endpoint)
    if roles is None:
        raise Forbidden
    # Of what is somebody's own, the word of planners, which is nobody's name, opens nothing.
    is_nobody_s = g.person.id is None and is_own(current_app, request.endpoint)
    if is_nobody_s or not ("public" in roles or g.person.role in roles):
        return _turn_away()
    if g.program is not None:
        _check_program(roles)
    own_form.check(is_signed_in=g.person.id is not None and g.program is None)
    return None


def _check_program(roles: frozenset[str]) -> None:
    """A token opens neither what is somebody's own nor what is for administrators, and writes nothing."""
    asks = request.method in own_form.READING or is_declared_for_programs()
    if is_own(current_app, request.endpoint) or roles == {"admin"} or not asks:
        raise sessions.NotForPrograms


def _turn_away() -> Response:
    """To the page of signing in and back, where a page was to be read by somebody who may yet be known."""
    if g.person.id is not None:
        raise Forbidden
    if request.method not in own_form.READING or wants_json():
        raise sessions.NotSignedIn
    here = request.full_path.rstrip("?")
    # Flask's redirect gives Flask's answer.
    return redirect(address("accounts.sign_in", next=here), 303)  # type: ignore[return-value]


def _leave(error: BaseException | None) -> None:
    act(g.get("acted_before"))


def person_of_request() -> Person:
    """Who a reader is: by a session, else by a program's token, else by the word as long as nobody has ever signed in.

    A program whose word is wrong is refused later, in words: rounded positions would be taken for exact ones.
    """
    known: sessions.Sessions = current_app.extensions["sessions"]
    if getattr(current_app.view_functions.get(request.endpoint or ""), "is_for_whoever", False):
        return PUBLIC
    session = g.web_session = known.known(request)
    if session is not None:
        return sessions.person_of(session)
    if token := sessions.said_token(request):
        g.program = program = known.program(token)
        g.token_is_over = program is None
        return sessions.person_of(program) if program is not None else PUBLIC
    said = current_app.extensions["planners_word"].is_said_by(request)
    g.said_wrong_word = said is False
    if said and known.is_in_use():
        g.word_is_over = request.authorization is not None
        return PUBLIC
    return Person("planner") if said else PUBLIC


def is_about_its_reader(environ: dict[str, Any]) -> bool:
    """Whether a request says more of its reader than the address it came to.

    `person_of_request` judges it then, and must judge by nothing else: other requests may be answered at the door.
    """
    return any(f"HTTP_{name.upper()}" in environ for name in PERSONAL)
