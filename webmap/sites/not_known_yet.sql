-- Which sites are in the database but were not known to exist by the day?
WITH state AS (
-- include geodata/site_state.sql
)
SELECT s.site_id, coalesce(n.name, s.name) AS shown_name,
       CASE WHEN n.name IS NULL THEN 'en' ELSE :lang END AS shown_lang
FROM sites s
LEFT JOIN place_names n ON n.entity_kind = 'site' AND n.entity_id = s.site_id AND n.lang = :lang AND n.preferred
WHERE NOT EXISTS (SELECT FROM state WHERE state.site_id = s.site_id)
ORDER BY s.name LIMIT :limit
