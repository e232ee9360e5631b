-- What was last reported of each asked indicator on each site alone, and how many people lived there about that day?
-- Where the newest is withheld, no older one stands for it. Joint figures of several sites are not divided and doubtful rows are left out.
WITH newest AS MATERIALIZED (
    SELECT DISTINCT ON (v.site_ids, v.indicator)
           v.site_ids[1] AS site_id, v.indicator, v.value, v.qualifier, v.as_of, v.as_of_precision, v.confidence,
           v.source_id
    FROM service_reports v
    WHERE v.as_of <= :at AND cardinality(v.site_ids) = 1
      AND (CAST(:only AS text[]) IS NULL OR v.site_ids && CAST(:only AS text[])) AND v.indicator = ANY (:indicators)
      AND (v.value IS NOT NULL OR 'value' = ANY (v.withheld))
      AND NOT v.suspect AND stands_by(v.report_id, v.recorded_at, v.superseded_at, :known)
    ORDER BY v.site_ids, v.indicator, first_day(v.as_of, v.as_of_precision) DESC, v.as_of, v.told_at DESC,
             v.report_id DESC
    LIMIT :limit
)
SELECT newest.site_id, newest.indicator, newest.value, newest.qualifier, newest.as_of, newest.as_of_precision,
       newest.confidence, people.individuals AS people_then, people.qualifier AS people_then_qualifier,
       people.as_of AS people_then_as_of, people.as_of_precision AS people_then_precision,
       src.title AS source_title, src.publisher AS source_publisher, src.url AS source_url,
       src.published_on AS source_published_on, src.published_on_precision AS source_published_precision
FROM newest
JOIN sources src ON src.source_id = newest.source_id
-- include geodata/statements/people_then.sql
ORDER BY newest.site_id, newest.indicator
