-- Every figure of the headline metrics of one scope, in series: metric, type, provider, then day.
SELECT f.figure_id, f.metric, f.type, f.as_of, f.as_of_precision, f.unit, f.value, f.qualifier, f.scope, f.provider,
       f.relayed_by, f.suspect, f.note, f.source_id, s.title AS source_title, s.url AS source_url
FROM figures f
JOIN sources s ON s.source_id = f.source_id
WHERE f.metric ~ :metrics
  AND f.scope = :scope
  AND f.site_ids = '{}'
  AND f.provider IS NOT NULL
  AND f.value IS NOT NULL
ORDER BY f.metric, f.type, f.provider, f.as_of, f.relayed_by IS NOT NULL, f.figure_id
LIMIT :limit
