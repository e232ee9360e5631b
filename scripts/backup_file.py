"""`scripts/backup`: the whole database as one file that was tried."""

from __future__ import annotations

import sys
from pathlib import Path

from geodata.server import backups
from geodata.server.backups import Origin
from scripts import set_up
from scripts.set_up import VAR, say

WRONG_USE = 2


def main(arguments: list[str]) -> int:
    if len(arguments) != 1:
        say("scripts/backup FILE; scripts/backup --help says more")
        return WRONG_USE
    return set_up.exit_status_of(lambda: _made(Path(arguments[0])))


def _made(path: Path) -> str:
    with set_up.database() as database:
        return backups.make(Origin(database.addresses.owner, database.cluster, VAR), path, say)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
