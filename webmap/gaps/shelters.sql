-- How many tents, caravans and other shelters were last reported on each site alone, by kind? Where the newest figure is
-- withheld (NULL), no older one stands for it.
SELECT DISTINCT ON (f.site_ids, f.metric)
       f.site_ids[1] AS site_id, f.metric, f.value, f.qualifier, f.as_of, f.as_of_precision, f.confidence,
       src.title AS source_title, src.publisher AS source_publisher, src.url AS source_url,
       src.published_on AS source_published_on, src.published_on_precision AS source_published_precision
FROM figures f
JOIN sources src ON src.source_id = f.source_id
WHERE f.as_of <= :at AND cardinality(f.site_ids) = 1 AND f.metric = ANY (:metrics)
  AND (f.value IS NOT NULL OR 'value' = ANY (f.withheld)) AND NOT f.suspect
ORDER BY f.site_ids, f.metric, f.as_of DESC, f.figure_id DESC
LIMIT :limit
