"""A small OpenID provider on loopback: discovery, keys, a page of signing in, codes that work once, signed tokens.

It can be told to go wrong in each way in which a real one, or somebody in its place, might.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, RSAKey

CLIENT, SECRET = "ninewa-map", "a secret that nobody shows"


@dataclass
class OpenIDProvider:
    """`claims` of the person who signs in; what is not said of a real provider stands below."""

    redirect_uri: str = ""
    claims: dict[str, Any] = field(default_factory=dict)
    # How it goes wrong: claims that replace the right ones, another key or algorithm, an issuer beside the code.
    wrong_claims: dict[str, Any] = field(default_factory=dict)
    signing: str = "right"
    iss: str | None = None
    pause: float = 0.0
    says_to_be: str = ""
    id_token: str | None = None  # an earlier one, sent again
    # What it saw.
    asked: list[str] = field(default_factory=list)
    given: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._key = RSAKey.generate_key(2048, {"kid": "one", "use": "sig"}, auto_kid=False)
        self._codes: dict[str, dict[str, str]] = {}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.issuer = f"http://127.0.0.1:{self._server.server_address[1]}"

    def settings(self) -> dict[str, Any]:
        return {
            "webmap_oidc_issuer": self.issuer,
            "webmap_oidc_client_id": CLIENT,
            "webmap_oidc_client_secret": SECRET,
        }

    @contextmanager
    def running(self) -> Iterator[OpenIDProvider]:
        thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._server.shutdown()
            self._server.server_close()

    def new_key(self) -> None:
        """As providers do now and then: what it signs from here on has another key."""
        self._key = RSAKey.generate_key(2048, {"kid": secrets.token_hex(4), "use": "sig"}, auto_kid=False)

    def code_for(self, asked: dict[str, str]) -> str:
        """The code that the browser is sent back with; OpenID Connect Core 1.0, 3.1.2."""
        assert asked["response_type"] == "code"
        assert asked["client_id"] == CLIENT
        assert asked["redirect_uri"] == self.redirect_uri
        assert "openid" in asked["scope"].split()
        assert asked["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe(16)
        self._codes[code] = asked
        return code

    def back(self, asked: dict[str, str]) -> str:
        """Where the browser goes once somebody has signed in here."""
        said = {"code": self.code_for(asked), "state": asked["state"], **({"iss": self.iss} if self.iss else {})}
        return f"{asked['redirect_uri']}?{urlencode(said)}"

    def discovery(self) -> dict[str, Any]:
        return {
            "issuer": self.says_to_be or self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic"],
        }

    def keys(self) -> dict[str, Any]:
        other = ECKey.generate_key("P-256", {"kid": "enc", "use": "enc"}, auto_kid=False)
        return {"keys": [{"kty": "strange"}, other.as_dict(private=False), self._key.as_dict(private=False)]}

    def token(self, form: dict[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        """What a code is exchanged for; it works once, for the client and the browser that it was given to."""
        asked = self._codes.pop(form.get("code", ""), None)
        right = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        if authorization != f"Basic {right}":
            return 401, {"error": "invalid_client"}
        verifier = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(verifier).rstrip(b"=").decode()
        is_right = asked and challenge == asked["code_challenge"] and form.get("redirect_uri") == asked["redirect_uri"]
        if asked is None or not is_right:
            return 400, {"error": "invalid_grant"}
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT, "exp": now + 300, "iat": now, "nonce": asked["nonce"]}
        signed = self.id_token or self._signed({**claims, **self.claims, **self.wrong_claims})
        self.given.append(signed)
        return 200, {"access_token": secrets.token_hex(), "token_type": "Bearer", "id_token": signed}

    def _signed(self, claims: dict[str, Any]) -> str:
        claims = {name: value for name, value in claims.items() if value is not None}
        if self.signing == "none":
            parts = [{"alg": "none", "kid": "one"}, claims]
            return ".".join(base64.urlsafe_b64encode(json.dumps(p).encode()).rstrip(b"=").decode() for p in parts) + "."
        if self.signing == "by the client's secret":
            key = OctKey.import_key(SECRET, {"kid": "one"})
            return jwt.encode({"alg": "HS256", "kid": "one"}, claims, key, ["HS256"])
        if self.signing == "by another key":
            stranger = RSAKey.generate_key(2048, {"kid": str(self._key.kid)}, auto_kid=False)
            return jwt.encode({"alg": "RS256", "kid": self._key.kid}, claims, stranger, ["RS256"])
        return jwt.encode({"alg": "RS256", "kid": self._key.kid}, claims, self._key, ["RS256"])

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                time.sleep(provider.pause)
                there = urlsplit(self.path)
                provider.asked.append(there.path)
                asked = {name: values[0] for name, values in parse_qs(there.query).items()}
                if there.path == "/.well-known/openid-configuration":
                    self._say(200, provider.discovery())
                elif there.path == "/keys":
                    self._say(200, provider.keys())
                elif there.path == "/authorize":
                    page = (
                        f'<title>Provider</title><h1>Who are you?</h1><a href="{escape(provider.back(asked))}">Sara</a>'
                    )
                    self._send(200, page.encode(), "text/html")
                else:
                    self._say(404, {})

            def do_POST(self) -> None:
                time.sleep(provider.pause)
                provider.asked.append(self.path)
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                form = {name: values[0] for name, values in parse_qs(body).items()}
                self._say(*provider.token(form, self.headers.get("Authorization", "")))

            def _say(self, status: int, said: dict[str, Any]) -> None:
                self._send(status, json.dumps(said).encode(), "application/json")

            def _send(self, status: int, body: bytes, kind: str) -> None:
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                pass

        return Handler
