-- Which totals of the peacebuilding programme were known by the day :at? They are never split over communities.
SELECT f.figure_id, f.metric, f.type, f.as_of, f.as_of_precision, f.unit, f.value, f.qualifier, f.provider,
       f.relayed_by, f.note, f.source_id, src.title AS source_title, src.url AS source_url
FROM figures f JOIN sources src ON src.source_id = f.source_id
WHERE f.scope = 'peacebuilding programme 2017' AND NOT f.suspect
  AND least(f.as_of, date_trunc('month', src.published_on)) <= CAST(:at AS date)
ORDER BY f.figure_id
LIMIT 100
