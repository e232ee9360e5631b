"""A database as one file and back.

A file holds everything but sessions and what else passes; what is made from the tables is not taken from it.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from geodata.server import contents, logins, programs
from geodata.server.binaries import ClientPrograms
from geodata.server.contents import Contents
from geodata.server.setup_problem import SetupProblem

# PostGIS, which set-up brings in the version of the server; and views, functions, triggers, policies and published
# tables, which are made anew from the sources of this release, for its logins.
_LEFT_OUT = re.compile(
    r"(?:EXTENSION|COMMENT) - (?:EXTENSION )?postgis |TABLE DATA public spatial_ref_sys |[A-Z ]+ (?:exact|published) "
    r"|(?:VIEW|FUNCTION|TRIGGER|POLICY|COMMENT) ninewa (?!TABLE|COLUMN)|TABLE DATA ninewa database_object "
)
_ENTRY = re.compile(r"\d+; \d+ \d+ (?P<entry>.*)")
SECONDS_FOR_LOCKS = 60


@contextmanager
def _snapshot(address: str) -> Iterator[tuple[str, Contents, list[str]]]:
    """The name of a moment that pg_dump can see as well, what stood in the database then, and what is closed to us."""
    with psycopg.connect(logins.libpq(address)) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        exported = connection.execute("SELECT pg_export_snapshot()").fetchone()
        assert exported is not None
        yield exported[0], contents.of(connection), contents.closed(connection)


def write(address: str, path: Path, clients: ClientPrograms) -> Contents:
    """Dump a database into a new file that only its owner reads; returns what it holds."""
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    with _snapshot(address) as (moment, held, closed):
        options = ["--format=custom", "--no-password", f"--lock-wait-timeout={SECONDS_FOR_LOCKS}s"]
        options += [f"--exclude-table={name}" for name in closed]
        options += [f"--exclude-table-data={name}" for name in contents.PASSING]
        command = [clients.pg_dump, *options, f"--snapshot={moment}", f"--file={path}"]
        programs.run(command, logins.libpq(address), "The database could not be dumped")
    return held


def read_into(path: Path, address: str, clients: ClientPrograms) -> Contents:
    """Restore a dump, all or nothing, into a database that has PostGIS and nothing else; returns what stands there.

    Its tables belong to the login of `address` then; the caller brings them to this release by the migrations.
    """
    entries = _entries(path, clients)
    kept = [line for line, entry in entries if not _LEFT_OUT.match(entry)]
    libpq = logins.libpq(address)
    database = make_conninfo(dbname=str(conninfo_to_dict(libpq)["dbname"]))
    with tempfile.NamedTemporaryFile("w", suffix=".list") as chosen:
        chosen.write("\n".join(kept) + "\n")
        chosen.flush()
        options = ["--single-transaction", "--no-owner", "--no-privileges", "--no-password"]
        command = [clients.pg_restore, *options, f"--use-list={chosen.name}", f"--dbname={database}", str(path)]
        programs.run(command, libpq, f"{path} could not be restored, and nothing was")
    with psycopg.connect(libpq) as connection:
        return contents.of(connection)


def revision_of(path: Path, clients: ClientPrograms) -> str:
    """The migration that the tables of a dump were at; SetupProblem for one that is not of this map, or unreadable."""
    if not any(entry.startswith("TABLE ninewa site ") for _, entry in _entries(path, clients)):
        raise SetupProblem(f"{path} is a dump of another database: it has no table ninewa.site.")
    command = [clients.pg_restore, "--data-only", "--table=alembic_version", "--file=-", str(path)]
    told = programs.run(command, "", f"{path} is damaged")
    found = re.search(r"^COPY public\.alembic_version .*\n(\w+)$", told, re.MULTILINE)
    if not found:
        raise SetupProblem(f"{path} does not say which migration its tables are at.")
    return found[1]


def made_at(path: Path, clients: ClientPrograms) -> datetime | None:
    """When a file was made, as it says itself; releases before wrote it in the zone of their machine."""
    told = programs.run([clients.pg_restore, "--list", str(path)], "", f"{path} is not a backup that can be read")
    found = re.search(r"^; Archive created at (\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)", told, re.MULTILINE)
    return datetime.fromisoformat(found[1]).replace(tzinfo=UTC) if found else None


def _entries(path: Path, clients: ClientPrograms) -> list[tuple[str, str]]:
    """Each line of the table of contents, with what it names."""
    if not path.is_file():
        raise SetupProblem(f"There is no file {path}.")
    told = programs.run([clients.pg_restore, "--list", str(path)], "", f"{path} is not a backup that can be read")
    matches = (_ENTRY.match(line) for line in told.splitlines())
    return [(match[0], match["entry"]) for match in matches if match]
