"""A hash of what something is made from, by which a second start sees that there is nothing to make anew."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NOT_SOURCES = {"__pycache__", ".mo", ".pyc"}


def print_of(paths: Iterable[Path]) -> str:
    """One hash over the names and contents of all source files at or under `paths`."""
    total = hashlib.sha256()
    for path in sorted(file for root in paths for file in _files(root)):
        total.update(f"{path.relative_to(ROOT)} ".encode())
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def _files(root: Path) -> Iterator[Path]:
    if root.is_file():
        yield root
        return
    for folder, names, files in os.walk(root):
        names[:] = [name for name in names if name not in NOT_SOURCES]
        yield from (Path(folder, name) for name in files if Path(name).suffix not in NOT_SOURCES)
