"""`scripts/restore`: a backup in the place of what is there, after it was made whole beside it."""

from __future__ import annotations

import os
import shlex
import sys
from pathlib import Path

import psycopg

from geodata import migrations
from geodata.server import addresses, backups, dumps, locks, logins
from geodata.server.backups import Origin
from geodata.server.binaries import ClientPrograms
from geodata.server.cluster import Cluster
from geodata.server.setup_problem import SetupProblem
from scripts import set_up
from scripts.set_up import VAR, say

WRONG_USE = 2
RESTORED = "ninewa_restored"


def main(arguments: list[str]) -> int:
    if len(arguments) != 1:
        say("scripts/restore FILE; scripts/restore --help says more")
        return WRONG_USE
    path = Path(arguments[0]).absolute()
    return set_up.exit_status_of(lambda: (_on_given_server if os.environ.get("DATABASE_URL") else _on_own_server)(path))


def _on_own_server(path: Path) -> str:
    with set_up.database() as database, locks.alone(VAR / "set-up.lock", say, "set-up"):
        assert database.cluster is not None
        origin = Origin(database.addresses.owner, database.cluster, VAR)
        clients = origin.clients()
        _refuse(path, clients)
        with backups.second_database(origin, clients, say, RESTORED) as (cluster, address):
            held = dumps.read_into(path, address, clients)
            set_up.fill(cluster.addresses(RESTORED))
            backups.note_restored(address, path, clients)
            kept = backups.keep(origin, "before-restore", say)
            _change_places(cluster)
    return f"Restored from {path}: {held}. To go back: scripts/restore {shlex.quote(str(kept))}"


def _on_given_server(path: Path) -> str:
    set_up.own_the_var_folder()
    addresses.forget_variables(os.environ)
    from geodata.server import given_server

    with locks.alone(VAR / "set-up.lock", say, "set-up"), given_server.alone(os.environ["DATABASE_URL"], say):
        given = set_up.given_logins()
        clients = Origin(given.owner, None, VAR).clients()
        _refuse(path, clients)
        _need_empty(given.owner)
        held = dumps.read_into(path, given.owner, clients)
        set_up.fill(given)
        backups.note_restored(given.owner, path, clients)
    return f"Restored from {path}: {held}."


def _refuse(path: Path, clients: ClientPrograms) -> None:
    revision = dumps.revision_of(path, clients)
    if revision > migrations.newest():
        raise SetupProblem(
            f"{path} was written by a newer release: its tables are at {revision}, and this one knows them up to "
            f"{migrations.newest()}. Bring the program to that release first."
        )


def _need_empty(address: str) -> None:
    with psycopg.connect(logins.libpq(address)) as connection:
        if connection.execute("SELECT to_regnamespace('ninewa') IS NULL").fetchone() == (True,):
            return
        database, owner = connection.info.dbname, connection.info.user
    raise SetupProblem(
        f"The database {database} holds a map already, and a restore overwrites nothing on a server that is given. "
        f"Make another one there, name it in DATABASE_URL and type this again:\n"
        f'  CREATE DATABASE "{database}_restored" OWNER "{owner}" ENCODING \'UTF8\' TEMPLATE template0;'
    )


def _change_places(cluster: Cluster) -> None:
    """The restored database takes the name of the one in use, in one transaction; who was connected connects anew."""
    tries = 5
    with cluster.connect() as superuser:
        superuser.execute('DROP DATABASE IF EXISTS "ninewa_replaced" WITH (FORCE)')
        while True:
            superuser.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = ANY(%s)",
                [[logins.DATABASE, RESTORED]],
            )
            try:
                with superuser.transaction():
                    superuser.execute(f'ALTER DATABASE "{logins.DATABASE}" RENAME TO "ninewa_replaced"')
                    superuser.execute(f'ALTER DATABASE "{RESTORED}" RENAME TO "{logins.DATABASE}"')
                break
            except psycopg.errors.ObjectInUse:
                tries -= 1
                if not tries:
                    raise
        superuser.execute('DROP DATABASE "ninewa_replaced" WITH (FORCE)')


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
