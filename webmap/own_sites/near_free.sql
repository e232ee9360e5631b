-- Which sites nearest to a point have free places on a day? :but: the site that is asked for. Geodesic metres.
SELECT near.site_id, coalesce(n.name, near.name) AS shown_name, shown_lang(n.name, :lang) AS shown_lang, state.free,
       state.counted_as_of, state.counted_precision,
       ST_Distance(near.geom::geography, ST_SetSRID(ST_MakePoint(:lon, :lat), 4326)::geography) AS metres
FROM sites near
CROSS JOIN LATERAL (SELECT k.* FROM site_state(:at) AS k WHERE k.site_id = near.site_id LIMIT 1) AS state
LEFT JOIN place_names n ON n.entity_kind = 'site' AND n.entity_id = near.site_id AND n.lang = :lang AND n.preferred
WHERE near.geom IS NOT NULL AND near.site_id <> :but AND fits(state.free, state.type, state.status_then, 1, false)
ORDER BY near.geom::geography <-> ST_SetSRID(ST_MakePoint(:lon, :lat), 4326)::geography
LIMIT :limit
