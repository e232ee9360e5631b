"""What was known of sites over many days. Takes a connection of the reader's layer and plain values."""

from datetime import date, datetime
from pathlib import Path

from sqlalchemy import Connection

from webmap.db import rows
from webmap.map_of_day.over_time.rows import StateThen

HERE = Path(__file__).parent
MOST_SITES = 80  # rows that somebody can still tell apart
MOST_DAYS = 8_000


def states_then(connection: Connection, first: date, until: date, known: datetime) -> list[StateThen]:
    """By site and day, from `first` to `until`; nothing where there are more than MOST_SITES sites."""
    values = {"first": first, "until": until, "known": known, "most": MOST_SITES, "limit": MOST_DAYS}
    return rows(connection, HERE / "states_then.sql", StateThen, **values)
