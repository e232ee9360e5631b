"""What people send: reports, the form that they send them with, and passwords that somebody tries while others read."""

from __future__ import annotations

import gzip
import http.client
import random
import re
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from statistics import median
from typing import Any, cast
from urllib.parse import urlencode
from uuid import uuid4

from sqlalchemy import create_engine, pool, text

from bench.load import Load, Result, run
from bench.place import HOST, BenchServer
from bench.processes import cpu_seconds
from bench.rows import PAGE, Bench, Row
from geodata.rules.dates import today
from geodata.server.logins import Addresses
from scripts import set_up
from webmap.accounts import queries
from webmap.sessions import Sessions

REPORTS, SITES = 400, 8
MOST_CPU_MS, FEWEST_A_SECOND, MOST_KILOBYTES, MOST_TIMES = 60, 50, 25, 3
TRIES_A_SECOND, TRIERS = 200, 16
# What a report reads first stands in the way of none of these: they are of the day before.
OF_TODAY = """INSERT INTO ninewa.site_report (site_id, as_of, families, source_id)
    SELECT site_id, :day, 500, source_id FROM ninewa.site WHERE site_id = ANY (:sites)"""
LINKED = re.compile(r'(?:href|src)="(/static/[^"]+\.(?:css|js)[^"]*)"')


def written(bench: Bench) -> Iterator[Row]:
    """w: reports that people send, and sign-ins that somebody tries while others read."""
    addresses = bench.place.spare
    server = bench.place.serve(addresses, WEBMAP_TRUSTED_PROXIES=HOST)
    sites, cookie = _manager(addresses)
    yield from _form(server, sites[0], cookie)
    yield from _reports(bench, server, sites, cookie)
    yield _tries(bench, server, "from one place", is_everywhere=False)
    yield _tries(bench, server, "each of another name and place", is_everywhere=True)


def _manager(addresses: Addresses) -> tuple[list[str], str]:
    """Sites of somebody with an account, who reported each today, and the cookie of their session."""
    with create_engine(addresses.owner, poolclass=pool.NullPool).begin() as owner:
        sites = list(owner.scalars(text("SELECT site_id FROM ninewa.site ORDER BY site_id LIMIT :n"), {"n": SITES}))
        account = cast("int", queries.add_account(owner, "bench", "site_manager", None))
        for site in sites:
            queries.grant(owner, account, site_id=site)
        owner.execute(text(OF_TODAY), {"day": today(), "sites": sites})
        token = queries.begin_session(owner, account, "bench")
    name = Sessions(cast("Any", None), set_up.secret_key()).name_for("session")
    return sites, f"{name}={token}"


def _got(server: BenchServer, path: str, cookie: str = "") -> tuple[bytes, str]:
    """The answer as it is sent, compressed, and the cookie that came with it."""
    connection = http.client.HTTPConnection(HOST, server.port, timeout=30)
    connection.request("GET", path, headers={"Cookie": cookie, "Accept-Encoding": "gzip"})
    answer = connection.getresponse()
    body, given = answer.read(), answer.getheader("Set-Cookie", "")
    connection.close()
    return body, given.partition(";")[0]


def _form(server: BenchServer, site: str, cookie: str) -> Iterator[Row]:
    page, _given = _got(server, f"/sites/{site}/report?lang=ar", cookie)
    linked = dict.fromkeys(LINKED.findall(gzip.decompress(page).decode()))
    kilobytes = (len(page) + sum(len(_got(server, path)[0]) for path in linked)) / 1024
    told = f"{kilobytes:.1f} KB"
    yield Row(
        "form of a report with all it links to, first visit, gzipped, ar",
        told,
        f"≤ {MOST_KILOBYTES} KB",
        kilobytes <= MOST_KILOBYTES,
        value=kilobytes,
    )


def _reports(bench: Bench, server: BenchServer, sites: list[str], cookie: str) -> Iterator[Row]:
    page, of_form = _got(server, f"/sites/{sites[0]}/report", cookie)
    token = re.findall(r'name="csrf_token" value="([^"]+)"', gzip.decompress(page).decode())[0]
    day = (today() - timedelta(days=1)).isoformat()
    said = {"plots_ready": 900, "plots_occupied": 500, "families": 500, "individuals": 2500, "latrines": 40}
    usual = {"csrf_token": token, "as_of": day, "time": "08:00", "how": "only", "was_kept": "1", **said}
    bodies = [urlencode({**usual, "client_uuid": str(uuid4())}) for _one in range(REPORTS)]
    paths = [f"/sites/{site}/report" for site in sites]
    headers = {"Cookie": f"{cookie}; {of_form}", "Accept": "application/json"}
    before = server.cpu_seconds, cpu_seconds(bench.place.postmaster())
    found = run(Load(server.port, paths, 0, headers=headers, bodies=bodies)).only(201)
    web, database = (
        (after - then) * 1000 / REPORTS
        for after, then in zip((server.cpu_seconds, cpu_seconds(bench.place.postmaster())), before, strict=True)
    )
    yield Row(
        "an accepted report with one service",
        f"{web + database:.1f} ms CPU",
        f"≤ {MOST_CPU_MS} ms",
        web + database <= MOST_CPU_MS,
        f"{web:.1f} ms of the web, {database:.1f} of the database",
        web + database,
    )
    yield Row(
        "  by eight phones at once",
        f"{found.per_second:.0f}/s, p99 {found.p99:.0f} ms",
        f"≥ {FEWEST_A_SECOND}/s",
        found.per_second >= FEWEST_A_SECOND,
        value=found.per_second,
    )


def _tries(bench: Bench, server: BenchServer, told_as: str, *, is_everywhere: bool) -> Row:
    """Others read a page that is remembered: alone, and while somebody tries a password 200 times a second, in turns.

    From one place they are refused after ten; of ever another name and place each may be looked at.
    """
    seconds = max(bench.seconds, 4.0)
    read = Load(server.port, [PAGE], seconds, connections=4)
    page, of_form = _got(server, "/login")
    token = re.findall(r'name="csrf_token" value="([^"]+)"', gzip.decompress(page).decode())[0]
    run(read)
    alone, meanwhile, statuses = list[Result](), list[Result](), Counter[int]()
    for _ in range(bench.rounds):
        alone.append(run(read).only(200))
        with ThreadPoolExecutor(TRIERS) as triers:
            ends = time.monotonic() + seconds + 2
            asked = [triers.submit(_try, server, of_form, token, ends, is_everywhere) for _one in range(TRIERS)]
            meanwhile.append(run(read).only(200))
        statuses.update(status for one in asked for status in one.result())
    before, after = (median(result.p99 for result in results) for results in (alone, meanwhile))
    times = after / before
    return Row(
        f"p99 of a page while passwords are tried {told_as}",
        f"{times:.1f} × ({before:.1f} → {after:.1f} ms)",
        f"≤ {MOST_TIMES} ×",
        times <= MOST_TIMES,
        f"{statuses.total() / (seconds + 2) / bench.rounds:.0f} tries a second, answered {dict(statuses)}",
        times,
    )


def _try(server: BenchServer, cookie: str, token: str, ends: float, is_everywhere: bool) -> list[int]:
    """At a steady pace; the answers by their status."""
    statuses, turn = [], time.monotonic()
    headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
    said = {"csrf_token": token, "name": "bench", "password": "none of theirs at all"}
    while turn < ends:
        time.sleep(max(0.0, turn - time.monotonic()))
        if is_everywhere:
            number = random.getrandbits(24)
            headers["X-Forwarded-For"] = f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}"
            said["name"] = f"nobody {number}"
        connection = http.client.HTTPConnection(HOST, server.port, timeout=30)
        connection.request("POST", "/login", urlencode(said), headers)
        statuses.append(connection.getresponse().status)
        connection.close()
        turn += TRIERS / TRIES_A_SECOND
    return statuses
