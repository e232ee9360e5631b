-- Which health services of the day are nearest to each site, and how far are they over the ground (geodesic metres)?
-- Up to three a site: of the primary care that was stated in the last 31 days (`recent`), of the primary care that was
-- last stated before that, or only by its opening (`earlier`), of all other health services (`other`).
-- One on the site itself is at 0 m, whether or not its point is known. A site without a point and without one has none.
WITH service AS (
-- include geodata/statements/services.sql
),
health AS (
    SELECT service.service_id, service.shown_name, service.shown_lang, service.kind, service.site_id, service.known_on,
           service.known_on_precision,
           CASE WHEN service.lon IS NOT NULL
               THEN ST_SetSRID(ST_MakePoint(service.lon, service.lat), 4326)::geography END AS place,
           CASE
               WHEN service.kind <> ALL (:primary) THEN 'other'
               WHEN p.as_of <= CAST(:at AS date)
                   AND CAST(date_trunc(coalesce(p.as_of_precision, 'day'), p.as_of) AS date)
                       >= CAST(:at AS date) - old_after_days() THEN 'recent'
               ELSE 'earlier'
           END AS told
    FROM service
    JOIN service_points p ON p.service_id = service.service_id
    WHERE service.running AND service.kind = ANY (:kinds)
)
SELECT s.site_id, nearest.told, nearest.shown_name, nearest.shown_lang, nearest.kind, nearest.known_on,
       nearest.known_on_precision, nearest.metres
FROM sites s
CROSS JOIN LATERAL (
    SELECT DISTINCT ON (h.told) h.told, h.shown_name, h.shown_lang, h.kind, h.known_on, h.known_on_precision,
           CASE WHEN h.site_id = s.site_id THEN 0 ELSE ST_Distance(s.geom::geography, h.place) END AS metres
    FROM health h
    WHERE h.site_id = s.site_id OR (h.place IS NOT NULL AND s.geom IS NOT NULL)
    ORDER BY h.told, metres, h.service_id
) AS nearest
WHERE s.site_id = ANY (:site_ids)
ORDER BY s.site_id, nearest.told
