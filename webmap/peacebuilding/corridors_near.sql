-- Which corridors that had been in use by the day :at pass within :metres of each community? Geodesic metres to the
-- schematic axis or to the area.
SELECT c.community_id, k.corridor_id, coalesce(n.name, k.name) AS shown_name,
       shown_lang(n.name, :lang) AS shown_lang,
       CAST(ST_AsGeoJSON(coalesce(k.axis, ST_Multi(ST_Boundary(k.area))), 6) AS json) -> 'coordinates' AS paths,
       coalesce(k.period_end < CAST(:at AS date), false) AS ended,
       ST_Distance(coalesce(k.area::geography, k.axis::geography), c.geom::geography) AS distance_m
FROM communities c
JOIN corridors k ON ST_DWithin(coalesce(k.area::geography, k.axis::geography), c.geom::geography, :metres)
JOIN sources src ON src.source_id = k.source_id
LEFT JOIN place_names n
    ON n.entity_kind = 'corridor' AND n.entity_id = k.corridor_id AND n.lang = :lang AND n.preferred
WHERE begun_by(k.period_start, k.period_start_precision, src.published_on, src.published_on_precision)
      <= CAST(:at AS date)
ORDER BY c.community_id, distance_m, k.corridor_id
LIMIT :limit
