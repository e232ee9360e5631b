-- Which sites are known on a day, and what is known of each?
WITH state AS (
-- include geodata/site_state.sql
)
SELECT state.*, ST_X(state.geom) AS lon, ST_Y(state.geom) AS lat,
       coalesce(n.name, state.name) AS shown_name,
       CASE WHEN n.name IS NULL THEN 'en' ELSE :lang END AS shown_lang,
       coalesce(district.name, state.district_stated) AS district_shown
FROM state
LEFT JOIN place_names n ON n.entity_kind = 'site' AND n.entity_id = state.site_id AND n.lang = :lang AND n.preferred
-- include geodata/district_shown.sql
ORDER BY state.name, state.site_id
LIMIT :limit
