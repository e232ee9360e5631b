-- What was last reported of each asked indicator on each site alone, and how many people lived there on that very day?
-- Where the newest is withheld, no older one stands for it. Joint figures of several sites are not divided and doubtful rows are left out.
SELECT DISTINCT ON (v.site_ids, v.indicator)
       v.site_ids[1] AS site_id, v.indicator, v.value, v.qualifier, v.as_of, v.as_of_precision, v.confidence,
       people.individuals AS people_then, coalesce('individuals' = ANY (people.withheld), false) AS people_withheld,
       src.title AS source_title, src.publisher AS source_publisher, src.url AS source_url,
       src.published_on AS source_published_on, src.published_on_precision AS source_published_precision
FROM service_reports v
JOIN sources src ON src.source_id = v.source_id
LEFT JOIN LATERAL (
    SELECT r.individuals, r.withheld FROM site_reports r
    WHERE r.site_id = v.site_ids[1] AND r.as_of = v.as_of
      AND (r.individuals IS NOT NULL OR 'individuals' = ANY (r.withheld))
      AND stands_by(r.report_id, r.recorded_at, r.superseded_at, :known)
    ORDER BY r.recorded_at DESC, r.report_id DESC LIMIT 1
) AS people ON true
WHERE v.as_of <= :at AND cardinality(v.site_ids) = 1 AND v.indicator = ANY (:indicators) AND (v.value IS NOT NULL OR 'value' = ANY (v.withheld))
  AND NOT v.suspect AND known_by(v.report_id, v.recorded_at, :known)
ORDER BY v.site_ids, v.indicator, v.as_of DESC, v.report_id DESC
LIMIT :limit
