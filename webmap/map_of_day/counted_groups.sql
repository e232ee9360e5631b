-- How many sites are known in each cell of a grid over a box, and of how many of them what is known? The cells are :wide by
-- :high degrees. A group stands where its sites are on average, but keeps off the edge of its cell, so that neighbours
-- do not cover one another. `site_ids`: the first of them, at most :few.
WITH here AS MATERIALIZED (
    SELECT s.site_id FROM sites s
    WHERE s.geom && ST_MakeEnvelope(:west, :south, :east, :north, 4326) ORDER BY s.site_id OFFSET 0
),
state AS MATERIALIZED (
    SELECT known.*, ST_SnapToGrid(known.geom, 0, 0, :wide, :high) AS cell,
           known.status_then IN ('closed', 'no_access') AS shut
    FROM here
    CROSS JOIN LATERAL (SELECT k.* FROM site_state(:at, :known) AS k WHERE k.site_id = here.site_id LIMIT 1) AS known
)
SELECT greatest(ST_X(cell) - 0.3 * :wide, least(ST_X(cell) + 0.3 * :wide, avg(ST_X(geom)))) AS lon,
       greatest(ST_Y(cell) - 0.3 * :high, least(ST_Y(cell) + 0.3 * :high, avg(ST_Y(geom)))) AS lat,
       min(ST_X(geom)) AS west, min(ST_Y(geom)) AS south, max(ST_X(geom)) AS east, max(ST_Y(geom)) AS north,
       CAST(count(*) AS integer) AS sites,
       CAST(count(families) AS integer) AS families_in, CAST(sum(families) AS integer) AS families,
       CAST(count(*) FILTER (WHERE 'families' = ANY (withheld)) AS integer) AS families_withheld_in,
       CAST(count(free) FILTER (WHERE NOT shut) AS integer) AS free_in,
       CAST(sum(free) FILTER (WHERE NOT shut) AS integer) AS free,
       CAST(count(*) FILTER (WHERE 'free' = ANY (withheld) AND NOT shut) AS integer) AS free_withheld_in,
       CAST(sum(occupied) FILTER (WHERE free IS NOT NULL AND NOT shut) AS integer) AS occupied,
       CAST(sum(ready) FILTER (WHERE free IS NOT NULL AND NOT shut) AS integer) AS ready,
       (array_agg(site_id ORDER BY site_id))[1 : :few] AS site_ids
FROM state
GROUP BY cell
ORDER BY sites DESC, lon, lat
