"""What the kernel knows of a program and its children: processor time and memory."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


def tree(root: int) -> list[int]:
    """The process and all its living descendants."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (fields := _stat(int(entry.name))):
            children.setdefault(int(fields[1]), []).append(int(entry.name))
    found = [root]
    for pid in found:
        found += children.get(pid, [])
    return found


def cpu_seconds(root: int) -> float:
    """Processor time that a program has used so far, with its children, also those that have ended."""
    fields = [_stat(pid) for pid in tree(root)]
    # utime, stime, and cutime, cstime of the children waited for.
    return sum(int(number) for found in fields if found for number in found[11:15]) / TICKS


def memory_bytes(root: int) -> int:
    """Proportional set size of the program with its children: shared pages count by their share."""
    return sum(_pss(pid) for pid in tree(root))


def _pss(pid: int) -> int:
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0


def _stat(pid: int) -> list[str]:
    """The fields after the name of the program, which may itself hold spaces and brackets; empty when it has gone."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(")")[2].split()
    return []
