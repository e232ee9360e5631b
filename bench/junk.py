"""Clients that ask for a page with ever another parameter, which none understands, beside those who read it."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from statistics import median

from bench.load import Load, Result, run
from bench.rows import PAGE, Bench, Row

CLIENTS, READERS, PARAMETERS = 64, 4, 500
MOST_MS = 100


def beside_junk(bench: Bench) -> Iterator[Row]:
    """j: a remembered page alone, and beside 64 clients that ask what no page understands, in turns."""
    port, alone, beside, led_on = bench.remembering.port, list[Result](), list[Result](), 0
    hot = Load(port, [PAGE], bench.seconds, READERS)
    junk = Load(port, [f"{PAGE}&x={one}" for one in range(PARAMETERS)], bench.seconds + 1, CLIENTS)
    with ThreadPoolExecutor(1) as thread:
        for _ in range(bench.rounds):
            alone.append(run(hot).only(200))
            asking = thread.submit(run, junk)
            beside.append(run(hot).only(200))
            led_on += asking.result().only(301).requests
    before, after = (
        [median(getattr(result, part) for result in results) for part in ("p50", "p99")] for results in (alone, beside)
    )
    yield Row(
        f"A remembered page beside {CLIENTS} clients asking ?x=",
        f"p50 {after[0]:.1f}, p99 {after[1]:.1f} ms",
        f"p99 ≤ {MOST_MS} ms",
        after[1] <= MOST_MS,
        f"alone p50 {before[0]:.1f}, p99 {before[1]:.1f} ms; {led_on:,} led on",
        after[1],
    )
