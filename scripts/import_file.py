"""`scripts/import`: a file of a partner or a colleague into the database, after everything odd in it was said."""

from __future__ import annotations

import argparse
import json
import os
import stat
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from geodata.imports import importing
from geodata.imports.importing import Outcome
from geodata.imports.kinds import KINDS, LATER_KINDS
from geodata.readers import decoding
from geodata.readers.confirmations import confirmed
from geodata.readers.reading import Reading
from geodata.readers.row_problems import ERROR, Problem, of_file
from geodata.readers.told_once import Told, told_once
from geodata.rules.dates import today
from geodata.rules.written_days import ORDERS
from geodata.server.setup_problem import SetupProblem
from scripts import set_up
from webmap.words import problems
from webmap.words.i18n import compile_catalogues, ngettext, offered, speaking
from webmap.words.i18n import gettext as _

NOTHING_REJECTED, SOME_REJECTED, NOT_READ = 0, 1, 2
MOST_PROBLEMS_SHOWN = 100
OUR_INPUT = 0


def main(arguments: list[str]) -> int:
    with suppress(OSError):  # a disk that cannot be written is told of below, in the language there is
        compile_catalogues()  # a file that is no table is answered before anything is set up
    asked = _arguments(arguments)
    if asked.template:
        sys.stdout.write(KINDS[asked.template].form.template())
        return NOTHING_REJECTED
    outcome = _outcome(asked)
    if asked.json:
        print(json.dumps(outcome.as_dict(), ensure_ascii=False))
    else:
        with speaking(asked.lang):
            _tell(outcome)
    if outcome.reading.is_unreadable:
        return NOT_READ
    return SOME_REJECTED if outcome.reading.rows_rejected else NOTHING_REJECTED


def _outcome(asked: argparse.Namespace) -> Outcome:
    file, kind = asked.file, asked.kind
    data = _bytes_of(Path(file))
    if isinstance(data, Problem):
        return _unread(file, kind, data)
    # Before the database is started: a file that is no table needs none.
    decoded = decoding.decode(data)
    if decoded.text is None:
        return Outcome(file, kind, Reading(problems=decoded.problems, is_unreadable=True))
    try:
        with set_up.writing(), set_up.database() as database:
            return importing.run(
                database.addresses.owner,
                data,
                file,
                kind,
                today=today(),
                key=set_up.key_of_files(),
                apply=asked.apply,
                may_lower=asked.lower_sensitivity,
                confirmed=asked.confirm,
                day_order=asked.dates,
            )
    except SetupProblem as problem:
        return _unread(file, kind, of_file("no_database", ERROR, reason=str(problem)))
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        return _unread(file, kind, of_file("database_refused", ERROR, reason=reason))


def _unread(file: str, kind: str, problem: Problem) -> Outcome:
    return Outcome(file, kind, Reading(problems=(problem,), is_unreadable=True))


def _bytes_of(path: Path) -> bytes | Problem:
    """The content, one byte more than allowed at most; or why there is none.

    A pipe is read where it is our own input (/dev/stdin), and as that: not all may open what another account made.
    """
    try:
        there = path.stat()
        if stat.S_ISFIFO(there.st_mode) and os.path.samestat(there, os.fstat(OUR_INPUT)):
            with open(OUR_INPUT, "rb", closefd=False) as stream:
                return stream.read(decoding.LARGEST_BYTES + 1)
        if not stat.S_ISREG(there.st_mode):
            return of_file("not_a_file", ERROR, path=str(path))
        with path.open("rb") as stream:
            return stream.read(decoding.LARGEST_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        return of_file("no_file", ERROR, path=str(path), reason=reason)


def _tell(outcome: Outcome) -> None:
    """The same for people, in their language: what is wrong, then what became of the rest."""
    found = outcome.reading
    told = told_once(found.problems)
    for one in told[:MOST_PROBLEMS_SHOWN]:
        print(_line(one, outcome.file))
    if len(told) > MOST_PROBLEMS_SHOWN:
        print("        " + _("and %(number)s more; --json lists them all", number=len(told) - MOST_PROBLEMS_SHOWN))
    if found.is_unreadable:
        title = _(KINDS[outcome.kind].title)
        print(_("%(file)s could not be read as a file of %(kind)s.", file=outcome.file, kind=title))
        return
    counts = {
        "rows": found.rows_read,
        "accepted": len(found.accepted),
        "rejected": found.rows_rejected,
        "skipped": found.rows_skipped,
    }
    counted = ngettext(
        "%(rows)s row: %(accepted)s accepted, %(rejected)s rejected, %(skipped)s skipped.",
        "%(rows)s rows: %(accepted)s accepted, %(rejected)s rejected, %(skipped)s skipped.",
        found.rows_read,
        **counts,
    )
    print(counted)
    for day, totals in found.totals_by_day.items():
        sums = (f"{name} {_('unknown') if total is None else total}" for name, total in totals.items())
        print(f"  {day}: {', '.join(sums)}")
    if outcome.unconfirmed:
        print(_("Rows under these warnings give no free places until somebody says that they are right:"))
        named = [f"--confirm {rule}:{_ranges(rows)}" for rule, rows in outcome.unconfirmed.items()]
        print(f"  {' '.join(named)}")
    states = {"new": outcome.new, "changed": outcome.changed, "unchanged": outcome.unchanged}
    if outcome.applied:
        print(_("Written: %(new)s new, %(changed)s changed; %(unchanged)s unchanged.", **states))
    else:
        print(
            _(
                "Nothing was written; --apply would write: %(new)s new, %(changed)s changed; %(unchanged)s unchanged.",
                **states,
            )
        )


def _line(told: Told, file: str) -> str:
    problem = told.first
    message, suggestion = problems.message(problem), problems.suggestion(problem)
    severity = _("error") if problem.severity == ERROR else _("warning")
    if len(told.rows) > 1:
        place = _("rows %(rows)s", rows=_ranges(told.rows))
    else:
        place = _("row %(row)s", row=problem.row) if problem.row else file
    if not told.alike:
        message = _("for example %(message)s", message=message)
    column = f", {problem.column}" if problem.column else ""
    value = f" “{problem.value}”" if problem.value and problem.value not in message else ""
    return f"{severity:8}{place}{column}{value}: {message}{f' [{suggestion}]' if suggestion else ''}"


def _ranges(rows: Sequence[int]) -> str:
    """`2,5-9`, in the order of the rows."""
    parts: list[tuple[int, int]] = []
    for row in rows:
        if parts and parts[-1][1] == row - 1:
            parts[-1] = (parts[-1][0], row)
        else:
            parts.append((row, row))
    return ",".join(str(first) if first == last else f"{first}-{last}" for first, last in parts)


def _language() -> str:
    """That of the terminal, where the sentences are there; else English."""
    named = next((value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := os.environ.get(name))), "")
    code = named.partition("_")[0].partition(".")[0]
    return code if code in offered() else "en"


def _arguments(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/import", add_help=False)
    parser.add_argument("file", nargs="?")
    parser.add_argument("--as", dest="kind")
    parser.add_argument("--apply", action="store_true")
    parser.add_argument("--confirm", action="append", default=[])
    parser.add_argument("--lower-sensitivity", action="store_true")
    parser.add_argument("--dates", choices=ORDERS)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--lang", choices=offered(), default=_language())
    parser.add_argument("--template")
    asked = parser.parse_args(arguments)
    kind = asked.template or asked.kind
    if kind in LATER_KINDS:
        parser.error(f"{kind} cannot be imported yet; this version takes {', '.join(KINDS)}")
    if kind not in KINDS:
        parser.error(f"--as and --template take one of: {', '.join(KINDS)}")
    if not asked.template and not asked.file:
        parser.error("name the file to import")
    try:
        asked.confirm = confirmed(asked.confirm)
    except ValueError as error:
        parser.error(f"--confirm takes a rule and rows, such as jump:2,5-9, not {error}")
    return asked


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
