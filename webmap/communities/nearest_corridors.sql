-- Which corridors that had been in use by the day :at pass nearest to a community? Geodesic metres to the schematic axis.
-- The index on the axes gives the nearest 50 in degrees; geography decides among them.
SELECT c.corridor_id, coalesce(n.name, c.name) AS shown_name,
       shown_lang(n.name, :lang) AS shown_lang,
       coalesce(c.period_end < CAST(:at AS date), false) AS ended, c.distance_m
FROM communities m
CROSS JOIN LATERAL (
    SELECT near.corridor_id, near.name, near.period_end, ST_Distance(near.axis::geography, m.geom::geography) AS distance_m
    FROM (
        SELECT k.corridor_id, k.name, k.period_end, k.axis
        FROM corridors k JOIN sources src ON src.source_id = k.source_id
        WHERE k.axis IS NOT NULL
          AND begun_by(k.period_start, k.period_start_precision, src.published_on, src.published_on_precision)
              <= CAST(:at AS date)
        ORDER BY k.axis <-> m.geom LIMIT 50
    ) AS near
) AS c
LEFT JOIN place_names n
    ON n.entity_kind = 'corridor' AND n.entity_id = c.corridor_id AND n.lang = :lang AND n.preferred
WHERE m.community_id = :community AND m.geom IS NOT NULL
ORDER BY c.distance_m, c.corridor_id
LIMIT :limit
