-- Which sites are known by the day :at, and what are they called?
WITH state AS (
-- include geodata/site_state.sql
)
SELECT state.site_id, coalesce(n.name, state.name) AS shown_name, state.type
FROM state
LEFT JOIN place_names n ON n.entity_kind = 'site' AND n.entity_id = state.site_id AND n.lang = :lang AND n.preferred
WHERE coalesce(state.type, '') NOT IN ('screening_site', 'reception_centre')
ORDER BY shown_name, state.site_id
LIMIT 500
