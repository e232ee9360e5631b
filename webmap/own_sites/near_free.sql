-- Which sites nearest to each of these have free places on a day? Of all sites asked for at once. Geodesic metres.
SELECT asked.site_id AS near_to, near.*
FROM unnest(CAST(:near_to AS text[]), CAST(:lons AS float8[]), CAST(:lats AS float8[])) AS asked (site_id, lon, lat)
CROSS JOIN LATERAL (
    SELECT other.site_id, coalesce(n.name, other.name) AS shown_name, shown_lang(n.name, :lang) AS shown_lang, state.free,
           state.counted_as_of, state.counted_precision,
           ST_Distance(other.geom::geography, ST_SetSRID(ST_MakePoint(asked.lon, asked.lat), 4326)::geography) AS metres
    FROM sites other
    CROSS JOIN LATERAL (SELECT k.* FROM site_state(:at) AS k WHERE k.site_id = other.site_id LIMIT 1) AS state
    LEFT JOIN place_names n
           ON n.entity_kind = 'site' AND n.entity_id = other.site_id AND n.lang = :lang AND n.preferred
    WHERE other.geom IS NOT NULL AND other.site_id <> asked.site_id
      AND fits(state.free, state.type, state.status_then, 1, false)
    ORDER BY other.geom::geography <-> ST_SetSRID(ST_MakePoint(asked.lon, asked.lat), 4326)::geography
    LIMIT :limit
) AS near
ORDER BY asked.site_id, near.metres, near.site_id
