"""Advisory locks between the processes of one checkout; the kernel lets go of them when a process dies."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

Say = Callable[[str], None]


@contextmanager
def alone(path: Path, say: Say, work: str) -> Iterator[None]:
    """Hold `path` exclusively; waits for another holder and says so once."""
    descriptor = _open(path)
    try:
        if not _take(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB):
            say(f"Another process is busy here ({work}); waiting for it.")
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


class Claim:
    """One of several users of the same thing; the last to leave is told that it was the last."""

    def __init__(self, path: Path) -> None:
        self._descriptor = _open(path)
        fcntl.flock(self._descriptor, fcntl.LOCK_SH)

    def is_the_last(self) -> bool:
        """True when no other process holds a claim; newcomers then wait until this one is closed."""
        return _take(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def close(self) -> None:
        os.close(self._descriptor)


def is_claimed(path: Path) -> bool:
    """Whether any living process holds a claim or lock on `path`."""
    descriptor = _open(path)
    try:
        return not _take(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    finally:
        os.close(descriptor)


def _open(path: Path) -> int:
    # Read-only, so that the lock also works for a user who may not write the file root once made.
    # Python keeps the descriptor from children: a server that inherited it would hold the lock for ever.
    return os.open(path, os.O_RDONLY | os.O_CREAT, 0o644)


def _take(descriptor: int, how: int) -> bool:
    try:
        fcntl.flock(descriptor, how)
    except BlockingIOError:
        return False
    return True
