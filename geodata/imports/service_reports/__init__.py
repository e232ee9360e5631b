"""Service reports: appended; another value for the same sites, indicator, day and source follows the earlier one."""

from pathlib import Path

from sqlalchemy import Connection

from geodata.imports import lone_days
from geodata.imports.corrections import corrections_of
from geodata.imports.kind import Kind
from geodata.readers.row_problems import Problem
from geodata.readers.service_report_rows import FORM

_corrections = corrections_of("service_report", ("value",))


def _remarks(connection: Connection) -> list[Problem]:
    return [*_corrections(connection), *lone_days.remarks(connection)]


KIND = Kind(FORM, "service reports", Path(__file__).parent, _remarks)
