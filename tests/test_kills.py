"""Whatever dies comes back within seconds, however often: a worker, its main process, the database.

`KILLS=60 scripts/check tests/test_kills.py -s` kills each of them so often and prints the times; two each otherwise.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable

import pytest

from scripts.serve import PAUSES, Revival
from tests.test_serve import Checkout, checkout, served, within, workers_of

__all__ = ["checkout", "served"]
KILLS = int(os.environ.get("KILLS", "2"))
SECONDS = 5.0
# Once more than a pause of half a second would allow, and less than the minute after which pauses were forgotten.
SECONDS_BETWEEN = 1.0


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


@pytest.mark.parametrize("victim", [kill_worker, kill_main, kill_database])
def test_what_is_killed_again_and_again_is_back_within_seconds(
    served: Checkout, victim: Callable[[Checkout], int]
) -> None:
    times = []
    for _ in range(KILLS):
        assert within(60, lambda: is_whole(served))
        os.kill(victim(served), signal.SIGKILL)
        times.append(seconds_of_failures(served))
        time.sleep(SECONDS_BETWEEN)
    times.sort()
    p95 = times[min(len(times) - 1, int(len(times) * 0.95))]
    print(f"{victim.__name__}: {len(times)} kills, median {times[len(times) // 2]:.1f} s, p95 {p95:.1f} s")
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
