-- Which corridors are there, where do they run, and were they in use on the day :at?
-- Lengths are geodesic and straight between the located points, of the shortest and the longest path: a road is at
-- least as long. `state`: not_begun (not known to be in use), in_use or ended by :at; an end after :at is not told, nor is
-- the source before the use is known. A corridor stored as an area has
-- its outline as paths. Movements are those along it (as in movements.sql) of the 14 days up to :at.
-- With :corridor only that one.
SELECT
    c.corridor_id, c.name, coalesce(n.name, c.name) AS shown_name,
    shown_lang(n.name, :lang) AS shown_lang, n.form AS name_form,
    CASE
        WHEN use.known_from > CAST(:at AS date) THEN 'not_begun'
        WHEN c.period_end < CAST(:at AS date) THEN 'ended'
        WHEN c.period_start IS NULL THEN 'not_stated'
        ELSE 'in_use'
    END AS state,
    CASE WHEN use.known_from <= CAST(:at AS date) THEN c.period_start END AS period_start, c.period_start_precision,
    CASE WHEN c.period_end < CAST(:at AS date) THEN c.period_end END AS period_end, c.period_end_precision,
    c.schematic, c.axis IS NOT NULL AS has_axis, c.area IS NOT NULL AS has_area,
    CAST(ST_AsGeoJSON(coalesce(c.axis, ST_Multi(ST_Boundary(c.area))), 6) AS json) -> 'coordinates' AS paths,
    length.shortest_m, length.longest_m,
    points.total AS points_total, points.located AS points_located,
    moved.movements AS recent_movements,
    said_by(c.note, CAST(:at AS date)) AS note, c.source_id, src.title AS source_title, src.publisher AS source_publisher, src.url AS source_url,
    src.published_on AS source_published_on, src.published_on_precision AS source_published_precision,
    arabic.name AS name_ar
FROM corridors c
JOIN sources src ON src.source_id = c.source_id
LEFT JOIN place_names arabic
    ON arabic.entity_kind = 'corridor' AND arabic.entity_id = c.corridor_id AND arabic.lang = 'ar' AND arabic.preferred
LEFT JOIN place_names n
    ON n.entity_kind = 'corridor' AND n.entity_id = c.corridor_id AND n.lang = :lang AND n.preferred
CROSS JOIN LATERAL (
    SELECT begun_by(c.period_start, c.period_start_precision, src.published_on, src.published_on_precision) AS known_from
) AS use
CROSS JOIN LATERAL (
    SELECT min(ST_Length(path.geom::geography)) AS shortest_m, max(ST_Length(path.geom::geography)) AS longest_m
    FROM ST_Dump(c.axis) AS path
) AS length
CROSS JOIN LATERAL (
    SELECT count(*) AS total, count(p.geom) AS located FROM corridor_points p WHERE p.corridor_id = c.corridor_id
) AS points
CROSS JOIN LATERAL (
    SELECT count(*) AS movements
    FROM flows_along(c.corridor_id) AS f
    WHERE f.period_end > CAST(:at AS date) - recent_days() AND f.period_end <= CAST(:at AS date)
      AND f.period_end - f.period_start < recent_days()
) AS moved
WHERE CAST(:corridor AS text) IS NULL OR c.corridor_id = :corridor
ORDER BY c.corridor_id
LIMIT :limit
