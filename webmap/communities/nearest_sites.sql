-- Which sites known by the day :at lie nearest to a community? Geodesic metres.
-- The index on the sites' geography gives the nearest 200; those known by then are kept.
WITH near AS MATERIALIZED (
    SELECT candidate.site_id, candidate.distance_m
    FROM communities c
    CROSS JOIN LATERAL (
        SELECT s.site_id, ST_Distance(s.geom::geography, c.geom::geography) AS distance_m
        FROM sites s WHERE s.geom IS NOT NULL
        ORDER BY s.geom::geography <-> c.geom::geography LIMIT 200
    ) AS candidate
    WHERE c.community_id = :community
)
SELECT state.site_id, state.name, coalesce(n.name, state.name) AS shown_name,
       shown_lang(n.name, :lang) AS shown_lang, state.type, near.distance_m
FROM near
CROSS JOIN LATERAL (
    SELECT k.* FROM sites_known(:at, :known) AS k WHERE k.site_id = near.site_id OFFSET 0 -- worked out for these only
) AS state
LEFT JOIN place_names n ON n.entity_kind = 'site' AND n.entity_id = state.site_id AND n.lang = :lang AND n.preferred
ORDER BY near.distance_m, state.site_id
LIMIT :limit
