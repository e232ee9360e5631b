"""Two engines, one for people's routes and one for the public; reading, patience with a broken connection, statements.

The login decides the layer: webmap_app finds the exact relations and webmap_public the published ones under the same
names, by its search_path. The web process never has the owner's login.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from pathlib import Path
from threading import Lock
from typing import NamedTuple, TypeVar

from flask import current_app, g
from sqlalchemy import Connection, Engine, TextClause, create_engine, text
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from webmap.config import Settings

GEODATA = Path(__file__).parent.parent / "geodata"
STATEMENTS = GEODATA / "statements"
PATIENCE_SECONDS = 5.0
VERSION_AGE_SECONDS = 1.0
Answer = TypeVar("Answer")
Row = TypeVar("Row", bound=NamedTuple)


class Databases:
    """The engines of one application."""

    def __init__(self, settings: Settings) -> None:
        if not settings.database_app_url or not settings.database_public_url:
            raise RuntimeError("DATABASE_APP_URL and DATABASE_PUBLIC_URL are not set; scripts/serve makes them")
        self.app = _engine(settings.database_app_url)
        self.public = _engine(settings.database_public_url)
        self._version: tuple[float, tuple[int, datetime]] | None = None
        self._looking = Lock()

    def of_role(self, role: str) -> Engine:
        return self.public if role == "public" else self.app

    def version(self) -> tuple[int, datetime]:
        """The data version, read from the database at most once a second; every transaction that writes raises it.

        How many changes there are, and the moment of the newest: the number comes twice after a restore, both do not.
        """
        known = self._version
        if known is not None and time.monotonic() - known[0] <= VERSION_AGE_SECONDS:
            return known[1]
        # While one thread looks, the others go by what it last found.
        if self._looking.acquire(blocking=known is None):
            try:
                with self.public.connect() as connection:
                    number, moment = connection.execute(text("SELECT number, moment FROM data_version")).one()
                known = self._version = (time.monotonic(), (number, moment))
            finally:
                self._looking.release()
        assert known is not None
        return known[1]


def _engine(url: str) -> Engine:
    # Reads are single statements: autocommit saves the BEGIN and ROLLBACK round trips of each request. The
    # pool bounds the connections of a worker; who waits longer than 2 s for one is told to come back (503). They
    # stay open, and the one used last is used next: each has prepared and planned its statements once.
    return create_engine(
        url,
        isolation_level="AUTOCOMMIT",
        pool_size=8,
        max_overflow=0,
        pool_timeout=2,
        pool_use_lifo=True,
        connect_args={"prepare_threshold": 0},
    )


def databases() -> Databases:
    found: Databases = current_app.extensions["databases"]
    return found


@contextmanager
def reading() -> Iterator[Connection]:
    """A connection of the layer that the reader of this request may see."""
    with databases().of_role(g.role).connect() as connection:
        yield connection


def patiently(read: Callable[[], Answer]) -> Answer:
    """Run a read again while the database cannot be reached, for up to 5 s: a restart of it is not an error page."""
    deadline, pause = time.monotonic() + PATIENCE_SECONDS, 0.05
    while True:
        try:
            return read()
        except DBAPIError as error:
            if not is_broken_connection(error) or time.monotonic() + pause > deadline:
                raise
        time.sleep(pause)
        pause = min(pause * 2, 0.5)


def is_broken_connection(error: Exception) -> bool:
    """Whether the server went away, is starting or has no connection free; not a fault of the statement."""
    if isinstance(error, NoConnectionFree):
        return True
    if not isinstance(error, DBAPIError):
        return False
    return error.connection_invalidated or (isinstance(error, OperationalError) and _is_about_connecting(error))


def _is_about_connecting(error: OperationalError) -> bool:
    state = getattr(error.orig, "sqlstate", None)
    # No state: the connection could not be made at all. 08: connection exception, 53: out of connections or
    # resources, 57P: shut down or starting up.
    return state is None or state[:2] in ("08", "53") or state[:3] == "57P"


@cache
def statement(path: Path) -> TextClause:
    """The SQL of a file; a line `-- include geodata/statements/<file>` in it stands for that file's text."""
    return text(_with_included(path))


def _with_included(path: Path) -> str:
    lines = []
    for line in path.read_text(encoding="utf-8").splitlines():
        name = line.strip().removeprefix("-- include geodata/statements/")
        lines.append(line if name == line.strip() else _with_included(STATEMENTS / name))
    return "\n".join(lines)


def rows(connection: Connection, path: Path, row: type[Row], **values: object) -> list[Row]:
    """All rows of a .sql file with its values bound. LookupError where its columns are not those of the class."""
    found = connection.execute(statement(path), values)
    if (columns := tuple(found.keys())) != row._fields:
        raise LookupError(f"{path.name} answers {columns}, but {row.__name__} has {row._fields}")
    # Pages read a hundred values of a row; from a named tuple each comes in a fifteenth of the time.
    return [row._make(one) for one in found.all()]


def first_row(connection: Connection, path: Path, row: type[Row], **values: object) -> Row | None:
    """The first row of a .sql file; None when it has none."""
    found = rows(connection, path, row, **values)
    return found[0] if found else None
