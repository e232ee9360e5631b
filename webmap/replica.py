"""Reads on a replica: while it answers, and as soon as it has replayed what its reader is to see; else not at all.

Whoever is not given a connection here asks the primary, and nobody waits long for the answer. What a replica lacks is
told by the log: it must have replayed as much of it as the primary had written when it was last looked at (a second
ago), and as the reader's own last change needs. So it is never further behind, in what no version counts neither.
"""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from threading import Lock, Thread

from psycopg.errors import FeatureNotSupported, SerializationFailure
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from webmap.connecting import Waits, answered_within, engine
from webmap.data_version import Reached, Version, reached_now
from webmap.patience import is_broken_connection
from webmap.silence import ReplicaLeft

# A replica is behind by a millisecond or ten; one that is behind for longer stands still, or has too much to do.
SECONDS_TO_CATCH_UP, SECONDS_BETWEEN_GLANCES = 0.2, 0.005
# For the small question with which each read there begins.
SECONDS_TO_ANSWER = 0.5
# It was left: so soon somebody looks whether it can be used again.
SECONDS_LEFT = 1.0
# What a replica says of one statement, and is none the worse for: it replays what that was reading, or a migration.
OF_ONE_STATEMENT = (SerializationFailure, FeatureNotSupported)


class Replica:
    """One server that follows the primary, or several behind one address: `addresses` by the login that reads there."""

    def __init__(self, addresses: Mapping[str, str]) -> None:
        self.waits = Waits()
        self.engines = {login: engine(address, login, self.waits) for login, address in addresses.items()}
        self._left_at: float | None = None
        self._trying = Lock()

    @property
    def is_used(self) -> bool:
        """Whether it answered and was not behind when it was last asked."""
        return self._left_at is None

    @contextmanager
    def reading(self, login: str, primary: Reached, own: int) -> Iterator[tuple[Connection, Version] | None]:
        """A connection with the version that it sees at least; None: ask the primary. ReplicaLeft: ask it now.

        `primary`: how far that was, `own`: how far its log was after what this reader wrote, in bytes.
        """
        found = self._connection(login, primary, own)
        if found is None:
            yield None
            return
        try:
            with found[0]:
                yield found
        except DBAPIError as error:
            if not is_broken_connection(error):
                raise
            if not isinstance(error.orig, OF_ONE_STATEMENT):
                self._leave()
            raise ReplicaLeft from error

    def reached(self) -> Reached | None:
        """How far it is; None where it does not say so."""
        try:
            with next(iter(self.engines.values())).connect() as connection:
                return _reached(connection)
        except SQLAlchemyError:
            return None

    def _connection(self, login: str, primary: Reached, own: int) -> tuple[Connection, Version] | None:
        if login not in self.engines or not self._may_be_asked(primary):
            return None
        needed = primary._replace(lsn=max(primary.lsn, own))
        try:
            connection = self.engines[login].connect()
            reached = _caught_up(connection, needed)
        except SQLAlchemyError:
            self._leave()
            return None
        if reached.is_as_far_as(needed):
            return connection, reached.version
        if not reached.is_as_far_as(primary):
            self._leave()
            connection.invalidate()  # behind one address may be several: the next connection is perhaps to another
        connection.close()
        return None

    def _may_be_asked(self, primary: Reached) -> bool:
        if self._left_at is None:
            return not self.waits.are_in_vain()
        if time.monotonic() - self._left_at >= SECONDS_LEFT and self._trying.acquire(blocking=False):
            Thread(target=self._try_again, args=(primary,), daemon=True).start()
        return False

    def _try_again(self, primary: Reached) -> None:
        """By itself, so that no reader waits for a machine that is gone."""
        try:
            for one in self.engines.values():
                with one.connect() as connection:
                    if not _caught_up(connection, primary).is_as_far_as(primary):
                        connection.invalidate()
                        return self._leave()
            self._left_at = None
        except SQLAlchemyError:
            self._leave()
        finally:
            self._trying.release()

    def _leave(self) -> None:
        self._left_at = time.monotonic()


def _caught_up(connection: Connection, needed: Reached) -> Reached:
    """How far it is once that is enough, or after all the time that it has for that; closed where it says nothing."""
    give_up_at = time.monotonic() + SECONDS_TO_CATCH_UP
    try:
        while not (reached := _reached(connection)).is_as_far_as(needed) and time.monotonic() < give_up_at:
            time.sleep(SECONDS_BETWEEN_GLANCES)
    except SQLAlchemyError:
        connection.close()
        raise
    connection.rollback()  # for SQLAlchemy a transaction has begun, though for the server none has
    return reached


def _reached(connection: Connection) -> Reached:
    with answered_within(connection, SECONDS_TO_ANSWER):
        return reached_now(connection)
