"""A hash of what files hold, by which one sees that nothing is to be made anew, or that two hosts run the same code."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def print_of(paths: Iterable[Path], without: Collection[str], root: Path = ROOT) -> str:
    """One hash over names (below `root`) and contents of all files at or under `paths`, wherever and whenever made.

    `without`: suffixes of files that are left out; compiled Python always is.
    """
    total = hashlib.sha256()
    for path in sorted(file for one in paths for file in _files(one, without)):
        total.update(f"{path.relative_to(root)} ".encode())
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def _files(root: Path, without: Collection[str]) -> Iterator[Path]:
    if root.is_file():
        yield root
        return
    for folder, names, files in os.walk(root):
        names[:] = [name for name in names if name != "__pycache__"]
        yield from (Path(folder, name) for name in files if Path(name).suffix not in (".pyc", *without))
