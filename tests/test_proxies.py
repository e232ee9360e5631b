"""Behind a real nginx, however it is set up: strangers are the public, and no cache gives them what is exact."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from geodata.server.cluster import Cluster
from scripts import set_up
from tests.conftest import ROOT, copy_of, drop, free_port, static
from tests.nginx import NGINX, NO_NGINX, Proxy, Start, door, start_shipped, starting
from tests.test_access import keep_from_public

pytestmark = pytest.mark.skipif(NGINX is None, reason=NO_NGINX)

DATABASE = "ninewa_proxied"
DAY = "at=2017-04-04&lang=en"
POSITION, DATA, STYLE = f"/sites/qaymawa?{DAY}", f"/map/data.json?{DAY}", static("gaps.css")
ANSWERS = [POSITION, DATA, f"/?{DAY}", f"/sites?{DAY}", f"/sites.csv?{DAY}"]
EXACT = re.compile(r"36\.4887|43\.5140")
# What owners of a proxy write: nothing, or some of what the pages of the web recommend, or the wrong thing.
FORWARDED = {
    "nothing": "",
    "host": "proxy_set_header Host $host;",
    "host and port": "proxy_set_header Host $http_host;",
    "a local host": "proxy_set_header Host localhost:8000;",
    "address": "proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;",
    "real address": "proxy_set_header Host $host; proxy_set_header X-Real-IP $remote_addr;",
    "everything": "proxy_set_header Host $host; proxy_set_header X-Real-IP $remote_addr;"
    " proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for; proxy_set_header X-Forwarded-Proto $scheme;"
    " proxy_set_header X-Forwarded-Host $host; proxy_set_header Forwarded for=$remote_addr;",
    "this machine": "proxy_set_header Host 127.0.0.1; proxy_set_header X-Forwarded-For 127.0.0.1;"
    " proxy_set_header X-Real-IP ::1; proxy_set_header Forwarded for=127.0.0.1;",
    "no header of its own": "proxy_pass_request_headers on; proxy_http_version 1.1; proxy_set_header Connection '';",
}
# A cache as greedy as one can be that still heeds what an answer says of itself.
CACHING = """
  server {{
    listen 127.0.0.1:{port};
    location / {{
      proxy_pass {behind};
      {headers}
      proxy_cache kept;
      proxy_cache_key $request_uri;
      proxy_cache_valid any 10m;
      add_header X-Kept $upstream_cache_status always;
    }}
  }}
"""


@pytest.fixture(scope="module")
def behind(template: str, cluster: Cluster, serve: Callable[..., str]) -> Iterator[str]:
    """A real server on loopback, on a database in which Qaymawa's exact point is not public."""
    addresses = copy_of(template, DATABASE, cluster)
    keep_from_public(addresses, "qaymawa")
    yield serve(addresses)
    drop(cluster, DATABASE)


@pytest.fixture
def start() -> Iterator[Start]:
    with starting() as started:
        yield started


@pytest.fixture
def shipped(start: Start, behind: str, tmp_path: Path) -> Proxy:
    return start_shipped(start, behind, tmp_path)


@pytest.mark.parametrize("headers", FORWARDED.values(), ids=FORWARDED)
def test_strangers_are_the_public_and_planners_are_planners(start: Start, behind: str, headers: str) -> None:
    port = free_port()
    proxy = start(CACHING.format(port=port, behind=behind, headers=headers), "http", port)
    ways = ({"Authorization": f"Bearer {set_up.planner_word()}"}, {"Cookie": proxy.cookie()})
    straight = Proxy(ROOT, behind)
    for path in ANSWERS:
        public, exact = straight.ask(path).text, straight.ask(path, **ways[0]).text
        first = [proxy.ask(path) for _ in range(2)]
        seen = [proxy.ask(path, **who) for who in ways for _ in range(2)]
        after = [proxy.ask(path, Host=host) for host in ("map.example.org", "localhost", "127.0.0.1")]
        assert {answer.status for answer in (*first, *seen, *after)} == {200}, path
        assert {answer.text for answer in (*first, *after)} == {public}, path
        assert {answer.text for answer in seen} == {exact}, path
        assert EXACT.search(exact) or path not in (POSITION, DATA), path
        assert not EXACT.search(public), path
        assert "HIT" not in {answer.headers["X-Kept"] for answer in seen}, path
    # That cache does keep what it may: the test would say little of one that keeps nothing.
    assert [proxy.ask(STYLE).headers["X-Kept"] for _ in range(2)] == ["MISS", "HIT"]
    assert proxy.ask(POSITION, Authorization="Bearer wrong").status == 401
    assert not EXACT.search(proxy.ask(POSITION).text)


def test_the_shipped_proxy_keeps_the_word_to_https_and_out_of_its_logs(shipped: Proxy) -> None:
    answer = shipped.ask(door(set_up.planner_word()))
    assert "Secure" in answer.headers["Set-Cookie"]
    assert answer.headers["Strict-Transport-Security"]
    assert EXACT.search(shipped.ask(POSITION, Cookie=shipped.cookie()).text)
    assert EXACT.search(shipped.ask(POSITION, Authorization=f"Bearer {set_up.planner_word()}").text)
    assert not EXACT.search(shipped.ask(POSITION).text)
    plain = Proxy(shipped.folder, shipped.plain_address)
    assert plain.ask("/sites").headers["Location"] == "https://map.example.org/sites"
    assert plain.ask(door(set_up.planner_word())).status == 404
    logs = "".join((shipped.folder / name).read_text() for name in ("access.log", "error.log"))
    assert "/sites/qaymawa" in logs
    assert set_up.planner_word() not in logs


def test_the_shipped_proxy_counts_words_by_address(shipped: Proxy) -> None:
    statuses = [shipped.ask(door("wrong")).status for _ in range(8)]
    assert statuses[0] == 401
    assert statuses[-1] == 429
    assert shipped.ask("/sites").status == 200
