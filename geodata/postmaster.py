"""Whether the server of a data folder is alive, asked of the process itself.

`postmaster.pid` alone is not believed: after a crash its number may belong to any other process, and then
`pg_ctl status` says "running" while a start is refused.
"""

from __future__ import annotations

import os
from pathlib import Path


def pid_of_server(data: Path) -> int | None:
    """The process id of the living server of `data`; None when there is none."""
    pid = _pid_in_file(data)
    return pid if pid is not None and _is_server_of(pid, data) else None


def set_stale_pid_file_aside(data: Path) -> bool:
    """Rename a `postmaster.pid` that names a living but unrelated process; True when there was one.

    A number without a process is left to PostgreSQL, which recovers from it by itself.
    """
    pid = _pid_in_file(data)
    if pid is None or not Path(f"/proc/{pid}").exists() or _is_server_of(pid, data):
        return False
    (data / "postmaster.pid").replace(data / "postmaster.pid.stale")
    return True


def _pid_in_file(data: Path) -> int | None:
    try:
        return int((data / "postmaster.pid").read_text().split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return None


def _is_server_of(pid: int, data: Path) -> bool:
    try:
        arguments = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return False
    if Path(os.fsdecode(arguments[0])).name not in ("postgres", "postmaster"):
        return False
    try:
        # The working folder is the data folder, and follows it when the checkout is moved.
        return Path(os.readlink(f"/proc/{pid}/cwd")) == data.resolve()
    except OSError:
        # root in a container may not read the links of another user's processes.
        return os.fsencode(data) in arguments or os.fsencode(data.resolve()) in arguments
