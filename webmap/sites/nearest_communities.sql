-- Which peacebuilding communities lie nearest to a site? Geodesic metres.
SELECT c.community_id, coalesce(n.name, c.name) AS shown_name,
       shown_lang(n.name, :lang) AS shown_lang,
       ST_Distance(s.geom::geography, c.geom::geography) AS distance_m
FROM sites s CROSS JOIN communities c
LEFT JOIN place_names n
    ON n.entity_kind = 'community' AND n.entity_id = c.community_id AND n.lang = :lang AND n.preferred
WHERE s.site_id = :site_id AND s.geom IS NOT NULL AND c.geom IS NOT NULL
ORDER BY c.geom::geography <-> s.geom::geography, c.community_id
LIMIT :limit
