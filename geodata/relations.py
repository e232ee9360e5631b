"""What pages read: each relation stands in both layers under one name, each of its columns with a stated public form.

The tables here name no schema: the search path of the login decides whether `sites` is the view `exact.sites` or the
table `published.sites`. Both are made from this list by `geodata/objects`. A column of an exact table that is not named
here is in neither layer.
"""

from geodata import tables
from geodata.public_form import (
    APPROXIMATE_UNLESS_LOW,
    AS_IS,
    CITATION,
    CITATION_OR_WORDS,
    EMPTY_UNLESS_LOW,
    FEW_AT_ONCE,
    FEW_OF_A_UNIT,
    FEW_PEOPLE,
    FEW_REPORTED,
    GRID,
    GRID_OF_GEOM_IN_UTM,
    HIDDEN,
    ONLY_LOW,
    ONLY_LOW_NO_FILE,
    RELATIONS,
    TEXT,
    TEXT_ONLY_LOW,
    Layer,
    columns,
    counted,
    on_sites,
    relation,
    stricter,
)
from geodata.tables import FIRST_RECORDED_ID, RECORDED_LATE

_DATED = ("as_of", "as_of_precision")
_SOURCED = ("source_id", "confidence")
_ADM2 = ("adm2_pcode", "adm2_name")
_AT_SITES = "(SELECT max(ninewa.sensitivity_rank(s.sensitivity)) FROM ninewa.site s WHERE s.site_id = ANY (b.site_ids))"
# Which warnings stand tells how its figures lie to one another, withheld ones too; that some do tells nothing.
_DOUBTED = "b.doubts <> '{}'"
_TOLD_AT = "coalesce(b.observed_at, b.recorded_at)"  # which of two reports of one day is the later
# What the shipped facts correct was never known otherwise.
_CORRECTED_AT = f"""(
    SELECT min(CASE WHEN c.report_id < {FIRST_RECORDED_ID} THEN '-infinity' ELSE c.recorded_at END)
    FROM ninewa.site_report c WHERE c.corrects = {{}}
)"""  # noqa: S608
_NAMED, _AT_PLACE = ("e.name",), ("gist (geom)", "btree (site_id)")
_OF_CORRIDOR = "JOIN ninewa.corridor c ON c.corridor_id = b.corridor_id"
_AT_SITE = "JOIN ninewa.site s ON s.site_id = b.site_id"

sources = relation(
    "sources",
    Layer(tables.source, ("source_id",), hidden_from=2),  # kept by triggers: geodata/objects/citing.py
    columns(AS_IS, "source_id"),
    columns(CITATION_OR_WORDS, "cited_as", "title"),
    columns(CITATION, "publisher", "url"),
    columns(ONLY_LOW, "published_on", "published_on_precision", "licence"),
    columns(AS_IS, sensitivity="ninewa.sensitivity_of(ninewa.cited_at(b.source_id))"),
)

admin_areas = relation(
    "admin_areas",
    Layer(tables.admin_area, ("area_id",), indexes=("gist (geom)",)),
    columns(AS_IS, "area_id", "level", "code_set", "pcode", "parent_id", "name", "geom", "source_id"),
)

places = relation(
    "places",
    Layer(tables.place, ("place_id",), indexes=("gist (geom)",)),
    columns(AS_IS, "place_id", "kind", "name", "geom", "precision", "population", "pcode", "code_set", "country"),
    columns(TEXT, "origin"),
)

place_names = relation(
    "place_names",
    Layer(
        tables.place_name,
        ("place_name_id",),
        hidden_from=3,
        # A site or community that is not drawn is named all the same.
        public_when="open.rank < 2 OR e.entity_kind IN ('site', 'community')",
        naming=("CASE WHEN e.entity_kind NOT IN ('site', 'community', 'place') THEN e.name || '|' || e.entity_id END",),
        indexes=("btree (folded text_pattern_ops)", "btree (entity_kind, entity_id, lang)", "btree (lang, name)"),
    ),
    columns(AS_IS, "place_name_id", "entity_kind", "entity_id", "lang", "name", "folded", "form", "preferred"),
    columns(
        AS_IS,
        "origin",
        **stricter(
            """CASE b.entity_kind
            WHEN 'site' THEN (SELECT s.sensitivity FROM ninewa.site s WHERE s.site_id = b.entity_id)
            WHEN 'community' THEN (SELECT c.sensitivity FROM ninewa.community c WHERE c.community_id = b.entity_id)
            WHEN 'service_point' THEN (SELECT p.sensitivity FROM ninewa.service_point p WHERE service_id = b.entity_id)
            WHEN 'corridor' THEN (SELECT c.sensitivity FROM ninewa.corridor c WHERE c.corridor_id = b.entity_id)
            WHEN 'corridor_point' THEN (
                SELECT c.sensitivity FROM ninewa.corridor c WHERE c.corridor_id = split_part(b.entity_id, '.', 1))
            ELSE 'low' END""",
            on_sites("b.entity_kind", "b.entity_id"),
        ),
    ),
)

sites = relation(
    "sites",
    Layer(
        tables.site,
        ("site_id",),
        hidden_from=3,
        indexes=("gist (geom)", "gist (utm)", "gist ((geom::public.geography))"),
    ),
    columns(AS_IS, "site_id", "name", "type", "status", "cccm_ssid"),
    columns(GRID, "geom"),
    columns(GRID_OF_GEOM_IN_UTM, "utm"),
    columns(APPROXIMATE_UNLESS_LOW, "precision"),
    columns(ONLY_LOW_NO_FILE, "coord_source"),
    columns(ONLY_LOW, "position_as_of"),
    columns(AS_IS, "governorate_stated", "district_stated", "adm1_pcode", "adm1_name", *_ADM2),
    columns(AS_IS, "adm3_pcode", "adm3_name", "builder", "agency", "agency_as_of", "agency_as_of_precision"),
    columns(AS_IS, "opened_on", "opened_on_precision", "opened_on_basis", "closed_on", "closed_on_precision"),
    columns(AS_IS, *_DATED, *_SOURCED, doubted=_DOUBTED),
    columns(TEXT_ONLY_LOW, "note"),
    columns(AS_IS, "sensitivity"),
)

former_positions = relation(
    "former_positions",
    # As coarse as the site itself is published. A move within one cell of the grid would tell more than the grid does.
    Layer(
        tables.former_position,
        ("former_position_id",),
        joins=_AT_SITE,
        hidden_from=2,
        public_when="""open.rank = 0 OR NOT public.ST_Equals(
            public.ST_SnapToGrid(e.geom, 0.01), public.ST_SnapToGrid(e.moved_to, 0.01))""",
        indexes=("btree (moved_on)",),
    ),
    columns(AS_IS, "former_position_id", "site_id"),
    columns(GRID, "geom"),
    columns(APPROXIMATE_UNLESS_LOW, "precision"),
    columns(ONLY_LOW_NO_FILE, "coord_source"),
    columns(AS_IS, "as_of"),
    columns(GRID, "moved_to"),
    columns(APPROXIMATE_UNLESS_LOW, "moved_to_precision"),
    columns(AS_IS, "moved_on", "recorded_at"),
    columns(HIDDEN, "recorded_by"),
    columns(AS_IS, "source_id", **stricter("b.sensitivity", "s.sensitivity")),
)

site_reports = relation(
    "site_reports",
    Layer(
        tables.site_report,
        ("report_id",),
        joins=_AT_SITE,
        hidden_from=2,
        # The second is for the newest day recorded; one over all reports would be taken to find those of one site.
        indexes=(
            "btree (site_id, as_of)",
            "btree (site_id, as_of_from DESC, as_of, told_at DESC, report_id DESC)",
            f"btree (as_of) WHERE report_id >= {FIRST_RECORDED_ID}",
            RECORDED_LATE,
            "btree (recorded_at) WHERE corrects IS NOT NULL",
        ),
    ),
    columns(AS_IS, "report_id", "site_id", *_DATED, "as_of_from", "recorded_at", doubted=_DOUBTED, told_at=_TOLD_AT),
    columns(HIDDEN, "recorded_by"),
    counted(**FEW_REPORTED),
    columns(EMPTY_UNLESS_LOW, "stated"),
    columns(AS_IS, "source_id"),
    columns(TEXT_ONLY_LOW, "note"),
    columns(AS_IS, "corrects", superseded="EXISTS (SELECT FROM ninewa.site_report c WHERE c.corrects = b.report_id)"),
    columns(AS_IS, superseded_at=_CORRECTED_AT.format("b.report_id"), **stricter("b.sensitivity", "s.sensitivity")),
)

# That a site is to report and how often tells of nobody; when it did is told by the days of its reports.
reporting_frequencies = relation(
    "reporting_frequencies",
    Layer(tables.reporting_frequency, ("frequency_id",), _AT_SITE, 2, indexes=("btree (site_id, since)",)),
    columns(AS_IS, "frequency_id", "site_id", "frequency", "since", "stated_at", sensitivity="s.sensitivity"),
)

reservations = relation(
    "reservations",
    # Where families are on their way to is public nowhere: to the public there is not one.
    Layer(tables.reservation, ("reservation_id",), hidden_from=0, indexes=("btree (site_id)",)),
    columns(AS_IS, "reservation_id", "site_id", "plots", "made_at", "holds_until", "ended_at", sensitivity="'severe'"),
)

service_reports = relation(
    "service_reports",
    Layer(tables.service_report, ("report_id",), hidden_from=2, indexes=("gin (site_ids)", RECORDED_LATE)),
    columns(AS_IS, "report_id", "site_ids", *_DATED, "recorded_at", "indicator", told_at=_TOLD_AT),
    columns(AS_IS, superseded_at=_CORRECTED_AT.format("b.site_report_id")),
    counted(value=FEW_OF_A_UNIT),
    columns(AS_IS, "unit", "qualifier", "suspect", *_SOURCED),
    columns(TEXT_ONLY_LOW, "note"),
    columns(AS_IS, **stricter("b.sensitivity", _AT_SITES)),
)

service_points = relation(
    "service_points",
    Layer(tables.service_point, ("service_id",), f"LEFT {_AT_SITE}", 2, naming=_NAMED, indexes=_AT_PLACE),
    columns(AS_IS, "service_id", "site_id", "name", "kind"),
    columns(GRID, "geom"),
    columns(AS_IS, "precision", "operator", "status", "from_date", "from_date_precision", "to_date"),
    columns(AS_IS, "to_date_precision", "capacity", "capacity_unit", *_DATED, *_SOURCED),
    columns(TEXT_ONLY_LOW, "note"),
    columns(AS_IS, **stricter("b.sensitivity", "s.sensitivity")),
)

corridors = relation(
    "corridors",
    Layer(tables.corridor, ("corridor_id",), hidden_from=2, naming=_NAMED, indexes=("gist (axis)", "gist (area)")),
    columns(AS_IS, "corridor_id", "name", "period_start", "period_start_precision", "period_end"),
    columns(AS_IS, "period_end_precision", "schematic"),
    columns(GRID, "axis", "area"),
    columns(AS_IS, *_DATED, *_SOURCED),
    columns(TEXT_ONLY_LOW, "note"),
    columns(AS_IS, **stricter("b.sensitivity", on_sites("'corridor'", "b.corridor_id"))),
)

corridor_points = relation(
    "corridor_points",
    Layer(tables.corridor_point, ("corridor_id", "seq"), _OF_CORRIDOR, 2, naming=_NAMED),
    columns(AS_IS, "corridor_id", "seq", "name", "site_id", "place_id", "role"),
    columns(GRID, "geom"),
    columns(AS_IS, "precision", "coord_source", *_ADM2),
    columns(TEXT_ONLY_LOW, "note"),
    columns(AS_IS, **stricter("c.sensitivity", on_sites("'corridor'", "b.corridor_id"))),
)

flows = relation(
    "flows",
    Layer(
        tables.flow,
        ("flow_id",),
        joins="JOIN ninewa.flow_place f ON f.name = b.from_name JOIN ninewa.flow_place t ON t.name = b.to_name"
        " LEFT JOIN ninewa.site fs ON fs.site_id = f.site_id LEFT JOIN ninewa.site ts ON ts.site_id = t.site_id",
        hidden_from=2,
        naming=("e.from_name", "e.to_name", "e.via"),
        indexes=("btree (period_end)", "btree (from_site, period_end)", "btree (to_site, period_end)"),
    ),
    columns(AS_IS, "flow_id", "from_name", "to_name", "via", "period_start", "period_start_precision", "period_end"),
    columns(AS_IS, "period_end_precision"),
    counted(families=FEW_PEOPLE, individuals=FEW_PEOPLE),
    columns(AS_IS, "kind", "qualifier", "provider", "relayed_by", "corridor_id", *_DATED, *_SOURCED),
    columns(TEXT_ONLY_LOW, "note"),
    columns(AS_IS, from_kind="f.kind", from_site="f.site_id", from_place="f.place_id", from_precision="f.precision"),
    columns(GRID, from_geom="CASE WHEN f.kind = 'site' THEN fs.geom ELSE f.geom END"),
    columns(AS_IS, to_kind="t.kind", to_site="t.site_id", to_place="t.place_id", to_precision="t.precision"),
    columns(GRID, to_geom="CASE WHEN t.kind = 'site' THEN ts.geom ELSE t.geom END"),
    columns(AS_IS, **stricter("b.sensitivity", "fs.sensitivity", "ts.sensitivity")),
)

figures = relation(
    "figures",
    Layer(tables.figure, ("figure_id",), hidden_from=2, indexes=("gin (site_ids)", "btree (metric, as_of)")),
    columns(AS_IS, "figure_id", "site_ids", "metric", "type", *_DATED, "period_start", "period_start_precision"),
    columns(AS_IS, "unit"),
    counted(value=FEW_OF_A_UNIT),
    columns(AS_IS, "qualifier", "multiplier", "scope", "provider", "relayed_by", "suspect", *_SOURCED),
    columns(TEXT_ONLY_LOW, "note"),
    columns(AS_IS, **stricter("b.sensitivity", _AT_SITES)),
)

communities = relation(
    "communities",
    Layer(
        tables.community, ("community_id",), hidden_from=3, indexes=("gist (geom)", "gist ((geom::public.geography))")
    ),
    columns(AS_IS, "community_id", "name", "name_in_press_release"),
    columns(GRID, "geom"),
    columns(APPROXIMATE_UNLESS_LOW, "precision"),
    columns(ONLY_LOW, "coord_source"),
    columns(AS_IS, "district_stated", *_ADM2, "adm3_pcode", "adm3_name"),
    columns(TEXT, "description"),
    counted(population="e.population < 10"),
    columns(AS_IS, "population_year", "population_kind", "population_source_id", *_DATED, *_SOURCED),
    columns(TEXT_ONLY_LOW, "note"),
    columns(AS_IS, "sensitivity"),
)

_OF_COMMUNITY = "LEFT JOIN ninewa.community c ON c.community_id = b.community_id"
activities = relation(
    "activities",
    Layer(tables.activity, ("activity_id",), _OF_COMMUNITY, hidden_from=2, indexes=("btree (community_id)",)),
    columns(AS_IS, "activity_id", "record", "kind", "community_id", "held", "held_qualifier"),
    columns(AS_IS, "starts_on", "starts_on_precision", "ends_on", "ends_on_precision"),
    counted(**dict.fromkeys(("expected", "participants", "reached"), FEW_AT_ONCE)),
    columns(AS_IS, "participants_qualifier", "reached_qualifier", *_DATED, *_SOURCED),
    columns(TEXT_ONLY_LOW, "note"),
    # What the programme did in no community by name is as public as what it says of itself.
    columns(AS_IS, sensitivity="coalesce(c.sensitivity, 'low')"),
)

EVERY = tuple(RELATIONS.tables.values())
