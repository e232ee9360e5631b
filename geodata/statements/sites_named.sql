-- The rows of state with their positions, names and districts in the reader's language; each district is looked up once.
districts AS MATERIALIZED (
    SELECT DISTINCT coalesce(state.district_stated, state.adm2_name) AS told, district.name, district.latin
    FROM (SELECT DISTINCT state.district_stated, state.adm2_name FROM state) AS state
-- include geodata/statements/district_shown.sql
),
asked AS (SELECT state.site_id FROM state WHERE state.free IS NULL AND NOT state.changed_since),
-- include geodata/statements/said_ready.sql
SELECT state.*, ST_X(state.geom) AS lon, ST_Y(state.geom) AS lat,
       coalesce(n.name, state.name) AS shown_name,
       shown_lang(n.name, :lang) AS shown_lang,
       coalesce(districts.latin, state.district_stated, state.adm2_name) AS district,
       coalesce(districts.name, state.district_stated, state.adm2_name) AS district_shown, described.sensitivity, arabic.name AS name_ar,
       said_ready.metric AS said_metric, said_ready.value AS said_value, said_ready.qualifier AS said_qualifier,
       said_ready.as_of AS said_as_of, said_ready.as_of_precision AS said_precision, said_ready.source_id AS said_source,
       to_report.frequency AS reports, to_report.since AS reports_since,
       reported.as_of AS reported_as_of, reported.as_of_precision AS reported_precision, reported.days AS reported_days
FROM state
JOIN sites described ON described.site_id = state.site_id
LEFT JOIN place_names arabic
    ON arabic.entity_kind = 'site' AND arabic.entity_id = state.site_id AND arabic.lang = 'ar' AND arabic.preferred
LEFT JOIN place_names n ON n.entity_kind = 'site' AND n.entity_id = state.site_id AND n.lang = :lang AND n.preferred
LEFT JOIN said_ready ON said_ready.site_id = state.site_id
LEFT JOIN districts ON districts.told = coalesce(state.district_stated, state.adm2_name)
-- include geodata/statements/reported_when.sql
ORDER BY state.name, state.site_id
