-- Which health services of the day are nearest to each site, and how far are they over the ground (geodesic metres)?
-- Up to three a site: of the primary care that was stated in the last 31 days (`recent`), of the primary care that was
-- last stated before that, or only by its opening (`earlier`), of all other health services (`other`).
-- One on the site itself is at 0 m, whether or not its point is known. A site without a point and without one has none.
-- Plans do not know how many sites are asked for: a list is looked through for each row, a table is hashed.
WITH asked AS MATERIALIZED (
    SELECT unnest(CAST(:site_ids AS text[])) AS site_id
),
service AS (
-- include geodata/statements/services.sql
),
health AS MATERIALIZED (
    SELECT service.service_id, service.shown_name, service.shown_lang, service.kind, service.site_id, service.known_on,
           service.known_on_precision, p.geom,
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
),
-- The nearest of each kind on the plane of UTM 38 is, in Iraq, within 0.5 % as far over the ground: whatever is nearest
-- there lies in the box (degrees) of 1 % more around the site.
every AS MATERIALIZED (
    SELECT told, ST_Collect(ST_Transform(geom, 32638)) AS points FROM health WHERE geom IS NOT NULL GROUP BY told
),
box AS MATERIALIZED (
    SELECT s.site_id, every.told, ST_Expand(s.geom, far.metres / (111000 * cos(radians(abs(ST_Y(s.geom)) + 3))),
                                            far.metres / 110500) AS degrees
    FROM sites s CROSS JOIN every
    CROSS JOIN LATERAL (SELECT 1 + 1.01 * ST_Distance(s.utm, every.points) AS metres) far
    WHERE s.site_id IN (SELECT site_id FROM asked) AND s.geom IS NOT NULL
),
near AS (
    SELECT box.site_id AS of_site, health.*, ST_Distance(s.geom::geography, health.geom::geography) AS metres
    FROM box
    JOIN health ON health.told = box.told AND health.geom && box.degrees
    JOIN sites s ON s.site_id = box.site_id
    UNION ALL
    SELECT health.site_id, health.*, 0 FROM health WHERE health.site_id IN (SELECT site_id FROM asked)
)
SELECT DISTINCT ON (near.of_site, near.told)
       near.of_site AS site_id, near.told, near.shown_name, near.shown_lang, near.kind, near.known_on,
       near.known_on_precision, near.metres
FROM near
ORDER BY near.of_site, near.told, near.metres, near.service_id
