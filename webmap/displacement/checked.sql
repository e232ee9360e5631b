-- Which figures are loaded, with what decides whether they may be added or compared (ids NULL: all of them; at NULL: of
-- whichever day, else none after it)?
SELECT f.figure_id, f.metric, f.type, f.unit, f.value, f.qualifier, f.as_of, f.as_of_precision, f.scope, f.provider,
       f.relayed_by, f.site_ids, f.suspect, f.multiplier, f.source_id, s.title AS source_title,
       s.publisher AS source_publisher, s.published_on AS source_published_on,
       s.published_on_precision AS source_published_precision, CASE WHEN s.url ~ '^https?://' THEN s.url END AS source_url
FROM figures f
JOIN sources s ON s.source_id = f.source_id
WHERE f.value IS NOT NULL AND (CAST(:at AS date) IS NULL OR f.as_of <= CAST(:at AS date))
  AND (CAST(:ids AS integer[]) IS NULL OR f.figure_id = ANY (CAST(:ids AS integer[])))
ORDER BY f.as_of, f.figure_id
LIMIT :limit
