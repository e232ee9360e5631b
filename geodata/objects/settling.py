"""SQL of the notes that what is kept of a site's newest day (71_site_now.sql) may no longer be what the rule says.

Triggers of all tables of both layers that the rule reads; rows of a statement are `changed`, old and new alike.
"""

from geodata import relations, tables

OF_SITE = "SELECT site_id FROM {rows}"
OF_SITES = "SELECT unnest(site_ids) FROM {rows}"
# A correction changes what is said of the report that it corrects, and of the services that came with that.
CORRECTED = (
    " UNION SELECT o.site_id FROM {rows} AS r JOIN ninewa.site_report o ON o.report_id = r.corrects"
    " UNION SELECT unnest(v.site_ids) FROM {rows} AS r JOIN ninewa.service_report v ON v.site_report_id = r.corrects"
)
SITES = {
    tables.site.fullname: OF_SITE,
    tables.site_report.fullname: OF_SITE + CORRECTED,
    tables.service_report.fullname: OF_SITES,
    tables.figure.fullname: OF_SITES,
    tables.flow_place.fullname: OF_SITE,
    tables.flow.fullname: "SELECT f.site_id FROM {rows} AS r JOIN ninewa.flow_place f ON f.name = r.from_name"
    " UNION SELECT f.site_id FROM {rows} AS r JOIN ninewa.flow_place f ON f.name = r.to_name",
    f"published.{relations.sites.name}": OF_SITE,
    f"published.{relations.site_reports.name}": OF_SITE,
    f"published.{relations.service_reports.name}": OF_SITES,
    f"published.{relations.figures.name}": OF_SITES,
    f"published.{relations.flows.name}": "SELECT from_site FROM {rows} UNION SELECT to_site FROM {rows}",
}
EVENTS = {
    "added": ("INSERT", "NEW TABLE AS changed", ("changed",)),
    "gone": ("DELETE", "OLD TABLE AS changed", ("changed",)),
    "changed": ("UPDATE", "OLD TABLE AS gone NEW TABLE AS changed", ("gone", "changed")),
}


def sources() -> dict[str, str]:
    """By name: the triggers of each table."""
    return {"73_settling": "".join(_triggers(table, sites) for table, sites in SITES.items())}


def _triggers(table: str, sites: str) -> str:
    name = table.replace(".", "_")
    made = []
    for event, (when, rows, held) in EVENTS.items():
        found = " UNION ".join(sites.format(rows=one) for one in held)
        function = f"ninewa.unsettle_{name}_{event}"
        made.append(f"""
CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    INSERT INTO ninewa.site_unsettled (site_id)
    SELECT DISTINCT found.site_id FROM ({found}) AS found (site_id)
    WHERE found.site_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM ninewa.site_unsettled u WHERE u.site_id = found.site_id AND u.xid = pg_current_xact_id());
    RETURN NULL;
END $$;
CREATE TRIGGER unsettle_{event} AFTER {when} ON {table} REFERENCING {rows}
    FOR EACH STATEMENT EXECUTE FUNCTION {function}();
""")
    # Nothing is known of any site until it is settled anew.
    made.append(f"""
CREATE FUNCTION ninewa.unsettle_{name}_emptied() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog AS $$
BEGIN
    DELETE FROM ninewa.site_now_exact;
    DELETE FROM ninewa.site_now_published;
    RETURN NULL;
END $$;
CREATE TRIGGER unsettle_emptied AFTER TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION ninewa.unsettle_{name}_emptied();
""")
    return "".join(made)
