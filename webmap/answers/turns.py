"""Answers that read everything are made one after another in each worker: their memory is needed once, not for each.

Who asks for the same meanwhile is given what was made. More than a few are not kept waiting, since each that waits
keeps a thread from other pages: they are told to come back (503).
"""

from collections.abc import Callable
from threading import Lock, Semaphore
from typing import Any, TypeVar

from flask import Flask, g
from werkzeug.exceptions import ServiceUnavailable

MOST_WAITING = 4  # of a worker's eight threads
SECONDS_TO_WAIT = 4.0
RETRY_AFTER_SECONDS = 5
View = TypeVar("View", bound=Callable[..., Any])


def in_turn(view: View) -> View:
    """Declares a view whose answers are made one after another."""
    # A mark on the view, which functions may carry and their types do not tell.
    view.in_turn = True  # type: ignore[attr-defined]
    return view


def in_turn_where(is_long: Callable[[], bool]) -> Callable[[View], View]:
    """Declares the same of a view only while `is_long` says so, which is asked before each answer is made."""

    def declare(view: View) -> View:
        view.in_turn = is_long  # type: ignore[attr-defined]
        return view

    return declare


class Turns:
    """One at a time; `MOST_WAITING` may wait for their turn."""

    def __init__(self) -> None:
        self._turn, self._places = Lock(), Semaphore(MOST_WAITING)

    def come(self) -> None:
        """Wait for the turn of this request. ServiceUnavailable where too many wait, or it takes too long."""
        if self._turn.acquire(blocking=False):
            g.has_turn = True
            return
        if not self._places.acquire(blocking=False):
            raise ServiceUnavailable(retry_after=RETRY_AFTER_SECONDS)
        try:
            if not self._turn.acquire(timeout=SECONDS_TO_WAIT):
                raise ServiceUnavailable(retry_after=RETRY_AFTER_SECONDS)
        finally:
            self._places.release()
        g.has_turn = True

    def leave(self) -> None:
        """Let the next one come, if this request had its turn."""
        if g.pop("has_turn", False):
            self._turn.release()


def init_app(app: Flask) -> None:
    """After errors too, whatever they are."""
    turns = app.extensions["turns"] = Turns()
    app.teardown_request(lambda _error: turns.leave())
