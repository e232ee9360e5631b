"""Importing many reports: how long it takes beside a bare COPY, how much memory, and who waits meanwhile."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import psycopg

from bench.place import PLACES
from bench.rows import Bench, Row
from geodata.imports.kinds import KINDS
from geodata.server.logins import Addresses, libpq

FIRST_DAY = date(2004, 1, 1)  # so that all days of both files have come
SECONDS_BETWEEN_REPORTS = 0.2
MOST_SECONDS = {20_000: 8.0, 100_000: 45.0}
MOST_SECONDS_A_REPORT = 0.3
MOST_MEGABYTES = 512
WHAT = "20,000 and 100,000 reports (four figures of every site on one day after another), in a copy, for i"


def imports(bench: Bench) -> Iterator[Row]:
    """i: reports imported as scripts/import does, from the file to the commit, with single reports beside it."""
    day = FIRST_DAY
    for rows, most in MOST_SECONDS.items():
        yield from _measured(bench.place.spare, rows, day, most)
        day += timedelta(days=1_000)


def _measured(addresses: Addresses, rows: int, first_day: date, most: float) -> Iterator[Row]:
    file = PLACES / f"{rows}.csv"
    try:
        file.write_text(_csv(addresses, rows, first_day), encoding="utf-8")
        with psycopg.connect(libpq(addresses.owner)) as owner:
            bare = _bare_copy(owner, file)
        reporter = Reporter(addresses.app)
        with reporter:
            done = _import(addresses.owner, file)
    finally:
        file.unlink(missing_ok=True)
    seconds, megabytes = done["seconds"], done["kilobytes"] / 1024
    yield Row(
        f"{done['new']:,} reports judged and applied",
        f"{seconds:.1f} s, {seconds / bare:.0f} × a bare COPY",
        f"≤ {most:g} s",
        seconds <= most,
        f"COPY of the same rows into the table alone: {bare:.2f} s",
        seconds,
    )
    yield Row("  memory of the importer", f"{megabytes:.0f} MB", f"≤ {MOST_MEGABYTES} MB", megabytes <= MOST_MEGABYTES)
    yield Row(
        "  single reports meanwhile, five a second",
        f"{len(reporter.seconds)} accepted, longest {max(reporter.seconds):.3f} s",
        f"≤ {MOST_SECONDS_A_REPORT} s",
        max(reporter.seconds) <= MOST_SECONDS_A_REPORT and not reporter.refused,
        f"refused: {reporter.refused}" if reporter.refused else "",
    )


def _csv(addresses: Addresses, rows: int, first_day: date) -> str:
    """A file of `rows` reports: each site on one day after another, with figures that fit one another."""
    with psycopg.connect(libpq(addresses.owner)) as owner:
        sites = [row[0] for row in owner.execute("SELECT site_id FROM site ORDER BY site_id").fetchall()]
    lines = ["site_id,as_of,plots_ready,plots_occupied,families,individuals,source"]
    for number in range(rows):
        day, place = divmod(number, len(sites))
        families = 100 + number % 900
        figures = f"{families + 50},{families},{families},{families * 5}"
        lines.append(f"{sites[place]},{first_day + timedelta(days=day)},{figures},bench")
    return "\n".join(lines)


def _bare_copy(owner: psycopg.Connection, file: Path) -> float:
    """Seconds for the same rows into a table of the same columns, keys and checks, without triggers and references."""
    columns = "report_id, site_id, as_of, plots_ready, plots_occupied, families, individuals, source_id"
    lines = file.read_text(encoding="utf-8").splitlines()[1:]
    data = "\n".join(f"{number},{line.removesuffix('bench')}1" for number, line in enumerate(lines, start=1))
    owner.execute("CREATE TABLE bare (LIKE site_report INCLUDING ALL)")
    owner.commit()
    began = time.perf_counter()
    with owner.cursor() as cursor, cursor.copy(f"COPY bare ({columns}) FROM STDIN (FORMAT csv)") as copy:
        copy.write(data)
    owner.commit()
    seconds = time.perf_counter() - began
    owner.execute("DROP TABLE bare")
    return seconds


def _import(owner_url: str, file: Path) -> dict[str, float]:
    """In a process of its own, whose memory is told at its end."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.one_import", owner_url, str(file), KINDS["site_reports"].name],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found


class Reporter:
    """Somebody who sends reports of one site while the block lasts; `seconds` that each took to be accepted."""

    def __init__(self, app_url: str) -> None:
        self.seconds: list[float] = []
        self.refused = 0
        self._url = app_url
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._report)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *error: object) -> None:
        self._ended.set()
        self._thread.join()

    def _report(self) -> None:
        with psycopg.connect(libpq(self._url), autocommit=True) as app:
            while not self._ended.wait(SECONDS_BETWEEN_REPORTS):
                began = time.perf_counter()
                try:
                    app.execute(
                        "INSERT INTO ninewa.site_report (site_id, as_of, families, source_id)"
                        " SELECT 'haj-ali', '2017-04-10', 2400, min(source_id) FROM ninewa.source"
                    )
                except psycopg.Error:
                    self.refused += 1
                self.seconds.append(time.perf_counter() - began)
