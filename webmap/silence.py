"""Whether anything is heard of a database, and who may wait for it: never more than half of a worker's threads."""

import time
from collections.abc import Callable
from threading import Lock

from sqlalchemy import ExceptionContext
from sqlalchemy.exc import SQLAlchemyError

from webmap.connecting import SECONDS_TO_BE_HEARD, Waits, is_silence

SILENT_SECONDS = 1.0
SECONDS_BETWEEN_GLANCES = 0.01


class DatabaseIsSilent(SQLAlchemyError):
    """It said nothing when it was last asked, and nobody has heard of it since; or as many wait for it as may."""


class ReplicaLeft(DatabaseIsSilent):
    """A replica went away, or could not go on, in the middle of a read: asked again, the primary answers."""


class PrimaryHangs(ReplicaLeft):
    """The primary said nothing in the middle of a read that a replica can answer as well."""


class LookTakesLong(DatabaseIsSilent):
    """Somebody else asks it and was not answered yet."""


class Silence:
    """Of one server: `look` asks it for something small, within a time, and raises what comes of it."""

    def __init__(self, waits: Waits, look: Callable[[], object]) -> None:
        self._waits, self._look = waits, look
        self._asking = Lock()
        self._silent_at: float | None = None

    def need_answer(self) -> None:
        """Raise DatabaseIsSilent while it is; now and then one thread asks whether it is back."""
        if self._silent_at is not None:
            self._ask_again(self._silent_at)
        elif self._waits.are_in_vain():
            self._need_sign_of_life()

    def listen(self, context: ExceptionContext) -> None:
        """For the errors of its engines."""
        if is_silence(context.original_exception):
            self._silent_at = time.monotonic()

    def _ask_again(self, silent_at: float) -> None:
        if time.monotonic() - silent_at < SILENT_SECONDS or not self._asking.acquire(blocking=False):
            raise DatabaseIsSilent
        try:
            self._look()
            self._silent_at = None
        except SQLAlchemyError as error:
            if is_silence(getattr(error, "orig", None)):
                raise DatabaseIsSilent from error
            self._silent_at = None  # it says no, as one does that is starting
            raise
        finally:
            self._asking.release()

    def _need_sign_of_life(self) -> None:
        """Several threads wait and none was answered: before more of them do, one asks for something small."""
        if self._asking.acquire(blocking=False):
            try:
                self._look()
            finally:
                self._asking.release()
            return
        give_up_at = time.monotonic() + SECONDS_TO_BE_HEARD
        while not self._waits.is_heard():
            if time.monotonic() > give_up_at or self._silent_at is not None:
                raise DatabaseIsSilent
            time.sleep(SECONDS_BETWEEN_GLANCES)
