"""`scripts/bench`: the measurements in one run, printed beside their goals."""

from __future__ import annotations

import argparse
import json
import os
import platform
import signal
import sys
from dataclasses import asdict
from importlib.metadata import version
from types import FrameType
from typing import Any

from bench import imports as bench_imports
from bench import place as bench_place
from bench import plan as bench_plan
from bench import raw as bench_raw
from bench import sites as bench_sites
from bench.junk import beside_junk
from bench.pictures import pictures
from bench.place import Place
from bench.rows import SUBJECTS, Bench, Row
from bench.snapshots import snapshots
from bench.written import written
from geodata.server.setup_problem import SetupProblem
from scripts.set_up import say
from scripts.web_server import WORKERS
from webmap.connecting import THREADS

WIDTHS = (50, 34, 32)
LETTERS = "".join(SUBJECTS) + "gijpsw"
VERSIONS_OF = ("Flask", "granian", "SQLAlchemy", "psycopg")


def main() -> int:
    arguments = _arguments()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, _end)
    try:
        with bench_place.place(
            with_many="b" in arguments.only, with_spare=bool({"i", "s", "w"} & set(arguments.only))
        ) as place:
            about = _about(place, arguments)
            if not arguments.json:
                print("\n".join(f"{name}: {value}" for name, value in about.items()), flush=True)
            rows = _measured(Bench(place, arguments.seconds, arguments.rounds), arguments)
            if arguments.json:
                print(json.dumps({"about": about, "rows": [asdict(row) for row in rows]}, indent=1))
    except SetupProblem as problem:
        say(str(problem))
        return 1
    return 0


def _measured(bench: Bench, arguments: argparse.Namespace) -> list[Row]:
    rows, subjects = [], SUBJECTS | {"g": bench_plan.growing_to(arguments.sites), "i": bench_imports.imports}
    subjects |= {"j": beside_junk, "p": pictures, "s": snapshots, "w": written}
    for letter in arguments.only:
        say(f"Measuring {(subjects[letter].__doc__ or letter).strip()}")
        for row in subjects[letter](bench):
            rows.append(row)
            if not arguments.json:
                _print(row)
    return rows


def _print(row: Row) -> None:
    verdict = {None: "", True: "reached", False: "not reached"}[row.reached]
    cells = [cell.ljust(width) for cell, width in zip((row.name, row.measured, row.goal), WIDTHS, strict=True)]
    print("  ".join([*cells, verdict]).rstrip())
    if row.detail:
        print(f"    {row.detail}")
    sys.stdout.flush()


def _about(place: Place, arguments: argparse.Namespace) -> dict[str, Any]:
    with place.cluster.connect("ninewa") as superuser:
        found = superuser.execute(
            "SELECT current_setting('server_version'), public.postgis_lib_version()"
        ).fetchone() or ("", "")
    return {
        "Machine": f"{os.cpu_count()} cores, load {', '.join(f'{load:.1f}' for load in os.getloadavg())}",
        "Versions": ", ".join(
            [
                f"Python {platform.python_version()}",
                f"PostgreSQL {found[0]}",
                f"PostGIS {found[1]}",
                *(f"{name} {version(name)}" for name in VERSIONS_OF),
            ]
        ),
        "Server": f"granian, {WORKERS} workers of {THREADS} threads; statements by {bench_raw.program() or 'psycopg'}",
        "Measured": f"{arguments.rounds} rounds of {arguments.seconds:g} s in turns, medians",
        "Made up": "; ".join(
            what
            for letter, what in (
                ("b", bench_sites.WHAT),
                ("g", f"up to {arguments.sites:,} sites, made in SQL, for g"),
                ("i", bench_imports.WHAT),
            )
            if letter in arguments.only
        )
        or "nothing",
    }


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/bench", add_help=False)
    parser.add_argument("--seconds", type=float, default=2.0)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", default=LETTERS)
    parser.add_argument("--sites", type=int, default=bench_plan.LARGEST)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    if not 1 <= arguments.seconds <= 60:
        parser.error("--seconds: from 1 to 60")
    if not 1 <= arguments.rounds <= 20:
        parser.error("--rounds: from 1 to 20")
    if not bench_plan.MIDDLE < arguments.sites <= bench_plan.LARGEST:
        parser.error(f"--sites: from {bench_plan.MIDDLE + 1} to {bench_plan.LARGEST}")
    if not set(arguments.only) <= set(LETTERS):
        parser.error(f"--only: letters of {LETTERS}")
    return arguments


def _end(number: int, frame: FrameType | None) -> None:
    # From here on everything is being cleared away; a second signal must not interrupt that.
    for one in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(one, signal.SIG_IGN)
    raise SystemExit(128 + number)


if __name__ == "__main__":
    sys.exit(main())
