"""Passwords: how long they are, and who works out their hashes.

A hash takes a fifth of a second of a processor and 64 MB. So each worker has one process for them (hashing.py), which
works out one at a time, behind everything else that the machine has to do; a few may wait for it, and whoever comes
beyond these is told to come back.
"""

from __future__ import annotations

import json
import select
import subprocess
import sys
import threading
import unicodedata
import weakref
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from werkzeug.exceptions import ServiceUnavailable

from webmap.accounts import hashing

SHORTEST, LONGEST = 10, 200  # characters
MOST_AT_ONCE = 2  # of a worker's eight threads, the one whose turn it is among them
RETRY_AFTER_SECONDS = 5
SECONDS_FOR_ONE = 30  # on a machine with much else to do
TRIES = 2  # it may end, having been idle for long, just when it is asked
# Of no password: what an unknown name is compared with, so that it costs what a known one does.
NOBODY_S = f"$argon2id$v=19$m=65536,t=3,p=4${'A' * 22}${'A' * 43}"


class Passwords:
    """What hashes and compares them for one process."""

    def __init__(self) -> None:
        self._free, self._lock, self._turn = MOST_AT_ONCE, threading.Lock(), threading.Lock()
        self._process: subprocess.Popen[str] | None = None

    @contextmanager
    def place(self) -> Iterator[None]:
        """For as long as the block lasts, one of the few that may wait for a hash; ServiceUnavailable without."""
        with self._lock:
            if self.are_taken:
                raise ServiceUnavailable(retry_after=RETRY_AFTER_SECONDS)
            self._free -= 1
        try:
            yield
        finally:
            with self._lock:
                self._free += 1

    @property
    def are_taken(self) -> bool:
        """Whether nobody gets one of these places at this moment."""
        return self._free <= 0

    def hash(self, password: str) -> str:
        """ServiceUnavailable where it takes too long."""
        return str(self._ask(_composed(password)))

    def is_right(self, password: str, kept: str | None) -> bool:
        """Whether this is the password that was `kept`; None takes as long and is never right.

        ServiceUnavailable where it takes too long.
        """
        return self._ask(_composed(password), kept or NOBODY_S) is True

    @property
    def pid(self) -> int | None:
        """Of the process that was asked last."""
        return self._process.pid if self._process else None

    def _ask(self, *question: str) -> Any:
        with self._turn:
            for _try in range(TRIES):
                if self._process is None or self._process.poll() is not None:
                    self._process = _started()
                    weakref.finalize(self, _end, self._process)
                try:
                    return _answer(self._process, question)
                except TimeoutError:
                    _end(self._process)
                    break
                except (OSError, ValueError):
                    _end(self._process)
        raise ServiceUnavailable(retry_after=RETRY_AFTER_SECONDS)


def _started() -> subprocess.Popen[str]:
    """By its path, since whoever imports webmap holds all of it in memory; without our settings and secrets."""
    command = [sys.executable, "-P", hashing.__file__]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, env={}, stdin=pipe, stdout=pipe, text=True, start_new_session=True)  # noqa: S603


def _answer(process: subprocess.Popen[str], question: tuple[str, ...]) -> Any:
    """OSError or ValueError where the process has ended or hangs."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(json.dumps(question) + "\n")
    process.stdin.flush()
    waiting = select.poll()  # knows also numbers above those of select()
    waiting.register(process.stdout, select.POLLIN)
    if not waiting.poll(SECONDS_FOR_ONE * 1000):
        raise TimeoutError
    return json.loads(process.stdout.readline())


def _end(process: subprocess.Popen[str]) -> None:
    process.kill()
    for pipe in (process.stdin, process.stdout):
        with suppress(OSError):
            if pipe is not None:
                pipe.close()
    process.wait()


def is_long_enough(password: str) -> bool:
    return SHORTEST <= len(_composed(password)) <= LONGEST


def _composed(password: str) -> str:
    """The same letters on every keyboard: composed or not, of any width, digits of any script as they are."""
    return unicodedata.normalize("NFKC", password[: LONGEST + 1])
