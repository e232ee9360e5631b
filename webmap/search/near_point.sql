-- Which sites and communities lie nearest to a point (degrees, WGS 84)? Geodesic metres; :each of either kind.
WITH asked AS (SELECT ST_SetSRID(ST_MakePoint(:lon, :lat), 4326)::geography AS point),
near AS (
    (SELECT 'site' AS entity_kind, s.site_id AS entity_id, s.type AS kind, s.name, s.geom
     FROM sites s, asked WHERE s.geom IS NOT NULL
     ORDER BY s.geom::geography <-> asked.point LIMIT :each)
    UNION ALL
    (SELECT 'community', c.community_id, 'community', c.name, c.geom
     FROM communities c, asked WHERE c.geom IS NOT NULL
     ORDER BY c.geom::geography <-> asked.point LIMIT :each)
)
SELECT near.entity_kind, near.entity_id, near.kind, coalesce(shown.name, near.name) AS name,
       shown_lang(shown.name, :lang) AS name_lang,
       ST_X(near.geom) AS lon, ST_Y(near.geom) AS lat,
       ST_Distance(near.geom::geography, asked.point) AS metres
FROM near
CROSS JOIN asked
LEFT JOIN place_names shown
    ON shown.entity_kind = near.entity_kind AND shown.entity_id = near.entity_id
    AND shown.lang = :lang AND shown.preferred
ORDER BY metres, near.entity_kind, near.entity_id
