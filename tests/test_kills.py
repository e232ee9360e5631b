"""Whatever dies comes back within seconds, however often: a worker, its main process, the database. What was told to be
written is there afterwards.

`KILLS=60 scripts/check tests/test_kills.py -s -n 0 -o faulthandler_timeout=3600` kills each of them so often and prints
the times; two each otherwise.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread

import psycopg
import pytest

from geodata.server import logins
from scripts.serve import PAUSES, Revival
from tests.checkout import Checkout, within
from tests.test_serve import checkout, served, workers_of

__all__ = ["checkout", "served"]
KILLS = int(os.environ.get("KILLS", "2"))
SECONDS = 5.0
# Once more than a pause of half a second would allow, and less than the minute after which pauses were forgotten.
SECONDS_BETWEEN = 1.0
WRITERS, SECONDS_BETWEEN_REPORTS = 2, 0.1
REPORT = """INSERT INTO ninewa.site_report (site_id, as_of, families, source_id)
    SELECT site_id, '2017-05-01', 500, source_id FROM ninewa.site WHERE site_id = 'haj-ali' RETURNING report_id"""


def kill_worker(checkout: Checkout) -> int:
    return max(workers_of(checkout))


def kill_main(checkout: Checkout) -> int:
    return min(workers_of(checkout))


def kill_database(checkout: Checkout) -> int:
    pid = checkout.cluster.pid()
    assert pid
    return pid


def is_whole(checkout: Checkout) -> bool:
    """Both workers with their main processes, each of them answering, and the database."""
    answering = list((checkout.root / "var").glob(f"worker-{checkout.port}-*.started"))
    return len(workers_of(checkout)) == 4 and len(answering) == 2 and checkout.cluster.pid() is not None


def seconds_of_failures(checkout: Checkout) -> float:
    """From now to the last answer that was none, until all is whole again and well for a second."""
    began = time.monotonic()
    last_failure = well_since = began
    while time.monotonic() < began + 60:
        now = time.monotonic()
        if checkout.status_of("/readyz") != 200 or checkout.status_of("/sites") != 200:
            last_failure = well_since = time.monotonic()
        elif not is_whole(checkout):
            well_since = now
        elif now - well_since > 1:
            return last_failure - began
    pytest.fail("not whole again within a minute")


@contextmanager
def writing(checkout: Checkout) -> Iterator[list[int]]:
    """While programs write reports, each in a transaction of its own: the numbers of those whose commit was told."""
    told: list[int] = []
    ended = Event()

    def write() -> None:
        while not ended.wait(SECONDS_BETWEEN_REPORTS):
            try:
                with psycopg.connect(logins.libpq(checkout.cluster.addresses().owner), autocommit=True) as connection:
                    while not ended.wait(SECONDS_BETWEEN_REPORTS):
                        told.extend(number for (number,) in connection.execute(REPORT))
            except psycopg.OperationalError:
                continue  # the database was killed: what it was asked then is not told

    threads = [Thread(target=write) for _ in range(WRITERS)]
    for thread in threads:
        thread.start()
    try:
        yield told
    finally:
        ended.set()
        for thread in threads:
            thread.join()


def lost_of(checkout: Checkout, told: list[int]) -> list[int]:
    with psycopg.connect(logins.libpq(checkout.cluster.addresses().owner)) as connection:
        kept = {number for (number,) in connection.execute("SELECT report_id FROM ninewa.site_report")}
    return sorted(set(told) - kept)


@pytest.mark.parametrize("victim", [kill_worker, kill_main, kill_database])
def test_what_is_killed_again_and_again_is_back_within_seconds_and_loses_nothing(
    served: Checkout, victim: Callable[[Checkout], int]
) -> None:
    times = []
    with writing(served) as told:
        for _ in range(KILLS):
            assert within(60, lambda: is_whole(served))
            os.kill(victim(served), signal.SIGKILL)
            times.append(seconds_of_failures(served))
            time.sleep(SECONDS_BETWEEN)
    lost = lost_of(served, told)
    times.sort()
    p95 = times[min(len(times) - 1, int(len(times) * 0.95))]
    print(
        f"{victim.__name__}: {len(times)} kills, median {times[len(times) // 2]:.1f} s, p95 {p95:.1f} s; "
        f"{len(told):,} reports told to be written, {len(lost)} lost"
    )
    assert told
    assert not lost
    assert p95 <= SECONDS


def test_pauses_grow_only_where_a_start_itself_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr("scripts.serve.time.monotonic", lambda: now[0])
    revival = Revival()
    assert all(revival.is_due(did_start=True) for _ in range(20))
    waited = []
    for _ in range(len(PAUSES) + 1):
        began = now[0]
        while not revival.is_due(did_start=False):
            now[0] += 0.125
        waited.append(now[0] - began)
    assert waited == [*PAUSES[1:], PAUSES[-1], PAUSES[-1]]
    assert revival.is_due(did_start=True)
