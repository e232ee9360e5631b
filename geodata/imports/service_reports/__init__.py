"""Service reports: appended; another value for the same sites, indicator, day and source follows the earlier one."""

from pathlib import Path

from geodata.imports.corrections import corrections_of
from geodata.imports.kind import Kind
from geodata.readers.service_report_rows import FORM

KIND = Kind(FORM, "service reports", Path(__file__).parent, corrections_of("service_report", ("value",)))
