"""The web server as child processes: two granians on one port, given the two web logins and never the owner's."""

from __future__ import annotations

import ctypes
import http.client
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from geodata.server.logins import Addresses
from geodata.server.setup_problem import SetupProblem
from scripts.ports import ip_of
from scripts.set_up import VAR, planner_word, secret_key

ROOT = Path(__file__).resolve().parent.parent
APPLICATION = "webmap.front:create_front"
WORKERS = 2
SECONDS_TO_STOP = 10
# Connections that wait for something: slow and silent clients must find room beside those that ask.
SECONDS_FOR_HEADERS = 20  # as of bodies in webmap.config, unless WEBMAP_CLIENT_SECONDS says otherwise
BACKLOG, MOST_CONNECTIONS = 2048, 4096
PR_SET_PDEATHSIG = 1


class Worker:
    """One granian with one worker process. All of a server share its port by the kernel, so each may die alone."""

    def __init__(self, command: list[str], environment: dict[str, str], started: Path) -> None:
        self._command, self._started = command, started
        self._environment = environment | {"WEBMAP_STARTED": str(started)}
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """Its main process; SetupProblem where it was not started."""
        if self._process is None:
            raise SetupProblem("This web server does not run.")
        return self._process.pid

    def start(self) -> None:
        """Start it in a session of its own, so that Ctrl-C reaches the launcher alone; it ends with the launcher."""
        self._started.unlink(missing_ok=True)
        self._process = subprocess.Popen(
            self._command,
            cwd=ROOT,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=_end_with_parent(),
        )

    def has_started(self) -> bool:
        """Whether it came as far as answering, since it was last started."""
        return self._started.exists()

    def has_died(self) -> bool:
        """Whether the main process is gone without having been asked to; it goes with its worker."""
        return self._process is not None and self._process.poll() is not None

    def ask_to_stop(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()

    def stop(self) -> None:
        """End it: gently, then by force; also a worker that outlived its main process."""
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
        self._started.unlink(missing_ok=True)


class WebServer:
    """The workers on one address."""

    def __init__(self, host: str, port: int, addresses: Addresses) -> None:
        self.host, self.port = host, port
        self._ip = ip_of(host)
        self.addresses = addresses
        self.workers: list[Worker] = []

    def start(self) -> None:
        """Start all workers."""
        _allow_connections()
        VAR.mkdir(parents=True, exist_ok=True)
        self._draining.unlink(missing_ok=True)
        for path in self.counts():
            path.unlink(missing_ok=True)
        for number, counts in enumerate(self.counts()):
            started = VAR / f"worker-{self.port}-{number}.started"
            counting = {"WEBMAP_COUNTS": str(counts)} if int(os.environ.get("WEBMAP_METRICS_PORT") or 0) else {}
            self.workers.append(Worker(self._command(), self._environment() | counting, started))
            self.workers[-1].start()

    def counts(self) -> list[Path]:
        """The files in which workers count, one each, where somebody asks for it (webmap/counts.py)."""
        return [VAR / f"worker-{self.port}-{number}.counts" for number in range(WORKERS)]

    def has_died(self) -> bool:
        """Whether a worker is gone without having been asked to."""
        return any(worker.has_died() for worker in self.workers)

    def drain(self, seconds: float) -> None:
        """Answer on, while /readyz says no: who shares requests out goes elsewhere before the port closes."""
        if seconds and self.workers:
            self._draining.touch()
            time.sleep(seconds)

    def stop(self) -> None:
        """End all workers, and what is left of each."""
        for worker in self.workers:
            worker.ask_to_stop()
        for worker in self.workers:
            worker.stop()
        self.workers.clear()
        for path in self.counts():
            path.unlink(missing_ok=True)
        self._draining.unlink(missing_ok=True)

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
    def _draining(self) -> Path:
        return VAR / f"web-{self.port}.draining"

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
        command = [sys.executable, "-P", "-m", "granian", "--interface", "asginl", "--factory", APPLICATION]
        # One of HTTP/1: what begins as neither would be waited for without an end.
        command += ["--host", self._ip, "--port", str(self.port), "--workers", "1", "--http", "1", "--no-ws"]
        command += ["--backlog", str(BACKLOG), "--backpressure", str(MOST_CONNECTIONS)]
        seconds = int(os.environ.get("WEBMAP_CLIENT_SECONDS", SECONDS_FOR_HEADERS))
        command += ["--http1-header-read-timeout", str(seconds * 1000), "--log-level", "error"]
        command += ["--workers-kill-timeout", str(SECONDS_TO_STOP // 2)]
        return command

    def _environment(self) -> dict[str, str]:
        # Also not the variables by which libpq would find a way in of its own.
        kept = {
            name: value for name, value in os.environ.items() if name != "DATABASE_URL" and not name.startswith("PG")
        }
        return kept | {
            "DATABASE_APP_URL": self.addresses.app,
            "DATABASE_PUBLIC_URL": self.addresses.public,
            "WEBMAP_PLANNER_WORD": self.planner_word(),
            "WEBMAP_SECRET_KEY": os.environ.get("WEBMAP_SECRET_KEY") or secret_key(),
            "PYTHONPATH": str(ROOT),
            "WEBMAP_DRAINING": str(self._draining),
        }


def _allow_connections() -> None:
    """Let the workers have as many open files as they take connections, as far as this system lets us."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_CONNECTIONS + 256
    if soft < wanted and soft != resource.RLIM_INFINITY:
        most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def _end_with_parent() -> Callable[[], None]:
    """Have the kernel send TERM when the launcher dies without a word, so that no server keeps the port."""
    libc = ctypes.CDLL(None)
    launcher = os.getpid()

    def in_the_child() -> None:
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != launcher:
            os._exit(1)

    return in_the_child
