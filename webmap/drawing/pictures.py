"""Asking the process that draws (webmap/painting/) for pictures, and starting it where none answers."""

import fcntl
import hashlib
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from webmap.drawing.question import Question, Sheet
from webmap.painting.wire import receive, send

ROOT = Path(__file__).resolve().parents[2]
VAR = ROOT / "var"
SECONDS_FOR_ANSWER, SECONDS_TO_START, SECONDS_TO_END = 10.0, 5.0, 0.5
SECONDS_FOR_SCRIPTS = 60.0
TRIES = 2  # it may end, having been idle for long, just when it is asked
WAITING = 16


_seconds: ContextVar[float | None] = ContextVar("seconds for an answer", default=None)


@contextmanager
def patient() -> Iterator[None]:
    """Where no request waits, a busy machine may take its time over a picture."""
    before = _seconds.set(SECONDS_FOR_SCRIPTS)
    try:
        yield
    finally:
        _seconds.reset(before)


class NotDrawn(Exception):
    """There is no picture now: the process does not start, or ended over the question."""


@dataclass(frozen=True)
class Picture:
    """An SVG with plain values, its size in px.

    `placed`: key, lines, box [x0, y0, x1, y1] of each label and tray. `numbered`: `n` of the movements that bear it.
    """

    svg: str
    width: int
    height: int
    placed: list[tuple[str, list[str], list[float]]]
    numbered: list[int]


class Painter:
    """The process that draws, one for all that share a folder: who asks first starts it, and it ends with them."""

    def __init__(self, folder: Path = VAR) -> None:
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """Of the process, if it was started here."""
        return self._process.pid if self._process else None

    def picture(self, question: Question) -> Picture:
        """NotDrawn where there is none."""
        return Picture(**json.loads(self._ask(vars(question))))

    def png(self, picture: Picture, zoom: float) -> bytes:
        """The picture in `zoom` times as many pixels; NotDrawn where there is none."""
        return self._ask({"png": picture.svg, "zoom": zoom})

    def sheet(self, sheet: Sheet, kind: str, zoom: float = 1.0) -> bytes:
        """A sheet as `pdf`, `svg` or `png` (`zoom` pixels for each px of its width); NotDrawn where there is none."""
        return self._ask({**vars(sheet), "as": kind, "zoom": zoom})

    def stop(self) -> None:
        """End it, if it was started here."""
        process, self._process = self._process, None
        if process is not None and process.stdin:
            process.stdin.close()
            try:
                process.wait(SECONDS_TO_END)
            except subprocess.TimeoutExpired:  # in the middle of something
                process.kill()
                process.wait()

    def _ask(self, question: dict[str, Any]) -> bytes:
        written = json.dumps(question, ensure_ascii=False, default=vars).encode()
        for _try in range(TRIES):
            try:
                with self._connected() as connection:
                    send(connection, written)
                    return receive(connection)
            except TimeoutError:  # what hangs would hang again, and hold this worker twice as long
                break
            except (OSError, ValueError):
                continue
        raise NotDrawn

    @contextmanager
    def _connected(self) -> Iterator[socket.socket]:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(_seconds.get() or SECONDS_FOR_ANSWER)
            try:
                self._connect(connection)
            except (FileNotFoundError, ConnectionRefusedError):
                self._start()
                self._connect(connection)
            yield connection

    def _connect(self, connection: socket.socket) -> None:
        with _short(self._folder) as folder:
            connection.connect(f"{folder}/{_name()}")

    def _start(self) -> None:
        """OSError where somebody else's start takes too long."""
        self._folder.mkdir(parents=True, exist_ok=True)
        with open(self._folder / "painting.lock", "w") as lock:
            _lock(lock.fileno())
            with socket.socket(socket.AF_UNIX) as started_meanwhile, suppress(OSError):
                self._connect(started_meanwhile)
                return
            self.stop()
            with socket.socket(socket.AF_UNIX) as listening:
                self._listen(listening)
                self._process = _spawn(listening.fileno())

    def _listen(self, listening: socket.socket) -> None:
        # Also those of code that is no more.
        for left in self._folder.glob("painting-*.sock"):
            left.unlink(missing_ok=True)
        with _short(self._folder) as folder:
            listening.bind(f"{folder}/{_name()}")
        (self._folder / _name()).chmod(0o600)
        listening.listen(WAITING)


def _spawn(listening: int) -> "subprocess.Popen[bytes]":
    """Without our settings and secrets; its standard input ends when this process does.

    By a name of its own, since whoever imports webmap holds all of it in memory, 70 MB.
    """
    environment = {"PYTHONPATH": str(ROOT / "webmap"), "MALLOC_ARENA_MAX": "1", "PATH": os.environ.get("PATH", "")}
    return subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-P", "-m", "painting", str(listening)],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        pass_fds=(listening,),
    )


def _lock(descriptor: int) -> None:
    give_up_at = time.monotonic() + SECONDS_TO_START
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > give_up_at:
                raise
            time.sleep(0.05)
        else:
            return


@contextmanager
def _short(folder: Path) -> Iterator[str]:
    """A path of the folder that a socket's address, which holds 107 bytes, has room for; Linux alone knows one."""
    if not Path("/proc/self/fd").is_dir():
        yield str(folder)
        return
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{opened}"
    finally:
        os.close(opened)


@cache
def _name() -> str:
    """Another one for other code, so that no process answers for what it does not know."""
    digest = hashlib.sha256()
    for folder in (ROOT / "webmap" / "painting", ROOT / "webmap" / "static"):
        for path in sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc"):
            status = path.stat()
            digest.update(f"{path}{status.st_size}{status.st_mtime_ns}".encode())
    return f"painting-{digest.hexdigest()[:12]}.sock"
