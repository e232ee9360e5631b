-- Places that OCHA and the CCCM cluster published as free and fully serviced in all camps and emergency sites together:
-- the newest figure of the :days days up to :at. It is their figure, not a total of the sites listed here.
SELECT f.as_of, f.as_of_precision, f.value, f.qualifier, f.scope, f.provider, f.relayed_by,
       f.source_id, s.title AS source_title, s.url AS source_url
FROM figures f
JOIN sources s ON s.source_id = f.source_id
WHERE f.metric = 'plots_fully_serviced_available'
  AND f.scope = 'all camps and emergency sites'
  AND f.site_ids = '{}'
  AND f.value IS NOT NULL
  AND f.as_of BETWEEN CAST(:at AS date) - CAST(:days AS integer) AND :at
  AND NOT f.suspect
ORDER BY f.as_of DESC, coalesce(f.qualifier, 'exact') <> 'exact', f.figure_id
LIMIT 1
