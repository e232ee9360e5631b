"""The operating system user that the embedded server runs as: PostgreSQL refuses root."""

from __future__ import annotations

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from geodata.server.setup_problem import SetupProblem

SERVER_USER_FOR_ROOT = "postgres"


@dataclass(frozen=True)
class ServerAccount:
    """A system user and how to run commands as it from this process."""

    name: str
    uid: int
    gid: int

    @property
    def is_other(self) -> bool:
        """Whether commands have to change the user first, which only root can."""
        return self.uid != os.geteuid()

    def run(self, command: list[str], output: int | None = subprocess.PIPE) -> subprocess.CompletedProcess[str]:
        """Run `command` as this user, from `/`, with English messages; stderr joins stdout."""
        environment = {k: v for k, v in os.environ.items() if not k.startswith("PG")} | {"LC_ALL": "C.UTF-8"}
        change: dict[str, Any] = {"user": self.uid, "group": self.gid, "extra_groups": []} if self.is_other else {}
        return subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            text=True,
            cwd="/",  # the caller's folder may be closed to this user
            env=environment,
            umask=0o077,
            check=False,
            **change,
        )

    def can_enter(self, folder: Path) -> bool:
        """Whether this user can reach `folder`; asked of the system, since modes are not the whole truth (ACLs)."""
        return not self.is_other or self.run(["/bin/sh", "-c", 'cd "$1"', "sh", str(folder)]).returncode == 0

    def own(self, path: Path) -> None:
        """Give `path` to this user."""
        if self.is_other:
            os.chown(path, self.uid, self.gid)


def account_for(home: Path) -> ServerAccount:
    """The owner of an existing cluster folder, else this process's user, `postgres` for root; raises SetupProblem."""
    me = os.geteuid()
    owner = home.stat().st_uid if home.exists() else (me if me else _uid_for_root())
    if me not in (0, owner):
        raise SetupProblem(
            f"{home} belongs to {_name_of(owner) or owner}, not to you: the map was set up by another user here. "
            "Run the command as that user (or as root), or use a checkout of your own."
        )
    if owner == 0:
        raise SetupProblem(
            f"{home} belongs to root, and PostgreSQL never runs as root: chown it (-R) to its former owner."
        )
    name = _name_of(owner)
    if name is None:
        raise SetupProblem(
            f"User id {owner} has no entry in /etc/passwd, and PostgreSQL does not start without one. "
            f"Add one (useradd --uid {owner} webmap), run as another user, or set DATABASE_URL to an existing server."
        )
    return ServerAccount(name, owner, pwd.getpwuid(owner).pw_gid)


def _uid_for_root() -> int:
    try:
        return pwd.getpwnam(SERVER_USER_FOR_ROOT).pw_uid
    except KeyError:
        raise SetupProblem(
            f"There is no user '{SERVER_USER_FOR_ROOT}' to run the database as, and PostgreSQL never runs as root. "
            f"Add one (useradd --system {SERVER_USER_FOR_ROOT}) or run this command as an ordinary user."
        ) from None


def _name_of(uid: int) -> str | None:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return None
