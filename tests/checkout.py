"""A copy of this checkout, whose commands are run as people type them."""

from __future__ import annotations

import os
import select
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from geodata.server.cluster import Cluster
from tests.conftest import ROOT, TEST_CLUSTERS, free_port

LEFT_OUT = shutil.ignore_patterns("var", ".venv", ".git", ".*_cache", "node_modules", "__pycache__", "*.mo")
# Settings for another map or database, and a proxy, which would be asked for our own pages too.
FOREIGN = ("PG", "WEBMAP_", "DATABASE_")
SECONDS_TO_FIRST_PAGE = 300
without_proxy = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class Checkout:
    """A copy of this checkout with a `var` of its own; .venv is shared, since making one takes a minute."""

    def __init__(self, root: Path) -> None:
        shutil.copytree(ROOT, root, ignore=LEFT_OUT, symlinks=True)
        (root / ".venv").symlink_to(sys.prefix)
        self.root = root
        self.cluster = Cluster(root / "var", print)
        self.port = free_port()
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith(FOREIGN)}
        self.serving: subprocess.Popen[str] | None = None
        self.for_planners = self.for_administrator = ""
        self.sessions: set[int] = set()

    def run(self, *command: str, cwd: str = "/", given: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [self.root / command[0] if "/" in command[0] else command[0], *command[1:]],
            cwd=cwd, input=given, env=self.environment, capture_output=True, text=True, check=False, timeout=300,
        )  # fmt: skip

    def serve(self, *, as_owner: bool = True, by: Sequence[str] = ()) -> float:
        """Start serving, or let the program `by` do it; returns the seconds until the ready line.

        Those for planners and, from whoever has the owner's login, for the administrator follow.
        """
        began = time.monotonic()
        self.serving = subprocess.Popen(
            [*(by or [str(self.root / "scripts" / "serve"), "--port"]), str(self.port)],
            cwd="/", env=self.environment, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert self.serving.stdout
        assert select.select([self.serving.stdout], [], [], SECONDS_TO_FIRST_PAGE)[0], "no line within its time"
        assert self.serving.stdout.readline() == f"Ready: http://127.0.0.1:{self.port}/\n"
        seconds = time.monotonic() - began
        self.for_planners = self.serving.stdout.readline()
        self.for_administrator = self.serving.stdout.readline() if as_owner else ""
        return seconds

    def status_of(self, path: str) -> int:
        try:
            with without_proxy.open(f"http://127.0.0.1:{self.port}{path}", timeout=15) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0

    def end(self, number: int = signal.SIGTERM) -> int:
        assert self.serving
        self.serving.send_signal(number)
        return self.serving.wait(60)


@contextmanager
def checked_out(name: str = "checkout") -> Iterator[Checkout]:
    """One that is ended and deleted with the block."""
    if sys.prefix == sys.base_prefix or not list(Path(sys.prefix).glob("requirements.txt.installed")):
        pytest.skip("scripts/check makes the environment that the commands share")
    # Beside the other throw-away files, where the server's user may enter.
    root = TEST_CLUSTERS / f"{os.getpid()}-{name}"
    checkout = Checkout(root)
    yield checkout
    if checkout.serving and checkout.serving.poll() is None:
        checkout.end()
    checkout.cluster.destroy()
    shutil.rmtree(root)


def within(seconds: float, what: Callable[[], bool]) -> bool:
    give_up_at = time.monotonic() + seconds
    while time.monotonic() < give_up_at:
        if what():
            return True
        time.sleep(0.1)
    return False
