-- How many serviced plots did anybody publish as available lately without saying where? The newest by :at, at most a
-- month old.
SELECT f.value, f.qualifier, f.as_of, f.as_of_precision, f.provider, f.source_id
FROM figures f
WHERE f.metric = 'plots_fully_serviced_available' AND cardinality(f.site_ids) = 0 AND NOT f.suspect
  AND f.as_of <= :at AND first_day(f.as_of, f.as_of_precision) >= CAST(:at AS date) - old_after_days()
ORDER BY f.as_of DESC, f.figure_id DESC
LIMIT 1
