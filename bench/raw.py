"""The statements of the map's data run directly: what the database alone can do, without any of our Python."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import psycopg

from geodata.server import binaries
from geodata.server.logins import libpq
from geodata.server.setup_problem import SetupProblem
from scripts.set_up import ROOT

CONNECTIONS, JOBS = 8, 2
BIND = re.compile(r"%\((\w+)\)s")
TYPES: dict[type, str] = {date: "date", datetime: "timestamptz", str: "text", int: "bigint"}
LITERAL = re.compile(r"'([^']*)'")
PROGRESS = re.compile(r"progress: [\d.]+ s, ([\d.]+) tps")
COMMENT = re.compile(r"--[^\n]*")


@dataclass(frozen=True)
class Statement:
    """SQL with %(name)s for its values, as the driver gets it."""

    sql: str
    values: dict[str, Any]


def statements_of_map_data(address: str, at: date, lang: str) -> list[Statement]:
    """What one request of the map's data sends, taken down while its own queries run."""
    from sqlalchemy import create_engine, event, pool

    from webmap.asked.chosen_day import EVERYTHING
    from webmap.layers.registry import LAYERS
    from webmap.map_of_day.day import read_day

    engine = create_engine(address, poolclass=pool.NullPool, isolation_level="AUTOCOMMIT")
    sent: list[Statement] = []
    with engine.connect() as connection:
        event.listen(
            connection, "before_cursor_execute", lambda *args: sent.append(Statement(str(args[2]), dict(args[3])))
        )
        read_day(connection, LAYERS, at, EVERYTHING, lang)
    return sent


def program() -> str:
    """The pgbench of the newest server here, else an empty text."""
    beside = (Path(binaries.program("pgbench")) for binaries in binaries.installed())
    return next((str(path) for path in beside if os.access(path, os.X_OK)), "")


def run(address: str, statements: list[Statement], seconds: float, cpu: Callable[[], float]) -> tuple[float, float]:
    """All statements, one after the other, on 8 prepared connections (2 processes without pgbench).

    Returns how often a second, and the seconds that `cpu` counted for each time.
    """
    pgbench = program()
    if pgbench:
        return _by_pgbench(pgbench, address, statements, seconds, cpu)
    before = cpu()
    per_second = _by_psycopg(address, statements, seconds)
    return per_second, (cpu() - before) / (per_second * seconds)


def _by_pgbench(
    pgbench: str, address: str, statements: list[Statement], seconds: float, cpu: Callable[[], float]
) -> tuple[float, float]:
    """In the first second every connection plans its statements; it is not counted."""
    script, values = _as_script(statements)
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
        file.write(script)
        file.flush()
        command = [pgbench, "-n", "-M", "prepared", "-c", str(CONNECTIONS), "-j", str(JOBS), "-f", file.name]
        command += ["-P", "1", "-T", str(round(seconds) + 1)]
        command += [part for name, value in values.items() for part in ("-D", f"{name}={value}")]
        said, rates, used = "", list[float](), list[float]()
        with subprocess.Popen(
            [*command, libpq(address)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        ) as running:
            for line in running.stderr or ():
                said += line
                if found := PROGRESS.match(line):
                    rates.append(float(found[1]))
                    used.append(cpu())
    if running.returncode != 0 or len(rates) < 2 or not sum(rates[1:]):
        raise SetupProblem(f"pgbench failed: {said.strip()[-500:]}")
    return sum(rates[1:]) / len(rates[1:]), (used[-1] - used[0]) / sum(rates[1:])


def _as_script(statements: list[Statement]) -> tuple[str, dict[str, Any]]:
    """pgbench writes values as :name without a type, and knows no NULL: that one stands in the text."""
    lines, values = [], dict[str, Any]()
    for number, statement in enumerate(statements):

        def named(match: re.Match[str], number: int = number, statement: Statement = statement) -> str:
            value = statement.values[match[1]]
            if value is None:
                return "NULL"
            values[f"{match[1]}_{number}"] = value
            return f"CAST(:{match[1]}_{number} AS {TYPES[type(value)]})"

        text = LITERAL.sub(_without_colons, COMMENT.sub("", statement.sql))
        text = BIND.sub(named, text).replace("%%", "%")
        lines.append(" ".join(text.split()) + ";\n")
    return "".join(lines), values


def _without_colons(literal: re.Match[str]) -> str:
    # pgbench sees a variable of its own in 'a:b'.
    escaped = literal[1].replace(":", r"\x3A")
    return literal[0] if escaped == literal[1] else f"E'{escaped}'"


def _by_psycopg(address: str, statements: list[Statement], seconds: float) -> float:
    asked = {
        "address": libpq(address),
        "seconds": seconds,
        "statements": [(s.sql, {name: _plain(value) for name, value in s.values.items()}) for s in statements],
    }
    command = [sys.executable, "-P", "-m", "bench.raw"]
    environment = {"PYTHONPATH": str(ROOT)}
    runs = [
        subprocess.Popen(command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(JOBS)
    ]
    try:
        for run in runs:
            assert run.stdin
            run.stdin.write(json.dumps(asked))
            run.stdin.close()
        return sum(float(run.stdout.read()) for run in runs if run.stdout)
    finally:
        for run in runs:
            run.kill()
            run.wait()


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _repeat(address: str, statements: list[tuple[str, dict[str, Any]]], seconds: float) -> float:
    with psycopg.connect(address, autocommit=True, prepare_threshold=0) as connection:
        for sql, values in statements:
            connection.execute(sql, values).fetchall()  # planned now
        began, rounds = time.perf_counter(), 0
        while time.perf_counter() - began < seconds:
            for sql, values in statements:
                connection.execute(sql, values).fetchall()
            rounds += 1
        return rounds / (time.perf_counter() - began)


if __name__ == "__main__":
    print(_repeat(**json.load(sys.stdin)))
