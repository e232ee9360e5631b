-- The movement f lies along the corridor c: both its ends within 500 m of the corridor's points, in their order, within
-- the corridor's period.
f.period_start >= c.period_start AND f.period_end <= c.period_end
AND (SELECT min(p.seq) FROM corridor_points p
     WHERE p.corridor_id = c.corridor_id AND p.role <> 'destination'
       AND ST_DWithin(p.geom::geography, f.from_geom::geography, 500))
  < (SELECT max(p.seq) FROM corridor_points p
     WHERE p.corridor_id = c.corridor_id AND p.role <> 'origin'
       AND ST_DWithin(p.geom::geography, f.to_geom::geography, 500))
