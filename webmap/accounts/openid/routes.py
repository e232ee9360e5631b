"""Signing in by the OpenID provider of the settings: to it, and back with its word for somebody."""

from __future__ import annotations

import hashlib
import hmac
import time
from typing import TYPE_CHECKING

from flask import Blueprint, Response, current_app, request, session
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError
from werkzeug.exceptions import NotFound

from webmap import tries
from webmap.access import allow
from webmap.accounts import queries
from webmap.accounts.openid import queries as identities
from webmap.accounts.openid import words
from webmap.accounts.openid.identity import Identity, NotVouchedFor, ProviderIsAway
from webmap.accounts.routes import LetsNobodyIn, come_in
from webmap.accounts.rows import Account
from webmap.answers.delivery import lasting, lead_to
from webmap.answers.see_other import see_other
from webmap.asked.address import bare_address
from webmap.asked.client import address_asked_from
from webmap.asked.parameters import asks
from webmap.config import Settings
from webmap.db import transaction
from webmap.person import PUBLIC, Person
from webmap.sessions import new_token
from webmap.words.i18n import language, speak

if TYPE_CHECKING:
    from webmap.accounts.openid.provider import Provider

blueprint = Blueprint("openid", __name__)
SECONDS_TO_COME_BACK = 600
BEGUN = "openid"
LONGEST = 4096  # of a code, which is whatever a provider likes


class _Refused(Exception):
    """Why nobody is signed in, as a code of `words`."""

    def __init__(self, code: str, reason: str = "") -> None:
        super().__init__(code)
        self.code, self.reason = code, reason


@blueprint.record_once
def _prepare(state: object) -> None:
    settings: Settings = state.app.extensions["settings"]  # type: ignore[attr-defined]
    state.app.extensions["openid"] = _provider_of(settings)  # type: ignore[attr-defined]
    state.app.jinja_env.globals["openid_provider"] = words.provider_name(settings)  # type: ignore[attr-defined]


def _provider_of(settings: Settings) -> Provider | None:
    if not settings.webmap_oidc_issuer:
        return None
    # What this loads is 15 MB of a worker, for those who use it.
    from webmap.accounts.openid.provider import Provider

    secret = settings.webmap_oidc_client_secret
    return Provider(
        settings.webmap_oidc_issuer,
        settings.webmap_oidc_client_id or "",
        secret.get_secret_value() if secret else None,
        f"{settings.webmap_address}{words.BACK}",
    )


@blueprint.get("/login/openid")
@allow("public")
@asks("next")
@lasting(0)
def begin() -> Response:
    """To the provider; what has to come back from there is known to this browser alone."""
    provider, state = _provider(), new_token()
    try:
        there = provider.begin(state, _made_from(state, "nonce"), _made_from(state, "verifier"))
    except ProviderIsAway as error:
        return _turned_away(_Refused(words.AWAY, str(error)), request.args.get("next", ""))
    session.permanent = True
    then = request.args.get("next", "")[:1000]
    session[BEGUN] = {"state": state, "at": int(time.time()), "next": then, "lang": language()}
    lead_to(there)
    return see_other(there)


@blueprint.get(words.BACK)
@allow("public")
@asks("code", "state", "iss", "error")
@lasting(0)
def come_back() -> Response:
    """Whoever comes with the provider's word is looked for among the accounts, and gets a session of ours."""
    provider, begun = _provider(), session.pop(BEGUN, None) or {}
    then = str(begun.get("next", ""))
    speak(str(begun.get("lang", language())))  # the provider leads back to one address, which names no language
    try:
        state = _state_of(begun)
        nonce = _made_from(state, "nonce")
        _count_try(tries.by_address(address_asked_from(), tries.SIGN_IN))
        identity = _identity(provider, nonce, _made_from(state, "verifier"))
        account = _account_of(provider.issuer, identity)
        return _come_in(account, then, nonce, provider.issuer, identity)
    except _Refused as refused:
        return _turned_away(refused, then)


def _state_of(begun: dict[str, object]) -> str:
    """The state of a sign-in that this browser began, a short time ago, and that is come back for."""
    state, at = begun.get("state"), begun.get("at")
    said = request.args.get("state", "").encode(errors="replace")
    if not isinstance(state, str) or not isinstance(at, int) or not hmac.compare_digest(state.encode(), said):
        raise _Refused(words.STALE, "another state")
    if not 0 <= time.time() - at <= SECONDS_TO_COME_BACK:
        raise _Refused(words.STALE, "too late")
    if "error" in request.args or not 0 < len(request.args.get("code", "")) <= LONGEST:
        raise _Refused(words.DENIED, request.args.get("error", "")[:60])
    return state


def _count_try(*subjects: bytes) -> None:
    with transaction(PUBLIC) as connection:
        may_try = tries.admit(connection, subjects)
    if not may_try:
        raise _Refused(words.TRIES)


def _identity(provider: Provider, nonce: str, verifier: str) -> Identity:
    try:
        return provider.identity(request.args["code"], nonce, verifier, request.args.get("iss"))
    except ProviderIsAway as error:
        raise _Refused(words.AWAY, str(error)) from error
    except NotVouchedFor as error:
        raise _Refused(words.UNTRUSTED, str(error)) from error


def _account_of(issuer: str, identity: Identity) -> Account:
    """Linked by an administrator, and neither disabled nor locked, as a password would not let them in either."""
    with transaction(PUBLIC) as connection:
        account_id = identities.linked_account(connection, issuer, identity.subject, identity.email)
    if account_id is None:
        raise _Refused(words.UNKNOWN)
    with transaction(Person("public", account_id)) as connection:
        account = queries.account_of(connection, account_id)
    if account is None or account.disabled_at is not None:
        raise _Refused(words.UNKNOWN)
    _count_try(tries.by_name(account.name))
    return account


def _come_in(account: Account, then: str, nonce: str, issuer: str, identity: Identity) -> Response:
    def begin_session(connection: Connection, account_id: int, program: str | None) -> str | None:
        if not identities.bind(connection, account_id, issuer, identity.subject, identity.email):
            raise _Refused(words.UNKNOWN, "bound to another subject meanwhile")
        return queries.begin_session(connection, account_id, program, nonce=nonce)

    try:
        answer = come_in(account, then, begin_session)
    except LetsNobodyIn as error:
        raise _Refused(words.UNKNOWN, "disabled meanwhile") from error
    except IntegrityError as error:
        raise _Refused(words.STALE, "its id_token was used already") from error
    with transaction(PUBLIC) as connection:
        tries.forget_tries(
            connection, tries.by_name(account.name), tries.by_address(address_asked_from(), tries.SIGN_IN)
        )
    return answer


def _turned_away(refused: _Refused, then: str) -> Response:
    """To the page of signing in, which says why: nothing of the provider's answer stays in the address."""
    current_app.logger.warning("OpenID: nobody signed in (%s) %s", refused.code, ascii(refused.reason))
    return see_other(bare_address("accounts.sign_in", lang=language(), next=then or None, refused=refused.code))


def _made_from(state: str, purpose: str) -> str:
    """What belongs to a sign-in, without being kept anywhere: 64 characters that whoever sees the state cannot know."""
    key = str(current_app.secret_key).encode()
    return hmac.new(key, f"openid {purpose} {state}".encode(), hashlib.sha256).hexdigest()


def _provider() -> Provider:
    provider: Provider | None = current_app.extensions["openid"]
    if provider is None:
        raise NotFound
    return provider


@blueprint.after_request
def _tell_nobody(response: Response) -> Response:
    """Neither a code nor a state goes anywhere as the address that somebody came from."""
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
