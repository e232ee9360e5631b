"""Whether the server of a data folder is alive, asked of the process itself.

`postmaster.pid` alone is not believed: after a crash its number may belong to any other process, and then
`pg_ctl status` says "running" while a start is refused.
"""

from __future__ import annotations

import os
from pathlib import Path


def pid_of_server(data: Path) -> int | None:
    """The process id of the living server of `data`; None when there is none."""
    pid = _pid_in_file(data / "postmaster.pid")
    return pid if pid is not None and _is_server_of(pid, data) else None


def set_stale_files_aside(data: Path, socket: Path) -> bool:
    """Rename lock files of `data` and its socket that name an existing process which is not its server.

    True when there was one. A number without a process is left to PostgreSQL, which recovers from it by itself.
    A killed server that nobody has waited for (a zombie) still has its number, and PostgreSQL believes it.
    """
    found = False
    for path in (data / "postmaster.pid", socket / ".s.PGSQL.5432.lock"):
        pid = _pid_in_file(path)
        if pid is not None and Path(f"/proc/{pid}").exists() and not _is_server_of(pid, data):
            path.replace(path.with_name(f"{path.name}.stale"))
            found = True
    return found


def _pid_in_file(path: Path) -> int | None:
    try:
        return int(path.read_text().split("\n", 1)[0])
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
