"""A request as the web server hands it over (ASGI), and as the application reads it (WSGI, PEP 3333)."""

from __future__ import annotations

import sys
from collections.abc import MutableMapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

LONGEST_NAME = 100
FIXED: WSGIEnvironment = {
    "SCRIPT_NAME": "",
    "SERVER_PROTOCOL": "HTTP/1.1",
    "wsgi.version": (1, 0),
    "wsgi.errors": sys.stderr,
    "wsgi.multithread": True,
    "wsgi.multiprocess": True,
    "wsgi.run_once": False,
    "wsgi.input_terminated": True,
}
Scope = MutableMapping[str, Any]


def environ_of(scope: Scope) -> WSGIEnvironment:
    """Text is bytes in Latin-1; a header that came twice is one with commas."""
    server, port = scope["server"]
    environ = FIXED | {
        "REQUEST_METHOD": scope["method"],
        "PATH_INFO": path_of(scope),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_NAME": server,
        "SERVER_PORT": str(port),
        "REMOTE_ADDR": scope["client"][0],
        "wsgi.url_scheme": scope["scheme"],
    }
    for name, value in scope["headers"]:
        if key := _key(name) if len(name) <= LONGEST_NAME else "":
            text = value.decode("latin-1")
            before = environ.get(key)
            environ[key] = text if before is None else f"{before}{'; ' if key == 'HTTP_COOKIE' else ','}{text}"
    return environ


def path_of(scope: Scope) -> str:
    """As it is in the environment."""
    path: str = scope["path"]
    return path if path.isascii() else path.encode().decode("latin-1")


@lru_cache(200)
def _key(name: bytes) -> str:
    """A header's name in the environment; none for one with an underline, which would pass for another."""
    text = name.decode("latin-1").upper()
    if "_" in text:
        return ""
    plain = text.replace("-", "_")
    return plain if plain in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{plain}"
