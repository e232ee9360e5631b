"""The version of the data as a worker knows it: looked up once a second, and held while the database is away."""

import time
from collections.abc import Callable
from contextlib import suppress
from threading import BoundedSemaphore, Lock, Thread
from typing import NamedTuple

from sqlalchemy.exc import SQLAlchemyError

from webmap.connecting import MOST_WAITING, SECONDS_TO_BE_HEARD
from webmap.data_version import Version
from webmap.silence import LookTakesLong

LOOK_SECONDS, VERSION_AGE_SECONDS = 2.0, 1.0
# While the database is away; as long as shared caches may do (webmap/answers/shared_caches.py).
HELD_SECONDS = 24 * 3600.0


class Found(NamedTuple):
    """A version of the data, and whether nobody can tell if it still is the newest."""

    version: Version
    is_stale: bool = False


class LatestVersion:
    """Of one database: `look` asks it, and raises what comes of it."""

    def __init__(self, look: Callable[[], Version]) -> None:
        self._look = look
        self.known: tuple[float, Version] | None = None  # when it was found, and what
        self._looking, self._places = Lock(), BoundedSemaphore(MOST_WAITING - 1)
        self._sent_at = float("-inf")
        self._missed: tuple[float, SQLAlchemyError] | None = None  # when a look began that failed, and of what

    def at_hand(self) -> Found | None:
        """Where a request for what is remembered need not look; now and then one has to, and is told None.

        So nobody else waits for a thread: others go by the version that was last found, for as long as looks come, and
        while none does nobody waits at all.
        """
        if self.known is None:
            return None
        looked_at, version = self.known
        if _is_recent(looked_at):
            return Found(version)
        is_due = not _is_recent(self._sent_at)
        if is_due:
            self._sent_at = time.monotonic()
        if self._missed is not None:
            if is_due:
                Thread(target=self._look_again, daemon=True).start()
            return self.last_known()
        return Found(version) if not is_due and _is_recent(looked_at, LOOK_SECONDS) else None

    def last_known(self) -> Found | None:
        """What was found before the database went away, if that is no longer ago than answers are held."""
        if self.known is None or not _is_recent(self.known[0], HELD_SECONDS):
            return None
        return Found(self.known[1], is_stale=True)

    def get(self, at_least: int = 0) -> Version:
        """Looked up at most once a second; anew where the known one is below `at_least`."""
        known = self.known
        is_enough = known is not None and known[1].number >= at_least
        if known is not None and is_enough and _is_recent(known[0]):
            return known[1]
        if known is not None and not _is_recent(known[0], LOOK_SECONDS):
            is_enough = False
        # While one thread looks, the others go by what it last found, if that is enough for them.
        came_at = time.monotonic()
        if self._looking.acquire(blocking=False) or (not is_enough and self._wait_for_look()):
            try:
                self._look_unless_found(known, at_least, came_at)
            finally:
                self._looking.release()
        assert self.known is not None
        return self.known[1]

    def _look_again(self) -> None:
        with suppress(SQLAlchemyError):
            self.get()

    def _look_unless_found(self, known: tuple[float, Version] | None, at_least: int, came_at: float) -> None:
        """What somebody else found or met since this request came is as good."""
        if self.known is not None and self.known is not known and self.known[1].number >= at_least:
            return
        if self._missed is not None and self._missed[0] > came_at:
            raise self._missed[1]
        began_at = time.monotonic()
        try:
            self.known = (time.monotonic(), self._look())
        except SQLAlchemyError as error:
            self._missed = (began_at, error.with_traceback(None))
            raise
        self._missed = None

    def _wait_for_look(self) -> bool:
        """True once nobody else looks; LookTakesLong where that takes long, and half of the threads wait already."""
        has_place = self._places.acquire(blocking=False)
        try:
            if not self._looking.acquire(timeout=-1 if has_place else SECONDS_TO_BE_HEARD):
                raise LookTakesLong
        finally:
            if has_place:
                self._places.release()
        return True


def _is_recent(looked_at: float, seconds_more: float = 0.0) -> bool:
    return time.monotonic() - looked_at <= VERSION_AGE_SECONDS + seconds_more
