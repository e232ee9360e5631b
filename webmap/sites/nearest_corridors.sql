-- Which corridors pass nearest to a site? Geodesic metres to the schematic axis, straight between its points.
SELECT c.corridor_id, c.name AS latin_name, coalesce(n.name, c.name) AS shown_name,
       shown_lang(n.name, :lang) AS shown_lang,
       ST_Distance(s.geom::geography, c.axis::geography) AS distance_m,
       CAST(ST_AsGeoJSON(c.axis, 5) AS json) -> 'coordinates' AS paths,
       c.period_start, c.period_start_precision, c.period_end, c.period_end_precision
FROM sites s CROSS JOIN corridors c
LEFT JOIN place_names n
    ON n.entity_kind = 'corridor' AND n.entity_id = c.corridor_id AND n.lang = :lang AND n.preferred
WHERE s.site_id = :site_id AND s.geom IS NOT NULL AND c.axis IS NOT NULL
ORDER BY distance_m, c.corridor_id
LIMIT :limit
