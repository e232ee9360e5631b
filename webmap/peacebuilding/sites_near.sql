-- Which sites known by the day :at lie within :metres of each community, and how many families were last counted there?
-- Geodesic metres.
WITH state AS MATERIALIZED (
    SELECT k.site_id, k.name, k.type, k.status_then, k.geom, k.families, k.families_qualifier, k.families_as_of,
           k.families_precision, k.families_source, k.withheld
    FROM site_state(:at, :known) AS k
)
SELECT c.community_id, state.site_id, coalesce(n.name, state.name) AS shown_name,
       shown_lang(n.name, :lang) AS shown_lang, state.type, state.status_then,
       state.families, state.families_qualifier, state.families_as_of, state.families_precision, state.families_source,
       state.withheld,
       ST_Distance(state.geom::geography, c.geom::geography) AS distance_m
FROM communities c
JOIN state ON state.geom IS NOT NULL AND ST_DWithin(state.geom::geography, c.geom::geography, :metres)
LEFT JOIN place_names n ON n.entity_kind = 'site' AND n.entity_id = state.site_id AND n.lang = :lang AND n.preferred
ORDER BY c.community_id, distance_m, state.site_id
LIMIT :limit
