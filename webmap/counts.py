"""What a worker counts of its answers, in a small file that its launcher reads (scripts/metrics.py); else nowhere.

The file outlives the worker: one that is started again counts on, so that sums over workers never fall.
"""

from __future__ import annotations

import asyncio
import mmap
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Protocol

# Whence an answer came: from memory, from memory while nobody can tell whether it still is right, worked out in a
# thread, /healthz.
MEMORY, HELD, MADE, ALIVE = KINDS = ("memory", "held", "made", "alive")
STATUSES = ("1xx", "2xx", "3xx", "4xx", "5xx")
# Until an answer began to leave, from when its request came; cumulative, as Prometheus has them.
BOUNDS = ("0.01", "0.1", "0.5", "1", "2", "5", "+Inf")
FROM_MEMORY = "webmap.from_memory"  # in the environment of a request that was answered so in its thread
SECONDS_BETWEEN_STATES = 1.0

_REQUESTS = {
    (status, kind): f'webmap_requests_total{{status="{status}",kind="{kind}"}}' for status in STATUSES for kind in KINDS
}
_BUCKETS = [f'webmap_request_seconds_bucket{{le="{bound}"}}' for bound in BOUNDS]
_SUM, _COUNT = "webmap_request_seconds_sum", "webmap_request_seconds_count"
WAITING, HEARD_AT = "webmap_threads_waiting", "heard_at"
NAMES = (*_REQUESTS.values(), *_BUCKETS, _SUM, _COUNT, WAITING, HEARD_AT)
_PLACES = {name: place for place, name in enumerate(NAMES)}
_PLACE_OF_REQUEST = {key: _PLACES[name] for key, name in _REQUESTS.items()}
_PLACE_OF_BOUND = [(float(bound), _PLACES[name]) for bound, name in zip(BOUNDS, _BUCKETS, strict=True)]
_PLACE_OF_SUM, _PLACE_OF_COUNT = _PLACES[_SUM], _PLACES[_COUNT]
_BYTES = 8


class Waits(Protocol):
    """Of the database's answers: how many threads wait, and when any was last answered (time.monotonic)."""

    heard_at: float

    def number(self) -> int: ...


class Counts:
    """Of one worker; what was counted by the one before it in the same file goes on."""

    def __init__(self, path: Path, waits: Waits) -> None:
        with path.open("a+b") as stream:
            stream.truncate(_BYTES * len(NAMES))
            self._numbers = memoryview(mmap.mmap(stream.fileno(), 0)).cast("d")
        self._waits = waits
        self.note_state()

    def answered(self, status: int, kind: str, seconds: float) -> None:
        """One answer more; of the one thread that takes requests."""
        numbers = self._numbers
        numbers[_PLACE_OF_REQUEST[STATUSES[status // 100 - 1], kind]] += 1
        for bound, place in _PLACE_OF_BOUND:
            if seconds <= bound:
                numbers[place] += 1
        numbers[_PLACE_OF_SUM] += seconds
        numbers[_PLACE_OF_COUNT] += 1

    def note_state(self) -> None:
        """How it is now."""
        self._numbers[_PLACES[WAITING]] = self._waits.number()
        self._numbers[_PLACES[HEARD_AT]] = max(0.0, self._waits.heard_at)

    async def keep_noting(self) -> None:
        """How it is, each second: also while nobody is answered."""
        while True:
            self.note_state()
            await asyncio.sleep(SECONDS_BETWEEN_STATES)


def summed(paths: Iterable[Path]) -> Mapping[str, float]:
    """Of all workers together; of HEARD_AT the seconds since any heard of the database."""
    workers = [memoryview(found).cast("d") for path in paths if len(found := _read(path)) == _BYTES * len(NAMES)]
    sums = {name: sum(numbers[place] for numbers in workers) for name, place in _PLACES.items()}
    heard_at = max((numbers[_PLACES[HEARD_AT]] for numbers in workers), default=0.0)
    del sums[HEARD_AT]
    return sums | ({HEARD_AT: time.monotonic() - heard_at} if heard_at else {})


def _read(path: Path) -> bytes:
    return path.read_bytes() if path.exists() else b""
