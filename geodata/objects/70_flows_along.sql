-- Which movements lie along a corridor: both ends within 500 m of its points, in their order, within its period? A
-- movement whose ends lie on several corridors is along each of them.
-- A text without schema names, as in 70_site_state.sql: the search path of who asks decides the layer.
CREATE FUNCTION public.flows_along(corridor text)
RETURNS TABLE (flow_id integer, period_start date, period_end date)
LANGUAGE sql STABLE AS $$
SELECT f.flow_id, f.period_start, f.period_end
FROM corridors c
JOIN flows f ON f.period_start >= c.period_start AND f.period_end <= c.period_end
WHERE c.corridor_id = corridor
  AND (SELECT min(p.seq) FROM corridor_points p
       WHERE p.corridor_id = c.corridor_id AND p.role <> 'destination'
         AND ST_DWithin(p.geom::geography, f.from_geom::geography, 500))
    < (SELECT max(p.seq) FROM corridor_points p
       WHERE p.corridor_id = c.corridor_id AND p.role <> 'origin'
         AND ST_DWithin(p.geom::geography, f.to_geom::geography, 500))
$$;
