"""The beginning of an answer as the web server takes it (ASGI)."""

from collections.abc import Iterable, MutableMapping
from functools import lru_cache
from typing import Any

Message = MutableMapping[str, Any]


def start(status: int, headers: Iterable[tuple[str, str]]) -> Message:
    """What is sent before the body."""
    return {"type": "http.response.start", "status": status, "headers": [_sent(*one) for one in headers]}


@lru_cache(1000)
def _sent(name: str, value: str) -> tuple[bytes, bytes]:
    """A header as bytes; most are the same in all answers."""
    return name.lower().encode("latin-1"), value.encode("latin-1")
