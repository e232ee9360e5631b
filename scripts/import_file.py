"""`scripts/import`: a file of a partner or a colleague into the database, after everything odd in it was said."""

from __future__ import annotations

import argparse
import json
import stat
import sys
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from geodata.imports import importing
from geodata.imports.importing import Outcome
from geodata.imports.kinds import KINDS, LATER_KINDS
from geodata.readers import decoding
from geodata.readers.reading import Reading
from geodata.readers.row_problems import ERROR, Problem, of_file
from geodata.rules.dates import today
from geodata.server.setup_problem import SetupProblem
from scripts import set_up

NOTHING_REJECTED, SOME_REJECTED, NOT_READ = 0, 1, 2
MOST_PROBLEMS_SHOWN = 100


def main(arguments: list[str]) -> int:
    asked = _arguments(arguments)
    if asked.template:
        sys.stdout.write(KINDS[asked.template].form.template())
        return NOTHING_REJECTED
    outcome = _outcome(asked.file, asked.kind, asked.apply)
    if asked.json:
        print(json.dumps(outcome.as_dict(), ensure_ascii=False))
    else:
        _tell(outcome)
    if outcome.reading.is_unreadable:
        return NOT_READ
    return SOME_REJECTED if outcome.reading.rows_rejected else NOTHING_REJECTED


def _outcome(file: str, kind: str, apply: bool) -> Outcome:
    data = _bytes_of(Path(file))
    if isinstance(data, Problem):
        return _unread(file, kind, data)
    # Before the database is started: a file that is no table needs none.
    decoded = decoding.decode(data)
    if decoded.text is None:
        return Outcome(file, kind, Reading(problems=decoded.problems, is_unreadable=True))
    try:
        with set_up.database() as database:
            return importing.run(database.addresses.owner, data, file, kind, today=today(), apply=apply)
    except SetupProblem as problem:
        return _unread(file, kind, of_file("no_database", ERROR, reason=str(problem)))
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        return _unread(file, kind, of_file("database_refused", ERROR, reason=reason))


def _unread(file: str, kind: str, problem: Problem) -> Outcome:
    return Outcome(file, kind, Reading(problems=(problem,), is_unreadable=True))


def _bytes_of(path: Path) -> bytes | Problem:
    """The content, one byte more than allowed at most; or why there is none."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            return of_file("not_a_file", ERROR, path=str(path))
        with path.open("rb") as stream:
            return stream.read(decoding.LARGEST_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        return of_file("no_file", ERROR, path=str(path), reason=reason)


def _tell(outcome: Outcome) -> None:
    """The same for people: what is wrong, then what became of the rest."""
    found = outcome.reading
    for problem in found.problems[:MOST_PROBLEMS_SHOWN]:
        place = f"row {problem.row}" if problem.row else outcome.file
        column = f", {problem.column}" if problem.column else ""
        value = f" “{problem.value}”" if problem.value and problem.value not in problem.message else ""
        hint = f" [{problem.suggestion}]" if problem.suggestion else ""
        print(f"{problem.severity:8}{place}{column}{value}: {problem.message}{hint}")
    if len(found.problems) > MOST_PROBLEMS_SHOWN:
        print(f"        and {len(found.problems) - MOST_PROBLEMS_SHOWN} more; --json lists them all")
    if found.is_unreadable:
        print(f"{outcome.file} could not be read as {outcome.kind}.")
        return
    print(
        f"{found.rows_read} rows: {len(found.accepted)} accepted, {found.rows_rejected} rejected, "
        f"{found.rows_skipped} skipped."
    )
    print(
        "".join(f"  {name}: {'unknown' if total is None else total}\n" for name, total in found.totals.items()), end=""
    )
    verb = "Written" if outcome.applied else "Nothing was written; --apply would write"
    print(f"{verb}: {outcome.new} new, {outcome.changed} changed; {outcome.unchanged} unchanged.")


def _arguments(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/import", add_help=False)
    parser.add_argument("file", nargs="?")
    parser.add_argument("--as", dest="kind")
    parser.add_argument("--apply", action="store_true")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--template")
    asked = parser.parse_args(arguments)
    kind = asked.template or asked.kind
    if kind in LATER_KINDS:
        parser.error(f"{kind} cannot be imported yet; this version takes {', '.join(KINDS)}")
    if kind not in KINDS:
        parser.error(f"--as and --template take one of: {', '.join(KINDS)}")
    if not asked.template and not asked.file:
        parser.error("name the file to import")
    return asked


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
