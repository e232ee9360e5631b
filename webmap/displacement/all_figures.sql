-- Every published figure up to the day :at that is not one of a site, narrowed by what the reader chose (NULL: not chosen).
SELECT f.metric, f.type, f.as_of, f.as_of_precision, f.value, f.unit, f.qualifier, f.scope, f.provider, f.relayed_by,
       f.suspect, f.note, f.source_id, f.figure_id, s.title AS source_title, s.url AS source_url
FROM figures f
JOIN sources s ON s.source_id = f.source_id
WHERE f.site_ids = '{}' AND f.as_of <= :at
  AND (CAST(:metric AS text) IS NULL OR f.metric = :metric)
  AND (CAST(:scope AS text) IS NULL OR f.scope = :scope)
  AND (CAST(:provider AS text) IS NULL OR f.provider = :provider)
ORDER BY f.metric, f.type, f.scope, f.provider, f.as_of, f.figure_id
LIMIT :limit
