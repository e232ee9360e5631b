"""`scripts/backup`: the whole database as one file that was tried."""

from __future__ import annotations

import sys
from pathlib import Path

import psycopg

from geodata.server import backups
from geodata.server.backups import Origin
from geodata.server.setup_problem import SetupProblem
from scripts import set_up
from scripts.set_up import VAR, say

WRONG_USE = 2


def main(arguments: list[str]) -> int:
    if len(arguments) != 1:
        say("scripts/backup FILE; scripts/backup --help says more")
        return WRONG_USE
    try:
        with set_up.writing(), set_up.database() as database:
            print(backups.make(Origin(database.addresses.owner, database.cluster, VAR), Path(arguments[0]), say))
    except SetupProblem as problem:
        say(str(problem))
        return 1
    except psycopg.Error as error:
        say(f"The database did not answer: {str(error).strip()}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
