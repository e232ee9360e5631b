-- Which movements lie along a corridor: both ends within 500 m of its points, in their order, within its period? A
-- movement whose ends lie on several corridors is along each of them. Boxes in degrees, of a hundredth and so more than
-- 500 m wide on each side, choose what geography decides.
-- A text without schema names, as in 70_site_state.sql: the search path of who asks decides the layer.
CREATE FUNCTION public.flows_along(corridor text)
RETURNS TABLE (flow_id bigint, period_start date, period_end date)
LANGUAGE sql STABLE AS $$
SELECT f.flow_id, f.period_start, f.period_end
FROM corridors c
CROSS JOIN LATERAL (
    SELECT ST_SetSRID(ST_Expand(ST_Extent(p.geom), 0.01)::geometry, 4326) AS box
    FROM corridor_points p WHERE p.corridor_id = c.corridor_id OFFSET 0
) AS round_it
JOIN flows f ON f.period_start >= c.period_start AND f.period_end <= c.period_end
    AND f.from_geom && round_it.box AND f.to_geom && round_it.box
WHERE c.corridor_id = corridor
  AND (SELECT min(p.seq) FROM corridor_points p
       WHERE p.corridor_id = c.corridor_id AND p.role <> 'destination'
         AND p.geom && ST_Expand(f.from_geom, 0.01) AND ST_DWithin(p.geom::geography, f.from_geom::geography, 500))
    < (SELECT max(p.seq) FROM corridor_points p
       WHERE p.corridor_id = c.corridor_id AND p.role <> 'origin'
         AND p.geom && ST_Expand(f.to_geom, 0.01) AND ST_DWithin(p.geom::geography, f.to_geom::geography, 500))
$$;

-- Which movements may lie along a corridor, as nobody can say: one end within 500 m of its points, where people can have
-- left or reached it, the other end several places, an area or nothing that has a position, within its period?
CREATE FUNCTION public.flows_perhaps_along(corridor text)
RETURNS TABLE (flow_id bigint, period_start date, period_end date)
LANGUAGE sql STABLE AS $$
SELECT f.flow_id, f.period_start, f.period_end
FROM corridors c
JOIN flows f ON f.period_start >= c.period_start AND f.period_end <= c.period_end
    AND (f.from_geom IS NULL) <> (f.to_geom IS NULL)
WHERE c.corridor_id = corridor
  AND EXISTS (
      SELECT FROM corridor_points p
      WHERE p.corridor_id = c.corridor_id
        AND p.role <> CASE WHEN f.to_geom IS NULL THEN 'destination' ELSE 'origin' END
        AND p.geom && ST_Expand(coalesce(f.from_geom, f.to_geom), 0.01)
        AND ST_DWithin(p.geom::geography, coalesce(f.from_geom, f.to_geom)::geography, 500)
  )
$$;
