"""Site reports: appended; other figures of the same site, day and source correct the earlier imported ones."""

from pathlib import Path

from sqlalchemy import Connection

from geodata.imports import lone_days
from geodata.imports.corrections import corrections_of
from geodata.imports.kind import Kind
from geodata.imports.site_reports import last_reports
from geodata.readers.row_problems import Problem
from geodata.readers.site_report_rows import FIGURES, FORM

_corrections = corrections_of("site_report", FIGURES)


def _remarks(connection: Connection) -> list[Problem]:
    return [*_corrections(connection), *lone_days.remarks(connection)]


KIND = Kind(FORM, "site reports", Path(__file__).parent, _remarks, last_reports.doubts)
