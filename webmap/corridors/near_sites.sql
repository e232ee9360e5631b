-- Which sites known by the day :at lie within :metres of a corridor, nearest first? Geodesic metres; 0 inside an area.
-- Candidates come by the index of the planar column (UTM 38N: over the whole response area its scale is wrong by less
-- than 0.4 %, so 1 % and 100 m of margin lose nobody); geography decides.
WITH shape AS (
    SELECT part.geom, ST_Transform(part.geom, 32638) AS utm
    FROM corridors c
    CROSS JOIN LATERAL (VALUES (c.axis::geometry), (c.area::geometry)) AS part (geom)
    WHERE c.corridor_id = :corridor AND part.geom IS NOT NULL
),
near AS MATERIALIZED (
    SELECT s.site_id, min(ST_Distance(s.geom::geography, shape.geom::geography)) AS offset_m
    FROM shape
    JOIN sites s ON ST_DWithin(s.utm, shape.utm, :metres * 1.01 + 100)
    WHERE ST_DWithin(s.geom::geography, shape.geom::geography, :metres)
    GROUP BY s.site_id
)
SELECT state.site_id, state.name, coalesce(n.name, state.name) AS shown_name,
       shown_lang(n.name, :lang) AS shown_lang,
       state.type, state.status_then, state.families, state.families_qualifier, state.families_as_of,
       state.families_precision, state.ready, state.free, state.over_capacity_by, state.out_of_date, state.doubted, state.changed_since,
       state.counted_as_of, state.counted_precision, state.withheld, near.offset_m
FROM near
CROSS JOIN LATERAL (
    SELECT k.* FROM site_state(:at, :known) AS k WHERE k.site_id = near.site_id OFFSET 0 -- worked out for these only
) AS state
LEFT JOIN place_names n ON n.entity_kind = 'site' AND n.entity_id = state.site_id AND n.lang = :lang AND n.preferred
ORDER BY near.offset_m, state.site_id
LIMIT :limit
