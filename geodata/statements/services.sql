-- Which health and other services were there on the day :at?
-- A service is listed from the day it began or, earlier, from the first dated statement about it; a beginning that is
-- known only by its month or year counts from the end of that. What was stated only after :at (status, capacity, end) is
-- not told: a service within its period is then simply open, and its `known_on` is NULL. `running`: it gave service by then and had not ended.
-- With :only (a list of ids) just those.
WITH known AS (
    SELECT p.*, surely_begun(p.from_date, p.from_date_precision) AS surely_from,
        p.as_of <= CAST(:at AS date) AS stated_by_then
    FROM service_points p
)
SELECT
    k.service_id, k.name, coalesce(n.name, k.name) AS shown_name,
    shown_lang(n.name, :lang) AS shown_lang, n.form AS name_form,
    k.kind, k.site_id, ST_X(k.geom) AS lon, ST_Y(k.geom) AS lat, k.precision, k.operator,
    CASE WHEN k.stated_by_then THEN k.status ELSE 'open' END AS status_then,
    CASE WHEN k.from_date <= CAST(:at AS date) THEN k.from_date END AS from_date, k.from_date_precision,
    CASE WHEN k.to_date <= CAST(:at AS date) THEN k.to_date END AS to_date, k.to_date_precision,
    CASE WHEN k.stated_by_then THEN k.capacity END AS capacity,
    CASE WHEN k.stated_by_then THEN k.capacity_unit END AS capacity_unit,
    CASE WHEN k.stated_by_then THEN k.as_of END AS known_on,
    CASE WHEN k.stated_by_then THEN k.as_of_precision END AS known_on_precision,
    (k.to_date IS NULL OR k.to_date > CAST(:at AS date))
        AND (NOT k.stated_by_then OR k.status IS NULL OR k.status IN (
            'open', 'active', 'reopened', 'reactivated', 'installed', 'occupied', 'registration'
        )) AS running,
    k.source_id, src.title AS source_title, src.publisher AS source_publisher, src.url AS source_url,
    src.published_on AS source_published_on, src.published_on_precision AS source_published_precision,
    arabic.name AS name_ar
FROM known k
JOIN sources src ON src.source_id = k.source_id
LEFT JOIN place_names arabic
    ON arabic.entity_kind = 'service_point' AND arabic.entity_id = k.service_id AND arabic.lang = 'ar' AND arabic.preferred
LEFT JOIN place_names n
    ON n.entity_kind = 'service_point' AND n.entity_id = k.service_id AND n.lang = :lang AND n.preferred
WHERE least(k.surely_from, k.as_of) <= CAST(:at AS date)
  AND (CAST(:only AS text[]) IS NULL OR k.service_id = ANY (CAST(:only AS text[])))
  AND (CAST(:box AS text) IS NULL OR k.geom && ST_SetSRID(CAST(CAST(:box AS text) AS box2d)::geometry, 4326))
ORDER BY k.geom IS NULL, k.kind, k.name, k.service_id
LIMIT :limit
