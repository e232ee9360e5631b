-- What has been reported of a site up to a day, oldest first?
SELECT r.report_id, r.as_of, r.as_of_precision, r.plots_planned, r.plots_prepared, r.plots_ready, r.plots_occupied,
       r.plots_reserved, r.families, r.individuals, r.families_waiting, r.stated, r.note,
       coalesce(r.superseded_at <= :known, false) AS superseded, r.source_id,
       src.title AS source_title, src.url AS source_url
FROM site_reports r JOIN sources src ON src.source_id = r.source_id
WHERE r.site_id = :site_id AND r.as_of <= :at AND known_by(r.report_id, r.recorded_at, :known)
ORDER BY r.as_of, r.recorded_at, r.report_id
LIMIT 1000
