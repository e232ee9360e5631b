"""The statement of the sources. Takes a connection of the reader's layer."""

from pathlib import Path

from sqlalchemy import Connection

from webmap.credits.rows import CitedSource
from webmap.db import rows

HERE = Path(__file__).parent
LARGEST_LIST = 2000


def sources(connection: Connection) -> list[CitedSource]:
    """Cited sources with the number of facts that rest on each, at most 2,000."""
    return rows(connection, HERE / "sources.sql", CitedSource, limit=LARGEST_LIST)
