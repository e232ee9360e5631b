"""Which public rows rest on rows of which exact table: what is worked out anew as those change, and what is held."""

from dataclasses import dataclass

from sqlalchemy import Table

from geodata import relations, tables
from geodata.objects import few
from geodata.public_form import layer_of


@dataclass(frozen=True)
class Rest:
    """Public rows of `relation` rest on rows of `base`: found by `where` from the array of their `key`, `{keys}`."""

    relation: Table
    base: Table
    key: str
    where: str
    # Only a change of these columns matters to them; empty: any.
    columns: tuple[str, ...] = ()
    # The other way: rows of `base` that changed `{rows}` of the relation's own table rest on, and how they are held.
    holds: str = ""
    strength: str = "KEY SHARE"
    # The rows of `base` are those of the relation itself: whoever changed them holds them.
    is_own: bool = False


def _named_after(base: Table, key: str, columns: tuple[str, ...] = ("sensitivity",)) -> Rest:
    return Rest(
        relations.place_names,
        base,
        key,
        f"entity_kind = '{base.name}' AND entity_id = ANY ({{keys}})",
        columns,
        f"SELECT entity_id FROM {{rows}} WHERE entity_kind = '{base.name}'",
        "KEY SHARE" if columns else "SHARE",
    )


SENSITIVITY = ("sensitivity",)
OF_SITE = "site_id = ANY ({keys})"
OF_SITES = "site_ids && {keys}"
OF_CORRIDOR = "corridor_id = ANY ({keys})"
THROUGH_SITE = f"corridor_id IN (SELECT corridor_id FROM ninewa.corridor_point WHERE {OF_SITE})"
ON_CORRIDOR = "SELECT p.site_id FROM {rows} AS r JOIN ninewa.corridor_point p ON p.corridor_id = r.corridor_id"
ON_AXIS = "entity_kind IN ('corridor', 'corridor_point') AND split_part(entity_id, '.', 1) = ANY ({keys})"
ENDS = "SELECT {end} FROM {{rows}} AS r JOIN ninewa.flow_place f ON f.name IN (r.from_name, r.to_name)"
# Rows of a relation that say less, or more, once few are counted beside them.
BESIDE = {
    relations.site_reports: "report_id IN (SELECT ninewa.reports_beside({keys}))",
    relations.figures: "figure_id IN (SELECT ninewa.figures_beside({keys}))",
    relations.service_reports: "report_id IN (SELECT ninewa.service_reports_beside({keys}))",
}
RESTS = (
    *(
        Rest(
            relation, layer_of(relation).base, key := layer_of(relation).key[0], f"{key} = ANY ({{keys}})", is_own=True
        )
        for relation in relations.EVERY
    ),
    *(
        Rest(of, base, few.CHANGES[base], where)
        for of, where in BESIDE.items()
        for base in (layer_of(each).base for each in BESIDE)
    ),
    Rest(relations.flows, tables.flow, few.CHANGES[tables.flow], "from_name = ANY ({keys})"),
    # A correction changes what is said of the report that it corrects.
    Rest(relations.site_reports, tables.site_report, "corrects", "report_id = ANY ({keys})"),
    Rest(
        relations.service_reports,
        tables.site_report,
        "corrects",
        "report_id = ANY (ARRAY("
        "SELECT s.report_id FROM ninewa.service_report s WHERE s.site_report_id = ANY ({keys})))",
    ),
    Rest(relations.site_reports, tables.site, "site_id", OF_SITE, SENSITIVITY, "SELECT site_id FROM {rows}"),
    Rest(relations.former_positions, tables.site, "site_id", OF_SITE, SENSITIVITY, "SELECT site_id FROM {rows}"),
    Rest(relations.reporting_frequencies, tables.site, "site_id", OF_SITE, SENSITIVITY, "SELECT site_id FROM {rows}"),
    Rest(
        relations.service_reports, tables.site, "site_id", OF_SITES, SENSITIVITY, "SELECT unnest(site_ids) FROM {rows}"
    ),
    Rest(relations.figures, tables.site, "site_id", OF_SITES, SENSITIVITY, "SELECT unnest(site_ids) FROM {rows}"),
    Rest(
        relations.flows,
        tables.site,
        "site_id",
        "(from_site = ANY ({keys}) OR to_site = ANY ({keys}))",
        ("sensitivity", "geom"),
        ENDS.format(end="f.site_id"),
        "SHARE",  # a move matters too
    ),
    Rest(
        relations.flows,
        tables.flow_place,
        "name",
        "(from_name = ANY ({keys}) OR to_name = ANY ({keys}))",
        holds=ENDS.format(end="f.name"),
        strength="SHARE",
    ),
    Rest(
        relations.corridor_points,
        tables.corridor,
        "corridor_id",
        OF_CORRIDOR,
        SENSITIVITY,
        "SELECT corridor_id FROM {rows}",
    ),
    Rest(
        relations.activities,
        tables.community,
        "community_id",
        "community_id = ANY ({keys})",
        SENSITIVITY,
        "SELECT community_id FROM {rows}",
    ),
    Rest(relations.service_points, tables.site, "site_id", OF_SITE, SENSITIVITY, "SELECT site_id FROM {rows}"),
    Rest(relations.corridors, tables.site, "site_id", THROUGH_SITE, SENSITIVITY, ON_CORRIDOR),
    Rest(relations.corridor_points, tables.site, "site_id", THROUGH_SITE, SENSITIVITY, ON_CORRIDOR),
    Rest(relations.corridors, tables.corridor_point, "corridor_id", OF_CORRIDOR),
    _named_after(tables.site, "site_id"),
    _named_after(tables.community, "community_id"),
    _named_after(tables.service_point, "service_id", ()),
    _named_after(tables.flow_place, "name", ()),
    Rest(
        relations.place_names,
        tables.corridor,
        "corridor_id",
        ON_AXIS,
        SENSITIVITY,
        "SELECT split_part(entity_id, '.', 1) FROM {rows} WHERE entity_kind IN ('corridor', 'corridor_point')",
    ),
    Rest(relations.place_names, tables.corridor_point, "corridor_id", ON_AXIS),
    Rest(
        relations.place_names,
        tables.site,
        "site_id",
        f"(entity_kind, entity_id) IN (SELECT entity_kind, entity_id FROM ninewa.stands_on_site WHERE {OF_SITE})",
        SENSITIVITY,
        "SELECT o.site_id FROM {rows} AS r JOIN ninewa.stands_on_site o USING (entity_kind, entity_id)",
    ),
)
