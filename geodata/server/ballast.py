"""A reserve of disk space beside the data: PostgreSQL stays down when it cannot write its log of changes.

Giving the reserve up lets it start, finish its recovery and serve reads until somebody makes room.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

BALLAST_BYTES = 64 * 1024 * 1024


def keep(home: Path) -> bool:
    """Make the reserve unless it is there; False when the disk has no room for it (four times its size)."""
    path = home / "ballast"
    if path.exists() and path.stat().st_size >= BALLAST_BYTES:
        return True
    if shutil.disk_usage(home).free < 4 * BALLAST_BYTES:
        return False
    new = home / "ballast.new"
    with new.open("wb") as stream:
        os.posix_fallocate(stream.fileno(), 0, BALLAST_BYTES)
    new.replace(path)
    return True


def give_up(home: Path) -> bool:
    """Free the reserve; False when it was not there any more."""
    try:
        (home / "ballast").unlink()
    except FileNotFoundError:
        return False
    return True
