"""Numbered migrations: readable SQL run by Alembic, as the owner and nobody else."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
from sqlalchemy import Connection, create_engine, pool, text
from sqlalchemy.exc import DBAPIError

from geodata import objects
from geodata.server.logins import OWN_NAMES, Names
from geodata.server.setup_problem import SetupProblem

if TYPE_CHECKING:
    from alembic.config import Config

HERE = Path(__file__).parent
VERSIONS = HERE / "versions"


def upgrade(owner_url: str, revision: str = "head", names: Names = OWN_NAMES) -> None:
    """Bring the database's tables to `revision` and its views, functions and triggers to this code, all or nothing.

    Does nothing when they are there already. Objects are of the newest tables: short of these there are none. `names`
    are those of the web logins, which get their rights here.
    """
    _upgrade_in_tries(owner_url, revision, names)
    engine = create_engine(owner_url, poolclass=pool.NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        objects.settle(connection)


def _upgrade_in_tries(owner_url: str, revision: str, names: Names) -> None:
    for _try in range(TRIES - 1):
        try:
            return _upgrade(owner_url, revision, names)
        except DBAPIError as error:
            if not isinstance(error.orig, psycopg.errors.LockNotAvailable):
                raise
        time.sleep(SECONDS_BETWEEN_TRIES)
    return _upgrade(owner_url, revision, names)


def _upgrade(owner_url: str, revision: str, names: Names) -> None:
    with _alone(owner_url) as connection:
        if revision_of(connection) == newest() and objects.is_current(connection, names):
            return
        connection.execute(LOCK)
        connection.execute(NOT_LONG)
        if (found := revision_of(connection)) is not None and found > newest():
            # Neither steps back, which lose what people wrote, nor the objects of an older release on newer tables.
            raise SetupProblem(f"The database is of a newer release: at {found}, and this one ends at {newest()}.")
        target = newest() if revision == "head" else revision
        if revision_of(connection) != target:
            from alembic import command  # web workers import this module for `newest`

            objects.drop(connection)
            command.upgrade(configuration(owner_url, connection), target)
        if target == newest() and not objects.is_current(connection, names):
            objects.apply(connection, names)


def downgrade(owner_url: str, revision: str) -> None:
    """Undo the migrations after `revision` ("base": all), data and all objects included."""
    from alembic import command

    with _alone(owner_url) as connection:
        connection.execute(LOCK)
        objects.drop(connection)
        command.downgrade(configuration(owner_url, connection), revision)


# Two hosts that start at once do not both migrate.
LOCK = text("SELECT pg_advisory_xact_lock(hashtext('migrations of the Ninewa response map'))")
# Who reads a relation waits behind a migration that waits for it; so it stands back and comes again, for two minutes.
NOT_LONG = text("SET LOCAL lock_timeout = '2s'")
TRIES = 40
SECONDS_BETWEEN_TRIES = 1.0


@contextmanager
def _alone(owner_url: str) -> Iterator[Connection]:
    """One transaction of the owner's. Migrations name every schema, so that reflection leaves none out of its keys."""
    path = {"options": "-c search_path=public"}
    engine = create_engine(owner_url, poolclass=pool.NullPool, connect_args=path)
    with engine.begin() as connection:
        yield connection


def configuration(owner_url: str, connection: Connection | None = None) -> Config:
    """Alembic's settings, for a connection in whose transaction it shall run, or one that it makes itself."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(HERE))
    config.set_main_option("path_separator", "os")
    config.attributes["owner_url"] = owner_url
    config.attributes["connection"] = connection
    return config


def newest() -> str:
    """The newest revision there is, by the numbers of the files."""
    return max(path.name[:4] for path in VERSIONS.glob("[0-9]*.py"))


def current_and_head(url: str) -> tuple[str | None, str]:
    """The database's revision (None: empty) and the newest there is; equal when the migrations are current."""
    engine = create_engine(url, poolclass=pool.NullPool)
    with engine.connect() as connection:
        return revision_of(connection), newest()


def revision_of(connection: Connection) -> str | None:
    """The newest migration of this database; None where there is none."""
    if connection.scalar(text("SELECT to_regclass('public.alembic_version')")) is None:
        return None
    revision: str | None = connection.scalar(text("SELECT version_num FROM public.alembic_version"))
    return revision


def run(statements: str) -> None:
    """Run SQL as it stands inside a migration."""
    from alembic import op

    objects.run(op.get_bind(), statements)


def run_file(name: str) -> None:
    """Run one of the .sql files beside the migrations."""
    run((VERSIONS / name).read_text(encoding="utf-8"))
