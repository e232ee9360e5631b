-- How many plots were last said to be planned, and how many prepared, in each site by the day :at?
SELECT DISTINCT ON (r.site_id, said.figure)
       r.site_id, said.figure, said.value, r.stated -> said.figure ->> 'qualifier' AS qualifier,
       r.as_of, r.as_of_precision, r.source_id
FROM site_reports r
CROSS JOIN LATERAL (
    VALUES ('plots_planned', r.plots_planned), ('plots_prepared', r.plots_prepared)
) AS said (figure, value)
WHERE r.as_of <= CAST(:at AS date) AND (said.value IS NOT NULL OR said.figure = ANY (r.withheld))
  AND stands_by(r.report_id, r.recorded_at, r.superseded_at, :known)
ORDER BY r.site_id, said.figure, r.as_of DESC, r.told_at DESC, r.report_id DESC
