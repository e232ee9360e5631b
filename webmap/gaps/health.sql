-- Which known health service of the day is nearest to each site, and how far is it over the ground (geodesic metres)?
-- One on the site itself is at 0 m, whether or not its point is known. A site without a point and without one has none.
WITH service AS (
-- include geodata/statements/services.sql
),
health AS (
    SELECT service_id, shown_name, shown_lang, kind, site_id, known_on, known_on_precision,
           CASE WHEN lon IS NOT NULL THEN ST_SetSRID(ST_MakePoint(lon, lat), 4326)::geography END AS place
    FROM service WHERE running AND kind = ANY (:kinds)
)
SELECT s.site_id, nearest.shown_name, nearest.shown_lang, nearest.kind, nearest.known_on, nearest.known_on_precision,
       nearest.metres
FROM sites s
CROSS JOIN LATERAL (
    SELECT h.shown_name, h.shown_lang, h.kind, h.known_on, h.known_on_precision,
           CASE WHEN h.site_id = s.site_id THEN 0 ELSE ST_Distance(s.geom::geography, h.place) END AS metres
    FROM health h
    WHERE h.site_id = s.site_id OR (h.place IS NOT NULL AND s.geom IS NOT NULL)
    ORDER BY metres, h.service_id LIMIT 1
) AS nearest
WHERE s.site_id = ANY (:site_ids)
ORDER BY s.site_id
