"""A request waits for a database that starts anew or is crowded, within what its reader waits for."""

import time
from collections.abc import Callable
from contextvars import ContextVar
from typing import TypeVar

from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from webmap.connecting import is_silence
from webmap.db import DatabaseIsSilent

# From when a request came: while the database starts anew, and while it has no connection free.
PATIENCE_SECONDS = 5.0
CROWDED_SECONDS = 1.5
CROWDED = ("too many connections", "too many clients", "connection slots are reserved")
Answer = TypeVar("Answer")

CAME_AT = "webmap.came_at"  # in the environment of a request, where its front knows it
_came_at: ContextVar[float] = ContextVar("came_at")


def came(at: float | None = None) -> None:
    """A request begins that came at this moment (time.monotonic; None: now): its patience counts from then."""
    _came_at.set(time.monotonic() if at is None else at)


def patiently(read: Callable[[], Answer]) -> Answer:
    """Run a read again while the database cannot be reached, for up to 5 s: a restart of it is not an error page."""
    came_at, pause = _came_at.get(None) or time.monotonic(), 0.05
    while True:
        try:
            return read()
        except DBAPIError as error:
            seconds = CROWDED_SECONDS if _is_crowded(error) else PATIENCE_SECONDS
            is_over = time.monotonic() + pause > came_at + seconds
            if is_over or is_silence(error.orig) or not is_broken_connection(error):
                raise
        time.sleep(pause)
        pause = min(pause * 2, 0.5)


def is_broken_connection(error: Exception) -> bool:
    """Whether the server went away, is starting or has no connection free; not a fault of the statement."""
    if isinstance(error, NoConnectionFree | DatabaseIsSilent):
        return True
    if not isinstance(error, DBAPIError):
        return False
    return error.connection_invalidated or (isinstance(error, OperationalError) and _is_about_connecting(error))


def _is_about_connecting(error: OperationalError) -> bool:
    state = getattr(error.orig, "sqlstate", None)
    # No state: the connection could not be made at all. 08: connection exception, 53: out of connections or
    # resources, 57P: shut down or starting up.
    return state is None or state[:2] in ("08", "53") or state[:3] == "57P"


def _is_crowded(error: DBAPIError) -> bool:
    # Of a connection that was not made libpq tells the words alone.
    state = getattr(error.orig, "sqlstate", None) or ""
    return state.startswith("53") or any(words in str(error.orig) for words in CROWDED)
