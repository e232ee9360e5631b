"""The configuration of an embedded cluster: no TCP port, no password, a role for each kind of work."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

SUPERUSER = "postgres"
ROLES = (SUPERUSER, "webmap_owner", "webmap_app", "webmap_public")

SERVER_SETTINGS = """\
# Written by geodata/server/settings.py at every start; ALTER SYSTEM keeps settings of your own.
listen_addresses = ''
unix_socket_permissions = 0700
max_connections = 50
shared_buffers = 128MB
jit = off
timezone = 'UTC'
log_timezone = 'UTC'
lc_messages = 'C'
log_checkpoints = off
log_line_prefix = '%m [%p] %u '
# After a crash: one call for the disk (0.3 s) instead of one for each of 1,500 files (2 to 7 s on a busy disk).
recovery_init_sync_method = syncfs
"""

# A throw-away cluster may lose everything in a power cut; nobody will look for it.
THROWAWAY_SETTINGS = """\
fsync = off
full_page_writes = off
synchronous_commit = off
"""

ACCESS_RULES = """\
# The system user at the other end of the socket decides; who may be what stands in pg_ident.conf.
local all all peer map=webmap
"""


def write(data: Path, socket: Path, system_users: Iterable[str], throwaway: bool) -> None:
    """Write webmap.conf, pg_hba.conf and pg_ident.conf into `data` and have postgresql.conf read the first."""
    own = f"{SERVER_SETTINGS}unix_socket_directories = '{socket}'\n{THROWAWAY_SETTINGS if throwaway else ''}"
    _write_changed(data / "webmap.conf", own)
    _write_changed(data / "pg_hba.conf", ACCESS_RULES)
    users = sorted(set(system_users))
    _write_changed(data / "pg_ident.conf", "".join(f'webmap "{u}" {role}\n' for u in users for role in ROLES))
    main = data / "postgresql.conf"
    if "\ninclude = 'webmap.conf'" not in main.read_text():
        with main.open("a") as stream:
            stream.write("\ninclude = 'webmap.conf'\n")


def _write_changed(path: Path, text: str) -> None:
    # Written in place: these files belong to the server's user, and writing as root keeps it so.
    if not path.exists() or path.read_text() != text:
        path.write_text(text)
