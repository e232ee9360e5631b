-- What is known of one site on a day?
SELECT state.*, ST_X(state.geom) AS lon, ST_Y(state.geom) AS lat,
       coalesce(n.name, state.name) AS shown_name,
       shown_lang(n.name, :lang) AS shown_lang,
       coalesce(district.name, state.district_stated, state.adm2_name) AS district_shown,
       coalesce(boundary.name, state.adm2_name) AS adm2_shown,
       shown_lang(boundary.name, :lang) AS adm2_lang,
       s.coord_source, CASE WHEN s.as_of <= CAST(:at AS date) THEN s.builder END AS builder,
       CASE WHEN state.agency IS NOT NULL THEN s.agency_as_of END AS agency_as_of, s.agency_as_of_precision, s.cccm_ssid, s.adm1_name, s.adm1_pcode, s.adm3_name, s.adm3_pcode,
       s.source_id, s.as_of AS described_on, s.as_of_precision AS described_precision,
       s.sensitivity,
       to_report.frequency AS reports, to_report.since AS reports_since,
       reported.as_of AS reported_as_of, reported.as_of_precision AS reported_precision, reported.days AS reported_days
FROM site_state(:at, :known) AS state
JOIN sites s ON s.site_id = state.site_id
LEFT JOIN place_names n ON n.entity_kind = 'site' AND n.entity_id = state.site_id AND n.lang = :lang AND n.preferred
-- include geodata/statements/district_shown.sql
LEFT JOIN LATERAL (
    SELECT d.name FROM places p
    JOIN place_names d ON d.entity_kind = 'place' AND d.entity_id = p.place_id AND d.lang = :lang AND d.preferred
    WHERE p.kind = 'district' AND p.pcode = state.adm2_pcode
    LIMIT 1
) AS boundary ON true
-- include geodata/statements/reported_when.sql
WHERE state.site_id = :site_id
