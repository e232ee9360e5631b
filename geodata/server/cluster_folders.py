"""Where an embedded cluster keeps its data and its socket, and the record of that choice.

    <place>/cluster.json       the choice and the cluster's identity
    <place>/cluster.lock       held while it is made, started or stopped
    <place>/cluster.in-use     claimed by each program that works with it
    <home>/data, data.new.*    the data folder; half-made ones
    <home>/data.<major>        the data folder after an upgrade to that version of PostgreSQL; the one before it stays
    <home>/server.log, ballast

`home` is `<place>/cluster` unless the server's user cannot enter it.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import tempfile
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from geodata.server.account import ServerAccount, account_for
from geodata.server.setup_problem import SetupProblem

SOCKET_NAME = ".s.PGSQL.5432"
LONGEST_SOCKET_PATH = 107  # bytes; the kernel's sun_path is 108 with its final NUL
STATE_FOLDER = Path("/var/lib/ninewa-response-map")


@dataclass(frozen=True)
class ClusterFolders:
    """The folders of one cluster as strings (they are stored as JSON) and its system identifier once known."""

    home: str
    socket: str = ""
    system_identifier: str = ""
    name: str = "data"

    @property
    def data(self) -> Path:
        """The data folder (PGDATA)."""
        return Path(self.home, self.name)


def recorded(place: Path) -> ClusterFolders | None:
    """The folders chosen earlier for the cluster of `place`; None when there is none or it has gone.

    Raises SetupProblem when they belong to another user.
    """
    try:
        stored = json.loads((place / "cluster.json").read_text())
        # A folder inside the place is stored relative to it, so that a checkout may be moved.
        folders = ClusterFolders(**stored | {"home": str(place / stored["home"])})
    except (FileNotFoundError, ValueError, TypeError, KeyError):
        return None
    if not Path(folders.home).is_dir():
        return None
    account_for(Path(folders.home))
    return folders


def record(place: Path, folders: ClusterFolders) -> None:
    """Keep the choice; written beside and renamed, so that it is never half written."""
    home = Path(folders.home)
    stored = asdict(folders) | {"home": str(home.relative_to(place)) if home.is_relative_to(place) else str(home)}
    new = place / "cluster.json.new"
    new.write_text(json.dumps(stored, indent=1) + "\n")
    new.replace(place / "cluster.json")


def choose(place: Path) -> tuple[ClusterFolders, ServerAccount]:
    """Make (or find again) the home and the socket folder for the cluster of `place`; records changes."""
    place.mkdir(parents=True, exist_ok=True)
    before = recorded(place)
    folders = before or ClusterFolders(str(place / "cluster"))
    account = account_for(Path(folders.home))
    if before is None:
        home = _home(place, account)
        folders = replace(folders, home=str(home), name=_name_of_newest(home))
    folders = replace(folders, socket=str(_socket(folders, account)))
    if folders != before:
        record(place, folders)
    return folders, account


def outside_of(place: Path) -> Path:
    """The home of the cluster of `place` where the server's user cannot enter that."""
    return STATE_FOLDER / hashlib.sha256(os.fsencode(place.resolve())).hexdigest()[:12]


def _home(place: Path, account: ServerAccount) -> Path:
    inside = place / "cluster"
    _make_private(inside, account)
    if account.can_enter(inside):
        return inside
    if not any(inside.iterdir()):
        inside.rmdir()
    # The checkout lies in somebody's closed home folder, which is not ours to open.
    _open_state_folder()
    outside = outside_of(place)
    _make_private(outside, account)
    if not account.can_enter(outside):
        raise SetupProblem(f"User {account.name}, who runs the database, can enter neither {inside} nor {outside}.")
    return outside


def _name_of_newest(home: Path) -> str:
    """Of several data folders whose record was lost, the one of the newest PostgreSQL: upgrades leave the old one."""
    finished = [path for path in home.glob("data*/PG_VERSION") if ".new" not in path.parent.name]
    return max(((int(path.read_text()), path.parent.name) for path in finished), default=(0, "data"))[1]


def _open_state_folder() -> None:
    STATE_FOLDER.mkdir(exist_ok=True)
    # Said apart from mkdir, which obeys the umask: under 077 the server's user would be shut out for ever.
    if STATE_FOLDER.stat().st_mode & 0o755 != 0o755:
        STATE_FOLDER.chmod(0o755)


def _socket(folders: ClusterFolders, account: ServerAccount) -> Path:
    beside_data = Path(folders.home, "socket")
    if _fits(beside_data):
        _make_private(beside_data, account)
        return beside_data
    if folders.socket and _is_private(Path(folders.socket), account):
        return Path(folders.socket)
    # mkdtemp, because a predictable name in a folder open to all could have been taken by someone else.
    short = Path(tempfile.mkdtemp(prefix="ninewa-", dir="/run" if os.geteuid() == 0 else "/tmp"))  # noqa: S108
    account.own(short)
    return short


def _fits(folder: Path) -> bool:
    # PostgreSQL reads the setting as a list and the address as a URL: keep to characters that mean nothing in either.
    path = folder / SOCKET_NAME
    return len(os.fsencode(path)) <= LONGEST_SOCKET_PATH and re.fullmatch(r"[\w./+-]+", str(path), re.ASCII) is not None


def _make_private(folder: Path, account: ServerAccount) -> None:
    if not folder.is_dir():
        folder.mkdir(mode=0o700)
    if folder.stat().st_uid != account.uid:
        account.own(folder)


def _is_private(folder: Path, account: ServerAccount) -> bool:
    try:
        status = folder.lstat()
    except OSError:
        return False
    return folder.is_dir() and not folder.is_symlink() and status.st_uid == account.uid and status.st_mode & 0o077 == 0
