"""PostgreSQL's own programs, run on an address without any of it being an argument that a list of processes shows."""

from __future__ import annotations

import os
import subprocess

from psycopg.conninfo import conninfo_to_dict
from psycopg.pq import Conninfo

from geodata.server import binaries, distribution
from geodata.server.setup_problem import SetupProblem

# Of libpq itself: for each word of an address its variable; those of sockets and keepalives have none.
VARIABLES = {
    option.keyword.decode(): option.envvar.decode() for option in Conninfo.get_defaults() if option.envvar is not None
}
LINES_TOLD = 5


def environment(address: str) -> dict[str, str]:
    """The environment in which a program of PostgreSQL goes to `address`, a URL or as libpq writes it."""
    asked = conninfo_to_dict(address)
    others = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return others | {VARIABLES[name]: str(value) for name, value in asked.items() if name in VARIABLES}


def run(command: list[str], address: str, failure: str) -> str:
    """Run a program to its end and return what it printed; SetupProblem with `failure` and its last lines."""
    done = subprocess.run(
        command,
        env=environment(address) | {"LC_ALL": "C.UTF-8", "TZ": "UTC"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        last_lines = "\n  ".join(done.stderr.strip().splitlines()[-LINES_TOLD:])
        raise SetupProblem(f"{failure}:\n  {last_lines}")
    return done.stdout


def clients_for(major: int) -> binaries.ClientPrograms:
    """pg_dump and pg_restore that know a server of version `major`, the nearest there are; raises SetupProblem."""
    found = [clients for clients in binaries.clients() if clients.major >= major]
    if not found:
        lines = distribution.lines_to_install([f"postgresql-client-{major}"], major)
        raise SetupProblem(
            f"pg_dump of PostgreSQL {major} or newer is not here. Type in the folder of the map:\n  "
            + "\n  ".join(lines)
        )
    return min(found, key=lambda clients: clients.major)
