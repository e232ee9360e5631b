"""The web server as a child process: granian with two workers, given the two web logins and never the owner's."""

from __future__ import annotations

import ctypes
import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from geodata.server.logins import Addresses
from scripts.ports import ip_of
from scripts.set_up import planner_word, secret_key

ROOT = Path(__file__).resolve().parent.parent
WORKERS = 2
# Per worker. A request that waits for a restarting database keeps its thread for up to 5 s.
THREADS = 8
SECONDS_TO_STOP = 10
PR_SET_PDEATHSIG = 1


class WebServer:
    """One granian on one address; it is started again after it died."""

    def __init__(self, host: str, port: int, addresses: Addresses) -> None:
        self.host, self.port = host, port
        self._ip = ip_of(host)
        self._addresses = addresses
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it in a session of its own, so that Ctrl-C reaches the launcher alone; it ends with the launcher."""
        self._process = subprocess.Popen(
            self._command(),
            cwd=ROOT,
            env=self._environment(),
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=_end_with_parent(),
        )

    def has_died(self) -> bool:
        """Whether the main process is gone without having been asked to."""
        return self._process is not None and self._process.poll() is not None

    def stop(self) -> None:
        """End it and all its workers: gently, then by force; also workers that outlived their main process."""
        process, self._process = self._process, None
        if process is None:
            return
        if process.poll() is None:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(SECONDS_TO_STOP)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def wait_until_ready(self, seconds: float, ended: Callable[[], bool]) -> str:
        """Ask for /readyz, then the first page, until both answer; returns what was last wrong, or an empty text."""
        give_up_at = time.monotonic() + seconds
        wrong = ""
        while not ended() and time.monotonic() < give_up_at:
            if self.has_died():
                return "the web server ended; its messages are above"
            wrong = self._wrong_with("/readyz", below=300) or self._wrong_with("/", below=500)
            if not wrong:
                return ""
            time.sleep(0.1)
        return wrong

    @property
    def reachable(self) -> str:
        """A name or address by which it is reached from this machine, also where it listens on all addresses."""
        return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self._ip, self.host)  # noqa: S104

    @staticmethod
    def planner_word() -> str:
        """The word of this installation; several machines before one database are given the same."""
        return os.environ.get("WEBMAP_PLANNER_WORD") or planner_word()

    def _wrong_with(self, path: str, below: int) -> str:
        connection = http.client.HTTPConnection(self.reachable, self.port, timeout=30)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            text = answer.read().decode(errors="replace")
        except OSError as error:
            return f"{path}: {error}"
        finally:
            connection.close()
        return "" if answer.status < below else f"{path} answers {answer.status}: {text[:300]}"

    def _command(self) -> list[str]:
        command = [sys.executable, "-P", "-m", "granian", "--interface", "wsgi", "--factory", "webmap:create_app"]
        command += ["--host", self._ip, "--port", str(self.port), "--workers", str(WORKERS)]
        command += ["--blocking-threads", str(THREADS), "--no-ws", "--log-level", "error"]
        command += ["--respawn-failed-workers", "--workers-kill-timeout", str(SECONDS_TO_STOP // 2)]
        return command

    def _environment(self) -> dict[str, str]:
        # Also not the variables by which libpq would find a way in of its own.
        kept = {
            name: value for name, value in os.environ.items() if name != "DATABASE_URL" and not name.startswith("PG")
        }
        return kept | {
            "DATABASE_APP_URL": self._addresses.app,
            "DATABASE_PUBLIC_URL": self._addresses.public,
            "WEBMAP_PLANNER_WORD": self.planner_word(),
            "WEBMAP_SECRET_KEY": os.environ.get("WEBMAP_SECRET_KEY") or secret_key(),
            "PYTHONPATH": str(ROOT),
        }


def _end_with_parent() -> Callable[[], None]:
    """Have the kernel send TERM when the launcher dies without a word, so that no server keeps the port."""
    libc = ctypes.CDLL(None)
    launcher = os.getpid()

    def in_the_child() -> None:
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != launcher:
            os._exit(1)

    return in_the_child
