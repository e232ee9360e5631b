"""`scripts/migrate`: set up the database and end."""

from __future__ import annotations

import argparse
import sys

from scripts import set_up


def main() -> int:
    argparse.ArgumentParser(prog="scripts/migrate", add_help=False).parse_args()
    return set_up.exit_status_of(_set_up)


def _set_up() -> str:
    with set_up.database():
        return "The database is ready."


if __name__ == "__main__":
    sys.exit(main())
