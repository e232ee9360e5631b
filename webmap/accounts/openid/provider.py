"""An OpenID provider as this map asks it: authorization code with PKCE, and an identity that its keys vouch for.

Nothing that it sends is kept but who somebody is: tokens end with the call. It knows no request.

OpenID Connect Core 1.0 (3.1) and Discovery 1.0, RFC 7636 (PKCE), RFC 9207 (`iss` beside the code).
"""

from __future__ import annotations

import io
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TookTooLong
from typing import Any, TypeVar

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import JWKRegistry, Key, KeySet
from requests import RequestException, Response
from requests.adapters import HTTPAdapter

from webmap.accounts.openid.identity import Identity, NotVouchedFor, ProviderIsAway
from webmap.asked.host import is_safe

# For all that is asked in one step of a sign-in: no thread of a page waits longer.
SECONDS = 5.0
MOST_AT_ONCE = 2  # of a worker's eight threads
MOST_BYTES = 512 * 1024
SECONDS_KNOWN = 3600.0  # what discovery and the list of keys said
SECONDS_BETWEEN_KEYS = 60.0  # an unknown key is looked for in a new list, but not as often as somebody names one
LEEWAY_SECONDS = 60  # clocks differ
# Signed with a key that the provider alone has; neither `none` nor what is signed with the client's secret.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519")
KINDS_OF_KEYS = ("RSA", "EC", "OKP")
NEEDED = ("authorization_endpoint", "token_endpoint", "jwks_uri")
Result = TypeVar("Result")


class Provider:
    """One provider and what is known of it, for one process."""

    def __init__(self, issuer: str, client_id: str, client_secret: str | None, redirect_uri: str) -> None:
        self.issuer = issuer
        self._client = {"client_id": client_id, "client_secret": client_secret}
        self._redirect_uri = redirect_uri
        self._threads = ThreadPoolExecutor(MOST_AT_ONCE, thread_name_prefix="openid")
        self._places = threading.Semaphore(MOST_AT_ONCE)
        self._metadata: tuple[float, dict[str, Any]] | None = None
        self._keys: tuple[float, KeySet] | None = None

    def begin(self, state: str, nonce: str, verifier: str) -> str:
        """The address at the provider where a sign-in begins; ProviderIsAway."""
        metadata = self._asked(self._known_metadata)
        address, _state = self._session(0).create_authorization_url(
            metadata["authorization_endpoint"],
            state=state,
            code_verifier=verifier,
            nonce=nonce,
            redirect_uri=self._redirect_uri,
            scope="openid email",
        )
        return str(address)

    def identity(self, code: str, nonce: str, verifier: str, issuer: str | None) -> Identity:
        """For whom the provider gave this code; `issuer` is who says so beside it. ProviderIsAway, NotVouchedFor."""
        return self._asked(lambda deadline: self._identity(code, nonce, verifier, issuer, deadline))

    def check(self) -> None:
        """Whether discovery and keys can be read, for who sets this up; ProviderIsAway says what is wrong."""
        self._asked(lambda deadline: self._key_set(deadline))

    def _asked(self, work: Callable[[float], Result]) -> Result:
        """What is asked in a thread of its own, whose answer is waited for so long and no longer."""
        if not self._places.acquire(blocking=False):
            raise ProviderIsAway("others wait for it already")
        try:
            asked = self._threads.submit(work, time.monotonic() + SECONDS)
        except RuntimeError:
            self._places.release()
            raise
        asked.add_done_callback(lambda done: self._places.release())
        try:
            return asked.result(SECONDS)
        except TookTooLong:
            raise ProviderIsAway(f"no answer within {SECONDS:g} s") from None

    def _identity(self, code: str, nonce: str, verifier: str, issuer: str | None, deadline: float) -> Identity:
        metadata = self._known_metadata(deadline)
        says_issuer = metadata.get("authorization_response_iss_parameter_supported") is True
        if issuer != self.issuer and (says_issuer or issuer is not None):
            raise NotVouchedFor("another issuer")
        token = self._exchanged(metadata["token_endpoint"], code, verifier, deadline)
        signed = token.get("id_token")
        if not isinstance(signed, str):
            raise NotVouchedFor("no id_token")
        return self._judged(signed, nonce, token.get("access_token"), deadline)

    def _exchanged(self, address: str, code: str, verifier: str, deadline: float) -> dict[str, Any]:
        try:
            with self._session(deadline) as session:
                given: dict[str, Any] = session.fetch_token(
                    address, code=code, code_verifier=verifier, grant_type="authorization_code", allow_redirects=False
                )
                return given
        except RequestException as error:
            raise ProviderIsAway(str(error)) from error
        except (AuthlibBaseError, ValueError, TypeError, AttributeError) as error:
            raise NotVouchedFor(f"the code was not taken: {type(error).__name__}") from error

    def _judged(self, signed: str, nonce: str, access_token: object, deadline: float) -> Identity:
        metadata = self._known_metadata(deadline)
        said = metadata.get("id_token_signing_alg_values_supported") or ["RS256"]
        usable = [name for name in ALGORITHMS if name in said]
        options = {"iss": {"essential": True, "value": self.issuer}}
        params = {"nonce": nonce, "client_id": self._client["client_id"], "access_token": access_token}
        try:
            try:
                token = jwt.decode(signed, self._key_set(deadline), usable)
            except InvalidKeyIdError:
                token = jwt.decode(signed, self._key_set(deadline, SECONDS_BETWEEN_KEYS), usable)
            claims = CodeIDToken(token.claims, token.header, options, params)
            claims.validate(leeway=LEEWAY_SECONDS)
        except (JoseError, AuthlibBaseError, ValueError, TypeError, KeyError) as error:
            raise NotVouchedFor(f"its id_token: {type(error).__name__}: {error}") from error
        return self._of(claims)

    def _of(self, claims: dict[str, Any]) -> Identity:
        audience = claims["aud"] if isinstance(claims["aud"], list) else [claims["aud"]]
        if self._client["client_id"] not in audience:
            raise NotVouchedFor("its id_token is for somebody else")
        subject, email = claims["sub"], claims.get("email")
        if not isinstance(subject, str) or not 0 < len(subject) <= 255:  # Core 1.0, 2
            raise NotVouchedFor("its id_token names nobody")
        is_verified = claims.get("email_verified") is True and isinstance(email, str)
        return Identity(subject, email if is_verified else None)

    def _known_metadata(self, deadline: float) -> dict[str, Any]:
        known = self._metadata
        if known is None or time.monotonic() - known[0] > SECONDS_KNOWN:
            found = self._read(f"{self.issuer.rstrip('/')}/.well-known/openid-configuration", deadline)
            if found.get("issuer") != self.issuer:
                raise ProviderIsAway(f"it calls itself {found.get('issuer')!r}")
            if wrong := [name for name in NEEDED if not is_safe(str(found.get(name, "")))]:
                raise ProviderIsAway(f"its discovery gives no address by https as {', '.join(wrong)}")
            known = self._metadata = (time.monotonic(), found)
        return known[1]

    def _key_set(self, deadline: float, most_seconds: float = SECONDS_KNOWN) -> KeySet:
        known = self._keys
        if known is None or time.monotonic() - known[0] > most_seconds:
            found = self._read(self._known_metadata(deadline)["jwks_uri"], deadline)
            known = self._keys = (time.monotonic(), _keys_of(found))
        return known[1]

    def _read(self, address: str, deadline: float) -> dict[str, Any]:
        try:
            with self._session(deadline) as session:
                answer = session.request("GET", address, withhold_token=True, allow_redirects=False)
                if answer.status_code != 200:
                    raise ProviderIsAway(f"{address} answers {answer.status_code}")
                found = answer.json()
        except RequestException as error:
            raise ProviderIsAway(str(error)) from error
        if not isinstance(found, dict):
            raise ProviderIsAway(f"{address} is no JSON object")
        return found

    def _session(self, deadline: float) -> OAuth2Session:
        known = self._metadata[1] if self._metadata else {}
        methods = known.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        way = "client_secret_basic" if "client_secret_basic" in methods else "client_secret_post"
        session = OAuth2Session(
            **self._client,
            token_endpoint_auth_method=way if self._client["client_secret"] else "none",
            redirect_uri=self._redirect_uri,
            code_challenge_method="S256",
        )
        for scheme in ("https://", "http://"):
            session.mount(scheme, _Bounded(deadline))
        return session


class _Bounded(HTTPAdapter):
    """Answers until a moment (time.monotonic) and up to a size; RequestException for the others."""

    def __init__(self, deadline: float) -> None:
        super().__init__()
        self._deadline = deadline

    def send(self, request: Any, *given: Any, **others: Any) -> Response:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise RequestException("no time is left")
        answer = super().send(request, *given, **{**others, "timeout": left, "stream": True})
        with answer.raw as raw:
            body = raw.read(MOST_BYTES + 1, decode_content=True)
        if len(body) > MOST_BYTES:
            raise RequestException("the answer is too large")
        answer.raw = io.BytesIO(body)
        return answer


def _keys_of(found: dict[str, Any]) -> KeySet:
    """Those that sign, of kinds that are known; others may stand beside them."""
    listed = found.get("keys")
    keys: list[Key] = []
    for one in listed if isinstance(listed, list) else []:
        if isinstance(one, dict) and one.get("kty") in KINDS_OF_KEYS and one.get("use", "sig") == "sig":
            try:
                keys.append(JWKRegistry.import_key(one))
            except (JoseError, ValueError, TypeError, KeyError):
                continue
    if not keys:
        raise ProviderIsAway("it lists no key that signs")
    return KeySet(keys)
