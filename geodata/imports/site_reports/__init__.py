"""Site reports: appended; other figures of the same site, day and source correct the earlier imported ones."""

from pathlib import Path

from geodata.imports.corrections import corrections_of
from geodata.imports.kind import Kind
from geodata.imports.site_reports import last_reports
from geodata.readers.site_report_rows import FIGURES, FORM

KIND = Kind(FORM, "site reports", Path(__file__).parent, corrections_of("site_report", FIGURES), last_reports.doubts)
