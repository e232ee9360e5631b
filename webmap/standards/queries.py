"""What was last reported as there on sites. Takes a connection of the reader's layer and plain values."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import Connection

from webmap.db import rows
from webmap.standards.rows import Level, Shelters

HERE = Path(__file__).parent
MOST_FIGURES = 50_000


def levels(
    connection: Connection, indicators: Sequence[str], at: date, known: datetime, only: Sequence[str] | None = None
) -> list[Level]:
    """The newest report of each indicator and site, with the people counted nearest to its day.

    `only`: ids of sites; None for all."""
    values = {"indicators": list(indicators), "at": at, "known": known, "limit": MOST_FIGURES, "only": only}
    return rows(connection, HERE / "levels.sql", Level, **values)


def shelters(
    connection: Connection, metrics: Sequence[str], at: date, known: datetime, only: Sequence[str] | None = None
) -> list[Shelters]:
    """The newest figure of each kind of shelter and site, with the people counted nearest to its day.

    `only`: ids of sites; None for all."""
    values = {"metrics": list(metrics), "at": at, "known": known, "limit": MOST_FIGURES, "only": only}
    return rows(connection, HERE / "shelters.sql", Shelters, **values)
