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
LEFT JOIN LATERAL (
    SELECT d.name FROM place_names stated
    JOIN places p ON p.place_id = stated.entity_id AND p.kind = 'district'
    JOIN place_names d ON d.entity_kind = 'place' AND d.entity_id = p.place_id AND d.lang = :lang AND d.preferred
    WHERE stated.entity_kind = 'place' AND stated.lang = 'en' AND stated.name = state.district_stated
    LIMIT 1
) AS district ON true
ORDER BY state.name, state.site_id
LIMIT :limit
