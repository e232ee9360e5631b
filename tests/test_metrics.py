"""Metrics: what the workers count is summed rightly, also over the death of one, and tells of a database that hangs."""

from __future__ import annotations

import os
import re
import signal
import time
import urllib.error
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.processes import tree
from geodata.server.cluster import Cluster
from geodata.server.logins import Addresses
from geodata.server.setup_problem import SetupProblem
from scripts import metrics, set_up
from scripts.web_server import WebServer
from tests.checkout import within
from tests.conftest import free_port
from tests.test_silent_database import ask, stopped, without_proxy
from webmap import counts
from webmap.config import Settings
from webmap.counts import Counts
from webmap.databases import Databases

SERIES = re.compile(r'[a-z_]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? -?[0-9.e+]+')


class Served:
    """A real web server with its listener."""

    def __init__(self, server: WebServer, port: int) -> None:
        self.server, self.port = server, port

    def ask(self, path: str, times: int = 1) -> None:
        for _ in range(times):
            ask(f"http://127.0.0.1:{self.server.port}", path)

    def told(self) -> dict[str, float]:
        with without_proxy.open(f"http://127.0.0.1:{self.port}/metrics", timeout=10) as answer:
            assert answer.headers["Content-Type"] == metrics.TEXT
            lines = answer.read().decode().splitlines()
        series = [line for line in lines if not line.startswith("#")]
        assert not [line for line in series if not SERIES.fullmatch(line)]
        found = {name: float(value) for name, value in (line.rsplit(" ", 1) for line in series)}
        assert len(found) == len(series)
        families = [line.split()[2] for line in lines if line.startswith("# TYPE")]
        assert len(families) == len(set(families))
        return found

    def total(self, **labels: str) -> float:
        wanted = [f'{name}="{value}"' for name, value in labels.items()]
        told = self.told()
        return sum(told[name] for name in told if "requests_total" in name and all(one in name for one in wanted))


@pytest.fixture(scope="module")
def served(urls: Addresses) -> Iterator[Served]:
    set_up.derived_files()
    port = free_port()
    os.environ["WEBMAP_METRICS_PORT"] = str(port)
    server = WebServer("127.0.0.1", free_port(), urls)
    try:
        server.start()
        assert not server.wait_until_ready(60, ended=lambda: False)
        with metrics.listening(server, port):
            yield Served(server, port)
    finally:
        del os.environ["WEBMAP_METRICS_PORT"]
        server.stop()
    assert not [path for path in server.counts() if path.exists()]


def test_answers_of_all_workers_are_added_by_status_and_whence_they_came(served: Served) -> None:
    before = served.total(), served.total(status="4xx"), served.total(kind="alive"), served.total(kind="memory")
    served.ask("/corridors", 40)
    served.ask("/no-such-page", 7)
    served.ask("/healthz", 5)
    told = served.told()
    after = served.total(), served.total(status="4xx"), served.total(kind="alive"), served.total(kind="memory")
    assert [now - then for now, then in zip(after[:3], before[:3], strict=True)] == [52, 7, 5]
    assert after[3] - before[3] >= 40 - 2 * 3  # each worker works it out once, or twice
    assert told['webmap_request_seconds_bucket{le="+Inf"}'] == told["webmap_request_seconds_count"] == after[0]
    assert told["webmap_database_up"] == 1
    assert told["webmap_data_version"] > 0
    assert told["webmap_data_age_seconds"] > 0
    # A worker notes each second how it is.
    assert within(5, lambda: served.told().get("webmap_database_heard_seconds", 60) < 60)
    assert "webmap_replica_up" not in told


def test_a_worker_that_dies_takes_no_count_along(served: Served) -> None:
    served.ask("/corridors", 20)
    before = served.total()
    dying = served.server.workers[0]
    for process in tree(dying.pid):
        os.kill(process, signal.SIGKILL)
    assert within(10, dying.has_died)
    told = served.told()
    assert (told["webmap_workers"], told["webmap_workers_wanted"]) == (1, 2)
    assert served.total() == before
    dying.stop()
    dying.start()
    assert within(60, dying.has_started)
    served.ask("/corridors", 20)
    assert served.total() == before + 20
    assert served.told()["webmap_workers"] == 2


def test_a_database_that_hangs_is_told_in_time(served: Served, cluster: Cluster) -> None:
    with stopped(cluster):
        time.sleep(1)
        began = time.monotonic()
        told = served.told()
        assert time.monotonic() - began < 5
        assert told["webmap_database_up"] == 0
        assert "webmap_data_version" not in told
    assert within(20, lambda: served.told()["webmap_database_up"] == 1)


def test_the_age_of_the_newest_backup_is_told(served: Served, tmp_path: Path, urls: Addresses) -> None:
    backup = tmp_path / "kept.dump"
    backup.write_bytes(b"")
    os.utime(backup, (time.time() - 7200, time.time() - 7200))
    (tmp_path / "backup.newest").write_text(str(backup))
    databases = Databases(Settings(database_app_url=urls.app, database_public_url=urls.public))
    told = dict(line.rsplit(" ", 1) for line in metrics.lines(served.server, databases, tmp_path))
    databases.let_connections_go()
    assert float(told["webmap_backup_age_seconds"]) == pytest.approx(7200, abs=60)


def test_only_this_machine_is_told_and_nothing_but_that(served: Served) -> None:
    with pytest.raises(urllib.error.HTTPError, match="404"):
        without_proxy.open(f"http://127.0.0.1:{served.port}/", timeout=5)
    assert metrics.LOOPBACK == "127.0.0.1"
    with pytest.raises(SetupProblem, match="WEBMAP_METRICS_PORT"), metrics.listening(served.server, served.port):
        pass


class Waiting:
    heard_at = 12.0

    def number(self) -> int:
        return 3


def test_what_waits_is_added_and_what_was_heard_last_counts(tmp_path: Path) -> None:
    paths = [tmp_path / "one", tmp_path / "two", tmp_path / "not-there"]
    for path in paths[:2]:
        Counts(path, Waiting()).answered(503, counts.HELD, 0.3)
    found = counts.summed(paths)
    assert found[counts.WAITING] == 6
    assert found['webmap_requests_total{status="5xx",kind="held"}'] == 2
    assert [found[f'webmap_request_seconds_bucket{{le="{bound}"}}'] for bound in ("0.1", "0.5", "+Inf")] == [0, 2, 2]
    assert found[counts.HEARD_AT] == pytest.approx(time.monotonic() - 12, abs=5)
