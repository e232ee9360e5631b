-- What was last reported of each of these service indicators on a site alone?
SELECT DISTINCT ON (v.indicator) v.indicator, v.value, v.as_of, v.as_of_precision
FROM service_reports v
WHERE v.site_ids = ARRAY[CAST(:site_id AS text)] AND v.indicator = ANY (:indicators) AND (SELECT may_report(:site_id))
  AND v.superseded_at IS NULL
ORDER BY v.indicator, first_day(v.as_of, v.as_of_precision) DESC, v.as_of, v.told_at DESC, v.report_id DESC
