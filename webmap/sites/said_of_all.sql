-- What was said of how full or open each of these sites is, by a day, newest first?
SELECT f.site_ids[1] AS site_id, f.metric, f.as_of, f.as_of_precision
FROM figures f
WHERE f.metric = ANY (CAST(:metrics AS text[])) AND f.as_of <= :at AND NOT f.suspect
    AND cardinality(f.site_ids) = 1 AND f.site_ids[1] = ANY (CAST(:site_ids AS text[]))
ORDER BY f.as_of DESC, f.metric, f.figure_id
LIMIT 5000
