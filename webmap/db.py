"""Reading and writing, on the connections of one application (databases.py).

For whom a thread reads and writes is said once, by a request at its door or by a script with `acting`.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import Connection, CursorResult, Select, TextClause, column, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.selectable import TextualSelect

from webmap.data_version import Reached, Version, version_now
from webmap.databases import Databases
from webmap.person import Person
from webmap.silence import PrimaryHangs, ReplicaLeft

GEODATA = Path(__file__).parent.parent / "geodata"
STATEMENTS = GEODATA / "statements"
_SET_PERSON = text("SELECT set_config('ninewa.person', :person, true)")  # until the transaction ends
Row = TypeVar("Row", bound=NamedTuple)
# The files whose columns were found to be those of their class; they stay so as long as this process.
_judged: set[tuple[object, type[NamedTuple]]] = set()


@dataclass
class Acting:
    """For whom a thread reads and writes.

    `own`: it reads what is the person's own, as far as the database says that it is. `seen`: an empty list for who
    wants to know which versions the data had while they were read. `lsn`: it may read on a replica that has replayed
    the log up to what this reader wrote last; None: on the primary alone. `written`: the version after the last thing
    that was written, and how far the log was then.
    """

    databases: Databases
    person: Person
    own: bool = False
    seen: list[Version] | None = None
    lsn: int | None = None
    passes_replica: bool = False  # the next time, since one just failed; if the primary does as well, it is asked again
    written: Reached | None = None


_acting: ContextVar[Acting | None] = ContextVar("acting", default=None)


def act(now: Acting | None) -> Acting | None:
    """Read and write for somebody from here on; returns for whom before. Blocks of code use `acting`."""
    before = _acting.get()
    _acting.set(now)
    return before


@contextmanager
def acting(databases: Databases, person: Person) -> Iterator[Acting]:
    """Read and write for a person for as long as the block lasts, with or without a request."""
    before = act(now := Acting(databases, person))
    try:
        yield now
    finally:
        act(before)


def acting_now() -> Acting:
    """LookupError where nobody was named."""
    now = _acting.get()
    if now is None:
        raise LookupError("for whom? A request says so at its door, a script with acting(...)")
    return now


def reader_is_public() -> bool:
    """Whether what is read now is the published layer."""
    now = _acting.get()
    return now is not None and not (now.own or now.person.reads_exact)


@contextmanager
def reading(*, consistent: bool = False) -> Iterator[Connection]:
    """A connection of the layer that the person may see; `consistent`: its statements all see data of one moment.

    What is somebody's own is always read in such a transaction, which names the person to the database.
    """
    now = acting_now()
    consistent = consistent or now.own
    with _connected(now) as (connection, version):
        if consistent:
            connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        if now.own:
            _name(now.person, connection)
        _look(now, connection, version)
        yield connection
        if not consistent:
            _look(now, connection)


@contextmanager
def _connected(now: Acting) -> Iterator[tuple[Connection, Version | None]]:
    """With the version that is seen at least, where that is known already."""
    # Rights of an account, and what follows a write, are read where they were written.
    if now.lsn is None or now.own or now.written is not None:
        with now.databases.connect(now.person, own=now.own) as connection:
            yield connection, None
        return
    try:
        passing, now.passes_replica = now.passes_replica, False
        with now.databases.connected_near(now.person, now.lsn, passing=passing) as found:
            yield found
    except ReplicaLeft as left:
        now.passes_replica = not isinstance(left, PrimaryHangs)
        raise


@contextmanager
def reading_own() -> Iterator[Connection]:
    """What is the person's own, on a page that is for everybody."""
    now = acting_now()
    with acting(now.databases, now.person) as own:
        own.own = True
        with reading() as connection:
            yield connection


def _look(now: Acting, connection: Connection, known: Version | None = None) -> None:
    # On the connection of the page itself: another one may lead to a replica that has seen more, or less.
    if now.seen is not None:
        now.seen.append(known or version_now(connection))


@contextmanager
def transaction(person: Person | None = None) -> Iterator[Connection]:
    """All that is written in the block, or nothing; for somebody else where a `person` is given, as at a sign-in.

    The database finds the person's id in the setting `ninewa.person`: its policies judge by it, its triggers note it.
    """
    now = acting_now()
    with now.databases.connect(now.person, own=True) as connection:
        connection.execution_options(isolation_level="READ COMMITTED")
        with connection.begin():
            _name(person or now.person, connection)
            yield connection
        # It is written; that nobody could be told its version must not look as if it were not.
        with suppress(DBAPIError):
            now.written = now.databases.reached(connection, by_commit=True)


def _name(person: Person, connection: Connection) -> None:
    connection.execute(_SET_PERSON, {"person": "" if person.id is None else str(person.id)})


# On which connection nothing is read twice, and what was read on it.
_read: ContextVar[tuple[Connection | None, dict[Any, Any]]] = ContextVar("read", default=(None, {}))


@cache
def statement(path: Path) -> TextClause:
    """The SQL of a file; a line `-- include geodata/statements/<file>` in it stands for that file's text."""
    return text(_with_included(path))


@cache
def _statement_of(path: Path, row: type[NamedTuple]) -> TextualSelect:
    """The same with its columns said, in their order: what SQLAlchemy learns of them it learns once."""
    return statement(path).columns(*map(column, row._fields))


def _with_included(path: Path) -> str:
    """Of comments the question alone, which tells the statement in the database's own lists.

    psycopg keeps what it made of a text of up to 4,096 characters, and makes that of a longer one at each request.
    """
    lines = path.read_text(encoding="utf-8").splitlines()
    return "\n".join(filter(None, (_included(line.strip(), number) for number, line in enumerate(lines))))


def _included(line: str, number: int) -> str:
    name = line.removeprefix("-- include geodata/statements/")
    if name != line:
        return _with_included(STATEMENTS / name)
    return line if number == 0 or not line.startswith("--") else ""


@contextmanager
def reading_once(connection: Connection) -> Iterator[None]:
    """Within the block nothing is read twice on this connection, whose transaction sees the same all along."""
    before = _read.set((connection, {}))
    try:
        yield
    finally:
        _read.reset(before)


def rows(connection: Connection, query: Path | Select[Any], row: type[Row], **values: object) -> list[Row]:
    """All rows of a .sql file or a select() with its values bound.

    LookupError where its columns are not those of the class.
    """
    once_on, known = _read.get()
    if once_on is not connection:
        return _read_anew(connection, query, row, values)
    # A select() is known by its identity, and held so that no other one gets that.
    key = (query if isinstance(query, Path) else id(query), row, repr(values))
    if key not in known:
        known[key] = query, _read_anew(connection, query, row, values)
    return list(known[key][1])


def _read_anew(
    connection: Connection, query: Path | Select[Any], row: type[Row], values: Mapping[str, object]
) -> list[Row]:
    found = connection.execute(_statement_of(query, row) if isinstance(query, Path) else query, values)
    if (query, row) not in _judged:
        _judge_columns(found, row)
        if isinstance(query, Path):
            _judged.add((query, row))
    # Pages read a hundred values of a row; from a named tuple each comes in a fifteenth of the time.
    return [row._make(one) for one in found.all()]


def _judge_columns(found: CursorResult[Any], row: type[NamedTuple]) -> None:
    """Of the database itself: the columns of a result are those that were said of it."""
    assert found.cursor is not None
    if (columns := tuple(one[0] for one in found.cursor.description)) != row._fields:
        raise LookupError(f"The columns are {columns}, but {row.__name__} has {row._fields}")


def first_row(connection: Connection, query: Path | Select[Any], row: type[Row], **values: object) -> Row | None:
    """The first row; None when there is none."""
    found = rows(connection, query, row, **values)
    return found[0] if found else None
