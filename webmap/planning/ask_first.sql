-- What was said by :at of sites without a known number of free places that is no plot count but could be asked about?
-- The newest statement of each site and kind, unless the site was said to be full since, and unless
-- the newest figure is withheld.
SELECT newest.site_id, newest.metric, newest.value, newest.qualifier, newest.unit, newest.as_of, newest.as_of_precision,
       newest.source_id
FROM (
    SELECT DISTINCT ON (said.site_id, f.metric) said.site_id, f.metric, f.value, f.qualifier, f.unit, f.as_of,
           f.as_of_precision, f.source_id
    FROM unnest(CAST(:site_ids AS text[])) AS said (site_id)
    JOIN figures f ON f.site_ids @> ARRAY[said.site_id] AND cardinality(f.site_ids) = 1
    WHERE f.as_of <= :at AND NOT f.suspect AND (f.value > 0 OR 'value' = ANY (f.withheld))
      AND f.metric IN ('capacity_persons_ready', 'capacity_families_ready', 'tents_ready', 'tents_ready_families',
                       'plots_available')
      AND NOT EXISTS (
          SELECT FROM figures later
          WHERE later.site_ids @> ARRAY[said.site_id] AND later.metric = 'full' AND NOT later.suspect
            AND later.as_of >= f.as_of AND later.as_of <= :at
      )
    ORDER BY said.site_id, f.metric, first_day(f.as_of, f.as_of_precision) DESC, f.as_of, f.figure_id DESC
) AS newest
WHERE newest.value IS NOT NULL
ORDER BY newest.site_id, newest.metric
LIMIT 500
