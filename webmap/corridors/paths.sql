-- How long is each path of a corridor, at least, and between which of its points does it run? Geodesic metres.
SELECT path.path[1] AS path_number, ST_Length(path.geom::geography) AS length_m,
       start.seq AS from_seq, finish.seq AS to_seq
FROM corridors c
CROSS JOIN LATERAL ST_Dump(c.axis) AS path
LEFT JOIN LATERAL (
    SELECT p.seq FROM corridor_points p
    WHERE p.corridor_id = c.corridor_id AND ST_Equals(p.geom, ST_StartPoint(path.geom)) ORDER BY p.seq LIMIT 1
) AS start ON true
LEFT JOIN LATERAL (
    SELECT p.seq FROM corridor_points p
    WHERE p.corridor_id = c.corridor_id AND ST_Equals(p.geom, ST_EndPoint(path.geom)) ORDER BY p.seq DESC LIMIT 1
) AS finish ON true
WHERE c.corridor_id = :corridor
ORDER BY path_number
LIMIT 100
