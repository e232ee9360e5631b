-- Which sites have at least :families free places nearest to a point on the day :at? With :include_unknown those of
-- unknown capacity too, in the same order. Geodesic metres.
-- The index on geography walks outwards until enough sites are found, and only sites on its way are judged. Its order is
-- that of a sphere, so whatever lies within the farthest of them is then ordered on the spheroid.
WITH first AS MATERIALIZED (
    SELECT near.site_id, ST_Distance(near.geom::geography, ST_SetSRID(ST_MakePoint(:lon, :lat), 4326)::geography) AS metres
    FROM sites near
    CROSS JOIN LATERAL (SELECT k.* FROM site_state(:at, :known) AS k WHERE k.site_id = near.site_id LIMIT 1) AS state
    WHERE near.geom IS NOT NULL AND fits(state.free, state.type, state.status_then, :families, :include_unknown)
    ORDER BY near.geom::geography <-> ST_SetSRID(ST_MakePoint(:lon, :lat), 4326)::geography
    LIMIT :limit
)
SELECT state.site_id, state.name, coalesce(n.name, state.name) AS shown_name,
       shown_lang(n.name, :lang) AS shown_lang,
       ST_X(state.geom) AS lon, ST_Y(state.geom) AS lat, state.type, state.status_then, state.free,
       state.ready, state.occupied, state.reserved, state.reserved_as_of, state.reserved_precision, state.reserved_here,
       state.reserved_here_until, state.reserved_before_count,
       state.over_capacity_by, state.out_of_date, state.doubted, state.changed_since,
       state.counted_as_of, state.counted_precision, state.withheld, state.families, state.families_qualifier,
       state.families_as_of, state.families_precision, state.said_full_on,
       ST_Distance(state.geom::geography, ST_SetSRID(ST_MakePoint(:lon, :lat), 4326)::geography) AS metres
FROM (SELECT max(first.metres) AS metres FROM first) AS reach
JOIN sites near
    ON ST_DWithin(near.geom::geography, ST_SetSRID(ST_MakePoint(:lon, :lat), 4326)::geography, reach.metres + 0.001)
CROSS JOIN LATERAL (SELECT k.* FROM site_state(:at, :known) AS k WHERE k.site_id = near.site_id LIMIT 1) AS state
LEFT JOIN place_names n ON n.entity_kind = 'site' AND n.entity_id = state.site_id AND n.lang = :lang AND n.preferred
WHERE fits(state.free, state.type, state.status_then, :families, :include_unknown)
ORDER BY metres, state.site_id
LIMIT :limit
