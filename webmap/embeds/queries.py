"""Whether a pasted address is of a snapshot that may be shown. Takes a connection of the published layer."""

from sqlalchemy import Connection

from geodata.statements.snapshot_rows import Snapshot
from webmap.db import STATEMENTS, first_row


def snapshot(connection: Connection, token: str) -> Snapshot | None:
    """One that is published."""
    found = first_row(connection, STATEMENTS / "snapshot_of_token.sql", Snapshot, token=token)
    return found if found is not None and found.state == "published" else None
