-- The newest standing reports of each of these sites of the person's own that tell how full it is, newest first.
SELECT named.site_id, newest.report_id, newest.as_of, newest.as_of_precision, newest.told_at, newest.families,
       newest.plots_ready, newest.plots_occupied
FROM unnest(CAST(:site_ids AS text[])) AS named (site_id)
CROSS JOIN LATERAL (
    SELECT r.report_id, r.as_of, r.as_of_precision, coalesce(r.observed_at, r.recorded_at) AS told_at, r.as_of_from,
           r.families, r.plots_ready, r.plots_occupied
    FROM ninewa.site_report r
    WHERE r.site_id = named.site_id AND r.as_of <= :at AND num_nonnulls(r.families, r.plots_ready, r.plots_occupied) > 0
      AND NOT EXISTS (SELECT FROM ninewa.site_report c WHERE c.corrects = r.report_id)
    ORDER BY r.as_of_from DESC, r.as_of, coalesce(r.observed_at, r.recorded_at) DESC, r.report_id DESC
    LIMIT :each
) AS newest
WHERE may_report(named.site_id)
ORDER BY named.site_id, newest.as_of_from DESC, newest.as_of, newest.told_at DESC, newest.report_id DESC
