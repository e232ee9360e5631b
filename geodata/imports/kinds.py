"""The kinds of files that can be imported: one line each."""

from geodata.imports import service_reports, site_reports, sites
from geodata.imports.kind import Kind

KINDS: dict[str, Kind] = {kind.form.name: kind for kind in (sites.KIND, site_reports.KIND, service_reports.KIND)}
LATER_KINDS = ("communities", "activities", "flows", "figures", "locations")
