"""Signing in and out, choosing a password by a link, and the page of one's own account."""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from flask import Blueprint, Response, current_app, g, render_template, request
from flask.sansio.blueprints import BlueprintSetupState
from sqlalchemy import Connection
from werkzeug.exceptions import ServiceUnavailable

from geodata.problems import NotFound
from webmap import tries
from webmap.access import allow
from webmap.accounts import queries
from webmap.accounts.browsers import program
from webmap.accounts.crowd import Door, Refused, busy
from webmap.accounts.openid.words import refusal
from webmap.accounts.page import account_page, wrong_password
from webmap.accounts.passwords import SHORTEST, Passwords
from webmap.accounts.programs.page import programs
from webmap.accounts.rows import Account
from webmap.answers.delivery import lasting
from webmap.answers.see_other import see_other
from webmap.asked import own_form
from webmap.asked.address import bare_address
from webmap.asked.client import address_asked_from, networks
from webmap.asked.numbers import row_number
from webmap.asked.parameters import asks
from webmap.db import reading, transaction
from webmap.person import PUBLIC, Person
from webmap.sessions import Sessions
from webmap.words.i18n import gettext as _
from webmap.words.i18n import language

blueprint = Blueprint("accounts", __name__)
SIGNED_IN = ("planner", "site_manager", "information_officer", "admin")
Begin = Callable[[Connection, int, str | None], str | None]


class LetsNobodyIn(Exception):
    """The account was disabled, or has another password, since whoever comes was known by it."""


@blueprint.record_once
def _prepare(state: BlueprintSetupState) -> None:
    settings = state.app.extensions["settings"]
    door = Door(Passwords(), Refused(), networks(settings.webmap_trusted_proxies))
    state.app.extensions["passwords"], state.app.extensions["refused"] = door.passwords, door.refused
    state.app.extensions["at_hand"].append(door.turned_away)


@blueprint.get("/login")
@allow("public")
@asks("next", "refused")
@lasting(0)
def sign_in() -> str | tuple[str, int]:
    """`refused`: why an OpenID provider's word let nobody in, as its code."""
    problem = refusal(request.args.get("refused", ""), current_app.extensions["settings"])
    then = request.args.get("next", "")
    page = render_template("accounts/sign_in.html", name="", then=then, problem=problem, tried=False)
    return (page, 401) if problem else page


@blueprint.post("/login")
@allow("public")
@asks("next")
def sign_in_now() -> Response | tuple[str, int]:
    """The same answer, at the same cost, to a wrong password, an unknown name, a disabled account, one tried too often.

    From where too many tries came the same answer is given before any name is looked at, and then none (crowd.py).
    """
    name, password = request.form.get("name", ""), request.form.get("password", "")
    try:
        with _passwords().place():
            admitted = _admitted(name, password)
    except ServiceUnavailable:
        return _busy()
    if admitted is None:
        return _not_admitted(name)
    try:
        begin = partial(queries.begin_session, password=admitted.password_hash)
        return come_in(admitted.account, request.form.get("next", ""), begin)
    except LetsNobodyIn:
        return _not_admitted(name)


def _not_admitted(name: str) -> tuple[str, int]:
    then = request.form.get("next", "")
    problem = _("Name or password is wrong, or there were too many tries: after ten, nobody gets in for 15 minutes.")
    return render_template("accounts/sign_in.html", name=name[:100], then=then, problem=problem, tried=True), 401


def _busy() -> Response:
    """Words and no page: where so many try that others have to wait, an answer costs as little as it can."""
    _status, headers, words = busy(language())
    return Response(words, ServiceUnavailable.code, headers)


class Admitted(NamedTuple):
    """An account, and the hash with which the password was compared."""

    account: Account
    password_hash: str


def _admitted(name: str, password: str) -> Admitted | None:
    """The account of that name, if this is its password and it was not tried too often.

    From an address that has tried too often no name is looked at: that says nothing of any, and costs nothing.
    """
    client = address_asked_from()
    subjects = tries.by_name(name), tries.by_address(client, tries.SIGN_IN)
    with transaction(PUBLIC) as connection:
        if not tries.admit(connection, subjects[1:]):
            current_app.extensions["refused"].note(client)
            return None
        account = queries.account_named(connection, name)
        may_try = tries.admit(connection, subjects[:1])
        is_usable = may_try and account is not None and account.disabled_at is None
        kept = queries.password_hash_of(connection, account.account_id) if account is not None and is_usable else None
    is_right = _passwords().is_right(password, kept)
    if account is None or kept is None or not is_right:
        return None
    with transaction(PUBLIC) as connection:
        tries.forget_tries(connection, *subjects)
    return Admitted(account, kept)


def come_in(account: Account, then: str = "", begin: Begin = queries.begin_session) -> Response:
    """A new session: a token that was there before, whoever put it there, is nobody's from here on.

    `begin` makes it, in a transaction of its person; LetsNobodyIn where it makes none.
    """
    with transaction(_person(account)) as connection:
        token = begin(connection, account.account_id, program(request.user_agent.string))
        if token is None:
            raise LetsNobodyIn
    _end_this_session()
    own_form.begin_anew()
    home = "own_sites.index" if account.role == "site_manager" else "map_page.index"
    known = current_app.view_functions
    answer = see_other(
        then if is_ours(then) else bare_address(home if home in known else "map_page.index", lang=language())
    )
    _sessions().come_into_use()
    _sessions().give_cookie(answer, request, token)
    return answer


@blueprint.get("/logout")
@allow("public")
@lasting(0)
def sign_out() -> str:
    return render_template("accounts/sign_out.html")


@blueprint.post("/logout")
@allow("public")
def sign_out_now() -> Response:
    """The session ends in the database; the browser forgets its cookie and the pages that it kept."""
    _end_this_session()
    own_form.begin_anew()
    answer = see_other(bare_address("map_page.index", lang=language()))
    _sessions().take_cookie(answer, request)
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


def _end_this_session() -> None:
    if g.web_session is not None:
        with transaction() as connection:
            queries.end_sessions(connection, g.web_session.account_id, only=g.web_session.session_id)


@blueprint.get("/link")
@allow("public")
@asks("token")
@lasting(0)
def link() -> Response | tuple[Response, int]:
    """Looking at it does not use it: programs that preview messages look at all links."""
    return _link_page(request.args.get("token", ""))


@blueprint.post("/link")
@allow("public")
def use_link() -> Response | tuple[Response, int]:
    token, chosen = request.form.get("token", ""), request.form.get("password", "")
    with transaction(PUBLIC) as connection:
        account = queries.account_of_link(connection, token)
    if account is None:
        return _link_page(token)
    if problem := wrong_password(account.name, chosen, request.form.get("again", "")):
        return _link_page(token, problem)
    with _passwords().place():
        password_hash = _passwords().hash(chosen)
    with transaction(_person(account)) as connection:
        if is_open := queries.use_link(connection, token):
            queries.set_password(connection, account.account_id, password_hash)
    try:
        return come_in(account) if is_open else _link_page(token)
    except LetsNobodyIn:
        return _link_page(token)


def _link_page(token: str, problem: str = "") -> Response | tuple[Response, int]:
    with transaction(PUBLIC) as connection:
        account = queries.account_of_link(connection, token)
    page = render_template("accounts/link.html", account=account, token=token, problem=problem, shortest=SHORTEST)
    answer = Response(page)
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer, 404 if account is None else 400 if problem else 200


@blueprint.get("/account")
@allow(*SIGNED_IN, own=True)
@asks("done")
def own_account() -> str:
    return own_account_page()


@blueprint.post("/account/password")
@allow(*SIGNED_IN, own=True)
def change_password() -> Response | tuple[str, int]:
    """Whoever stole a session must not take the account: the present password is asked, and tries are counted."""
    chosen = request.form.get("password", "")
    if problem := wrong_password(g.person.name, chosen, request.form.get("again", "")):
        return own_account_page(problem), 400
    with _passwords().place():
        admitted = _admitted(g.person.name, request.form.get("present", ""))
        password_hash = _passwords().hash(chosen) if admitted is not None else ""
    if admitted is None:
        return own_account_page(_("The present password is wrong, or there were too many tries.")), 400
    with transaction() as connection:
        queries.set_password(connection, g.person.id, password_hash, g.web_session.session_id)
    return see_other(bare_address("accounts.own_account", lang=language(), done="password"))


@blueprint.post("/account/sessions")
@allow(*SIGNED_IN, own=True)
def end_session() -> Response:
    """One of one's own, or all but this one."""
    which = request.form.get("session", "")
    with transaction() as connection:
        if which == "others":
            queries.end_sessions(connection, g.person.id, but=g.web_session.session_id)
        elif (only := row_number(which)) is not None:
            queries.end_sessions(connection, g.person.id, only=only)
        else:
            raise NotFound("session", which)
    return see_other(bare_address("accounts.own_account", lang=language()))


def own_account_page(problem: str = "", **more: str) -> str:
    """`more`: a token that was just made, or what was typed to make one and which field is wrong."""
    with reading() as connection:
        values = account_page(connection, g.person, g.web_session.session_id, language())
        tokens = programs(connection, g.person.id)
    done = request.args.get("done")
    return render_template("accounts/account.html", problem=problem, done=done, programs=tokens, **values, **more)


def _person(account: Account) -> Person:
    return Person(account.role, account.account_id)


def is_ours(path: str) -> bool:
    """Whether this leads from our host to a page of ours: `//host` and `/\\host` lead elsewhere."""
    return path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable() and len(path) < 1000


def _passwords() -> Passwords:
    found: Passwords = current_app.extensions["passwords"]
    return found


def _sessions() -> Sessions:
    found: Sessions = current_app.extensions["sessions"]
    return found
