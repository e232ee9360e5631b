"""Whether a pasted address is of a snapshot that may be shown. Takes a connection of the published layer."""

from sqlalchemy import Connection

from geodata.statements.snapshot_rows import Snapshot
from webmap.db import STATEMENTS, first_row


def snapshot(connection: Connection, token: str) -> Snapshot | None:
    """One that is or was published; None for any other, whether there is one or not."""
    return first_row(connection, STATEMENTS / "snapshot_of_token.sql", Snapshot, token=token)
