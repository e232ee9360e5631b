-- Which service points lie within :metres of a corridor, nearest first? Geodesic metres; 0 inside an area.
-- Candidates come by the index of the points in degrees (a degree is at least 86 km at 39° north); geography decides.
WITH shape AS (
    SELECT part.geom
    FROM corridors c
    CROSS JOIN LATERAL (VALUES (c.axis::geometry), (c.area::geometry)) AS part (geom)
    WHERE c.corridor_id = :corridor AND part.geom IS NOT NULL
)
SELECT p.service_id, min(ST_Distance(p.geom::geography, shape.geom::geography)) AS offset_m
FROM shape
JOIN service_points p ON p.geom && ST_Expand(shape.geom, :metres / 86000.0)
WHERE ST_DWithin(p.geom::geography, shape.geom::geography, :metres)
GROUP BY p.service_id
ORDER BY offset_m, p.service_id
LIMIT :limit
