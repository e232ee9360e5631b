"""`scripts/migrate`: set up the database and end."""

from __future__ import annotations

import argparse
import sys

from scripts import first_administrator, set_up, shipped_snapshots


def main() -> int:
    argparse.ArgumentParser(prog="scripts/migrate", add_help=False).parse_args()
    return set_up.exit_status_of(_set_up)


def _set_up() -> str:
    with set_up.database() as database:
        set_up.derived_files()
        with shipped_snapshots.standing_ready(database.addresses.owner):
            said = "The database is ready."
        # Of an embedded one scripts/serve tells, with the whole address.
        path = None if database.cluster else first_administrator.link(database.addresses.owner)
        return f"{said} For the administrator, once, this address of the map: {path}" if path else said


if __name__ == "__main__":
    sys.exit(main())
