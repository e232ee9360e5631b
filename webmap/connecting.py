"""Engines for one login each, whose connections wait for no answer of the database longer than it may take.

The database ends a statement that takes too long by itself (`statement_timeout`); whoever hears nothing even then talks
to a server that hangs, to a machine that is gone or to a network that swallows.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import get_ident
from typing import Any, TypeVar

import psycopg
from psycopg.abc import PQGen
from psycopg.errors import ConnectionTimeout, DeadlockDetected, FeatureNotSupported, SerializationFailure
from psycopg.pq import TransactionStatus
from sqlalchemy import Connection, Engine, ExceptionContext, create_engine, event
from sqlalchemy.engine import make_url

from geodata.server import logins

# Of a worker. Each request has one connection at most, and one of them looks at the version of the data.
THREADS = 8
POOL_SIZE = THREADS + 1
# Of a worker's threads half may wait for a database that does not answer: these, and one that asks whether it does.
MOST_WAITING = THREADS // 2
SECONDS_FOR_A_FREE_ONE = 0.8
SECONDS_BETWEEN_SIGNALS = 0.1
# Of a server that answers somebody every few milliseconds.
SECONDS_TO_BE_HEARD = 0.5
# Above the statement_timeout of the login, for the server's own refusal to arrive.
SECONDS_ON_TOP = 0.5
# For libpq: seconds to connect, milliseconds until sent bytes are acknowledged, and signs of life when nothing is sent.
DEADLINES = {
    "connect_timeout": "2",
    "tcp_user_timeout": "5000",
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "2",
}
# The function of PostgreSQL that refuses a prepared plan whose columns a migration changed.
KEEPS_PLANS = "RevalidateCachedQuery"
Result = TypeVar("Result")


class NoAnswer(psycopg.OperationalError):
    """The database said nothing within its time; the connection is closed, since an answer may still be under way."""


class Waits:
    """Which threads of this process wait for an answer of one server, and when any was last answered."""

    def __init__(self) -> None:
        self._threads: set[int] = set()
        self.heard_at = float("-inf")

    def number(self) -> int:
        """How many threads wait now."""
        return len(self._threads)

    def are_in_vain(self) -> bool:
        """Whether they are many, and none was answered for a while."""
        return self.are_many() and not self.is_heard()

    def is_heard(self) -> bool:
        """Whether anything was heard of the server just now."""
        return time.monotonic() - self.heard_at < SECONDS_TO_BE_HEARD

    def are_many(self) -> bool:
        """Whether with one more, who asks for all, half of the threads would wait."""
        return self.number() >= MOST_WAITING - 1

    @contextmanager
    def one(self) -> Iterator[None]:
        """In the block this thread waits; whatever comes of it was heard of the server, a refusal too."""
        me = get_ident()
        self._threads.add(me)
        try:
            yield
        except (NoAnswer, ConnectionTimeout):
            raise
        except psycopg.Error:
            self.heard_at = time.monotonic()
            raise
        finally:
            self._threads.discard(me)
        self.heard_at = time.monotonic()


class BoundedConnection(psycopg.Connection[Any]):
    """A connection that raises NoAnswer once it has waited `most_seconds`."""

    most_seconds = 5.0
    waits = Waits()

    def wait(
        self, gen: PQGen[Result], interval: float = SECONDS_BETWEEN_SIGNALS, timeout: float | None = None
    ) -> Result:
        with self.waits.one():
            try:
                return super().wait(gen, interval, self.most_seconds if timeout is None else timeout)
            except psycopg.OperationalError as error:
                if self.pgconn.transaction_status != TransactionStatus.ACTIVE:
                    raise
                self.close()
                raise NoAnswer(f"no answer within {self.most_seconds:g} s") from error


def engine(url: str, login: str, waits: Waits) -> Engine:
    """The connections of a web login; those of a worker are bounded in number and in what they wait for.

    Reads are single statements: autocommit saves the BEGIN and ROLLBACK round trips of each request. They stay open,
    and the one used last is used next: each has prepared and planned its statements once. The settings are sent as
    well, since a login may change those that it has in the database.
    """
    given = make_url(url).query
    seconds = SECONDS_ON_TOP + float(logins.ROLE_SETTINGS[login]["statement_timeout"].removesuffix("s"))
    deadlines = {name: value for name, value in DEADLINES.items() if name not in given}
    made = create_engine(
        url,
        isolation_level="AUTOCOMMIT",
        pool_size=POOL_SIZE,
        max_overflow=0,
        pool_timeout=SECONDS_FOR_A_FREE_ONE,
        pool_use_lifo=True,
        connect_args={
            "prepare_threshold": 0,
            "options": f"{logins.options(login)} {given.get('options', '')}".strip(),
            **deadlines,
        },
    )

    @event.listens_for(made, "do_connect")
    def connect(dialect: Any, record: Any, arguments: Any, parameters: dict[str, Any]) -> BoundedConnection:
        with waits.one():
            connection = BoundedConnection.connect(*arguments, **parameters)
        connection.most_seconds, connection.waits = seconds, waits
        return connection

    event.listen(made, "handle_error", _leave_connection)
    return made


def _leave_connection(context: ExceptionContext) -> None:
    """What only this connection is at fault for counts as its end: a read is asked again on another.

    After a migration all connections hold plans of before it; a conflict, with what a replica replays or with who
    writes, is that of one statement.
    """
    error = context.original_exception
    if isinstance(error, FeatureNotSupported) and error.diag.source_function == KEEPS_PLANS:
        context.is_disconnect = True
    elif isinstance(error, SerializationFailure | DeadlockDetected):
        context.is_disconnect, context.invalidate_pool_on_disconnect = True, False


@contextmanager
def answered_within(connection: Connection, seconds: float) -> Iterator[None]:
    """What is asked of the connection in the block is answered within `seconds`, or NoAnswer."""
    driver = connection.connection.driver_connection
    assert isinstance(driver, BoundedConnection)
    usual, driver.most_seconds = driver.most_seconds, seconds
    try:
        yield
    finally:
        driver.most_seconds = usual


def is_silence(error: BaseException | None) -> bool:
    """Whether the database said nothing, rather than no."""
    return isinstance(error, NoAnswer | ConnectionTimeout)
