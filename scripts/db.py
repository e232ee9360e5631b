"""`scripts/db`: the embedded cluster's life by hand, and psql as any of the three logins."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import psycopg

from geodata.facts import exercise
from geodata.server import addresses, binaries, distribution, locks, logins, making, programs, upgrading
from geodata.server.cluster import Cluster
from geodata.server.setup_problem import SetupProblem
from scripts import set_up
from scripts.set_up import VAR, say

RUNNING, WRONG_USE, STOPPED, ABSENT = 0, 2, 3, 4
USAGE = "scripts/db start|stop|status|upgrade|psql [--role owner|app|public] [ARGS...]; scripts/db --help says more"


def main(arguments: list[str]) -> int:
    verbs = {"start": start, "stop": stop, "status": status, "upgrade": upgrade}
    try:
        if arguments[:1] == ["psql"]:
            return psql(*_role_and_rest(arguments[1:]))
        if len(arguments) == 1 and arguments[0] in verbs:
            return verbs[arguments[0]]()
    except SetupProblem as problem:
        say(str(problem))
        return 1
    say(USAGE)
    return WRONG_USE


def start() -> int:
    _refuse_given_server()
    set_up.need_server_binaries()
    Cluster(VAR, say).keep_running()
    with set_up.database():
        say("The database is running.")
    return 0


def stop() -> int:
    _refuse_given_server()
    Cluster(VAR, say).keep_stopped()
    say("The database is stopped.")
    return 0


def status() -> int:
    given = os.environ.get("DATABASE_URL")
    if given:
        addresses.forget_variables(os.environ)
        address = addresses.read(given)
        try:
            psycopg.connect(logins.libpq(address), connect_timeout=10).close()
        except psycopg.OperationalError as error:
            print(f"the server of DATABASE_URL does not answer: {str(error).strip()}")
            return STOPPED
        print("running: the server of DATABASE_URL answers")
        return RUNNING
    cluster = Cluster(VAR, say)
    if not cluster.exists():
        print("not made yet")
        return ABSENT
    pid = cluster.pid()
    if pid is None:
        print("stopped" + (" (by scripts/db stop)" if cluster.was_stopped_on_purpose() else ""))
        return STOPPED
    print(f"running: process {pid}, data in {cluster.folders.data}, socket in {cluster.folders.socket}")
    return RUNNING


def upgrade() -> int:
    """Move the data to the newest PostgreSQL with PostGIS here."""
    _refuse_given_server()
    set_up.own_the_var_folder()
    cluster = Cluster(VAR, say)
    folders = cluster.folders
    to = upgrading.newer_than(folders)
    if to is None:
        print(
            f"Nothing to do: PostgreSQL {making.major_of(folders)} made the data, and none here with PostGIS is newer."
        )
        return 0
    with locks.alone(VAR / "set-up.lock", say, "set-up"):
        print(upgrading.upgrade(cluster, to, (logins.DATABASE, exercise.DATABASE), set_up.fill, say))
    distribution.keep(to.major, say)
    if cluster.is_kept():
        cluster.keep_running()
    return 0


def psql(role: str, arguments: list[str]) -> int:
    """Run psql and return its exit status."""
    if not os.environ.get("DATABASE_URL") and Cluster(VAR, say).was_stopped_on_purpose():
        raise SetupProblem("The database was stopped by scripts/db stop; scripts/db start starts it.")
    with set_up.database() as database:
        program = binaries.find_psql()
        if program is None:
            raise SetupProblem("psql is not installed here: apt-get install postgresql-client")
        # Ctrl-C is psql's: it cancels a query there and must not end us before psql has ended.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
        return subprocess.call(
            [program, *arguments],
            env=programs.environment(logins.libpq(getattr(database.addresses, role))),
            preexec_fn=_hear_ctrl_c,
        )


def _hear_ctrl_c() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _role_and_rest(arguments: list[str]) -> tuple[str, list[str]]:
    role = "owner"
    if arguments and arguments[0].startswith("--role="):
        role, arguments = arguments[0].removeprefix("--role="), arguments[1:]
    elif arguments and arguments[0] == "--role":
        role, arguments = (arguments[1] if len(arguments) > 1 else ""), arguments[2:]
    if role not in ("owner", "app", "public"):
        raise SetupProblem(f"--role is owner, app or public, not '{role}'.")
    return role, arguments


def _refuse_given_server() -> None:
    if os.environ.get("DATABASE_URL"):
        raise SetupProblem("DATABASE_URL names a server of its own; start and stop are for the embedded database.")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
