"""`scripts/migrate`: set up the database and end."""

from __future__ import annotations

import argparse
import sys

from geodata.server.setup_problem import SetupProblem
from scripts import set_up
from scripts.set_up import say


def main() -> int:
    argparse.ArgumentParser(prog="scripts/migrate", add_help=False).parse_args()
    try:
        with set_up.writing(), set_up.database():
            print("The database is ready.")
    except SetupProblem as problem:
        say(str(problem))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
