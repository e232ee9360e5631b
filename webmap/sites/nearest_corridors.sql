-- Which corridors that are known to be in use by the day :at pass nearest to a site? Geodesic metres to the schematic axis, straight between its points.
SELECT c.corridor_id, c.name AS latin_name, coalesce(n.name, c.name) AS shown_name,
       shown_lang(n.name, :lang) AS shown_lang,
       ST_Distance(s.geom::geography, c.axis::geography) AS distance_m,
       CAST(ST_AsGeoJSON(c.axis, 5) AS json) -> 'coordinates' AS paths
FROM sites s CROSS JOIN corridors c JOIN sources src ON src.source_id = c.source_id
LEFT JOIN place_names n
    ON n.entity_kind = 'corridor' AND n.entity_id = c.corridor_id AND n.lang = :lang AND n.preferred
WHERE s.site_id = :site_id AND s.geom IS NOT NULL AND c.axis IS NOT NULL
  AND coalesce(
      begun_by(c.period_start, c.period_start_precision, src.published_on, src.published_on_precision)
      <= CAST(:at AS date), true)
ORDER BY distance_m, c.corridor_id
LIMIT :limit
