-- What was last reported of these service indicators on each of these sites alone?
SELECT DISTINCT ON (v.site_ids, v.indicator) v.site_ids[1] AS site_id, v.indicator, v.value, v.as_of, v.as_of_precision
FROM service_reports v
WHERE v.as_of <= :at AND v.indicator = ANY (:indicators) AND cardinality(v.site_ids) = 1 AND v.site_ids && :site_ids
  AND may_report(v.site_ids[1])
ORDER BY v.site_ids, v.indicator, first_day(v.as_of, v.as_of_precision) DESC, v.as_of, v.report_id DESC
