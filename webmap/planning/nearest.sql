-- Which sites have at least :families free places nearest to a point on the day :at? With :include_unknown those of
-- unknown capacity too, in the same order. Geodesic metres.
-- The index on geography walks outwards until enough sites are found; its order is that of a sphere, so whatever lies
-- within the farthest of them is then ordered on the spheroid.
WITH state AS NOT MATERIALIZED (
-- include geodata/site_state.sql
),
fitting AS NOT MATERIALIZED (
    SELECT state.site_id, state.name, state.geom::geography AS place, state.geom, state.type, state.status_then,
           state.free, state.ready, state.occupied, state.reserved, state.over_capacity_by, state.out_of_date,
           state.counted_as_of, state.counted_precision, state.families, state.families_qualifier,
           state.families_as_of, state.families_precision, state.said_full_on
    FROM state
    WHERE state.geom IS NOT NULL
      AND CASE
          WHEN state.free IS NULL
              THEN :include_unknown AND state.type NOT IN ('screening_site', 'reception_centre')
                   AND state.status_then <> 'closed'
          ELSE state.free >= :families AND (
-- include geodata/receiving.sql
          )
      END
),
reach AS MATERIALIZED (
    SELECT max(ST_Distance(first.place, ST_SetSRID(ST_MakePoint(:lon, :lat), 4326)::geography)) AS metres
    FROM (
        SELECT fitting.place FROM fitting
        ORDER BY fitting.place <-> ST_SetSRID(ST_MakePoint(:lon, :lat), 4326)::geography LIMIT :limit
    ) AS first
)
SELECT fitting.site_id, fitting.name, coalesce(n.name, fitting.name) AS shown_name,
       CASE WHEN n.name IS NULL THEN 'en' ELSE :lang END AS shown_lang,
       ST_X(fitting.geom) AS lon, ST_Y(fitting.geom) AS lat, fitting.type, fitting.status_then, fitting.free,
       fitting.ready, fitting.occupied, fitting.reserved, fitting.over_capacity_by, fitting.out_of_date,
       fitting.counted_as_of, fitting.counted_precision, fitting.families, fitting.families_qualifier,
       fitting.families_as_of, fitting.families_precision, fitting.said_full_on,
       ST_Distance(fitting.place, ST_SetSRID(ST_MakePoint(:lon, :lat), 4326)::geography) AS metres
FROM reach
JOIN fitting
    ON ST_DWithin(fitting.place, ST_SetSRID(ST_MakePoint(:lon, :lat), 4326)::geography, reach.metres + 0.001)
LEFT JOIN place_names n ON n.entity_kind = 'site' AND n.entity_id = fitting.site_id AND n.lang = :lang AND n.preferred
ORDER BY metres, fitting.site_id
LIMIT :limit
