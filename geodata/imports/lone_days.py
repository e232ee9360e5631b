"""A day years away from all others, in the file and in the database, is probably a slip: 2025 for 2017."""

from pathlib import Path

from sqlalchemy import Connection, text

from geodata.imports.kind import remark
from geodata.readers.row_problems import Problem

_LONE = (Path(__file__).parent / "lone_days.sql").read_text(encoding="utf-8")
FAR_DAYS = 366


def remarks(connection: Connection) -> list[Problem]:
    """A warning for each staged row whose day no other day comes near."""
    found = connection.execute(text(_LONE), {"far": FAR_DAYS})
    return [remark(row.row, "lone_day", day=str(row.as_of), nearest=str(row.nearest)) for row in found]
