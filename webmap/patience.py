"""A request waits for a database that starts anew or is crowded, within what its reader waits for."""

import time
from collections.abc import Callable
from contextvars import ContextVar
from threading import BoundedSemaphore
from typing import TypeVar

from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from webmap.connecting import MOST_WAITING, is_silence
from webmap.silence import DatabaseIsSilent, LookTakesLong, ReplicaLeft

# From when a request came: while the database starts anew, and while it has no connection free.
PATIENCE_SECONDS = 5.0
CROWDED_SECONDS = 1.5
CROWDED = ("too many connections", "too many clients", "connection slots are reserved")
Answer = TypeVar("Answer")

CAME_AT = "webmap.came_at"  # in the environment of a request, where its front knows it
# Of this process: whoever finds no place is told at once to come back.
_places = BoundedSemaphore(MOST_WAITING)
_came_at: ContextVar[float] = ContextVar("came_at")


def came(at: float | None = None) -> None:
    """A request begins that came at this moment (time.monotonic; None: now): its patience counts from then."""
    _came_at.set(time.monotonic() if at is None else at)


def patiently(read: Callable[[], Answer]) -> Answer:
    """Run a read again while the database cannot be reached, for up to 5 s: a restart of it is not an error page.

    Once more anybody may, since it was perhaps the connection; half of the threads may go on.
    """
    came_at, pause, has_place = _came_at.get(None) or time.monotonic(), 0.05, False
    is_second = False
    try:
        while True:
            try:
                return read()
            except ReplicaLeft:
                if time.monotonic() > came_at + PATIENCE_SECONDS:
                    raise
                continue  # at once: another server answers next
            except (DBAPIError, LookTakesLong) as error:
                seconds = CROWDED_SECONDS if _is_crowded(error) else PATIENCE_SECONDS
                is_over = time.monotonic() + pause > came_at + seconds
                if is_over or is_silence(_said(error)) or not is_broken_connection(error):
                    raise
                has_place = has_place or (is_second and _places.acquire(blocking=False))
                if is_second and not has_place:
                    raise
            time.sleep(pause)
            pause, is_second = min(pause * 2, 0.5), True
    finally:
        if has_place:
            _places.release()


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


def _is_crowded(error: Exception) -> bool:
    # Of a connection that was not made libpq tells the words alone.
    state = getattr(_said(error), "sqlstate", None) or ""
    return state.startswith("53") or any(words in str(_said(error)) for words in CROWDED)


def _said(error: Exception) -> BaseException | None:
    """What the driver said, if that is behind it."""
    return error.orig if isinstance(error, DBAPIError) else None
