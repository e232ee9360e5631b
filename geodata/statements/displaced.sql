-- The newest headline figures on the day :at, one for each provider and metric of one scope: never a suspect one; of one
-- day the exact one before a rounded one, and the provider's own before one that somebody quotes.
SELECT DISTINCT ON (f.provider, f.metric)
    f.figure_id, f.metric, f.type, f.as_of, f.as_of_precision, f.value, f.qualifier, f.provider, f.relayed_by,
    f.note, f.source_id, s.title AS source_title, s.url AS source_url
FROM figures f
JOIN sources s ON s.source_id = f.source_id
WHERE f.metric = ANY (:metrics)
  AND f.type IN ('stock', 'cumulative', 'returned')
  AND f.scope = :scope
  AND f.site_ids = '{}'
  AND f.provider IS NOT NULL
  AND f.value IS NOT NULL
  AND f.as_of <= :at
  AND NOT f.suspect
ORDER BY
    f.provider, f.metric, f.as_of DESC, coalesce(f.qualifier, 'exact') <> 'exact', f.qualifier <> 'approx',
    f.relayed_by IS NOT NULL, f.figure_id
LIMIT 100
