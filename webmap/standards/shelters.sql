-- How many tents, caravans and other shelters were last reported on each site alone, by kind, and how many people lived
-- there about that day? Where the newest figure is withheld (NULL), no older one stands for it.
WITH newest AS MATERIALIZED (
    SELECT DISTINCT ON (f.site_ids, f.metric)
           f.site_ids[1] AS site_id, f.metric, f.value, f.qualifier, f.as_of, f.as_of_precision, f.confidence,
           f.source_id
    FROM figures f
    WHERE f.as_of <= :at AND cardinality(f.site_ids) = 1
      AND (CAST(:only AS text[]) IS NULL OR f.site_ids && CAST(:only AS text[])) AND f.metric = ANY (:metrics)
      AND (f.value IS NOT NULL OR 'value' = ANY (f.withheld)) AND NOT f.suspect
    ORDER BY f.site_ids, f.metric, first_day(f.as_of, f.as_of_precision) DESC, f.as_of, f.figure_id DESC
    LIMIT :limit
)
SELECT newest.site_id, newest.metric, newest.value, newest.qualifier, newest.as_of, newest.as_of_precision,
       newest.confidence, people.individuals AS people_then, people.qualifier AS people_then_qualifier,
       people.as_of AS people_then_as_of, people.as_of_precision AS people_then_precision,
       src.title AS source_title, src.publisher AS source_publisher, src.url AS source_url,
       src.published_on AS source_published_on, src.published_on_precision AS source_published_precision
FROM newest
JOIN sources src ON src.source_id = newest.source_id
-- include geodata/statements/people_then.sql
ORDER BY newest.site_id, newest.metric
