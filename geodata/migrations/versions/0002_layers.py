"""The two layers that pages read: schema `exact` (views, for people's routes) and `published` (tables, for the public).

Both hold relations of the same names and columns, so one statement serves both; which layer it reads is decided by the
search_path of the login. `published` is filled by row triggers from the exact tables: only what may be public is ever
stored there, in the form in which it may be public. A view would leak hidden rows through a cheap function, and a
security-barrier view would lose the spatial index.
"""

from dataclasses import dataclass, field

from alembic import op

from geodata.migrations import run

revision = "0002"
down_revision = "0001"


@dataclass(frozen=True)
class Layer:
    """One relation of both layers: `columns` of the exact form, and what the public form puts in their place."""

    name: str
    base: str
    key: tuple[str, ...]
    columns: str
    extra: str = ""  # joins
    public: dict[str, str] = field(default_factory=dict)
    hidden_when: str = "false"
    indexes: tuple[str, ...] = ()


def snapped(column: str) -> str:
    """0.01 degree grid, about 1 km, for what is moderate; nothing for what is high."""
    return (
        f"CASE ninewa.openness(e) WHEN 0 THEN e.{column}"
        f" WHEN 1 THEN public.ST_SnapToGrid(e.{column}, 0.01) END::{{type}}"
    )


def counted(column: str) -> str:
    """Counts under 10 are suppressed in what is moderate."""
    return f"CASE WHEN ninewa.openness(e) = 0 OR e.{column} >= 10 THEN e.{column} END"


def only_low(column: str, otherwise: str = "NULL") -> str:
    return f"CASE WHEN ninewa.openness(e) = 0 THEN e.{column} ELSE {otherwise} END"


POINT = "public.geometry(Point, 4326)"

SOURCED = "source_id, confidence, note"
REPORT_FIGURES = (
    "plots_planned",
    "plots_prepared",
    "plots_ready",
    "plots_occupied",
    "plots_reserved",
    "families",
    "individuals",
    "families_waiting",
)
AT_SITES = "(SELECT max(ninewa.sensitivity_rank(s.sensitivity)) FROM ninewa.site s WHERE s.site_id = ANY (b.site_ids))"

LAYERS = (
    Layer(
        "sources",
        "source",
        ("source_id",),
        "b.source_id, b.cited_as, b.title, b.publisher, b.url, b.published_on, b.published_on_precision, b.licence",
    ),
    Layer("admin_areas", "admin_area", ("area_id",), "b.*", indexes=("gist (geom)",)),
    Layer("places", "place", ("place_id",), "b.*", indexes=("gist (geom)",)),
    Layer(
        "place_names",
        "place_name",
        ("place_name_id",),
        "b.place_name_id, b.entity_kind, b.entity_id, b.lang, b.name, b.folded, b.form, b.preferred, b.origin,"
        " CASE b.entity_kind"
        " WHEN 'site' THEN (SELECT s.sensitivity FROM ninewa.site s WHERE s.site_id = b.entity_id)"
        " WHEN 'community' THEN (SELECT c.sensitivity FROM ninewa.community c WHERE c.community_id = b.entity_id)"
        " WHEN 'corridor' THEN (SELECT c.sensitivity FROM ninewa.corridor c WHERE c.corridor_id = b.entity_id)"
        " ELSE 'low' END AS sensitivity",
        hidden_when="e.sensitivity = 'severe'",
        indexes=("(folded text_pattern_ops)", "(entity_kind, entity_id, lang)"),
    ),
    Layer(
        "sites",
        "site",
        ("site_id",),
        "b.*",
        public={
            "geom": snapped("geom").format(type=POINT),
            "utm": "public.ST_Transform("
            + snapped("geom").format(type=POINT)
            + ", 32638)::public.geometry(Point, 32638)",
            "precision": only_low("precision", "'approximate'"),
            "coord_source": only_low("coord_source"),
            "note": only_low("note"),
        },
        hidden_when="ninewa.openness(e) >= 3",
        indexes=("gist (geom)", "gist (utm)", "gist ((geom::public.geography))"),
    ),
    Layer(
        "site_reports",
        "site_report",
        ("report_id",),
        "b.report_id, b.site_id, b.as_of, b.as_of_precision, b.recorded_at, b.recorded_by, "
        + ", ".join(f"b.{column}" for column in REPORT_FIGURES)
        + ", b.stated, b.source_id, b.note, b.corrects,"
        " EXISTS (SELECT FROM ninewa.site_report c WHERE c.corrects = b.report_id) AS superseded,"
        " ninewa.stricter(b.sensitivity, s.sensitivity) AS sensitivity",
        extra="JOIN ninewa.site s ON s.site_id = b.site_id",
        public={
            **{column: counted(column) for column in REPORT_FIGURES},
            "recorded_by": "NULL::text",
            "stated": only_low("stated", "'{}'::jsonb"),
            "note": only_low("note"),
        },
        hidden_when="ninewa.openness(e) >= 2",
        indexes=("(site_id, as_of)",),
    ),
    Layer(
        "service_reports",
        "service_report",
        ("report_id",),
        "b.report_id, b.site_ids, b.as_of, b.as_of_precision, b.recorded_at, b.indicator, b.value, b.unit,"
        f" b.qualifier, b.source_id, b.confidence, b.note, ninewa.stricter(b.sensitivity, {AT_SITES}) AS sensitivity",
        public={"value": counted("value"), "note": only_low("note")},
        hidden_when="ninewa.openness(e) >= 2",
        indexes=("gin (site_ids)",),
    ),
    Layer(
        "service_points",
        "service_point",
        ("service_id",),
        "b.*",
        public={"geom": snapped("geom").format(type=POINT), "note": only_low("note")},
        hidden_when="ninewa.openness(e) >= 2",
        indexes=("gist (geom)", "(site_id)"),
    ),
    Layer(
        "corridors",
        "corridor",
        ("corridor_id",),
        "b.*",
        public={
            "axis": snapped("axis").format(type="public.geometry(MultiLineString, 4326)"),
            "area": snapped("area").format(type="public.geometry(MultiPolygon, 4326)"),
            "note": only_low("note"),
        },
        hidden_when="ninewa.openness(e) >= 2",
        indexes=("gist (axis)", "gist (area)"),
    ),
    Layer(
        "corridor_points",
        "corridor_point",
        ("corridor_id", "seq"),
        "b.*, c.sensitivity",
        extra="JOIN ninewa.corridor c ON c.corridor_id = b.corridor_id",
        public={"geom": snapped("geom").format(type=POINT), "note": only_low("note")},
        hidden_when="ninewa.openness(e) >= 2",
    ),
    Layer(
        "flows",
        "flow",
        ("flow_id",),
        "b.flow_id, b.from_name, b.to_name, b.via, b.period_start, b.period_start_precision, b.period_end,"
        " b.period_end_precision, b.families, b.individuals, b.kind, b.qualifier, b.provider, b.relayed_by,"
        " b.corridor_id, b.as_of, b.as_of_precision, b.source_id, b.confidence, b.note,"
        " f.kind AS from_kind, f.site_id AS from_site, f.place_id AS from_place, f.precision AS from_precision,"
        " CASE WHEN f.kind = 'site' THEN fs.geom ELSE f.geom END AS from_geom,"
        " t.kind AS to_kind, t.site_id AS to_site, t.place_id AS to_place, t.precision AS to_precision,"
        " CASE WHEN t.kind = 'site' THEN ts.geom ELSE t.geom END AS to_geom,"
        " ninewa.stricter(b.sensitivity, fs.sensitivity, ts.sensitivity) AS sensitivity",
        extra="JOIN ninewa.flow_place f ON f.name = b.from_name JOIN ninewa.flow_place t ON t.name = b.to_name"
        " LEFT JOIN ninewa.site fs ON fs.site_id = f.site_id LEFT JOIN ninewa.site ts ON ts.site_id = t.site_id",
        public={
            "families": counted("families"),
            "individuals": counted("individuals"),
            "from_geom": snapped("from_geom").format(type=POINT),
            "to_geom": snapped("to_geom").format(type=POINT),
            "note": only_low("note"),
        },
        hidden_when="ninewa.openness(e) >= 2",
        indexes=("(period_end)", "(from_site)", "(to_site)"),
    ),
    Layer(
        "figures",
        "figure",
        ("figure_id",),
        "b.figure_id, b.site_ids, b.metric, b.type, b.as_of, b.as_of_precision, b.period_start,"
        " b.period_start_precision, b.unit, b.value, b.qualifier, b.multiplier, b.scope, b.provider, b.relayed_by,"
        " b.suspect, b.source_id, b.confidence, b.note,"
        f" ninewa.stricter(b.sensitivity, {AT_SITES}) AS sensitivity",
        public={"value": counted("value"), "note": only_low("note")},
        hidden_when="ninewa.openness(e) >= 2",
        indexes=("gin (site_ids)", "(metric, as_of)"),
    ),
    Layer(
        "communities",
        "community",
        ("community_id",),
        "b.*",
        public={
            "geom": snapped("geom").format(type=POINT),
            "precision": only_low("precision", "'approximate'"),
            "coord_source": only_low("coord_source"),
            "note": only_low("note"),
        },
        hidden_when="ninewa.openness(e) >= 3",
        indexes=("gist (geom)", "gist ((geom::public.geography))"),
    ),
    Layer("activities", "activity", ("activity_id",), "b.*", indexes=("(community_id)",)),
)

# What else must be published anew when a row of the first table changes: relation and its condition on NEW.
DEPENDANTS = {
    "site": (
        ("site_reports", "site_id = NEW.site_id"),
        ("service_reports", "NEW.site_id = ANY (site_ids)"),
        ("figures", "NEW.site_id = ANY (site_ids)"),
        ("flows", "NEW.site_id IN (from_site, to_site)"),
        ("place_names", "entity_kind = 'site' AND entity_id = NEW.site_id"),
    ),
    "corridor": (
        ("corridor_points", "corridor_id = NEW.corridor_id"),
        ("place_names", "entity_kind = 'corridor' AND entity_id = NEW.corridor_id"),
    ),
    "community": (("place_names", "entity_kind = 'community' AND entity_id = NEW.community_id"),),
    "flow_place": (("flows", "NEW.name IN (from_name, to_name)"),),
    "site_report": (("site_reports", "report_id = NEW.corrects"),),
}

FOUNDATION = """
CREATE SCHEMA exact;
CREATE SCHEMA published;

CREATE FUNCTION ninewa.sensitivity_rank(sensitivity text) RETURNS integer LANGUAGE sql IMMUTABLE
    RETURN CASE sensitivity WHEN 'low' THEN 0 WHEN 'moderate' THEN 1 WHEN 'high' THEN 2 WHEN 'severe' THEN 3 END;

CREATE FUNCTION ninewa.stricter(VARIADIC levels text[]) RETURNS text LANGUAGE sql IMMUTABLE
    RETURN (SELECT level FROM unnest(levels) AS level WHERE level IS NOT NULL
            ORDER BY ninewa.sensitivity_rank(level) DESC LIMIT 1);

CREATE FUNCTION ninewa.stricter(own text, of_sites integer) RETURNS text LANGUAGE sql IMMUTABLE
    RETURN (ARRAY['low', 'moderate', 'high', 'severe'])[greatest(ninewa.sensitivity_rank(own), of_sites) + 1];

-- One row. Triggers raise it with every change of the data, so that psql and scripts count as well as the web.
CREATE TABLE published.data_version (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    version bigint NOT NULL,
    changed_at timestamptz NOT NULL DEFAULT now()
);
INSERT INTO published.data_version (version) VALUES (1);

CREATE FUNCTION ninewa.raise_data_version() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog AS $$
BEGIN
    UPDATE published.data_version SET version = version + 1, changed_at = now();
    RETURN NULL;
END $$;

CREATE INDEX geography_site_geom ON ninewa.site USING gist ((geom::public.geography));
CREATE INDEX geography_community_geom ON ninewa.community USING gist ((geom::public.geography));
"""

GRANTS = """
REVOKE ALL ON SCHEMA ninewa, exact, published FROM PUBLIC;
REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA ninewa FROM PUBLIC;
GRANT USAGE ON SCHEMA ninewa, exact, published TO webmap_app;
GRANT SELECT ON ALL TABLES IN SCHEMA ninewa, exact, published TO webmap_app;
GRANT INSERT ON ninewa.site_report TO webmap_app;
GRANT SELECT ON public.alembic_version TO webmap_app;
GRANT USAGE ON SCHEMA published TO webmap_public;
GRANT SELECT ON ALL TABLES IN SCHEMA published TO webmap_public;
"""


def _key(layer: Layer, row: str) -> str:
    return " AND ".join(f"{column} = {row}.{column}" for column in layer.key)


def _relations(layer: Layer) -> list[str]:
    """The exact view, the publishable form of it, and the table that stores this form."""
    exact = f"CREATE VIEW exact.{layer.name} AS SELECT {layer.columns} FROM ninewa.{layer.base} b {layer.extra}"
    if layer.public or layer.hidden_when != "false":
        openness = (
            f"CREATE FUNCTION ninewa.openness(e exact.{layer.name}) RETURNS integer LANGUAGE sql IMMUTABLE"
            " RETURN ninewa.sensitivity_rank(e.sensitivity)"
        )
    else:
        openness = ""
    names = [row[0] for row in _columns_after(exact, layer)]
    chosen = ", ".join(f"{layer.public[name]} AS {name}" if name in layer.public else f"e.{name}" for name in names)
    publishable = (
        f"CREATE VIEW ninewa.publishable_{layer.name} AS SELECT {chosen} FROM exact.{layer.name} e"
        f" WHERE NOT ({layer.hidden_when})"
    )
    table = f"CREATE TABLE published.{layer.name} AS SELECT * FROM ninewa.publishable_{layer.name} WITH NO DATA"
    key = f"ALTER TABLE published.{layer.name} ADD PRIMARY KEY ({', '.join(layer.key)})"
    indexes = [f"CREATE INDEX ON published.{layer.name} {_using(index)}" for index in layer.indexes]
    fill = f"INSERT INTO published.{layer.name} SELECT * FROM ninewa.publishable_{layer.name}"
    return [statement for statement in (openness, publishable, table, key, *indexes, fill) if statement]


def _using(index: str) -> str:
    return index if index.startswith("(") else f"USING {index}"


def _columns_after(view: str, layer: Layer) -> list[tuple[str]]:
    op.execute(view)
    rows = op.get_bind().exec_driver_sql(
        "SELECT column_name FROM information_schema.columns WHERE table_schema = 'exact' AND table_name = %s"
        " ORDER BY ordinal_position",
        (layer.name,),
    )
    return [(row[0],) for row in rows]


def _publishing(layer: Layer) -> str:
    """A row trigger that keeps the stored public form in step with the exact row."""
    return f"""
CREATE FUNCTION ninewa.publish_{layer.base}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        DELETE FROM published.{layer.name} WHERE {_key(layer, "OLD")};
    END IF;
    IF TG_OP <> 'DELETE' THEN
        INSERT INTO published.{layer.name} SELECT * FROM ninewa.publishable_{layer.name} WHERE {_key(layer, "NEW")};
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER publish AFTER INSERT OR UPDATE OR DELETE ON ninewa.{layer.base}
    FOR EACH ROW EXECUTE FUNCTION ninewa.publish_{layer.base}()"""


def _dependants(table: str) -> str:
    """Rows of other relations whose public form rests on the changed row."""
    steps = "\n".join(
        f"    DELETE FROM published.{name} WHERE {condition};\n"
        f"    INSERT INTO published.{name} SELECT * FROM ninewa.publishable_{name} WHERE {condition};"
        for name, condition in DEPENDANTS[table]
    )
    event = "INSERT" if table == "site_report" else "UPDATE"
    return f"""
CREATE FUNCTION ninewa.publish_with_{table}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog AS $$
BEGIN
{steps}
    RETURN NULL;
END $$;
CREATE TRIGGER publish_with AFTER {event} ON ninewa.{table}
    FOR EACH ROW EXECUTE FUNCTION ninewa.publish_with_{table}()"""


def upgrade() -> None:
    run(FOUNDATION)
    for layer in LAYERS:
        for statement in _relations(layer):
            run(statement)
        run(_publishing(layer))
    for table in DEPENDANTS:
        run(_dependants(table))
    for base in {layer.base for layer in LAYERS} | {"flow_place"}:
        run(
            f"CREATE TRIGGER raise_data_version AFTER INSERT OR UPDATE OR DELETE ON ninewa.{base}"
            " FOR EACH STATEMENT EXECUTE FUNCTION ninewa.raise_data_version()"
        )
    run(GRANTS)


def downgrade() -> None:
    for base in sorted({layer.base for layer in LAYERS} | set(DEPENDANTS)):
        run(f"DROP TRIGGER IF EXISTS publish ON ninewa.{base}")
        run(f"DROP TRIGGER IF EXISTS publish_with ON ninewa.{base}")
        run(f"DROP TRIGGER IF EXISTS raise_data_version ON ninewa.{base}")
        run(f"DROP FUNCTION IF EXISTS ninewa.publish_{base}()")
        run(f"DROP FUNCTION IF EXISTS ninewa.publish_with_{base}()")
    for layer in LAYERS:
        run(f"DROP VIEW ninewa.publishable_{layer.name}")
    run("DROP INDEX ninewa.geography_site_geom; DROP INDEX ninewa.geography_community_geom")
    run("DROP SCHEMA published CASCADE")
    run("DROP SCHEMA exact CASCADE")
    run("DROP FUNCTION ninewa.raise_data_version()")
    run("DROP FUNCTION ninewa.stricter(text[]), ninewa.stricter(text, integer), ninewa.sensitivity_rank(text)")
    run("REVOKE ALL ON ALL TABLES IN SCHEMA ninewa FROM webmap_app; REVOKE ALL ON SCHEMA ninewa FROM webmap_app")
    run("REVOKE ALL ON public.alembic_version FROM webmap_app")
