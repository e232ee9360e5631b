-- Which staged sites lie on one and the same point with others, of the file or known before?
WITH placed AS (
    SELECT i.row, i.site_id, i.lon, i.lat FROM staged i WHERE i.lon IS NOT NULL
    UNION ALL
    SELECT NULL, s.site_id, public.ST_X(s.geom), public.ST_Y(s.geom)
    FROM ninewa.site s
    WHERE s.geom IS NOT NULL AND NOT EXISTS (SELECT FROM staged i WHERE i.site_id = s.site_id AND i.lon IS NOT NULL)
)
SELECT i.row, together.site_ids
FROM staged i
JOIN (
    SELECT lon, lat, array_agg(DISTINCT site_id ORDER BY site_id) AS site_ids
    FROM placed GROUP BY lon, lat HAVING count(DISTINCT site_id) > 1
) AS together USING (lon, lat)
ORDER BY i.row
