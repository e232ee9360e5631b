"""What is measured: each function gives rows of one subject, every one beside its goal."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from statistics import median

import psycopg

from bench import pages as bench_pages
from bench import raw as bench_raw
from bench.load import Load, Result, run
from bench.place import HELLO, BenchServer, Place
from bench.processes import cpu_seconds
from bench.sites import SITES
from bench.slow import SlowClients
from geodata.server.logins import Addresses, libpq
from scripts.web_server import WORKERS

DAY, LANG = date(2017, 4, 4), "en"
DATA, PAGE = f"/map/data.json?at={DAY}&lang={LANG}", f"/?at={DAY}&lang={LANG}"
SECONDS_UNTIL_STATISTICS = 11  # an idle process of PostgreSQL hands in its counts after ten
SLOW_CLIENTS = 200
# Each on a connection of its own, so that both workers remember the page before many ask for it at once.
ASKED_TO_BE_REMEMBERED = 8
MATRIX_DAYS = ("2016-12-01", "2017-04-04", "2017-07-01")
MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Row:
    """One thing measured; `reached` is None where it is told without a goal."""

    name: str
    measured: str
    goal: str = ""
    reached: bool | None = None
    detail: str = ""
    value: float | None = None


@dataclass(frozen=True)
class Cost:
    """Requests a second, and the processor milliseconds that the web server and the database take for each."""

    per_second: float
    web_ms: float
    database_ms: float

    @property
    def cpu_ms(self) -> float:
        return self.web_ms + self.database_ms


@dataclass
class Bench:
    """The place, how long and how often to measure, and the servers that several subjects share."""

    place: Place
    seconds: float
    rounds: int
    _servers: dict[str, BenchServer] = field(default_factory=dict)

    @cached_property
    def hello(self) -> BenchServer:
        return self.place.serve(self.place.few, HELLO)

    @cached_property
    def remembering(self) -> BenchServer:
        return self.place.serve(self.place.few)

    @cached_property
    def forgetful(self) -> BenchServer:
        return self.place.serve(self.place.few, WEBMAP_PAGE_CACHE_MB="0")

    def in_turns(self, **targets: Callable[[], Cost]) -> dict[str, Cost]:
        """Every target once a round, beginning with another one each time; medians of the rounds.

        Once before, uncounted: connections are made, statements planned and pages remembered then.
        """
        names, taken = list(targets), {name: list[Cost]() for name in targets}
        for name in names:
            targets[name]()
        for number in range(self.rounds):
            for name in names[number % len(names) :] + names[: number % len(names)]:
                taken[name].append(targets[name]())
        return {
            name: Cost(
                *(median(getattr(cost, part) for cost in costs) for part in ("per_second", "web_ms", "database_ms"))
            )
            for name, costs in taken.items()
        }

    def ask(self, server: BenchServer, path: str, *, connections: int = 8, status: int = 200, tag: str = "") -> Cost:
        """The cost of one address under load."""
        headers = {"If-None-Match": tag} if tag else {}
        load = Load(server.port, [path], self.seconds, connections, headers)
        postmaster = self.place.postmaster()
        before = (server.cpu_seconds, cpu_seconds(postmaster))
        result = run(load).only(status)
        after = (server.cpu_seconds, cpu_seconds(postmaster))
        used = [later - earlier for later, earlier in zip(after, before, strict=True)]
        return Cost(result.per_second, *(seconds * 1000 / result.requests for seconds in used))

    def directly(self, addresses: Addresses, statements: list[bench_raw.Statement]) -> Cost:
        """The cost of statements without a web server; the processor time is the database's alone."""
        postmaster = self.place.postmaster()
        per_second, used = bench_raw.run(addresses.app, statements, self.seconds, lambda: cpu_seconds(postmaster))
        return Cost(per_second, 0.0, used * 1000)


def map_data(bench: Bench) -> Iterator[Row]:
    """a: the map's data against its statements run directly, without and with the memory of pages."""
    statements = bench_raw.statements_of_map_data(bench.place.few.app, DAY, LANG)
    found = bench.in_turns(
        raw=lambda: bench.directly(bench.place.few, statements),
        off=lambda: bench.ask(bench.forgetful, DATA),
        on=lambda: bench.ask(bench.remembering, DATA),
    )
    raw, off, on = found["raw"], found["off"], found["on"]
    program = "pgbench" if bench_raw.program() else "psycopg"
    yield _told(f"Statements of the map's data by {program}", raw, f"{len(statements)} statements, CPU of the database")
    yield _ratio("Map data, nothing remembered, against its statements", off, raw, 0.55)
    yield _told("Map data, remembered", on, f"{on.per_second / raw.per_second:.0f} × its statements")


def pages(bench: Bench) -> Iterator[Row]:
    """b: the live map page against a Flask hello, and what 10,000 sites change."""
    many = bench.place.serve(bench.place.many)
    many_forgetful = bench.place.serve(bench.place.many, WEBMAP_PAGE_CACHE_MB="0")
    for _ in range(ASKED_TO_BE_REMEMBERED):
        run(Load(many.port, [PAGE], seconds=0, connections=1)).only(200)
    found = bench.in_turns(
        hello=lambda: bench.ask(bench.hello, "/"),
        page=lambda: bench.ask(bench.remembering, PAGE),
        many=lambda: bench.ask(many, PAGE),
    )
    data = bench.in_turns(
        few=lambda: bench.ask(bench.forgetful, DATA, connections=1),
        many=lambda: bench.ask(many_forgetful, DATA, connections=1),
        page_few=lambda: bench.ask(bench.forgetful, PAGE, connections=1),
        page_many=lambda: bench.ask(many_forgetful, PAGE, connections=1),
    )
    many.stop()
    many_forgetful.stop()
    yield _told("Flask hello on the same server", found["hello"])
    yield _ratio("Live map page against hello", found["page"], found["hello"], 0.7)
    yield _growth(bench, "Live map page, 44 against 10,044 sites", found["page"], found["many"], 0.02)
    yield _growth(bench, "Live map page made anew, 44 against 10,044 sites", data["page_few"], data["page_many"], None)
    yield _growth(bench, "Map data made anew, 44 against 10,044 sites", data["few"], data["many"], None)


def unchanged(bench: Bench) -> Iterator[Row]:
    """c: an unchanged page: its cost, and that it makes no statement."""
    tag = _tag(bench.remembering.port, PAGE)
    found = bench.in_turns(
        hello=lambda: bench.ask(bench.hello, "/"),
        unchanged=lambda: bench.ask(bench.remembering, PAGE, status=304, tag=tag),
    )
    yield _ratio("Unchanged page (304) against hello", found["unchanged"], found["hello"], 1.2)
    before, began = _transactions(bench.place), time.monotonic()
    result = run(Load(bench.remembering.port, [PAGE], bench.seconds, headers={"If-None-Match": tag})).only(304)
    # Each worker reads the version at most once a second, and once at each end.
    looks = WORKERS * (math.ceil(time.monotonic() - began) + 1)
    made = _transactions(bench.place) - before
    measured = f"{made} transactions for {result.requests:,} answers"
    yield Row("Statements of unchanged pages", measured, f"≤ {looks} (the version, once a second)", made <= looks)


def memory(bench: Bench) -> Iterator[Row]:
    """d: proportional set size of all web processes, at rest and after rounds over everything."""
    server = bench.place.serve(bench.place.few)
    paths = _matrix(bench.place)
    taken = [server.memory_bytes]
    for _ in range(3):
        run(Load(server.port, paths, seconds=0, connections=8)).only(200)
        taken.append(server.memory_bytes)
    server.stop()
    growth = (taken[3] / taken[2] - 1) * 100
    sizes = ", ".join(f"{size / MEGABYTE:.0f}" for size in taken[1:])
    yield Row("Memory of the web after its start (PSS)", f"{taken[0] / MEGABYTE:.0f} MB")
    detail = f"after rounds of {len(paths)} addresses: {sizes} MB"
    largest = max(taken) / MEGABYTE
    yield Row("Memory of the web, largest (PSS)", f"{largest:.0f} MB", "≤ 240 MB", largest <= 240, detail, largest)
    yield Row("Memory, growth from round 2 to 3", f"{growth:+.1f} %", "≤ 5 %", growth <= 5, value=growth)


def slow_clients(bench: Bench) -> Iterator[Row]:
    """e: answers while 200 clients send their headers a byte a second."""
    port = bench.remembering.port
    for path in ("/healthz", PAGE):
        calm, slow = list[Result](), list[Result]()
        for _ in range(bench.rounds):
            calm.append(run(Load(port, [path], bench.seconds, connections=2)).only(200))
            with SlowClients(port, SLOW_CLIENTS) as clients:
                slow.append(run(Load(port, [path], bench.seconds, connections=2)).only(200))
                still_open = clients.still_open()
        before, after = _quantiles(calm), _quantiles(slow)
        measured = f"p50 {after[0]:.1f}, p99 {after[1]:.1f} ms"
        detail = f"undisturbed p50 {before[0]:.1f}, p99 {before[1]:.1f} ms; {still_open} slow clients stayed open"
        yield Row(f"{path.split('?')[0]} beside {SLOW_CLIENTS} slow clients", measured, detail=detail)


def sizes(bench: Bench) -> Iterator[Row]:
    """f: bytes and requests of a first visit."""
    fetch = bench_pages.fetch_from(bench.remembering.port)
    for name, address, largest in (
        ("Map page", "/", 130),
        ("List of sites", "/sites", 40),
        ("One site", "/sites/qayyarah-airstrip", 25),
    ):
        for lang in ("en", "ar"):
            loaded = bench_pages.cold(fetch, f"{address}?lang={lang}")
            kilobytes, requests = sum(loaded.values()) / 1000, len(loaded)
            measured = f"{kilobytes:.1f} KB in {requests} requests"
            goal = f"≤ {largest} KB" + (" in ≤ 20" if address == "/" else "")
            reached = kilobytes <= largest and (address != "/" or requests <= 20)
            yield Row(f"{name}, first visit, gzipped, {lang}", measured, goal, reached, value=kilobytes)


SUBJECTS = {"a": map_data, "b": pages, "c": unchanged, "d": memory, "e": slow_clients, "f": sizes}


def _told(name: str, cost: Cost, detail: str = "") -> Row:
    return Row(name, f"{cost.per_second:,.0f}/s, {cost.cpu_ms:.2f} ms CPU", detail=detail, value=cost.per_second)


def _ratio(name: str, cost: Cost, limit: Cost, goal: float) -> Row:
    ratio = cost.per_second / limit.per_second
    detail = (
        f"{cost.per_second:,.0f}/s; CPU {cost.web_ms:.2f} ms of the web, {cost.database_ms:.2f} of the database, "
        f"against {limit.cpu_ms:.2f}: {limit.cpu_ms / cost.cpu_ms:.2f} ×"
    )
    return Row(name, f"{ratio:.2f} ×", f"≥ {goal} ×", ratio >= goal, detail, ratio)


def _growth(bench: Bench, name: str, few: Cost, many: Cost, goal: float | None) -> Row:
    """The exponent of the number of sites that the processor time grows with: 0 not at all, 1 in step."""
    sites = 44
    exponent = math.log(many.cpu_ms / few.cpu_ms) / math.log((sites + SITES) / sites)
    detail = f"{few.cpu_ms:.2f} → {many.cpu_ms:.2f} ms CPU"
    if goal is None:
        return Row(name, f"exponent {exponent:.2f}", detail=detail, value=exponent)
    return Row(name, f"exponent {exponent:.2f}", f"≤ {goal}", exponent <= goal, detail, exponent)


def _quantiles(results: list[Result]) -> tuple[float, float]:
    return median(result.p50 for result in results), median(result.p99 for result in results)


def _tag(port: int, path: str) -> str:
    import http.client

    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", path)
    tag = connection.getresponse().headers["ETag"]
    connection.close()
    return str(tag)


def _transactions(place: Place) -> int:
    """Transactions in the database of the reference facts so far."""
    time.sleep(SECONDS_UNTIL_STATISTICS)
    name = libpq(place.few.app).split("@/")[1].split("?")[0]
    with place.cluster.connect() as superuser:
        found = superuser.execute(
            "SELECT xact_commit + xact_rollback FROM pg_stat_database WHERE datname = %s", [name]
        ).fetchone()
    return int(found[0]) if found else 0


def _matrix(place: Place) -> list[str]:
    """Every page of every thing in both languages on three days."""
    with psycopg.connect(libpq(place.few.app)) as connection:
        things = [
            f"/{kind}/{row[0]}"
            for kind, sql in (
                ("sites", "SELECT site_id FROM sites ORDER BY 1"),
                ("corridors", "SELECT corridor_id FROM corridors ORDER BY 1"),
                ("communities", "SELECT community_id FROM communities ORDER BY 1"),
            )
            for row in connection.execute(sql)
        ]
    lists = ["/", "/print", "/map/data.json", "/map/days.json", "/sites", "/sites.csv", "/corridors", "/communities"]
    pages = [*lists, "/displacement", "/credits", *things]
    every = [f"{page}?at={day}&lang={lang}" for page in pages for lang in ("en", "ar") for day in MATRIX_DAYS]
    return every + [f"/search?q={name}&lang={lang}" for name in ("Mosul", "Shekhan") for lang in ("en", "ar")]
