"""Passwords: argon2id with the parameters that RFC 9106 gives for little memory (64 MB, 3 passes, 4 lanes).

A hash takes a third of a second of a processor. So one is worked out at a time in each worker, behind everything else
that the machine has to do; a few may wait for it, and whoever comes beyond these is told to come back.
"""

from __future__ import annotations

import os
import threading
import unicodedata
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.profiles import RFC_9106_LOW_MEMORY
from werkzeug.exceptions import ServiceUnavailable

SHORTEST, LONGEST = 10, 200  # characters
MOST_AT_ONCE = 2  # of a worker's eight threads, the one whose turn it is among them
RETRY_AFTER_SECONDS = 5
NICENESS = 10
# Of no password: what an unknown name is compared with, so that it costs what a known one does.
NOBODY_S = f"$argon2id$v=19$m=65536,t=3,p=4${'A' * 22}${'A' * 43}"


class Passwords:
    """What hashes and compares them in one process."""

    def __init__(self) -> None:
        self._hasher = PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY)
        self._free, self._lock = MOST_AT_ONCE, threading.Lock()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="password", initializer=_give_way)

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
        return self._thread.submit(self._hasher.hash, _composed(password)).result()

    def is_right(self, password: str, kept: str | None) -> bool:
        """Whether this is the password that was `kept`; None takes as long and is never right."""
        return self._thread.submit(self._verify, _composed(password), kept or NOBODY_S).result()

    def _verify(self, password: str, kept: str) -> bool:
        try:
            return self._hasher.verify(kept, password)
        except (VerificationError, InvalidHashError):
            return False


def is_long_enough(password: str) -> bool:
    return SHORTEST <= len(_composed(password)) <= LONGEST


def _composed(password: str) -> str:
    """The same letters on every keyboard: composed or not, of any width, digits of any script as they are."""
    return unicodedata.normalize("NFKC", password[: LONGEST + 1])


def _give_way() -> None:
    """Work of this thread, and of those that argon2 starts from it, comes after that of pages."""
    os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)
