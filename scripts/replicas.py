"""What `scripts/doctor` says of replicas: whether they follow this primary, and how far they are behind."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import psycopg

from geodata.server import addresses, logins
from scripts.findings import NOTE, OK, WRONG, Finding
from webmap.config import Settings
from webmap.data_version import DATABASE, LSN

SECONDS_TO_CONNECT = 10
# More than what is on its way at any moment: pages are read on the primary meanwhile.
MUCH_BEHIND = 1_000_000
STATE = f"SELECT {DATABASE}, pg_is_in_recovery(), {LSN}"


class State(NamedTuple):
    """Which database, whether its server follows another, how far its log is written or replayed (bytes)."""

    database: str
    follows: bool
    lsn: int


def findings(settings: Settings) -> Iterator[Finding]:
    """Of the replicas that settings name, as each web login meets them."""
    for at_primary in (settings.database_app_url, settings.database_public_url):
        at_replica = addresses.at_replica(settings.database_replica_url or "", at_primary or "")
        if at_replica:
            yield _compared(at_primary or "", at_replica)


def _compared(at_primary: str, at_replica: str) -> Finding:
    try:
        user, primary = _state(at_primary)
    except psycopg.Error:
        return Finding(NOTE, "Whether replicas follow cannot be told while the primary does not answer")
    try:
        _, replica = _state(at_replica)
    except psycopg.Error as error:
        reason = str(error).strip()
        return Finding(WRONG, f"{user} cannot sign in at DATABASE_REPLICA_URL, so the primary serves: {reason}")
    if replica.database != primary.database:
        return Finding(WRONG, "DATABASE_REPLICA_URL leads to another database: let it lead to a copy, or leave it out")
    if primary.follows:
        return Finding(WRONG, f"{user} meets a replica for the primary: let DATABASE_REPLICA_URL alone lead there")
    behind = max(0, primary.lsn - replica.lsn)
    where = f"{user} reads on a replica" if replica.follows else f"{user} reads on the primary for want of a replica"
    is_near = replica.follows and behind < MUCH_BEHIND
    return Finding(OK if is_near else NOTE, f"{where}, {behind:,} bytes behind")


def _state(address: str) -> tuple[str, State]:
    with psycopg.connect(logins.libpq(address), autocommit=True, connect_timeout=SECONDS_TO_CONNECT) as connection:
        [row] = connection.execute(STATE.encode()).fetchall()
        return connection.info.user, State(*row)
